from __future__ import annotations

from datetime import UTC, datetime

from moothall.graph.namespaces import DCAT, DCT, MH, PROV, SKOS, XSD
from moothall.graph.store import Reader
from moothall.graph.terms import Literal, NamedNode, Quad
from moothall.loaders.catalogue_entry import Entry, count_records, without_passing
from moothall.loaders.source import Source
from moothall.loaders.staged import StagedDataset

BASE = "http://localhost:8080/"
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SOURCE = Source("services.ttl", "services.ttl", b"abc")
GRAPH = NamedNode(f"{BASE}graph/services")
TERM = NamedNode("http://id.esd.org.uk/service/900101")


def entry(title: str | None = "Services") -> Entry:
    return Entry(BASE, StagedDataset("services", title, (), MH.ListData, ("services",)))


def test_a_list_is_offered_as_turtle_n_triples_and_csv() -> None:
    reader = Reader.of(entry().lasting((), 3, 1))
    addresses = {q.object for q in reader.quads(None, DCAT.downloadURL)}
    assert addresses == {
        NamedNode(f"{BASE}{path}")
        for path in ("datasets/services.ttl", "datasets/services.nt", "list/services.csv")
    }
    assert len(reader.objects(entry().iri, DCAT.distribution)) == 3


def test_a_dataset_that_says_nothing_keeps_what_was_said() -> None:
    before = entry("Services of old").lasting((), 3, 1)
    assert entry(None).lasting(before, 3, 1) == before


def test_a_dataset_without_any_title_has_its_name() -> None:
    reader = Reader.of(entry(None).lasting((), 3, 1))
    assert reader.value(entry().iri, DCT.title) == Literal("services", language="en")


def test_times_do_not_count_when_entries_are_compared() -> None:
    lasting = entry().lasting((), 3, 1)
    dated = {q for q in entry().dated(SOURCE, NOW) if q.subject == entry().iri}
    assert without_passing(lasting | dated) == lasting


def test_a_load_says_what_it_used_and_when() -> None:
    reader = Reader.of(entry().load(SOURCE, "rdf", NOW, NOW, 7))
    iri = NamedNode(f"{BASE}id/load/services-{SOURCE.digest[:8]}")
    assert reader.value(iri, PROV.used) == NamedNode(SOURCE.iri)
    assert reader.value(iri, MH.generationNumber) == Literal(7)
    started = Literal("2026-01-02T03:04:05Z", datatype=XSD.dateTime)
    assert reader.value(iri, PROV.startedAtTime) == started


def test_terms_are_counted_before_things_and_things_before_subjects() -> None:
    text = Quad(TERM, SKOS.prefLabel, Literal("A"), GRAPH)
    typed = Quad(NamedNode("http://example.org/x"), MH.slug, Literal("x"), GRAPH)
    listed = Quad(TERM, SKOS.inScheme, NamedNode("http://id.esd.org.uk/list/services"), GRAPH)
    assert count_records([text, typed]) == 2
    assert count_records([text, typed, listed]) == 1
