"""The schema.org descriptions that pages carry for search engines, as JSON-LD data blocks."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from markupsafe import Markup

from ...graph.describe import Description
from ...graph.namespaces import DCT, FOAF, SCHEMA, SKOS, WGS84
from ...graph.terms import Literal, NamedNode
from ..view import View

Json = Mapping[str, object]

_ESCAPES = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def as_block(data: Json) -> Markup:
    """Return data as JSON that cannot end the script element that it stands in.

    Source: HTML Living Standard, section 4.12.1.3 (restrictions for contents of script elements);
        JSON allows each of these characters in strings alone, where the escapes mean the same.
    """
    text = json.dumps({"@context": "https://schema.org/", **data}, ensure_ascii=False)
    return Markup(text.translate(_ESCAPES))


def as_text(data: Json) -> str:
    """Return data as JSON for people to copy."""
    document = {"@context": "https://schema.org/", **data}
    return json.dumps(document, ensure_ascii=False, indent=2)


def website(view: View, name: str) -> Json:
    """Return the description of the site and of its search."""
    return {
        "@type": "WebSite",
        "name": name,
        "url": view.base_iri,
        "inLanguage": ["en", "cy"],
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": view.base_iri + "search?q={search_term_string}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def defined_term(description: Description, code: str, lists: Sequence[tuple[str, Literal]]) -> Json:
    """Return the description of a term.

    Args:
        description: the term.
        code: its code; empty if it has none.
        lists: IRI and title of each list that it is in.
    """
    return _without_empty(
        {
            "@type": "DefinedTerm",
            "@id": description.iri,
            "url": description.iri,
            "name": _texts(description.labels.get(description.iri, ())),
            "alternateName": _texts(_literals(description, SKOS.altLabel)),
            "description": _texts(
                _literals(description, SKOS.definition) or _literals(description, DCT.description)
            ),
            "termCode": code,
            "inDefinedTermSet": [
                {"@type": "DefinedTermSet", "@id": iri, "name": title.value} for iri, title in lists
            ],
        }
    )


def organisation(description: Description, codes: Sequence[tuple[str, str]]) -> Json:
    """Return the description of a council; `codes` are names of schemes and codes in them."""
    lat, long = description.text(WGS84.lat), description.text(WGS84.long)
    place = lat and long and {"latitude": lat.value, "longitude": long.value}
    homepages = [v.value for v in description.values(FOAF.homepage) if isinstance(v, NamedNode)]
    return _without_empty(
        {
            "@type": "GovernmentOrganization",
            "@id": description.iri,
            "name": _texts(description.labels.get(description.iri, ())),
            "alternateName": _texts(_literals(description, SKOS.altLabel)),
            "url": homepages[0] if homepages else description.iri,
            "identifier": [
                {"@type": "PropertyValue", "propertyID": scheme, "value": code}
                for scheme, code in codes
            ],
            "foundingDate": _text(description, SCHEMA.foundingDate),
            "dissolutionDate": _text(description, SCHEMA.dissolutionDate),
            "location": {"@type": "Place", "geo": {"@type": "GeoCoordinates", **place}}
            if place
            else None,
        }
    )


def dataset(
    description: Description, publisher: str, licence: str, downloads: Sequence[tuple[str, str]]
) -> Json:
    """Return the description of a dataset.

    Args:
        description: the dataset.
        publisher: name of its publisher; empty if unknown.
        licence: IRI of its licence; empty if unknown.
        downloads: address and media type of each download.
    """
    title = description.label()
    return _without_empty(
        {
            "@type": "Dataset",
            "@id": description.iri,
            "url": description.iri,
            "name": title.value,
            "description": _text(description, DCT.description) or title.value,
            "license": licence,
            "creator": {"@type": "Organization", "name": publisher} if publisher else None,
            "dateModified": _text(description, DCT.modified),
            "distribution": [
                {"@type": "DataDownload", "contentUrl": address, "encodingFormat": media_type}
                for address, media_type in downloads
            ],
        }
    )


def _literals(description: Description, predicate: NamedNode) -> list[Literal]:
    return [term for term in description.values(predicate) if isinstance(term, Literal)]


def _text(description: Description, predicate: NamedNode) -> str:
    found = description.text(predicate)
    return found.value if found else ""


def _texts(literals: Sequence[Literal]) -> list[object]:
    return [
        {"@value": literal.value, "@language": literal.language}
        if literal.language
        else literal.value
        for literal in literals
    ]


def _without_empty(data: Json) -> Json:
    return {name: value for name, value in data.items() if value not in ("", None, [])}
