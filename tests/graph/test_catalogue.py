from __future__ import annotations

import pytest

from moothall.graph.catalogue import catalogue_triples, dataset_entries, dataset_entry
from moothall.graph.errors import NotFoundError
from moothall.graph.generation import Generation
from moothall.graph.namespaces import DCAT, RDF


def test_an_entry_says_what_a_dataset_holds_and_whose_it_is(shipped: Generation) -> None:
    entry = dataset_entry(shipped, "interactions")
    assert entry.iri == f"{shipped.base_iri}id/dataset/interactions"
    assert entry.graph == f"{shipped.base_iri}graph/interactions"
    assert entry.title("en").value == "Interactions"
    assert entry.licence is not None and entry.licence.startswith("http")
    assert entry.publisher is not None
    assert entry.triples == shipped.manifest.graphs[entry.graph]
    assert entry.record_count > 0
    assert entry.modified
    assert entry.load is not None and shipped.reader.describes(entry.load)


def test_entries_come_by_title_and_are_read_once(shipped: Generation) -> None:
    entries = dataset_entries(shipped)
    titles = [entry.title().value.casefold() for entry in entries]
    assert titles == sorted(titles)
    assert dataset_entries(shipped) is entries


def test_every_graph_that_holds_data_has_an_entry(shipped: Generation) -> None:
    graphs = {entry.graph for entry in dataset_entries(shipped)}
    own = {f"{shipped.base_iri}graph/{name}" for name in ("catalogue", "tombstones", "changes")}
    assert set(shipped.manifest.graphs) - own == graphs


def test_the_catalogue_lists_every_entry(shipped: Generation) -> None:
    listed = {
        t.subject.value  # type: ignore[union-attr]
        for t in catalogue_triples(shipped)
        if t.predicate == RDF.type and t.object == DCAT.Dataset
    }
    assert listed == {entry.iri for entry in dataset_entries(shipped)}


def test_an_unknown_dataset_is_not_found(shipped: Generation) -> None:
    with pytest.raises(NotFoundError, match="nothing"):
        dataset_entry(shipped, "nothing")
