"""Things and the documents about them: ``/id/...``, ``/doc/...`` and ``/resolve``.

Source: Cool URIs for the Semantic Web, section 4.2 (303 URIs).
"""

from __future__ import annotations

import json
from urllib.parse import quote

from flask import Blueprint, Response

from ...graph.deprecation import deprecation_of
from ...graph.describe import Description, describe, is_gone, tombstone
from ...graph.errors import GoneError, NotAcceptableError, NotFoundError
from ...graph.generation import Generation
from ...graph.lists import all_lists
from ...graph.namespaces import CSVW, DCT, ESD_ID, MH, MOOTHALL_ID, RDF, SKOS
from ...graph.resolve import Resolution, resolve
from ...graph.serialise import serialise
from ...graph.succession import successors_on
from ...graph.terms import Literal, NamedNode
from .. import pages
from ..forms import descriptions as description_forms
from ..negotiate import DOCUMENT_FORMS, HTML, JSON, Form, split_form, suffix_form
from .service import (
    VARY,
    choose_form,
    current_generation,
    deliver,
    encode_iri,
    number_parameter,
    of_release,
    see_other,
    service,
    text_parameter,
    view,
)
from .time_travel import last_version, releases_told, with_time_travel

routes = Blueprint("documents", __name__)

MAX_PAGE = 100_000
MAX_PAGE_SIZE = 500

_CONCEPT_PROFILE = "http://www.w3.org/2004/02/skos/core"


@routes.get("/id/<path:path>")
def thing(path: str) -> Response:
    """Send the client from a thing to the document about it."""
    return _to_document(current_generation(), path)


@routes.get("/graph/<slug>")
def graph(slug: str) -> Response:
    """Send the client from a named graph to its dataset."""
    return _to_document(current_generation(), f"graph/{slug}")


@routes.get("/doc/<path:path>")
def document(path: str) -> Response:
    """Answer with the description of a thing, in one of the forms of documents."""
    generation = current_generation()
    iri, named = _find(generation, path)
    if iri is None:
        return _to_document(generation, path)
    if is_gone(generation, iri):
        return _tombstone(generation, iri, named)
    elsewhere = _other_page(generation, iri)
    if elsewhere is not None:
        return _sent_to(elsewhere + (f".{named.suffix}" if named else ""))
    form = named or choose_form(DOCUMENT_FORMS)
    page = number_parameter("page", 1, MAX_PAGE)
    page_size = number_parameter("page_size", service().config.page_size, MAX_PAGE_SIZE)
    place = _place_on_page(generation, iri) if form == HTML else None
    if place is not None:
        return see_other(place)

    def render() -> bytes:
        description = describe(generation, iri, page=page, page_size=page_size)
        if form == HTML:
            timeline = service().timelines.of(iri)
            drawn = pages.document(
                view(), description, page, page_size=page_size, timeline=timeline
            )
            return drawn.encode()
        return _as_data(generation, description, form)

    return deliver(
        form,
        render,
        headers=with_time_travel(_headers(generation, iri)),
        vary="" if named else VARY,
        # a page of a release tells of the releases after it as well
        edition=releases_told() if form == HTML else "",
        # a name that ends like a form but is an identifier would share a key with that form
        is_kept=named is not None or suffix_form(path, DOCUMENT_FORMS) is None,
    )


@routes.get("/resolve")
def resolve_identifier() -> Response:
    """Send the client to what an identifier of any kind stands for, or let it choose."""
    generation = current_generation()
    identifier = text_parameter("q").strip()
    found = resolve(generation, identifier) if identifier else ()
    if not found:
        raise NotFoundError(
            f"nothing is known as {identifier[:200]!r}" if identifier else "there is no ?q=",
            remedy="give an address, a compact address such as esdServiceType:579, or a code",
        )
    if len(found) == 1:
        path = generation.addresses.path(found[0].iri)
        if path is not None:
            response = see_other(path, vary="Accept")
            successors = _successor_links(generation, found[0].iri)
            if successors:
                response.headers["Link"] = ", ".join(successors)
            return response
    form = choose_form((JSON, HTML))
    body = (
        pages.choices(view(), identifier, found).encode()
        if form == HTML
        else _choices(generation, identifier, found)
    )
    response = Response(body, 300, content_type=form.content_type)
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def raise_if_gone(generation: Generation, iri: str) -> None:
    """Raise if an IRI was published once and has been removed.

    Raises:
        GoneError: it was.
    """
    if is_gone(generation, iri):
        describe(generation, iri)


