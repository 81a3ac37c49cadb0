from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.change import Change
from moothall.graph.namespaces import RDF, RDFS, SKOS
from moothall.graph.store import EmbeddedReader
from moothall.graph.terms import BlankNode, NamedNode, Quad
from moothall.loaders.catalogue_entry import count_records
from moothall.loaders.written_entries import count_after

GRAPHS = [NamedNode("x:g"), NamedNode("x:h")]

subjects = st.sampled_from(
    [*map(NamedNode, ("x:a", "x:b", "x:c")), NamedNode("x:/.well-known/genid/1"), BlankNode("b")]
)
predicates = st.sampled_from([SKOS.inScheme, RDF.type, RDFS.label])
quads = st.builds(Quad, subjects, predicates, subjects, st.sampled_from(GRAPHS))
statements = st.sets(quads, max_size=12)


@given(statements, statements)
def test_records_are_counted_from_what_changes_as_from_the_whole(
    before: set[Quad], after: set[Quad]
) -> None:
    change = Change(list(before - after), list(after - before))
    live = EmbeddedReader.of(before)
    for graph in GRAPHS:
        whole = count_records(quad for quad in after if quad.graph_name == graph)
        assert count_after(live, graph, change) == whole
