from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.change import Change
from moothall.graph.namespaces import ADMS, DCT, ESD, MH, RDF, SKOS
from moothall.graph.store import EmbeddedReader
from moothall.graph.terms import DefaultGraph, Literal, NamedNode, Quad, Term
from moothall.loaders.changed_view import view_change
from moothall.shapes.check import check
from moothall.shapes.view import View

GRAPH = NamedNode("http://example.org/g")
LIST = NamedNode("http://example.org/list")


def term(number: int) -> NamedNode:
    return NamedNode(f"http://example.org/{number}")


def quad(subject: NamedNode, predicate: NamedNode, value: Term) -> Quad:
    return Quad(subject, predicate, value, GRAPH)


def service(number: int, name: str = "") -> list[Quad]:
    """Return a term of a list that breaks no rule by itself."""
    return [
        quad(term(number), RDF.type, ESD.Service),
        quad(term(number), RDF.type, SKOS.Concept),
        quad(term(number), SKOS.inScheme, LIST),
        quad(term(number), SKOS.prefLabel, Literal(name or f"Service {number}", language="en")),
        quad(term(number), SKOS.notation, Literal(str(number))),
        quad(term(number), DCT.identifier, Literal(str(number))),
    ]


def findings(before: Iterable[Quad], change: Change) -> set[str]:
    """Return what the check of a change finds."""
    report = check(view_change(EmbeddedReader.of(before), change))
    return {f"{finding.focus_node} {finding.rule}" for finding in report.violations}


terms = st.sampled_from([NamedNode(f"x:{name}") for name in "abcd"])
graphs = st.sampled_from([DefaultGraph(), GRAPH])
statements = st.sets(st.builds(Quad, terms, terms, terms, graphs), max_size=20)


@given(statements, statements, terms, st.booleans())
def test_the_view_of_a_change_is_the_graph_after_it(
    before: set[Quad], after: set[Quad], node: NamedNode, knows_sizes: bool
) -> None:
    change = Change(list(before - after), list(after - before))
    sizes = Counter("" if q.graph_name == DefaultGraph() else GRAPH.value for q in before)
    view = view_change(EmbeddedReader.of(before), change, sizes if knows_sizes else None)
    assert sorted(map(str, view.quads())) == sorted(map(str, after))
    assert set(view.quads(node)) == {q for q in after if q.subject == node}
    assert set(view.quads(None, node)) == {q for q in after if q.predicate == node}
    assert set(view.before().quads()) == before


@given(statements, statements)
def test_what_stays_is_seen_alike_whether_it_is_held_apart_or_not(
    before: set[Quad], after: set[Quad]
) -> None:
    change = Change(list(before - after), list(after - before))
    sizes = Counter("" if q.graph_name == DefaultGraph() else GRAPH.value for q in before)
    reader = EmbeddedReader.of(before)
    known, unknown = view_change(reader, change, sizes), view_change(reader, change)
    assert set(known.staged.quads()) == set(unknown.staged.quads())
    assert known.staged_nodes() == unknown.staged_nodes()


def test_what_stays_is_held_apart_where_more_goes() -> None:
    before = [q for number in range(5) for q in service(number)]
    others = [Quad(q.subject, q.predicate, q.object, LIST) for q in service(7)]
    reader = EmbeddedReader.of([*before, *others])
    sizes = {GRAPH.value: len(before), LIST.value: len(others)}
    most = view_change(reader, Change(removed=before), sizes)
    assert most.staying is not None
    assert set(most.staying.quads()) == set(others)
    assert view_change(reader, Change(removed=before[1:]), sizes).staying is None


def test_only_the_nodes_that_a_change_is_about_are_checked() -> None:
    before = [q for number in range(50) for q in service(number)]
    change = Change(added=[quad(term(7), SKOS.altLabel, Literal("Seven", language="en"))])
    view = view_change(EmbeddedReader.of(before), change)
    assert view.staged_subjects() == {term(7)}


def test_a_change_finds_what_a_check_of_the_whole_graph_finds() -> None:
    before = [q for number in range(5) for q in service(number)]
    change = Change(removed=[q for q in before if q.predicate == SKOS.prefLabel][:2])
    after = [q for q in before if q not in change.removed]
    whole = check(View(EmbeddedReader.of(after)))
    expected = {f"{finding.focus_node} {finding.rule}" for finding in whole.violations}
    found = findings(before, change)
    assert {line.split()[0] for line in found} == {term(0).value, term(1).value}
    assert found <= expected


def test_an_identifier_that_another_term_has_is_found() -> None:
    before = service(1) + service(2)
    change = Change(
        removed=[quad(term(2), DCT.identifier, Literal("2"))],
        added=[quad(term(2), DCT.identifier, Literal("1"))],
    )
    assert any("same-identifier" in line for line in findings(before, change))


def test_a_circle_that_a_change_closes_is_found() -> None:
    before = [q for number in range(4) for q in service(number)]
    before += [quad(term(number), SKOS.broader, term(number + 1)) for number in range(3)]
    assert not any("cycle" in line for line in findings(before, Change()))
    closing = Change(added=[quad(term(3), SKOS.broader, term(0))])
    assert any("cycle" in line for line in findings(before, closing))


def test_who_points_at_a_node_is_checked_when_its_class_changes() -> None:
    before = service(1)
    pointing = quad(term(9), ESD.hasInteraction, term(1))
    change = Change(removed=[quad(term(1), RDF.type, SKOS.Concept)])
    view = view_change(EmbeddedReader.of([*before, pointing]), change)
    assert view.staged_subjects() == {term(1), term(9)}


def test_a_circle_of_replacements_is_found_through_terms_that_the_change_does_not_name() -> None:
    before = [*service(1), *service(2), *service(3)]
    before.append(quad(term(1), DCT.isReplacedBy, term(2)))
    before.append(quad(term(2), DCT.isReplacedBy, term(3)))
    closing = Change(added=[quad(term(3), DCT.isReplacedBy, term(1))])
    rule = "https://w3id.org/moothall/shape/replacement-cycle"
    assert f"{term(1).value} {rule}" in findings(before, closing)


def test_deprecating_what_replaces_another_term_is_found() -> None:
    before = [*service(1), *service(2), quad(term(1), DCT.isReplacedBy, term(2))]
    marked = Change(added=[quad(term(2), ADMS.status, MH.Deprecated)])
    rule = "https://w3id.org/moothall/shape/replaced-by-deprecated"
    assert f"{term(1).value} {rule}" in findings(before, marked)
    moved = Change(
        removed=[quad(term(1), DCT.isReplacedBy, term(2))],
        added=[
            quad(term(1), DCT.isReplacedBy, term(3)),
            *service(3),
            quad(term(2), ADMS.status, MH.Deprecated),
        ],
    )
    assert not any(rule in found for found in findings(before, moved))
