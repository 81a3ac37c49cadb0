from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.namespaces import RDF, RDFS, SKOS
from moothall.graph.reader import Reader
from moothall.graph.remote import things
from moothall.graph.remote.generations import RemoteGenerations
from moothall.graph.terms import Literal, NamedNode, Quad

from ..conftest import BASE
from .oxigraph import Oxigraph
from .stub import forward, serving

GRAPH = NamedNode(BASE + "graph/g")
COUNT = 250


def thing(number: int) -> NamedNode:
    return NamedNode(f"{BASE}id/thing/{number}")


@pytest.fixture
def filled(remote: RemoteGenerations) -> RemoteGenerations:
    quads = [Quad(thing(n), RDF.type, SKOS.Concept, GRAPH) for n in range(COUNT)]
    quads += [Quad(thing(n), RDFS.label, Literal(str(n)), GRAPH) for n in range(COUNT)]
    with remote.writing() as writer:
        writer.publish(Change(added=quads))
    return remote


def labels(reader: Reader) -> list[str]:
    concepts = reader.subjects(RDF.type, SKOS.Concept)
    return sorted(str(reader.value(concept, RDFS.label)) for concept in concepts)


def test_things_that_were_mentioned_together_are_fetched_together(
    filled: RemoteGenerations, oxigraph: Oxigraph, tmp_path: Path
) -> None:
    with serving(lambda asked: forward(asked, oxigraph.url)) as stub:
        config = Config(data_dir=tmp_path / "web", store_url=f"{stub.url}/query")
        reader = RemoteGenerations(config).current().reader
        stub.asked.clear()
        assert labels(reader) == sorted(f'"{n}"' for n in range(COUNT))
        assert 4 <= len(stub.asked) <= 6
        stub.asked.clear()
        labels(reader)
        assert len(stub.asked) == 1, "the pattern without a subject"


def test_what_is_kept_is_bounded(
    filled: RemoteGenerations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(things, "KEPT_QUADS", 30)
    monkeypatch.setattr(things, "MENTIONED", 20)
    reader = filled.current().reader
    assert labels(reader) == labels(reader) == sorted(f'"{n}"' for n in range(COUNT))


def test_many_threads_may_read_at_once(filled: RemoteGenerations) -> None:
    reader = filled.current().reader
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: labels(reader), range(16)))
    assert all(one == found[0] for one in found)
    assert len(found[0]) == COUNT
