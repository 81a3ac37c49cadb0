"""Words of strangers are text on every page, and never markup, scripts or addresses of scripts."""

from __future__ import annotations

import json

import pytest

from moothall.graph.catalogue import dataset_entries
from moothall.graph.describe import describe
from moothall.graph.generation import Generation
from moothall.graph.lists import term_list
from moothall.graph.quality.questions import checks, reviews
from moothall.graph.quality.record import Finding, Measurement, QualityRecord
from moothall.graph.quality.review import review
from moothall.graph.quality.trend import Edition, trend
from moothall.graph.resolve import Resolution
from moothall.graph.search import search
from moothall.graph.terms import Literal, NamedNode
from moothall.server import pages
from moothall.server.pages.outcome import Fault, GraphText, Table
from moothall.server.problems import Problem
from moothall.server.view import View

from .conftest import BASE_IRI, HOSTILE
from .html import read

SERVICE = "http://id.esd.org.uk/service/1"


def _view(hostile: Generation, **query: str) -> View:
    return View(hostile, "en", "/doc/x", query, BASE_IRI)


def _check(source: str) -> None:
    document = read(source)
    scripts = [e for e in document.all("script") if "type" not in e.attributes]
    assert not [e for e in scripts if "alert(1)" in e.text]
    assert HOSTILE not in source
    assert "javascript:" not in " ".join(document.hrefs())


@pytest.mark.parametrize(
    "iri",
    [
        SERVICE,
        "http://id.esd.org.uk/service/2",
        f"{BASE_IRI}id/authority/ZZX",
        f"{BASE_IRI}id/dataset/hostile",
        f"{BASE_IRI}id/record/things/ZZX/1",
        "http://id.esd.org.uk/list/services",
    ],
)
def test_a_name_that_is_a_script_is_shown_as_text(iri: str, hostile: Generation) -> None:
    source = pages.document(_view(hostile), describe(hostile, iri), 1)
    _check(source)
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in source


def test_every_overview_shows_it_as_text(hostile: Generation) -> None:
    view = _view(hostile, q=HOSTILE)
    terms = term_list(hostile, "services")
    _check(pages.home(view))
    _check(pages.lists(view))
    _check(pages.datasets(view, dataset_entries(hostile)))
    _check(pages.term_list(view, terms, show_deprecated=True, show_welsh=True))
    _check(pages.term_list(view, terms, q=HOSTILE, letter="<"))
    _check(pages.search(view, search(hostile, "script alert")))
    _check(pages.search(view, search(hostile, HOSTILE)))
    _check(pages.choices(view, HOSTILE, [Resolution(SERVICE, HOSTILE, "code")]))


def test_the_quality_record_and_the_review_show_it_as_text(hostile: Generation) -> None:
    finding = Finding(SERVICE, HOSTILE, HOSTILE, (HOSTILE,), (HOSTILE, "javascript:alert(1)"))
    view = _view(hostile)
    for check in checks(BASE_IRI).values():
        found = Measurement(check.name, 1, {HOSTILE: 1}, (finding,))
        record = QualityRecord(1, {check.name: found})
        editions = (Edition(HOSTILE, record.counts()), *trend((), record))
        _check(pages.quality(view, record, editions))
        _check(pages.quality_check(view, check, found, editions))
    answers = [
        pages.review_answer(view, question, review(hostile, name), HOSTILE)
        for name, question in reviews(BASE_IRI).items()
    ]
    for source in answers:
        _check(source)
    assert any("&lt;script&gt;alert(1)&lt;/script&gt;" in source for source in answers)


def test_a_query_and_its_answer_are_shown_as_text(hostile: Generation) -> None:
    view = _view(hostile)
    table = Table((HOSTILE,), ((Literal(HOSTILE),), (NamedNode("javascript:alert(1)"),)))
    for outcome in (table, GraphText(HOSTILE), Fault(HOSTILE, 1, 1, HOSTILE)):
        _check(pages.sparql(view, f"</textarea>{HOSTILE}", outcome))


def test_a_problem_is_shown_as_text(hostile: Generation) -> None:
    extras = {"offered": [HOSTILE], "replaced_by": [SERVICE, "javascript:alert(1)"]}
    problem = Problem(404, HOSTILE, HOSTILE, "about#x", HOSTILE, extras)
    _check(pages.error(_view(hostile, q=HOSTILE), problem))


def test_a_data_block_cannot_end_its_script_element(hostile: Generation) -> None:
    source = pages.document(_view(hostile), describe(hostile, SERVICE), 1)
    blocks = [e for e in read(source).all("script") if "type" in e.attributes]
    assert json.loads(blocks[0].text)["name"] == [{"@value": HOSTILE, "@language": "en"}]


def test_a_council_that_will_end_says_when_and_who_comes(hostile: Generation) -> None:
    ending = describe(hostile, f"{BASE_IRI}id/authority/ZZY")
    document = read(pages.document(_view(hostile), ending, 1))
    text = " ".join(document.all("main")[0].text.split())
    assert "It will be abolished on 31 March 2999. Its work will go to Coming Council" in text
    assert "This council is no more" not in text
    coming = describe(hostile, f"{BASE_IRI}id/authority/ZZV")
    document = read(pages.document(_view(hostile), coming, 1))
    assert "To come" in document.all("main")[0].text


def test_a_thing_without_a_name_is_called_by_its_kind(hostile: Generation) -> None:
    description = describe(hostile, f"{BASE_IRI}id/load/hostile-1")
    document = read(pages.document(_view(hostile), description, 1))
    assert document.all("h1")[0].text == "Load hostile-1"


def test_a_deprecated_term_says_what_to_use_instead(hostile: Generation) -> None:
    description = describe(hostile, "http://id.esd.org.uk/service/2")
    document = read(pages.document(_view(hostile), description, 1))
    main = document.all("main")[0].text
    assert "Do not use this term for anything new" in main
    assert "5 March 2024" in main
    assert "/doc/service/1" in document.hrefs()
