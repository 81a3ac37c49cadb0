"""Over a remote store: loading what ships, publishing a small change, an update and a query."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.namespaces import MH
from moothall.graph.remote.endpoint import Endpoint
from moothall.graph.remote.generations import RemoteGenerations
from moothall.graph.remote.outside import RemoteQueries
from moothall.graph.store import Reader
from moothall.graph.terms import NamedNode, Quad
from moothall.graph.updates.request import UpdateRequest
from moothall.graph.workers.wire import QueryRequest
from moothall.loaders.shipped import load_shipped
from moothall.loaders.update import update
from tests.graph.remote.oxigraph import Oxigraph
from tests.graph.remote.virtuoso import Virtuoso

from .measure import Row, skipped
from .synthetic import TRIPLES_A_RECORD, records

CHANGED = 100
POINT = "SELECT ?p ?o { <http://id.esd.org.uk/service/579> ?p ?o }"
QUERIES = 50
TRIPLES = 1_000_000


def measure() -> list[Row]:
    """Return what Moothall takes over each remote store that is installed."""
    return [row for kind in (Oxigraph, Virtuoso) for row in _measure(kind)]


def measure_million() -> list[Row]:
    """Return what an update takes over a store of a million triples."""
    with tempfile.TemporaryDirectory() as folder:
        server = Oxigraph(Path(folder) / "store")
        try:
            server.start()
        except pytest.skip.Exception as reason:
            return [skipped("over Oxigraph: an update of a million triples", str(reason))]
        try:
            config = server.config(Path(folder) / "data", store_timeout_s=300)
            generations = RemoteGenerations(config)
            generations.create()
            _fill(server, config)
            first = _seconds(lambda: _hold(generations))
            rows = [
                Row("over Oxigraph: read a million triples into the mirror", f"{first:.1f} s"),
                *_writes(generations, config, "Oxigraph", "beside a million triples, "),
            ]
        finally:
            server.kill()
    return rows


def _fill(server: Oxigraph, config: Config) -> None:
    """Put a million triples into a store as another tool would, without a generation's token."""
    by_graph: dict[NamedNode, list[Quad]] = {}
    for quad in records(config.base_iri, TRIPLES):
        if isinstance(quad.graph_name, NamedNode):
            by_graph.setdefault(quad.graph_name, []).append(quad)
    endpoint = Endpoint(config)
    for graph, quads in by_graph.items():
        endpoint.fill(graph, quads)
    catalogue = f"{config.base_iri}graph/catalogue"
    server.update(
        f"INSERT DATA {{ GRAPH <{catalogue}> {{ <{catalogue}> {MH.generationNumber} 1 }} }}"
    )


def _hold(generations: RemoteGenerations) -> None:
    with generations.writing():
        return


def _measure(kind: type[Oxigraph] | type[Virtuoso]) -> list[Row]:
    name = kind.__name__
    with tempfile.TemporaryDirectory() as folder:
        server = kind(Path(folder) / "store")
        try:
            server.start()
        except pytest.skip.Exception as reason:
            server.kill()
            return [skipped(f"over {name}", str(reason))]
        try:
            config = server.config(Path(folder) / "data", store_timeout_s=120)
            generations = RemoteGenerations(config)
            generations.create()
            first = _seconds(lambda: load_shipped(generations, config))
            again = _seconds(lambda: load_shipped(generations, config))
            rows = [
                Row(f"over {name}: load all that ships", f"{first:.1f} s"),
                Row(f"over {name}: load it again, unchanged", f"{again:.1f} s"),
                *_writes(generations, config, name, ""),
                _point_query(generations, config, name),
            ]
        finally:
            server.kill()
    return rows


def _writes(generations: RemoteGenerations, config: Config, name: str, of_what: str) -> list[Row]:
    made = list(records("http://localhost:8080/", CHANGED // TRIPLES_A_RECORD * TRIPLES_A_RECORD))
    graph = f"{config.base_iri}graph/measured"
    insert = " ".join(f"<urn:{n}> <urn:p> {n} ." for n in range(CHANGED))
    texts = (
        f"INSERT DATA {{ GRAPH <{graph}> {{ {insert} }} }}",
        f"DELETE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} INSERT {{ GRAPH <{graph}> {{ ?s ?p 0 }} }} "
        f"WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}",
    )
    added = [quad for quad in Reader.of(made).quads() if quad not in generations.current().reader]

    def publish() -> None:
        with generations.writing() as writer:
            writer.publish(Change(added=added))

    def run(text: str) -> None:
        update(generations, config, UpdateRequest(text=text, base_iri=config.base_iri))

    return [
        Row(f"over {name}: {of_what}publish {len(added)} triples", f"{_seconds(publish):.2f} s"),
        Row(
            f"over {name}: {of_what}insert {CHANGED} triples as an update",
            f"{_seconds(lambda: run(texts[0])):.2f} s",
        ),
        Row(
            f"over {name}: {of_what}change {CHANGED} triples that a pattern finds",
            f"{_seconds(lambda: run(texts[1])):.2f} s",
        ),
    ]


def _point_query(generations: RemoteGenerations, config: Config, name: str) -> Row:
    queries = RemoteQueries(config, generations)

    def ask() -> None:
        queries.ask(QueryRequest(text=POINT)).close()

    seconds = [_seconds(ask) for _ in range(QUERIES)]
    median, slowest = 1000 * statistics.median(seconds), 1000 * max(seconds)
    return Row(f"over {name}: a point query", f"{median:.1f} ms ({slowest:.1f} at most)")


def _seconds(do: Callable[[], object]) -> float:
    start = time.perf_counter()
    do()
    return time.perf_counter() - start
