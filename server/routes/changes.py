"""What is new and changed: a page, JSON for machines, Atom, JSON Feed and an event stream."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import islice
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from ...graph.catalogue import dataset_entries
from ...graph.errors import NotFoundError, RequestError
from ...graph.event_stream import page_triples, root_triples
from ...graph.generation import Generation
from ...graph.ledger import (
    LedgerEntry,
    LedgerFilter,
    LedgerPage,
    Since,
    entries_in,
    newest,
    page_from,
    pages,
    publications,
)
from ...graph.lists import term_list
from ...graph.namespaces import SKOS
from ...graph.releases.version import is_version
from ...graph.resolve import resolve
from ...graph.serialise import serialise
from ...graph.terms import NamedNode, parse_iri
from .. import pages as html_pages
from ..forms.feeds import Feed, as_atom, as_json_feed, entry_json
from ..negotiate import ATOM, HTML, JSON, JSON_FEED, PAGE_FORMS, STREAM_FORMS, Form
from ..pages.changes import FEED_PARAMETERS
from ..pages.words import words_in
from .service import (
    choose_form,
    current_generation,
    deliver,
    deliver_for_good,
    form_of_suffix,
    number_parameter,
    service,
    text_parameter,
    view,
)

routes = Blueprint("changes", __name__)

_MAX_CODES = 300
_MAX_CODES_CHARACTERS = 3_000
_MAX_PAGE = 10_000
_LEAST_IN_FEED = 50
"""Entries that the newest document of a feed reaches back for, as long as there are so many."""


@routes.get("/changes")
def changes() -> Response:
    """Answer with what is new and changed: a page, newest first, or JSON, oldest first."""
    generation = current_generation()
    form = choose_form(PAGE_FORMS)
    wanted, since = _wanted(generation), _since()
    if form == HTML:
        number = number_parameter("page", 1, _MAX_PAGE)
        return deliver(form, lambda: _page(generation, wanted, since, number))
    return deliver(JSON, lambda: _since_json(generation, wanted, since))


@routes.get("/changes.atom")
def atom() -> Response:
    """Answer with a document of the Atom feed of what is asked for."""
    return _feed(ATOM)


@routes.get("/changes.json")
def json_feed() -> Response:
    """Answer with a document of the JSON Feed of what is asked for."""
    return _feed(JSON_FEED)


@routes.get("/changes/ldes")
@routes.get("/changes/ldes.<suffix>")
def event_stream(suffix: str | None = None) -> Response:
    """Answer with the root of the event stream."""
    generation = current_generation()
    form = form_of_suffix(suffix, STREAM_FORMS) if suffix else choose_form(STREAM_FORMS)
    return deliver(
        form,
        lambda: serialise(root_triples(generation), form.suffix),
        vary="" if suffix else "Accept",
    )


@routes.get("/changes/ldes/<int:first>")
@routes.get("/changes/ldes/<int:first>.<suffix>")
def event_stream_page(first: int, suffix: str | None = None) -> Response:
    """Answer with a page of the event stream; one that is full may be kept for ever."""
    generation = current_generation()
    form = form_of_suffix(suffix, STREAM_FORMS) if suffix else choose_form(STREAM_FORMS)
    page = page_from(generation, first)
    vary = "" if suffix else "Accept"

    def render() -> bytes:
        return serialise(page_triples(generation, page), form.suffix)

    if not page.is_full:
        return deliver(form, render, vary=vary)
    return deliver_for_good(form, render(), page.publications[-1].issued, vary=vary)


def _page(generation: Generation, wanted: LedgerFilter, since: Since, number: int) -> bytes:
    size = service().config.page_size
    start = (number - 1) * size
    found = list(islice(newest(generation, wanted, since), start, start + size + 1))
    page = html_pages.changes(view(), found[:size], number, has_next=len(found) > size)
    return page.encode()


def _since_json(generation: Generation, wanted: LedgerFilter, since: Since) -> bytes:
    """Return a page of the ledger from a moment on, and where to go on: now, or later."""
    entries: list[LedgerEntry] = []
    last, is_more = generation.number, False
    for page in pages(generation):
        if page.last <= since.number or not any(map(since.takes, page.publications)):
            continue
        entries = [e for e in entries_in(generation, page) if since.takes(e)]
        last, is_more = page.last, page.last < pages(generation)[-1].last
        break
    address = f"{service().config.base_iri}changes?"
    document = {
        "since": since.moment.isoformat() if since.moment else since.number,
        "generation": generation.number,
        "entries": [entry_json(generation, e) for e in entries if wanted.takes(e)],
        "next": address + urlencode({**_asked(), "since": last}) if is_more else None,
        "later": address + urlencode({**_asked(), "since": generation.number}),
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _feed(form: Form) -> Response:
    generation = current_generation()
    wanted = _wanted(generation)
    archive = number_parameter("archive", 0, _MAX_PAGE**2) if "archive" in request.args else None
    held = pages(generation)
    if archive is not None and not page_from(generation, archive).is_full:
        raise NotFoundError(
            f"the page from generation {archive} on is not full, and so is no archive yet",
            remedy="ask for the feed without ?archive=",
        )
    return deliver(form, lambda: _document(generation, wanted, form, held, archive), vary="")


def _document(
    generation: Generation,
    wanted: LedgerFilter,
    form: Form,
    held: Sequence[LedgerPage],
    archive: int | None,
) -> bytes:
    """Return a document of a feed: one archived page, or the newest pages together."""
    if archive is not None:
        place = next(number for number, page in enumerate(held) if page.first == archive)
        first = place
        entries = _to_be_read(generation, wanted, held[place])
    else:
        first, entries = len(held), []
        while first and len(entries) < _LEAST_IN_FEED and len(held) - first < 3:
            first -= 1
            entries += _to_be_read(generation, wanted, held[first])
    feed = _about(generation, form, held, first, archive, entries)
    words = words_in(view().language if "lang" in request.args else "en")
    return (as_atom if form == ATOM else as_json_feed)(feed, words, generation, entries)


def _to_be_read(
    generation: Generation, wanted: LedgerFilter, page: LedgerPage
) -> list[LedgerEntry]:
    """Return what is wanted of a page, newest first, without what other entries tell."""
    found = [e for e in entries_in(generation, page) if wanted.takes(e)]
    return [e for e in reversed(found) if e.counts is None or not e.counts.are_told]


def _about(
    generation: Generation,
    form: Form,
    held: Sequence[LedgerPage],
    first: int,
    archive: int | None,
    entries: Sequence[LedgerEntry],
) -> Feed:
    base_iri = service().config.base_iri
    asked = _asked()
    words = words_in(view().language if "lang" in request.args else "en")

    def address(name: str, **more: object) -> str:
        query = urlencode({**asked, **more})
        return f"{base_iri}{name}?{query}" if query else f"{base_iri}{name}"

    name = f"changes.{form.suffix}"
    told = ", ".join(value for key, value in asked.items() if key != "lang")
    newer = held[first + 1] if archive is not None and first + 1 < len(held) else None
    return Feed(
        title=words("changes_title") + (f": {told}" if told else ""),
        base_iri=base_iri,
        home=address("changes"),
        current=address(name),
        own=address(name, archive=archive) if archive is not None else address(name),
        older=address(name, archive=held[first - 1].first) if first > 0 else None,
        newer=address(name, archive=newer.first) if newer and newer.is_full else None,
        is_archive=archive is not None,
        updated=max((e.issued for e in entries), default=generation.manifest.published),
    )


def _asked() -> dict[str, str]:
    """Return the parameters of this request that its further documents keep."""
    most = _MAX_CODES_CHARACTERS
    return {n: text_parameter(n, most=most) for n in FEED_PARAMETERS if request.args.get(n)}


def _wanted(generation: Generation) -> LedgerFilter:
    """Return what the parameters of this request ask for.

    Raises:
        NotFoundError: they name a list, a dataset, a council or a code that is not known.
    """
    members, list_datasets = _of_list(generation, text_parameter("list").strip())
    slug, code = text_parameter("dataset").strip(), text_parameter("authority").strip()
    if slug and slug not in {entry.dataset for entry in publications(generation)}:
        raise NotFoundError(
            f"nothing was ever published as the dataset {slug[:200]!r}",
            remedy="/datasets has the names of those that there are",
        )
    authority = _authority(generation, code) if code else None
    published = (e.slug for e in dataset_entries(generation) if e.publisher == authority)
    return LedgerFilter(
        things=_things(generation, text_parameter("codes", most=_MAX_CODES_CHARACTERS)),
        members=members,
        list_datasets=list_datasets,
        datasets=frozenset({slug}) if slug else None,
        authority=authority,
        authority_code=authority.rpartition("/")[2] if authority else "",
        authority_datasets=frozenset(published) if authority else frozenset(),
    )


def _of_list(generation: Generation, name: str) -> tuple[frozenset[str] | None, frozenset[str]]:
    """Return the terms of a list, and the datasets that describe it; None if none is named."""
    if not name:
        return None, frozenset()
    terms = term_list(generation, name)
    scheme, start = NamedNode(terms.entry.iri), generation.graph_iri("")
    graphs = (
        iri
        for iri in generation.manifest.graphs
        if next(generation.reader.quads(None, SKOS.inScheme, scheme, NamedNode(iri)), None)
    )
    return frozenset(terms.by_iri), frozenset(iri.removeprefix(start) for iri in graphs if iri)


def _authority(generation: Generation, code: str) -> str:
    start = f"{generation.base_iri}id/authority/"
    found = [each.iri for each in resolve(generation, code) if each.iri.startswith(start)]
    if not found:
        raise NotFoundError(
            f"no council is known as {code[:200]!r}", remedy="give any of its codes, such as RUS"
        )
    return found[0]


def _things(generation: Generation, codes: str) -> frozenset[str] | None:
    """Return the things that codes stand for; None if there are no codes."""
    asked = [code for code in re.split(r"[\s,;]+", codes) if code]
    if not asked:
        return None
    if len(asked) > _MAX_CODES:
        raise RequestError(
            f"there are {len(asked):,} codes, and {_MAX_CODES:,} are allowed",
            where="parameter codes",
            remedy="follow the list that they are from, with ?list=",
        )
    found: set[str] = set()
    unknown = []
    for code in asked:
        iris = {each.iri for each in resolve(generation, code)}
        if not iris and "://" in code and parse_iri(code) is not None:
            iris = {code}
        found |= iris
        unknown += [] if iris else [code]
    if unknown:
        raise NotFoundError(
            f"nothing is known as {', '.join(unknown)[:200]}",
            remedy="give codes, compact addresses such as esdServiceType:579, or addresses",
        )
    return frozenset(found)


def _since() -> Since:
    """Return from when on this request wants to know.

    A version of a release that is also a number or a date is taken for that: what has changed since
    the day of a release includes what has changed since the release.

    Raises:
        RequestError: it says neither a generation nor a date nor a release.
        UnknownReleaseError: there is no release of that version.
    """
    text = text_parameter("since").strip()
    if not text:
        return Since()
    if text.isascii() and text.isdigit() and len(text) < 10:
        return Since(number=int(text))
    try:
        # a plus sign of an address that was not encoded arrives as a blank
        moment = datetime.fromisoformat(re.sub(r" (?=\d\d:?\d\d$)", "+", text))
    except ValueError as error:
        releases = service().releases
        # with hyphens it may be a date that there is not
        is_dotted = is_version(text) and "-" not in text
        if text in {release.version for release in releases.all()} or is_dotted:
            return Since(number=releases.get(text).generation)
        raise RequestError(
            f"{text[:50]!r} is neither a date, nor a release, nor the number of a generation",
            where="parameter since",
            remedy="write a date such as 2026-04-01, a release such as 2026.1, or a number such "
            "as 12",
        ) from error
    return Since(moment=moment if moment.tzinfo else moment.replace(tzinfo=UTC))
