from __future__ import annotations

import pytest

from moothall.shapes.prebinding import compile_text
from moothall.shapes.sparql_tokens import predicates_used, tokens_of

THIS = frozenset({"this"})
P, Q = "<http://example.org/p>", "<http://example.org/q>"
PREFIX = "PREFIX e: <http://example.org/> "


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (f"SELECT $this {{ $this {P} ?x . ?x {Q} 'a?b' }}", {P, Q}),
        (PREFIX + "SELECT $this ?x { $this e:p/^e:q ?x . FILTER (?x < 3 && ?x > 1) }", {P, Q}),
        (PREFIX + "SELECT $this { FILTER NOT EXISTS { $this e:p* ?x } }", {P}),
        (PREFIX + "SELECT $this { ?x e:p* $this }", None),
        (PREFIX + "SELECT $this { $this ?y ?x }", None),
        (PREFIX + "SELECT $this { $this e:p 1 ; ?y ?x }", None),
        (PREFIX + "SELECT $this { $this !e:p ?x }", None),
        (PREFIX + "SELECT $this { $this !(e:p|e:q) ?x }", None),
        (PREFIX + "SELECT $this { GRAPH ?g { $this e:p ?x } }", None),
        ("SELECT $this { $this unknown:p ?x }", None),
    ],
)
def test_a_query_sees_the_statements_of_the_properties_it_names(
    text: str, seen: set[str] | None
) -> None:
    found = predicates_used(tokens_of(text), THIS)
    assert found is None if seen is None else found is not None and seen <= found


def test_a_query_that_binds_its_focus_node_needs_no_rows() -> None:
    query = compile_text(f"SELECT $this {{ $this {P} ?x FILTER (?x > 1) }}", False, None, THIS)
    assert query.is_anchored and "moothall_row" not in query.text


def test_the_path_of_the_shape_stands_for_its_variable() -> None:
    query = compile_text("SELECT $this { $this $PATH ?x }", False, f"({P}/(^{Q}))", THIS)
    assert f"({P}/(^{Q}))" in query.text and query.predicates is not None


@pytest.mark.parametrize(
    "text",
    [
        "SELECT $this { VALUES ?x { 1 } }",
        "SELECT $this { SERVICE <http://example.org/> { ?s ?p ?o } }",
        "SELECT $this { BIND (1 AS $this) }",
        "SELECT $this { { SELECT ?x { ?x ?y $this } } }",
        "SELECT $this { $this ?p ?o ",
        "SELECT $this",
    ],
)
def test_a_query_that_may_not_be_bound_before_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="constraint|brace"):
        compile_text(text, False, None, THIS)


def test_comments_and_strings_are_no_part_of_the_grammar() -> None:
    text = "SELECT $this { $this <http://example.org/p#frag> '''}MINUS''' # } VALUES\n }"
    assert [t.text for t in tokens_of(text)][-2:] == ["'''}MINUS'''", "}"]
    assert compile_text(text, False, None, THIS).is_anchored