def _tombstone(generation: Generation, iri: str, named: Form | None) -> Response:
    """Return what is left of a removed thing as data, with the status that says that it is gone.

    Raises:
        GoneError: it is asked for as a page or as JSON, which are those of any problem.
    """
    try:
        form = named or choose_form(DOCUMENT_FORMS)
    except NotAcceptableError:
        form = JSON
    last = last_version(generation, iri)
    if form in (HTML, JSON):
        try:
            raise_if_gone(generation, iri)
        except GoneError as error:
            error.last_version = last
            raise
    left = tombstone(generation, iri)
    links = [f'<{encode_iri(iri)}>; rel="describes"']
    links += [f'<{last}>; rel="predecessor-version"'] if last else []
    links += [
        f'<{encode_iri(successor.value)}>; rel="successor-version"'
        for successor in left.values(DCT.isReplacedBy)
        if isinstance(successor, NamedNode)
    ]
    response = Response(_as_data(generation, left, form), 410, content_type=form.content_type)
    response.headers.extend(with_time_travel({"Link": ", ".join(links)}))
    response.headers["Cache-Control"] = "no-cache"
    if named is None:
        response.headers["Vary"] = VARY
    return response


def known_iri(generation: Generation, path: str) -> str | None:
    """Return the IRI that a path under ``/id/`` stands for; None if none is described."""
    for form in dict.fromkeys((path, quote(path, safe="/!$&'()*+,;=:@~-._%"))):
        for iri in generation.addresses.candidates(form):
            if generation.reader.describes(iri):
                return iri
    return None


def _find(generation: Generation, path: str) -> tuple[str | None, Form | None]:
    """Return what a path under ``/doc/`` is about, and the form that its suffix asks for.

    An identifier may hold dots itself, so the whole path is tried first.
    """
    iri = known_iri(generation, path)
    if iri is not None:
        return iri, None
    plain, form = split_form(path, DOCUMENT_FORMS)
    if form is not None:
        return known_iri(generation, plain), form
    return None, None


def _to_document(generation: Generation, path: str) -> Response:
    """Return the redirect from a thing to its document, by its own or by another of its codes.

    Raises:
        GoneError: it has been removed.
        NotFoundError: nothing is known of it.
    """
    iri = known_iri(generation, path)
    if iri is not None:
        if is_gone(generation, iri):
            return _tombstone(generation, iri, None)
        return _sent_to(_other_page(generation, iri) or generation.addresses.path(iri) or "/")
    kind, _, rest = path.partition("/")
    if kind == "graph" and generation.graph_iri(rest) in generation.manifest.graphs:
        return see_other(f"/datasets/{quote(rest)}")
    code, form = split_form(rest, DOCUMENT_FORMS)
    if kind == "authority":
        found = [
            path
            for resolution in resolve(generation, code)
            if (path := generation.addresses.path(resolution.iri) or "").startswith(
                "/doc/authority/"
            )
        ]
        if len(found) == 1:
            return see_other(found[0] + (f".{form.suffix}" if form else ""))
    raise _unknown(generation, path)


def _sent_to(path: str) -> Response:
    """Return the redirect of a thing or a document, which was one in a release as well."""
    response = see_other(path)
    response.headers.extend(with_time_travel({}))
    return response


def _unknown(generation: Generation, path: str) -> NotFoundError:
    stem, _, suffix = path.rpartition(".")
    is_form = any(form.suffix == suffix for form in DOCUMENT_FORMS)
    if stem and known_iri(generation, stem) is not None:
        offered = " ".join(f".{form.suffix}" for form in DOCUMENT_FORMS)
        if is_form:
            return NotFoundError(
                f"a thing has no form, so there is no /id/{path[:200]}",
                remedy=f"ask for /doc/{path[:200]}",
            )
        return NotFoundError(
            f"/doc/{stem[:200]} has no form .{suffix[:20]}", remedy=f"its forms are {offered}"
        )
    return NotFoundError(
        f"nothing is known under {path[:200]!r}", remedy="search for it by its name or code"
    )


