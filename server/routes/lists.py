"""Lists: the overview, each list in every form, and the official download at ``/csv``."""

from __future__ import annotations

import json
from urllib.parse import quote, unquote

from flask import Blueprint, Response, request

from ...graph.errors import NotFoundError, RequestError
from ...graph.generation import Generation
from ...graph.lists import TermList, all_lists, term_list
from .. import pages
from ..forms.lists import MAX_TERMS_IN_MEMORY, by_language, list_in_form, write_list
from ..negotiate import CSV, HTML, JSON, LIST_FORMS, PAGE_FORMS, XLSX, Form, suffix_form
from .downloads import deliver_file
from .service import (
    VARY,
    attachment,
    choose_form,
    current_generation,
    deliver,
    encode_iri,
    form_of_suffix,
    of_release,
    service,
    text_parameter,
    view,
)
from .time_travel import with_time_travel

routes = Blueprint("lists", __name__)


@routes.get("/list")
def overview() -> Response:
    """Answer with every list."""
    generation = current_generation()
    form = choose_form(PAGE_FORMS)
    headers = with_time_travel({})
    if form == HTML:
        return deliver(form, lambda: pages.lists(view()).encode(), headers=headers)
    return deliver(JSON, lambda: _overview(generation), headers=headers)


@routes.get("/list/<name>")
def one_list(name: str) -> Response:
    """Answer with a whole list in one of its forms."""
    generation = current_generation()
    named = suffix_form(name, LIST_FORMS)
    stem, dot, suffix = name.rpartition(".")
    if named is None and dot and any(entry.name == stem for entry in all_lists(generation)):
        named = form_of_suffix(suffix, LIST_FORMS)
    if named is not None:
        name = name.removesuffix(f".{named.suffix}")
    terms = term_list(generation, name)
    form = named or choose_form(LIST_FORMS)
    headers = with_time_travel({"Link": _links(terms)})
    if form in (CSV, XLSX):
        headers |= attachment(f"{terms.entry.name}.{form.suffix}")
    if form != HTML and len(terms.terms) > MAX_TERMS_IN_MEMORY:
        iri = terms.entry.iri
        return deliver_file(
            form,
            iri,
            lambda output: write_list(generation, iri, form.suffix, output),
            headers=headers,
            vary="" if named else VARY,
        )
    return deliver(
        form,
        lambda: _in_form(generation, terms, form),
        headers=headers,
        vary="" if named else VARY,
    )


@routes.get("/csv")
def official_download() -> Response:
    """Answer with the official download of a list: always 200 and CSV, whatever is accepted.

    Source: the addresses of standards.esd.org.uk that importers read:
        ``/csv?uri=list/englishAndWelshServices&mappedToUri=list/interactions``.
    """
    generation = current_generation()
    name = _list_parameter("uri")
    if name is None:
        raise RequestError(
            "there is no ?uri=", remedy="name a list, for example /csv?uri=list/services"
        )
    entry = term_list(generation, name).entry
    mapped = _list_parameter("mappedToUri")
    target = term_list(generation, mapped).entry if mapped is not None else None
    file_name = f"{entry.name}-{target.name}.csv" if target else f"{entry.name}.csv"
    return deliver(
        CSV,
        lambda: list_in_form(generation, entry.iri, "csv", target.iri if target else None),
        headers=attachment(file_name),
        vary="",
    )


def _list_parameter(parameter: str) -> str | None:
    """Return the name or the IRI of the list that a parameter names; None if it is not given."""
    if parameter not in request.args:
        return None
    text = text_parameter(parameter).strip()
    generation = current_generation()
    known = {entry.iri for entry in all_lists(generation)}
    for iri in (text, unquote(text)):
        if iri in known:
            return iri
    own = text.removeprefix(service().config.base_iri).strip("/")
    name = own.removeprefix("id/").removeprefix("list/")
    if not name:
        raise NotFoundError(
            f"{parameter}={text!r} names no list", remedy="for example uri=list/services"
        )
    return name


def _in_form(generation: Generation, terms: TermList, form: Form) -> bytes:
    if form == HTML:
        letter = text_parameter("letter")
        return pages.term_list(
            view(),
            terms,
            q=text_parameter("q"),
            letter=letter or None,
            show_deprecated=request.args.get("deprecated") == "1",
            show_welsh=request.args.get("cy") == "1",
        ).encode()
    return list_in_form(generation, terms.entry.iri, form.suffix)


def _overview(generation: Generation) -> bytes:
    document = {
        "lists": [
            {
                "iri": entry.iri,
                "name": entry.name,
                "title": by_language(entry.titles),
                "size": entry.size,
                "codes": entry.has_codes,
                "document": f"/list/{quote(entry.name)}",
            }
            for entry in all_lists(generation)
        ]
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _links(terms: TermList) -> str:
    address = f"{service().config.base_iri}list/{quote(terms.entry.name)}"
    links = [
        f'<{of_release(address)}>; rel="canonical"',
        f'<{encode_iri(terms.entry.iri)}>; rel="describes"',
        '<http://www.w3.org/2004/02/skos/core>; rel="profile"',
    ]
    links += [
        f'<{of_release(f"{address}.{form.suffix}")}>; rel="alternate"; type="{form.media_type}"'
        for form in LIST_FORMS
    ]
    return ", ".join(links)
