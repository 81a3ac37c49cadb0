from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.errors import (
    ForbiddenError,
    QueryError,
    QuerySyntaxError,
    RequestError,
    ServiceForbiddenError,
)
from moothall.graph.generation import Generation
from moothall.graph.store import EmbeddedReader
from moothall.graph.updates import trial
from moothall.graph.updates.evaluation import evaluate
from moothall.graph.updates.request import Evaluated, UpdateRequest

BASE = "http://localhost:8080/"
SMALL = f"{BASE}graph/small"

Run = Callable[..., Evaluated]


@pytest.fixture
def run(small: Generation, tmp_path: Path) -> Run:
    """Evaluates an update of the small graph."""

    def evaluate_text(text: str, **settings: tuple[str, ...]) -> Evaluated:
        reader = small.reader
        assert isinstance(reader, EmbeddedReader)
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        return evaluate(reader, UpdateRequest(text=text, base_iri=BASE, **settings), folder)

    return evaluate_text


def lines(evaluated: Evaluated) -> tuple[list[str], list[str]]:
    """Return what goes and what comes, as text."""
    change = evaluated.change
    return sorted(map(str, change.removed)), sorted(map(str, change.added))


def test_data_is_read_from_the_text_and_no_copy_is_made(run: Run, tmp_path: Path) -> None:
    removed, added = lines(run("INSERT DATA { <a> a esd:Service . GRAPH <x:g> { <a> <x:p> 01 } }"))
    assert removed == []
    assert added == [
        f"<{BASE}a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<http://def.esd.org.uk/Service>",
        f'<{BASE}a> <x:p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <x:g>',
    ]
    assert list((tmp_path / "0").iterdir()) == []


def test_data_that_comes_and_goes_in_one_request_is_no_change(run: Run) -> None:
    text = "INSERT DATA { <x:a> <x:b> 1 } ; DELETE DATA { <x:a> <x:b> 1, 2 }"
    assert not run(text).change


def test_data_that_goes_and_comes_back_is_no_change(run: Run) -> None:
    term = "<http://id.esd.org.uk/service/579> a esd:Service"
    text = f"DELETE DATA {{ GRAPH <{SMALL}> {{ {term} }} }} ;"
    assert len(run(text).change.removed) == 1
    assert not run(f"{text} INSERT DATA {{ GRAPH <{SMALL}> {{ {term} }} }}").change


def test_the_default_graph_of_an_update_is_the_unnamed_one(run: Run) -> None:
    insert = "INSERT { ?s <x:found> true } WHERE { ?s a esd:Service }"
    assert not run(insert).change
    assert run(insert, default_graphs=(SMALL,)).change.added
    assert run(insert.replace("WHERE", f"USING <{SMALL}> WHERE")).change.added


def test_a_dataset_in_two_places_is_refused(run: Run) -> None:
    with pytest.raises(RequestError, match="USING or WITH"):
        run("INSERT { ?s a <x:X> } USING <x:g> WHERE { ?s ?p ?o }", default_graphs=("x:h",))
    with pytest.raises(RequestError, match="USING or WITH"):
        run("WITH <x:g> INSERT { ?s a <x:X> } WHERE { ?s ?p ?o }", named_graphs=("x:h",))


def test_each_operation_sees_what_the_one_before_did(run: Run) -> None:
    text = (
        "PREFIX e: <x:> INSERT DATA { e:a e:p 1 } ;\n"
        "PREFIX f: <x:> INSERT { GRAPH f:g { ?s f:q ?o } } WHERE { ?s e:p ?o } ;\n"
        "DELETE DATA { e:a f:p 1 }"
    )
    assert lines(run(text)) == (
        [],
        ['<x:a> <x:q> "1"^^<http://www.w3.org/2001/XMLSchema#integer> <x:g>'],
    )


def test_a_graph_that_a_variable_names_is_found(run: Run) -> None:
    named = run(f"DELETE WHERE {{ GRAPH <{SMALL}> {{ ?s skos:prefLabel ?o }} }}")
    found = run("DELETE WHERE { GRAPH ?g { ?s skos:prefLabel ?o } }")
    assert lines(found) == lines(named) != ([], [])


