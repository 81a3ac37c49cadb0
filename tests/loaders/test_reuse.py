"""An identifier that was given to one thing is not given to another, even once that is gone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from moothall.graph.config import Config
from moothall.graph.errors import ShapesError
from moothall.graph.generations import Generations
from moothall.graph.ledger import publications
from moothall.graph.updates.request import UpdateRequest
from moothall.loaders.load_report import LoadReport
from moothall.loaders.update import update

BASE = "http://localhost:8080/"
GRAPH = f"{BASE}graph/services"
POLISHING = "http://id.esd.org.uk/service/900102"
OTHER_LINES = "service:900102 a"
DELETE = f"DELETE WHERE {{ GRAPH <{GRAPH}> {{ <{POLISHING}> ?p ?o }} }}"

LoadText = Callable[..., LoadReport]
Write = Callable[[str], None]


@pytest.fixture
def text(example: Callable[[str], str]) -> str:
    return example("list.ttl")


@pytest.fixture
def load_list(load_text: LoadText, text: str) -> Callable[[str], LoadReport]:
    """Loads the small list, after an edition that had all of it."""
    load_text("services.ttl", text, slug="services")
    return lambda changed: load_text("services.ttl", changed, slug="services")


@pytest.fixture
def write(generations: Generations, config: Config) -> Write:
    """Runs a SPARQL update."""
    return lambda query: (
        update(generations, config, UpdateRequest(text=query, base_iri=BASE)) and None
    )


def without(text: str) -> str:
    """Return the small list without its second term."""
    return text[: text.index(OTHER_LINES)]


def insert(name: str, more: str = "") -> str:
    return (
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        "PREFIX dct: <http://purl.org/dc/terms/> PREFIX esd: <http://def.esd.org.uk/> "
        f"INSERT DATA {{ GRAPH <{GRAPH}> {{ <{POLISHING}> a esd:Service, skos:Concept ; "
        f'skos:prefLabel "{name}"@en ; skos:notation "900102" ; dct:identifier "900102" ; {more}'
        "skos:inScheme <http://id.esd.org.uk/list/services> } }"
    )


def test_a_code_that_a_list_no_longer_holds_does_not_come_back_for_another_thing(
    load_list: Callable[[str], LoadReport], text: str, generations: Generations
) -> None:
    load_list(without(text))
    with pytest.raises(ShapesError, match="was that of 'Moon polishing'") as refused:
        load_list(text.replace("Moon polishing", "Dog licences"))
    (finding,) = refused.value.report.violations
    assert finding.focus_node == POLISHING
    assert f"/changes?codes={POLISHING}" in finding.remedy
    assert generations.current().number == 2


@pytest.mark.parametrize(
    "name", ["Moon polishing", "MOON  polishing", 'Lunar care"@en ; skos:altLabel "Moon polishing']
)
def test_the_same_thing_may_come_back(
    load_list: Callable[[str], LoadReport], text: str, generations: Generations, name: str
) -> None:
    load_list(without(text))
    load_list(text.replace("Moon polishing", name))
    assert generations.current().number == 3


def test_a_rename_of_what_is_there_is_no_reuse(
    load_list: Callable[[str], LoadReport], text: str, generations: Generations
) -> None:
    load_list(text.replace("Moon polishing", "Dog licences"))
    assert generations.current().number == 2


def test_a_term_that_was_removed_by_a_write_keeps_its_identifier(
    load_list: Callable[[str], LoadReport], write: Write, generations: Generations
) -> None:
    write(DELETE)
    with pytest.raises(ShapesError, match="was that of 'Moon polishing', which went on 20"):
        write(insert("Dog licences"))
    write(insert("Moon polishing"))
    assert generations.current().number == 3
    write(DELETE)
    write(insert("Lunar care", 'skos:altLabel "Moon polishing"@en ; '))


def test_a_load_knows_what_a_write_has_removed(
    load_list: Callable[[str], LoadReport], write: Write, text: str
) -> None:
    write(DELETE)
    with pytest.raises(ShapesError, match="Moon polishing"):
        load_list(text.replace("Moon polishing", "Dog licences"))
    assert load_list(text).generation == 3


MANY = 1_500
"""Terms that go at once, more than the ledger tells of one by one of anything else."""

MANY_TERMS = [f"http://id.esd.org.uk/service/95{n:04}" for n in range(MANY)]


@pytest.fixture
def many(text: str) -> str:
    """The small list with many terms more."""
    return text + "".join(
        f'<{iri}> a esd:Service, skos:Concept ; skos:prefLabel "Lunar service {n}"@en ; '
        f'skos:definition "Service {n}."@en ; skos:notation "95{n:04}" ; '
        f'dct:identifier "95{n:04}" ; skos:inScheme <http://id.esd.org.uk/list/services> .\n'
        for n, iri in enumerate(MANY_TERMS)
    )


def _all_of_them(writes: Write) -> None:
    writes(
        f"DELETE {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{GRAPH}> {{ ?s ?p ?o }} "
        'FILTER(STRSTARTS(STR(?s), "http://id.esd.org.uk/service/95")) }'
    )


def _the_whole_graph(writes: Write) -> None:
    writes(f"CLEAR GRAPH <{GRAPH}>")


@pytest.mark.parametrize("remove", [_all_of_them, _the_whole_graph])
def test_however_many_terms_went_at_once_none_gives_its_identifier_away(
    load_text: LoadText,
    write: Write,
    many: str,
    generations: Generations,
    remove: Callable[[Write], None],
) -> None:
    load_text("services.ttl", many, slug="services")
    remove(write)
    (told,) = [each for each in publications(generations.current()) if each.number == 2]
    assert told.counts is not None
    assert (told.counts.removed >= MANY, told.counts.entries >= MANY) == (True, True)
    last = MANY_TERMS[-1]
    other = insert("Dog licences").replace(POLISHING, last).replace("900102", last[-6:])
    with pytest.raises(ShapesError, match=f"was that of 'Lunar service {MANY - 1}'") as refused:
        write(other)
    (finding,) = refused.value.report.violations
    assert finding.focus_node == last and f"/changes?codes={last}" in finding.remedy
    assert generations.current().number == 2
    write(other.replace("Dog licences", f"Lunar service {MANY - 1}"))
    assert generations.current().number == 3


def test_a_term_that_came_back_and_went_again_within_a_second_keeps_its_identifier(
    load_list: Callable[[str], LoadReport], write: Write
) -> None:
    for _ in range(3):
        write(DELETE)
        write(insert("Moon polishing"))
    write(DELETE)
    with pytest.raises(ShapesError, match="was that of 'Moon polishing'"):
        write(insert("Dog licences"))


def test_a_new_identifier_is_free(
    load_list: Callable[[str], LoadReport], text: str, config: Config
) -> None:
    assert load_list(text.replace("900102", "900103")).generation == 2
