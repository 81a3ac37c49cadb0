from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from moothall.graph.generations import Generations
from moothall.graph.namespaces import ADMS, MH, OWL, RDF, RDFS, SKOS, XSD
from moothall.graph.store import Reader
from moothall.graph.terms import Literal, NamedNode
from moothall.loaders.carry_over import carry_over
from moothall.loaders.load_report import LoadReport
from moothall.shapes.view import View

Load = Callable[..., LoadReport]
Example = Callable[[str], str]

GRAPH = NamedNode("http://localhost:8080/graph/services")
VIEWING = NamedNode("http://id.esd.org.uk/service/900101")
POLISHING = NamedNode("http://id.esd.org.uk/service/900102")
TOILET = NamedNode("http://localhost:8080/id/record/moons/ZZW/1")

RECORDS = """@prefix mh: <https://w3id.org/moothall/def/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<id/record/moons/ZZW/1> a mh:Record ; rdfs:label "The old moon"@en .
<id/record/moons/ZZW/2> a mh:Record ; rdfs:label "The new moon"@en .
"""


def without_polishing(text: str) -> str:
    return text[: text.index("service:900102")]


@pytest.fixture
def reader(generations: Generations) -> Callable[[], Reader]:
    return lambda: generations.current().reader


def test_a_term_that_a_new_edition_lacks_is_kept_and_marked(
    load_text: Load, reader: Callable[[], Reader], example: Example
) -> None:
    load_text("list.ttl", example("list.ttl"))
    report = load_text("list.ttl", without_polishing(example("list.ttl")))
    assert report.datasets[0].terms_absent == (POLISHING.value,)
    assert report.datasets[0].terms_removed == ()
    now = reader()
    assert now.value(POLISHING, SKOS.prefLabel) == Literal("Moon polishing", language="en")
    assert now.value(POLISHING, OWL.deprecated) == Literal(True)
    assert now.objects(POLISHING, ADMS.status) == [MH.Deprecated]
    assert now.objects(POLISHING, SKOS.broader) == [VIEWING]
    absent_since = now.value(POLISHING, MH.absentSince)
    assert isinstance(absent_since, Literal) and absent_since.datatype == XSD.date


def test_an_absent_term_stays_as_it_is_in_later_editions(load_text: Load, example: Example) -> None:
    load_text("list.ttl", example("list.ttl"))
    load_text("list.ttl", without_polishing(example("list.ttl")))
    assert load_text("list.ttl", without_polishing(example("list.ttl"))).unchanged


def test_a_term_that_comes_back_loses_its_marks(
    load_text: Load, reader: Callable[[], Reader], example: Example
) -> None:
    load_text("list.ttl", example("list.ttl"))
    before = set(reader().quads(POLISHING))
    load_text("list.ttl", without_polishing(example("list.ttl")))
    load_text("list.ttl", example("list.ttl"))
    assert set(reader().quads(POLISHING)) == before


def test_the_day_of_absence_is_that_of_the_first_edition_without_it(
    load_text: Load, reader: Callable[[], Reader], example: Example
) -> None:
    load_text("list.ttl", example("list.ttl"))
    load_text("list.ttl", without_polishing(example("list.ttl")))
    staged = Reader.of(q for q in reader().quads(graph=GRAPH) if q.subject != POLISHING)
    view = View(staged, reader(), frozenset([GRAPH]))
    first = reader().value(POLISHING, MH.absentSince)
    carried = carry_over(view, GRAPH, date(2999, 1, 1))
    assert [q.object for q in carried.quads if q.predicate == MH.absentSince] == [first]


def test_an_absent_broader_term_says_nothing_of_terms_that_moved(
    load_text: Load, reader: Callable[[], Reader], example: Example
) -> None:
    text = example("list.ttl")
    load_text("list.ttl", text)
    start, end = text.index("service:900101"), text.index("service:900102")
    load_text(
        "list.ttl",
        (text[:start] + text[end:]).replace("skos:broader service:900101", "a esd:Service"),
    )
    assert reader().objects(POLISHING, SKOS.broader) == []
    assert reader().objects(VIEWING, SKOS.narrower) == []


def test_an_edition_says_nothing_of_terms_under_other_addresses(
    load_text: Load, reader: Callable[[], Reader], example: Example
) -> None:
    text = example("list.ttl")
    ours = without_polishing(text) + text[text.index("service:900102") :].replace(
        "service:900102", "<https://w3id.org/moothall/id/service/polishing>"
    )
    load_text("list.ttl", ours)
    report = load_text("list.ttl", without_polishing(text))
    polishing = NamedNode("https://w3id.org/moothall/id/service/polishing")
    assert report.datasets[0].terms_absent == ()
    assert reader().value(polishing, SKOS.prefLabel) is not None
    assert reader().value(polishing, OWL.deprecated) is None


def test_a_record_that_vanishes_leaves_a_tombstone(
    load_text: Load, reader: Callable[[], Reader]
) -> None:
    load_text("moons.ttl", RECORDS)
    report = load_text(
        "moons.ttl",
        RECORDS.replace(
            'moons/ZZW/1> a mh:Record ; rdfs:label "The old',
            'moons/ZZW/3> a mh:Record ; rdfs:label "The third',
        ),
    )
    assert report.datasets[0].terms_removed == (TOILET.value,)
    now = reader()
    assert now.objects(TOILET, RDF.type) == [MH.Tombstone]
    assert now.value(TOILET, RDFS.label) == Literal("The old moon", language="en")
    assert now.value(TOILET, MH.removedOn) is not None


def test_a_record_that_returns_loses_its_tombstone(
    load_text: Load, reader: Callable[[], Reader]
) -> None:
    load_text("moons.ttl", RECORDS)
    load_text(
        "moons.ttl",
        RECORDS[: RECORDS.index("<id/record/moons/ZZW/1>")]
        + RECORDS[RECORDS.index("<id/record/moons/ZZW/2>") :],
    )
    assert reader().objects(TOILET, RDF.type) == [MH.Tombstone]
    load_text("moons.ttl", RECORDS)
    assert reader().objects(TOILET, RDF.type) == [MH.Record]
    assert reader().value(TOILET, MH.removedOn) is None


def test_a_record_that_another_dataset_describes_has_not_vanished(
    load_text: Load, reader: Callable[[], Reader]
) -> None:
    load_text("moons.ttl", RECORDS)
    load_text("other.ttl", RECORDS)
    load_text("moons.ttl", RECORDS.replace("ZZW/1", "ZZW/9"))
    assert reader().objects(TOILET, RDF.type) == [MH.Record]
