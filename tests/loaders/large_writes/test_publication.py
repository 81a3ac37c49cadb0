"""A large write does what a small one does, part by part, and leaves nothing half done."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moothall.graph.config import Config
from moothall.graph.errors import (
    ContentError,
    ForbiddenError,
    NotFoundError,
    PreconditionError,
    RequestError,
    ShapesError,
    StillUsedError,
)
from moothall.graph.generations import Generations
from moothall.graph.manifest import Manifest
from moothall.graph.namespaces import DCT
from moothall.graph.terms import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat
from moothall.loaders.conditions import WHATEVER, Condition
from moothall.loaders.graph_names import GraphName
from moothall.loaders.graph_store import GraphStore, read_body
from moothall.loaders.large_writes.parts import Body
from moothall.loaders.large_writes.publication import LargeWrite, Verb, write_large
from moothall.loaders.load_report import LoadReport
from moothall.loaders.write import Written

BASE = "http://localhost:8080/"
GRAPH = NamedNode(f"{BASE}graph/sent")
SMALL_PARTS = 200

PREFIXES = """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix x: <http://localhost:8080/id/x/> .
@prefix esd: <http://def.esd.org.uk/> .
"""
PEOPLE = PREFIXES + "".join(
    f'x:{n} a foaf:Person ; rdfs:label "Person {n}"@en-GB ; foaf:age 0{n} ; '
    f"skos:related x:{(n + 1) % 9} ; foaf:knows [ foaf:name {n} ], [ foaf:name 'B' ] .\n"
    for n in range(9)
)
OTHERS = PREFIXES + "".join(
    f'x:{n} a foaf:Person ; rdfs:label "Person {n}, renamed"@en-GB ; foaf:age {n} .\n'
    for n in range(5, 14)
)
UNTYPED = PREFIXES + "x:1 skos:exactMatch x:2 . x:2 skos:exactMatch x:3 ."
SERVICE = "http://id.esd.org.uk/service/579"


class Twins:
    """Two data directories that hold the same, of which one is written to by large writes.

    Args:
        small: the settings of one.
        large: the settings of the other.
        folder: where bodies are kept.
    """

    def __init__(self, small: Config, large: Config, folder: Path) -> None:
        self.configs = (small, large)
        self.small, self.large = (Generations(c.data_dir, c.base_iri) for c in self.configs)
        self._folder = folder

    def write(
        self,
        verb: Verb,
        text: str = "",
        graph: GraphName = GRAPH,
        condition: Condition = WHATEVER,
        is_confirmed: bool = False,
    ) -> Written:
        """Return what the large write did; the small one is done as well."""
        base_iri = graph.value if isinstance(graph, NamedNode) else BASE
        store = GraphStore(self.small, self.configs[0], is_confirmed)
        failed, written = None, None
        try:
            if verb == "delete":
                written = store.delete(graph, condition)
            else:
                quads = read_body(text.encode(), RdfFormat.TURTLE, base_iri)
                written = (store.put if verb == "put" else store.post)(graph, quads, condition)
        except (ShapesError, StillUsedError, RequestError) as error:
            failed = error
        try:
            found = self.write_large(verb, text, graph, condition, is_confirmed)
        except (ShapesError, StillUsedError, RequestError) as error:
            assert (type(error), str(error)) == (type(failed), str(failed))
            if isinstance(error, ShapesError) and isinstance(failed, ShapesError):
                assert error.report.findings == failed.report.findings
            raise
        assert found == written
        return found

    def write_large(
        self, verb: Verb, text: str, graph: GraphName, condition: Condition, is_confirmed: bool
    ) -> Written:
        path = self._folder / "body.ttl"
        path.write_text(text, encoding="utf-8")
        asked = LargeWrite(
            verb=verb,
            graph=graph,
            bodies=() if verb == "delete" else (Body(path, "text/turtle"),),
            condition=condition,
            is_confirmed=is_confirmed,
        )
        return write_large(self.large, self.configs[1], asked, SMALL_PARTS)

    def check_alike(self, *, are_labels_alike: bool = True) -> None:
        """Check that both hold the same, in the store, in its manifest and in its index."""
        one, other = self.small.current(), self.large.current()
        held = [_content(each.reader.quads(), are_labels_alike) for each in (one, other)]
        assert held[0] == held[1]
        manifest = other.manifest
        assert manifest == Manifest.measure(
            other.reader, manifest.number, manifest.parent, manifest.published
        )
        rows = "SELECT iri, entity.label, text, lang FROM label JOIN entity ON entity = entity.id"
        first, second = ({tuple(r) for r in each.index.rows(rows)} for each in (one, other))
        assert first == second
        assert not (self.configs[1].data_dir / "write.next").exists()


def _content(quads: object, are_labels_alike: bool) -> object:
    """Return quads without the moments of writes; without labels, all nodes that have one alike."""

    def plain(quad: Quad) -> str:
        if are_labels_alike:
            return str(quad)
        subject, value = (
            "_:" if isinstance(term, BlankNode) else str(term)
            for term in (quad.subject, quad.object)
        )
        return f"{subject} {quad.predicate} {value} {quad.graph_name}"

    passing = (DCT.issued, DCT.modified)
    return sorted(plain(quad) for quad in quads if quad.predicate not in passing)  # type: ignore[attr-defined]


def copies(config: Config, folder: Path) -> Twins:
    """Return two data directories that hold what another one does."""
    configs = []
    for name in ("small", "large"):
        shutil.copytree(config.data_dir, folder / name, symlinks=True)
        configs.append(replace(config, data_dir=folder / name))
    return Twins(*configs, folder)


@pytest.fixture
def twins(config: Config, load_text: Callable[..., LoadReport], tmp_path: Path) -> Twins:
    """Two data directories that hold one record."""
    load_text("records.nt", "<x:a> <x:b> <x:c> .")
    return copies(config, tmp_path)


@pytest.fixture
def shipped_twins(shipped_config: Config, tmp_path: Path) -> Twins:
    """Two data directories that hold what ships."""
    return copies(shipped_config, tmp_path)


def test_a_graph_is_put_replaced_added_to_and_deleted(twins: Twins) -> None:
    first = twins.write("put", PEOPLE)
    assert (first.is_new, first.added) == (True, 81)
    twins.check_alike()
    again = twins.write("put", PEOPLE)
    assert (again.is_new, again.added, again.generation) == (False, 0, first.generation)
    replaced = twins.write("put", OTHERS)
    assert replaced.removed and replaced.added
    twins.check_alike()
    assert twins.write("post", PEOPLE).added
    twins.check_alike(are_labels_alike=False)


def test_a_deleted_graph_leaves_tombstones(twins: Twins) -> None:
    twins.write("put", OTHERS)
    assert twins.write("delete").removed == 27
    twins.check_alike()
    assert f"{GRAPH.value}" not in twins.large.current().manifest.graphs
    with pytest.raises(NotFoundError):
        twins.write("delete")


@pytest.mark.parametrize("graph", [DefaultGraph(), NamedNode("http://example.org/g")])
def test_a_graph_that_is_no_dataset_is_written(twins: Twins, graph: GraphName) -> None:
    assert twins.write("put", PEOPLE, graph).is_new
    assert not twins.write("put", UNTYPED, graph).is_new
    twins.check_alike()
    twins.write("delete", graph=graph)
    twins.check_alike()


def test_a_graph_that_gives_nothing_a_class_is_told_of(twins: Twins) -> None:
    twins.write("put", UNTYPED)
    twins.write("put", UNTYPED.replace("x:3", "x:4"))
    twins.check_alike()


def test_what_is_put_may_be_nothing(twins: Twins) -> None:
    assert twins.write("put", "").is_new
    twins.check_alike()
    twins.write("put", PEOPLE)
    twins.write("put", "")
    twins.check_alike()


def test_a_write_that_breaks_the_shapes_changes_nothing(twins: Twins) -> None:
    before = twins.large.current()
    service = "<http://id.esd.org.uk/service/99999> a esd:Service ."
    with pytest.raises(ShapesError):
        twins.write("put", PEOPLE + service)
    assert twins.large.current() is before
    # the live store was made anew, and what comes next is compared with what is served
    assert twins.write("put", PEOPLE).added == 81
    twins.check_alike()


def test_what_was_wrong_already_keeps_nothing_from_being_written(
    twins: Twins, load_text: Callable[..., LoadReport], config: Config
) -> None:
    service = "<http://id.esd.org.uk/service/99999>"
    known = PREFIXES + f"{service} a esd:Service ."
    load_text("faulty.ttl", known, slug="sent", on_violation="publish")
    for each in twins.configs:
        shutil.rmtree(each.data_dir)
        shutil.copytree(config.data_dir, each.data_dir, symlinks=True)
    said = f'{service} foaf:topic "a" . x:1 a foaf:Person .'
    assert twins.write("put", f"{known}\n{said}").added == 2
    twins.check_alike()


def test_many_violations_are_told_in_part(twins: Twins) -> None:
    services = "".join(
        f"<http://id.esd.org.uk/service/{number}> a esd:Service .\n"
        for number in range(100_000, 101_500)
    )
    with pytest.raises(ShapesError, match="more than 1,000 violations") as refused:
        twins.write_large("put", PREFIXES + services, GRAPH, WHATEVER, False)
    assert len(refused.value.report.findings) == 1_000


def test_violations_across_parts_are_found(twins: Twins) -> None:
    terms = "".join(
        f"<http://id.esd.org.uk/service/{n}> skos:broader"
        f" <http://id.esd.org.uk/service/{100_001 + (n + 1) % 40}> .\n"
        for n in range(100_001, 100_041)
    )
    with pytest.raises(ShapesError, match="circle"):
        twins.write("put", PREFIXES + terms)


def test_deprecating_what_is_used_is_asked_about(shipped_twins: Twins) -> None:
    twins = shipped_twins
    deprecated = f"<{SERVICE}> owl:deprecated true ."
    with pytest.raises(StillUsedError):
        twins.write("put", PREFIXES + deprecated)
    assert twins.write("put", PREFIXES + deprecated, is_confirmed=True).added == 1
    twins.check_alike()


def test_conditions_are_about_the_graph(twins: Twins) -> None:
    known = frozenset([twins.write("put", PEOPLE).generation])
    twins.write("put", OTHERS, NamedNode("http://example.org/g"))
    assert twins.write("put", OTHERS, condition=Condition(wanted=known)).removed
    for condition in (
        Condition(wanted=known),
        Condition(wanted=frozenset()),
        Condition(unwanted="any"),
    ):
        with pytest.raises(PreconditionError):
            twins.write("put", PEOPLE, condition=condition)
    with pytest.raises(PreconditionError):
        twins.write("post", PEOPLE, NamedNode("x:none"), Condition(wanted="any"))


@pytest.mark.parametrize("verb", ["put", "post"])
def test_what_cannot_be_kept_is_refused(twins: Twins, verb: Verb) -> None:
    for text, kind in (
        (PEOPLE + "x:broken", ContentError),
        (PREFIXES + "x:a x:b <<( x:c x:d x:e )>> .", RequestError),
    ):
        with pytest.raises(kind):
            twins.write(verb, text)
    with pytest.raises(ForbiddenError):
        twins.write(verb, PEOPLE, NamedNode(f"{BASE}graph/catalogue"))
    twins.check_alike()


names = st.sampled_from("abcdef").map(lambda name: f"x:{name}")
nodes = names | st.sampled_from("abcd").map(lambda name: f"_:{name}")
values = nodes | st.sampled_from(['"1"', "1", "1.50", '"a _:b"', '"x"@en-GB', '"\\n . "', "x:T"])
predicates = st.sampled_from(["a", "rdfs:label", "skos:related", "x:p"])
statements = st.lists(st.tuples(nodes, predicates, values), max_size=12).map(
    lambda found: (
        PREFIXES
        + "".join(
            f"{s} {p} {'x:T' if p == 'a' else v} .\n"
            for s, p, v in found
            if not (p == "rdfs:label" and v[0] != '"')
        )
    )
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(statements, statements)
def test_whatever_is_put_over_whatever_is_what_a_small_write_makes_of_it(
    twins: Twins, first: str, second: str
) -> None:
    twins.write("put", first)
    twins.write("put", second)
    twins.check_alike()
