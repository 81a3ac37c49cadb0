"""Content negotiation: from what a client accepts to one of the forms that are offered.

Source: RFC 9110, sections 12.4.2 (weights) and 12.5.1 (Accept).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from ..graph.errors import NotAcceptableError

_MAX_ACCEPT = 2_000
"""Characters of an Accept header that are read; browsers and libraries send at most a few
hundred."""

_EXACT = 3
"""How specific a range is that names a media type in full."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which something is offered.

    Attributes:
        suffix: its name, and the end of the addresses that ask for it.
        media_type: media type, without parameters.
        title: its name for people.
        has_charset: whether the media type is sent with ``charset=utf-8``.
        aliases: other media types that ask for it.
    """

    suffix: str
    media_type: str
    title: str
    has_charset: bool = False
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header."""
        return f"{self.media_type}; charset=utf-8" if self.has_charset else self.media_type


HTML = Form("html", "text/html", "HTML", True, ("application/xhtml+xml",))
TURTLE = Form("ttl", "text/turtle", "Turtle", True, ("application/x-turtle",))
JSON_LD = Form("jsonld", "application/ld+json", "JSON-LD")
N_TRIPLES = Form("nt", "application/n-triples", "N-Triples")
RDF_XML = Form("rdf", "application/rdf+xml", "RDF/XML", False, ("application/xml", "text/xml"))
JSON = Form("json", "application/json", "JSON")
CSV = Form("csv", "text/csv", "CSV", True)
XLSX = Form(
    "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel (XLSX)"
)
TRIG = Form("trig", "application/trig", "TriG")
N_QUADS = Form("nq", "application/n-quads", "N-Quads")

DOCUMENT_FORMS = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML, JSON, CSV, TRIG, N_QUADS)
LIST_FORMS = (HTML, CSV, TURTLE, JSON_LD, N_TRIPLES, JSON, RDF_XML, XLSX)
DATASET_FORMS = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML, JSON)
STANDARD_FORMS = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML, JSON)
PAGE_FORMS = (HTML, JSON)
REVIEW_FORMS = (HTML, JSON, CSV)
GRAPH_FORMS = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD)
ANSWER_FORMS = (*PAGE_FORMS, *GRAPH_FORMS)
RESULT_FORMS = (
    Form(
        "json",
        "application/sparql-results+json",
        "JSON",
        False,
        ("application/json",),
    ),
    Form(
        "xml",
        "application/sparql-results+xml",
        "XML",
        False,
        ("application/xml", "text/xml"),
    ),
    CSV,
    Form("tsv", "text/tab-separated-values", "TSV", True),
)
STREAM_FORMS = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD, TRIG, N_QUADS)
ATOM = Form("atom", "application/atom+xml", "Atom", True)
JSON_FEED = Form("json", "application/feed+json", "JSON Feed")
PROBLEM = Form("json", "application/problem+json", "JSON", False, ("application/json",))


@lru_cache(maxsize=2_000)
def negotiate(accept: str, offered: tuple[Form, ...]) -> Form:
    """Return the form that suits an Accept header best.

    The highest weight wins, then the more specific range, then the order of what is offered; so
    nothing, or ``*/*``, gets the first form.

    Args:
        accept: the header; empty if there is none.
        offered: forms, best first.

    Raises:
        NotAcceptableError: the header rules all of them out.
    """
    if not accept.strip():
        return offered[0]
    ranges = list(_media_ranges(accept[:_MAX_ACCEPT]))
    best, best_rank = None, (0.0, 0)
    for form in offered:
        # an alias is meant only where it is named: a wildcard speaks of the media type itself
        named = [rank for alias in form.aliases if (rank := _rank(alias, ranges))[1] == _EXACT]
        rank = max([_rank(form.media_type, ranges), *named])
        if rank[0] > 0 and rank > best_rank:
            best, best_rank = form, rank
    if best is None:
        raise NotAcceptableError(accept[:200], [form.media_type for form in offered])
    return best


def form_named(name: str, offered: tuple[Form, ...]) -> Form:
    """Return the form that ``?format=`` names: by its suffix, its media type or its title.

    Raises:
        NotAcceptableError: none is called that.
    """
    wanted = name.strip().lower().replace(" ", "+")
    for form in offered:
        if wanted in (form.suffix, form.media_type, form.title.lower(), *form.aliases):
            return form
    raise NotAcceptableError(name[:200], [form.suffix for form in offered])


def suffix_form(path: str, offered: tuple[Form, ...]) -> Form | None:
    """Return the form that the end of a path asks for; None if it asks for none."""
    suffix = path.rpartition(".")[2]
    return next((form for form in offered if form.suffix == suffix and "." in path), None)


def split_form(name: str, offered: tuple[Form, ...]) -> tuple[str, Form | None]:
    """Return a name without the suffix of a form, and the form; the whole name if it has none."""
    form = suffix_form(name, offered)
    return (name.removesuffix(f".{form.suffix}"), form) if form else (name, None)


@dataclass(frozen=True, slots=True)
class _MediaRange:
    media_type: str
    weight: float


def _media_ranges(accept: str) -> Iterator[_MediaRange]:
    """Return the well-formed ranges of a header; what is not well formed asks for nothing."""
    for item in re.findall(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+', accept):
        media_type, *parameters = [part.strip().lower() for part in item.split(";")]
        weight = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                if re.fullmatch(r"0(\.\d{0,3})?|1(\.0{0,3})?", value.strip()) is None:
                    weight = 0.0
                else:
                    weight = float(value)
        if re.fullmatch(r"[^\s/]+/[^\s/]+", media_type):
            yield _MediaRange(media_type, weight)


def _rank(media_type: str, ranges: list[_MediaRange]) -> tuple[float, int]:
    """Return the weight of a media type, and how specific the range is that gives it."""
    kind = media_type.split("/")[0]
    for specificity, wanted in ((_EXACT, media_type), (2, f"{kind}/*"), (1, "*/*")):
        weights = [r.weight for r in ranges if r.media_type == wanted]
        if weights:
            return (max(weights), specificity)
    return (0.0, 0)