def test_clearing_all_spares_what_is_to_be_spared(run: Run) -> None:
    catalogue = f"{BASE}graph/catalogue"
    evaluated = run("DROP ALL", spared_graphs=(catalogue,))
    graphs = {str(quad.graph_name) for quad in evaluated.change.removed}
    assert graphs == {f"<{SMALL}>"}
    assert evaluated.empty_graphs == frozenset()
    assert run("CLEAR NAMED", spared_graphs=(catalogue,)).empty_graphs == {SMALL}


@pytest.mark.parametrize("verb", ["COPY", "MOVE", "ADD"])
def test_a_graph_that_is_not_there_is_not_taken_for_an_empty_one(run: Run, verb: str) -> None:
    with pytest.raises(QueryError, match=r"no graph <x:none> to"):
        run(f"PREFIX x: <x:> {verb} GRAPH x:none TO <{SMALL}>")
    assert not run(f"ADD SILENT <x:none> TO <{SMALL}>").change
    assert not run(f"{verb} <x:e> TO <x:f>", empty_graphs=("x:e",)).change


@pytest.mark.parametrize("few", [0, 5_000])
def test_what_is_hidden_is_neither_seen_nor_told_of(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(trial, "_FEW", few)
    hidden = {"spared_graphs": (f"{BASE}graph/catalogue",), "hides_spared": True}
    anything = "INSERT { <x:a> <x:saw> ?g } WHERE { GRAPH ?g { ?s mh:generationNumber ?n } }"
    one = anything.replace("GRAPH ?g", f"GRAPH <{BASE}graph/catalogue>")
    assert not run(anything, **hidden).change
    assert not run(one.replace("?g", "1"), **hidden).change
    used = "INSERT { <x:a> <x:b> ?n } USING <graph/catalogue> WHERE { ?s mh:generationNumber ?n }"
    assert not run(used, **hidden).change
    moved = run(
        f"WITH <{SMALL}> DELETE {{ ?s a ?c }} INSERT {{ ?s <x:was> ?c }} WHERE {{ ?s a ?c }}"
    )
    again = run(
        f"WITH <{SMALL}> DELETE {{ ?s a ?c }} INSERT {{ ?s <x:was> ?c }} WHERE {{ ?s a ?c }}",
        **hidden,
    )
    assert lines(again) == lines(moved) != ([], [])
    written = run(
        f"INSERT {{ GRAPH <{BASE}graph/catalogue> {{ <x:a> a <x:B> }} }} WHERE {{}}", **hidden
    )
    assert len(written.change.added) == 1
    copies = [list(folder.iterdir()) for folder in tmp_path.iterdir() if folder.name.isdigit()]
    assert all(bool(made) is (few == 0) for made in copies)


def test_graphs_exist_without_statements(run: Run) -> None:
    assert run("CREATE GRAPH <x:g>").empty_graphs == {"x:g"}
    assert run("DROP GRAPH <x:g>", empty_graphs=("x:g",)).empty_graphs == frozenset()
    with pytest.raises(QueryError, match="already exists"):
        run("CREATE GRAPH <x:g>", empty_graphs=("x:g",))
    with pytest.raises(QueryError, match="does not exist"):
        run("DROP GRAPH <x:g>")
    assert not run("DROP SILENT GRAPH <x:g>").change


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("INSERT DATA { ?s <x:p> 1 }", 1, 27),
        ("INSERT DATA { <x:a> <x:p> 1 } ;\n\n  DELETE DATA { <x:a> nope:p 1 }", 3, 23),
        ("PREFIX e: <x:>\nINSERT DATA { e:a e:p 1 } ; NONSENSE", 2, 29),
        ("ASK {}", 1, 1),
        ("INSERT DATA { <x:a> <x:b> 1 } ;;", 1, 32),
        ("INSERT DATA { <x:a> <x:b> 1", 1, 28),
    ],
)
def test_a_fault_has_its_place_in_the_whole_text(
    run: Run, text: str, line: int, column: int
) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        run(text)
    assert caught.value.line == line
    assert abs((caught.value.column or 0) - column) <= 6