def _other_page(generation: Generation, iri: str) -> str | None:
    """Return the page that stands for the document of a list or a data standard; else None."""
    if next(generation.reader.quads(NamedNode(iri), RDF.type, MH.DataStandard), None):
        name = generation.reader.value(NamedNode(iri), DCT.identifier)
        return f"/standards/{name.value}" if isinstance(name, Literal) else None
    if not iri.startswith((f"{ESD_ID}list/", f"{MOOTHALL_ID}list/")):
        return None
    found = next((entry for entry in all_lists(generation) if entry.iri == iri), None)
    return f"/list/{quote(found.name)}" if found else None


def _place_on_page(generation: Generation, iri: str) -> str | None:
    """Return where on the page of its data standard a column is shown; None for other things."""
    column = NamedNode(iri)
    heading = generation.reader.value(column, CSVW.name)
    if not isinstance(heading, Literal):
        return None
    for standard in generation.reader.subjects(MH.column, column):
        page = _other_page(generation, standard.value)
        if page is not None:
            return f"{page}#{pages.anchor_of(heading.value)}"
    return None


def _as_data(generation: Generation, description: Description, form: Form) -> bytes:
    if form.suffix == "json":
        return description_forms.as_json(generation, description)
    if form.suffix == "csv":
        return description_forms.as_csv(generation, description)
    if form.suffix in ("trig", "nq"):
        return serialise(description_forms.quads(generation, description), form.suffix)
    return serialise(description.triples(), form.suffix)


def _headers(generation: Generation, iri: str) -> dict[str, str]:
    """Return the headers of a document; those of what is no more say so.

    Source: RFC 9745 (Deprecation, a moment in seconds); RFC 5829, section 3.3 (successor-version).
    """
    links = ", ".join((_links(generation, iri), *_successor_links(generation, iri)))
    deprecation = deprecation_of(generation, iri)
    if deprecation is None or deprecation.since is None:
        return {"Link": links}
    return {"Link": links, "Deprecation": f"@{int(deprecation.since.timestamp())}"}


def _successor_links(generation: Generation, iri: str) -> list[str]:
    """Return the links to what took the place of a deprecated term or an abolished council.

    Of councils, those are there in its place that were when the generation was published.
    """
    deprecation = deprecation_of(generation, iri)
    if deprecation is not None:
        successors = deprecation.successors
    else:
        day = generation.manifest.published.date()
        successors = tuple(each.iri for each in successors_on(generation, iri, day))
    base_iri = service().config.base_iri.rstrip("/")
    links = []
    for successor in successors:
        path = generation.addresses.path(successor)
        address = base_iri + path if path else encode_iri(successor)
        links.append(f'<{address}>; rel="successor-version"')
    return links


def _links(generation: Generation, iri: str) -> str:
    """Return the Link header of a document.

    Source: RFC 8288; RFC 6596 (canonical); RFC 6892 (describes); RFC 6906 (profile).
    """
    path = generation.addresses.path(iri) or "/"
    address = service().config.base_iri.rstrip("/") + path
    links = [f'<{of_release(address)}>; rel="canonical"', f'<{encode_iri(iri)}>; rel="describes"']
    links += [
        f'<{of_release(f"{address}.{form.suffix}")}>; rel="alternate"; type="{form.media_type}"'
        for form in DOCUMENT_FORMS
    ]
    concept = generation.reader.quads(NamedNode(iri), RDF.type, SKOS.Concept)
    if next(concept, None) is not None:
        links.append(f'<{_CONCEPT_PROFILE}>; rel="profile"')
    return ", ".join(links)


def _choices(generation: Generation, identifier: str, found: tuple[Resolution, ...]) -> bytes:
    day = generation.manifest.published.date()
    choices = [
        {
            "iri": resolution.iri,
            "label": resolution.label,
            "how": resolution.how,
            "document": generation.addresses.path(resolution.iri),
            "successors": [c.iri for c in successors_on(generation, resolution.iri, day)],
        }
        for resolution in found
    ]
    return json.dumps({"q": identifier, "choices": choices}, ensure_ascii=False, indent=1).encode()
