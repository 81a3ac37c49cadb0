from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.terms import Literal, NamedNode, Quad, RdfFormat, Triple, parse
from moothall.shapes import columns as columns_module
from moothall.shapes.column import Column
from moothall.shapes.columns import Columns
from moothall.shapes.paths import read_path

names = st.sampled_from(["<x:a>", "<x:b>", "<x:c>", "<x:d>"])
pairs = st.lists(st.tuples(names, names), max_size=15)
PREFIXES = (
    "@prefix e: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .\n"
    "@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
)


def column(rows: list[tuple[str, str]]) -> Column:
    return Column.of_pairs([node for node, _ in rows], [value for _, value in rows])


def rows_of(made: Column) -> set[tuple[str, str]]:
    assert made.more.keys() <= made.one.keys()
    assert all(len(set(values)) == len(values) > 1 for values in made.more.values())
    return {(node, value) for node in made.one for value in made.values(node)}


def graph(turtle: str) -> Columns:
    return Columns.of_default_graph(parse(PREFIXES + turtle, RdfFormat.TURTLE))


@given(pairs)
def test_a_column_holds_just_its_pairs(rows: list[tuple[str, str]]) -> None:
    made = column(rows)
    assert rows_of(made) == set(rows)
    assert made.distinct() == {value for _, value in rows}
    assert rows_of(made.restricted({"<x:a>"})) == {row for row in rows if row[0] == "<x:a>"}


@given(pairs, pairs)
def test_one_column_after_another_is_their_join(
    first: list[tuple[str, str]], second: list[tuple[str, str]]
) -> None:
    joined = {(a, d) for a, b in first for c, d in second if b == c}
    assert rows_of(column(first).then(column(second))) == joined


@given(pairs, st.lists(st.tuples(names, names, st.booleans()), max_size=10))
def test_a_column_can_be_changed(
    rows: list[tuple[str, str]], changes: list[tuple[str, str, bool]]
) -> None:
    made, wanted = column(rows), set(rows)
    for node, value, is_added in changes:
        made.change(node, value, is_added)
        wanted = wanted | {(node, value)} if is_added else wanted - {(node, value)}
    assert rows_of(made) == wanted


def test_a_graph_gives_back_the_statements_it_was_made_of() -> None:
    turtle = 'e:a e:p "x .\\n y"@en, "004"^^e:made, e:b . e:b e:q "Ŵy \\u0007" .'
    read = set(parse(PREFIXES + turtle, RdfFormat.TURTLE))
    assert set(graph(turtle).triples()) == {quad.triple for quad in read}
    named = [Quad(q.subject, q.predicate, q.object, NamedNode("x:g")) for q in read]
    assert set(Columns.of(named).triples()) == {quad.triple for quad in read}


def test_a_large_file_is_cut_nowhere_it_should_not_be() -> None:
    lines = [f'<x:s{n}> <x:p> "Gwasanaeth Ŵ {n} . \\n é" .\n' for n in range(5000)]
    made = Columns.of_default_graph(parse("".join(lines), RdfFormat.N_TRIPLES))
    assert len(made.forward("<x:p>").one) == 5000
    assert made.one("<x:s4999>", "<x:p>") == '"Gwasanaeth Ŵ 4999 . \\n é"'


def test_a_changed_graph_is_what_it_was_changed_to() -> None:
    made = graph("e:a e:p e:b, e:c .")
    a, b, d, p = (NamedNode(f"http://example.org/{name}") for name in "abdp")
    assert made.backward(str(p)).one.keys() == {str(b), "<http://example.org/c>"}
    made.change([Triple(a, p, b)], [Triple(d, p, Literal(1))])
    assert set(made.triples()) == {
        Triple(a, p, NamedNode("http://example.org/c")),
        Triple(d, p, Literal(1)),
    }
    assert list(made.backward(str(p)).values(str(b))) == []


@pytest.mark.parametrize("few", [0, 100])
def test_the_members_of_a_class_are_those_below_it_too(
    few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(columns_module, "_FEW", few)
    made = graph("e:a a e:D . e:b a e:C . e:c a e:E . e:D rdfs:subClassOf e:C .")
    nodes = {f"<http://example.org/{name}>" for name in "abcz"}
    found = made.members_among(nodes, "<http://example.org/C>")
    assert found == {"<http://example.org/a>", "<http://example.org/b>"}


@pytest.mark.parametrize(
    ("path", "sparql", "ends"),
    [
        ("e:p", "<http://example.org/p>", "bc"),
        ("[ sh:inversePath e:p ]", "(^<http://example.org/p>)", "c"),
        ("( e:p e:q )", "(<http://example.org/p>/<http://example.org/q>)", "d"),
        (
            "[ sh:inversePath ( e:q e:p ) ]",
            "(^(<http://example.org/q>/<http://example.org/p>))",
            "",
        ),
        ("[ sh:zeroOrMorePath e:p ]", "(<http://example.org/p>*)", "abc"),
        ("[ sh:oneOrMorePath e:p ]", "(<http://example.org/p>+)", "abc"),
        ("[ sh:zeroOrOnePath e:p ]", "(<http://example.org/p>?)", "abc"),
        (
            "[ sh:alternativePath ( e:p e:r ) ]",
            "(<http://example.org/p>|<http://example.org/r>)",
            "bcz",
        ),
    ],
)
def test_a_path_leads_where_its_operators_say(path: str, sparql: str, ends: str) -> None:
    made = graph(f"e:a e:p e:b, e:c ; e:r e:z . e:c e:p e:a . e:b e:q e:d . e:s sh:path {path} .")
    node = made.one("<http://example.org/s>", "<http://www.w3.org/ns/shacl#path>")
    assert node is not None
    read = read_path(made, node)
    start = "<http://example.org/a>"
    wanted = {f"<http://example.org/{end}>" for end in ends}
    assert read.sparql() == sparql
    assert set(read.follow(made, start)) == wanted
    assert set(read.column(made, {start}).values(start)) == wanted


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("( e:p )", "fewer than two steps"),
        ("[ sh:alternativePath ( e:p ) ]", "fewer than two members"),
        ("[ e:other e:p ]", "no property path"),
        ("_:loop . _:loop sh:inversePath _:loop", "part of itself"),
    ],
)
def test_what_is_no_path_is_refused(path: str, says: str) -> None:
    made = graph(f"e:s sh:path {path} .")
    node = made.one("<http://example.org/s>", "<http://www.w3.org/ns/shacl#path>")
    assert node is not None
    with pytest.raises(ValueError, match=says):
        read_path(made, node)