def test_one_blank_node_in_two_operations_is_refused(run: Run) -> None:
    with pytest.raises(QuerySyntaxError, match="_:b stands in two operations"):
        run("INSERT DATA { _:b <x:p> 1 } ; INSERT DATA { _:b <x:p> 2 }")


@pytest.mark.parametrize(
    "text",
    [
        "INSERT { ?a ?b ?c } WHERE { SERVICE <http://127.0.0.1:9/> { ?a ?b ?c } }",
        "INSERT { ?a ?b ?c } WHERE { service silent ?x { ?a ?b ?c } }",
        "CLEAR DEFAULT ; DELETE { ?a ?b 1 } WHERE { SERVICE<http://127.0.0.1:9/>{ ?a ?b ?c } }",
    ],
)
def test_no_other_service_is_called(run: Run, text: str) -> None:
    with pytest.raises(ServiceForbiddenError):
        run(text)


def test_service_as_a_word_is_no_call(run: Run) -> None:
    assert run('INSERT DATA { <x:SERVICE> a esd:Service ; <x:p> "SERVICE <x:y> {}" }').change.added


def test_nothing_is_fetched(run: Run) -> None:
    with pytest.raises(ForbiddenError, match="LOAD"):
        run("CLEAR DEFAULT ; LOAD <http://127.0.0.1:9/data.ttl> INTO GRAPH <x:g>")
    with pytest.raises(ForbiddenError, match="LOAD"):
        run("LOAD SILENT <http://127.0.0.1:9/> ; LOAD <http://127.0.0.1:9/silent>")


def test_a_load_that_is_silent_loads_nothing_and_what_follows_it_is_done(run: Run) -> None:
    load = "LOAD SILENT <http://127.0.0.1:9/data.ttl> INTO GRAPH <x:g>"
    assert not run(load).change
    text = f"PREFIX x: <x:> INSERT DATA {{ x:a x:p 1 }} ; {load} ; INSERT DATA {{ x:b x:p 1 }}"
    assert len(run(text).change.added) == 2
    assert run(f"{load} ; INSERT {{ <x:a> <x:b> 1 }} WHERE {{}}").change.added


def test_operations_that_are_told_apart_wrongly_are_run_as_one(run: Run) -> None:
    # to the parser a comparison and a comment, to a tokeniser an IRI and the end of a group
    text = (
        "DELETE { GRAPH ?g { ?a ?p ?b } } WHERE { GRAPH ?g { ?a ?p ?b } "
        "FILTER(?a<?b)#>}} ;\n FILTER(isLiteral(?b)) }"
    )
    assert not run(text).change
    assert run(f"INSERT DATA {{ <x:a> <x:p> 1 }} ; {text}").change.added
    assert run(f"CLEAR ALL ; {text} ; INSERT DATA {{ <x:a> <x:p> 1 }}").change.added


def test_all_graphs_are_swept_without_a_copy(run: Run, tmp_path: Path) -> None:
    catalogue = f"{BASE}graph/catalogue"
    text = (
        "INSERT DATA { <x:a> <x:p> 1 . GRAPH <x:g> { <x:a> <x:p> 1 } } ; CLEAR NAMED ; "
        "INSERT DATA { GRAPH <x:h> { <x:a> <x:p> 2 } }"
    )
    evaluated = run(text, spared_graphs=(catalogue,), empty_graphs=("x:e",))
    removed, added = lines(evaluated)
    assert removed == lines(run("DROP ALL", spared_graphs=(catalogue,)))[0]
    assert [line.partition(" <x:p> ")[2][1] for line in added] == ["1", "2"]
    assert evaluated.empty_graphs == {SMALL, "x:e", "x:g"}
    assert run("DROP ALL", empty_graphs=("x:e",)).empty_graphs == frozenset()
    assert [list((tmp_path / str(n)).iterdir()) for n in range(3)] == [[], [], []]
