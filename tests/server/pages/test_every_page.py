"""Every kind of page, with everything that ships, in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from moothall.graph.catalogue import dataset_entries
from moothall.graph.describe import describe
from moothall.graph.generation import Generation
from moothall.graph.ledger import LedgerFilter, Since, newest
from moothall.graph.lists import all_lists, term_list
from moothall.graph.quality.measuring import quality_record
from moothall.graph.quality.questions import checks, reviews
from moothall.graph.quality.review import review
from moothall.graph.quality.trend import Edition, trend
from moothall.graph.resolve import resolve
from moothall.graph.search import search
from moothall.graph.terms import Literal, NamedNode
from moothall.server import pages
from moothall.server.pages.outcome import Fault, GraphText, Table, Verdict
from moothall.server.problems import problem_for_status
from moothall.server.view import View

from .conftest import BASE_IRI
from .html import Document, read

See = Callable[..., View]

THINGS = {
    "service": "http://id.esd.org.uk/service/579",
    "function": "http://id.esd.org.uk/function/40",
    "interaction": "http://id.esd.org.uk/interaction/0",
    "need": "http://id.esd.org.uk/need/71",
    "circumstance": "http://id.esd.org.uk/circumstance/Gender_Female",
    "organisation type": "http://id.esd.org.uk/organisationType/57",
    "tier": "https://w3id.org/moothall/id/tier/county",
    "council": f"{BASE_IRI}id/authority/ADU",
    "abolished council": f"{BASE_IRI}id/authority/ALL",
    "sample council": f"{BASE_IRI}id/authority/ZZW",
    "record": f"{BASE_IRI}id/record/public-toilets/ZZW/WST-001",
    "dataset": f"{BASE_IRI}id/dataset/services",
    "dataset of records": f"{BASE_IRI}id/dataset/westmere-public-toilets",
    "class": "http://def.esd.org.uk/Service",
    "property": "http://def.esd.org.uk/hasInteraction",
    "datatype": "https://w3id.org/moothall/def/gssCode",
    "status": "https://w3id.org/moothall/def/Deprecated",
}


@pytest.fixture(scope="module", params=["en", "cy"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("kind", THINGS)
def test_a_thing_of_every_kind_has_a_page(
    kind: str, language: str, see: See, shipped: Generation
) -> None:
    iri = THINGS[kind]
    description = describe(shipped, iri)
    path = shipped.addresses.path(iri)
    assert path is not None
    document = read(pages.document(see(path, language), description, 1))
    assert document.all("html")[0].attributes["lang"] == language
    name = description.label(language).value
    assert document.all("h1")[0].text.casefold() == name.casefold()
    assert iri in document.all("main")[0].text


@pytest.mark.parametrize("name", ["services", "functions", "needs", "powersAndDuties", "tiers"])
def test_a_list_has_a_page(name: str, language: str, see: See, shipped: Generation) -> None:
    terms = term_list(shipped, name)
    document = read(pages.term_list(see(f"/list/{name}", language), terms))
    links = document.hrefs()
    for suffix in ("csv", "ttl", "jsonld", "nt", "rdf", "json"):
        assert f"/list/{name}.{suffix}" in links


def test_the_other_pages_can_be_drawn(language: str, see: See, shipped: Generation) -> None:
    for page in _other_pages(language, see, shipped):
        assert page.all("html")[0].attributes["lang"] == language


def _other_pages(language: str, see: See, shipped: Generation) -> Iterator[Document]:
    yield read(pages.home(see("/", language)))
    yield read(pages.lists(see("/list", language)))
    yield read(pages.datasets(see("/datasets", language), dataset_entries(shipped)))
    yield read(pages.about(see("/about", language)))
    yield read(pages.choices(see("/resolve", language, q="40"), "40", resolve(shipped, "40")))
    for entries in (tuple(newest(shipped, LedgerFilter(), Since())), ()):
        yield read(pages.changes(see("/changes", language), entries, 1, has_next=bool(entries)))
    record = quality_record(shipped)
    for editions in (trend((), record), (Edition("2026.1", {}), *trend((), record))):
        yield read(pages.quality(see("/quality", language), record, editions))
        for name, check in checks(BASE_IRI).items():
            found = record.measurements[name]
            yield read(pages.quality_check(see("/quality/x", language), check, found, editions))
    asked = list(reviews(BASE_IRI).values())
    answers = [(question, review(shipped, question.name)) for question in asked]
    counted = [(question, len(table.rows)) for question, table in answers]
    yield read(pages.review(see("/review", language), counted))
    for question, table in answers:
        yield read(pages.review_answer(see("/review/x", language), question, table, ""))
    for words in ("toilets", "libary", "qqqqzzzz", ""):
        results = search(shipped, words)
        yield read(pages.search(see("/search", language, q=words), results))
    outcomes: list[Table | Verdict | GraphText | Fault | None] = [
        None,
        Table(("name", "n"), ((Literal("x"), None), (NamedNode("http://a.example/"), None))),
        Table((), ()),
        Verdict(True),
        GraphText("<a> <b> <c> .", is_cut=True),
        Fault("expected FROM", 1, 14, "mend it"),
        Fault("too long"),
    ]
    for outcome in outcomes:
        yield read(pages.sparql(see("/sparql", language), "ASK {}", outcome))
    for status in (400, 404, 405, 406, 410, 413, 414, 422, 500, 503):
        problem = problem_for_status(status, BASE_IRI)
        yield read(pages.error(see("/doc/service/5799", language), problem))


def test_a_problem_has_a_page_when_there_is_no_data_at_all() -> None:
    view = View(None, "en", "/", {}, BASE_IRI)
    document = read(pages.error(view, problem_for_status(503, BASE_IRI)))
    assert document.all("h1")[0].text == "We cannot read our data just now"


def test_links_of_a_page_lead_to_pages_that_exist(see: See, shipped: Generation) -> None:
    description = describe(shipped, THINGS["service"])
    document = read(pages.document(see("/doc/service/579"), description, 1))
    for href in document.hrefs():
        if href.startswith("/doc/") and "." not in href and "?" not in href:
            candidates = shipped.addresses.candidates(href.removeprefix("/doc/"))
            assert any(shipped.reader.describes(iri) for iri in candidates), href
        if href.startswith("/list/"):
            name = href.removeprefix("/list/").split(".")[0]
            assert name in {entry.name for entry in all_lists(shipped)}, href


def test_a_file_that_a_page_asks_for_exists(see: See) -> None:
    document = read(pages.home(see("/")))
    server = Path(pages.__file__).parents[1]
    asked = [
        e.attributes[n] for e in document.elements for n in ("href", "src") if n in e.attributes
    ]
    static = [path.partition("?")[0] for path in asked if path.startswith("/static/")]
    assert "/static/site.css" in static
    for path in static:
        assert (server / path[1:]).is_file(), path


def test_data_blocks_say_in_schema_org_what_the_page_is_about(
    see: See, shipped: Generation
) -> None:
    wanted = {
        "service": ("DefinedTerm", "termCode", "579"),
        "council": ("GovernmentOrganization", "@id", THINGS["council"]),
        "dataset": ("Dataset", "name", "Services"),
    }
    for kind, (type_name, member, value) in wanted.items():
        description = describe(shipped, THINGS[kind])
        document = read(pages.document(see("/doc/x"), description, 1))
        block = next(
            e for e in document.all("script") if e.attributes.get("type") == "application/ld+json"
        )
        data = json.loads(block.text)
        assert data["@context"] == "https://schema.org/"
        assert (data["@type"], data[member]) == (type_name, value)
