from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.updates.operations import read_operations


def test_operations_are_told_apart_by_the_semicolons_outside_braces() -> None:
    text = (
        "PREFIX a: <x:a;b> # ; in an IRI and a comment\n"
        'INSERT DATA { a:s a:p "one; } two" ; a:q 2 } ;\n'
        "PREFIX b: <x:b>\nDELETE WHERE { ?s b:p ?o } ;"
    )
    first, second = read_operations(text)
    assert (first.verb, first.is_data) == ("INSERT", True)
    assert (second.verb, second.is_data) == ("DELETE", False)
    assert "PREFIX a:" in second.prologue and "INSERT" not in second.prologue


def test_a_place_in_an_operation_is_its_place_in_the_whole_text() -> None:
    text = "INSERT DATA { <x:a> <x:b> 1 } ;\n  DELETE WHERE { ?s ?p 2 }"
    operation = read_operations(text)[1]
    assert len(operation.prologue) == text.index("  DELETE") - 1
    assert operation.prologue.strip() == ""
    assert operation.full_text.index("DELETE") == text.index("DELETE")


@pytest.mark.parametrize(
    ("text", "graphs"),
    [
        ("INSERT DATA { <x:s> <x:p> 1 }", ()),
        (
            "INSERT DATA { GRAPH <x:g> { <x:s> <x:p> 1 } GRAPH e:h { <x:s> <x:p> 1 } }",
            ("<x:g>", "e:h"),
        ),
        ("WITH <x:g> DELETE { ?s ?p ?o } WHERE { GRAPH ?h { ?s ?p ?o } }", ("<x:g>",)),
        ("DELETE { GRAPH ?g { ?s ?p ?o } } WHERE { GRAPH ?g { ?s ?p ?o } }", None),
        ("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }", None),
        ("INSERT { GRAPH GRAPH:g { ?s ?p ?o } } WHERE { ?s ?p ?o }", None),
        ("INSERT { ?s ?p trueGRAPH e:g { } } WHERE {}", None),
        ("MOVE SILENT <x:a> TO GRAPH e:b", ("<x:a>", "e:b")),
        ("COPY DEFAULT TO <x:b>", ("<x:b>",)),
        ("CREATE GRAPH <x:g>", ("<x:g>",)),
        ("CLEAR DEFAULT", ()),
    ],
)
def test_the_graphs_that_an_operation_can_change_are_known_or_any(
    text: str, graphs: tuple[str, ...] | None
) -> None:
    (operation,) = read_operations(text)
    assert operation.graph_tokens() == graphs


@pytest.mark.parametrize(
    ("text", "graphs"),
    [
        ("INSERT { ?s ?p 1 } WHERE { GRAPH <x:g> { ?s ?p ?o } }", ("<x:g>",)),
        ("WITH <x:g> DELETE { ?s ?p ?o } WHERE { GRAPH e:h { ?s ?p ?o } }", ("<x:g>", "e:h")),
        ("WITH <x:g> DELETE { ?s ?p ?o } WHERE { GRAPH ?h { ?s ?p ?o } }", None),
        ("DELETE { ?s ?p ?o } USING <x:g> WHERE { ?s ?p ?o }", ("<x:g>",)),
        ("DELETE { ?s ?p ?o } USING NAMED <x:g> WHERE { ?s ?p ?o }", None),
        ("COPY <x:a> TO DEFAULT", ("<x:a>",)),
    ],
)
def test_the_graphs_that_an_operation_can_see_are_known_or_any(
    text: str, graphs: tuple[str, ...] | None
) -> None:
    (operation,) = read_operations(text)
    assert operation.seen_graph_tokens() == graphs


@pytest.mark.parametrize(
    ("text", "is_sweeping"),
    [
        ("CLEAR ALL", True),
        ("drop silent named", True),
        ("CLEAR DEFAULT", False),
        ("DROP GRAPH <x:ALL>", False),
        ('INSERT DATA { <x:a> <x:b> "CLEAR ALL" }', False),
    ],
)
def test_sweeping_operations_are_known(text: str, is_sweeping: bool) -> None:
    (operation,) = read_operations(text)
    assert operation.is_sweeping is is_sweeping


def test_a_dataset_of_the_request_is_written_before_the_condition() -> None:
    (operation,) = read_operations("DELETE { ?s <x:p> 1 } WHERE { ?s ?p ?o FILTER(?o) }")
    text = operation.using(["x:g"], ["x:h"]).full_text
    assert text.index("USING <x:g> USING NAMED <x:h> WHERE { ?s ?p ?o") > text.index("}")


def test_a_pattern_that_is_deleted_becomes_a_template_under_a_dataset() -> None:
    (operation,) = read_operations("DELETE WHERE { ?s <x:p> ?o # why\n}")
    text = " ".join(operation.using(["x:g"], []).full_text.split())
    assert text == "DELETE { ?s <x:p> ?o # why } USING <x:g> WHERE { ?s <x:p> ?o # why }"


def test_operations_without_a_condition_have_no_dataset() -> None:
    (operation,) = read_operations("INSERT DATA { <x:s> <x:p> 1 }")
    assert operation.using(["x:g"], []) == operation


@given(st.text(alphabet="INSERT DATA{};<>#\"'\\?@:_.\n x", max_size=80))
def test_no_text_stops_the_tokeniser(text: str) -> None:
    for operation in read_operations(text):
        assert operation.text in text
        assert len(operation.prologue) + len(operation.text) <= len(text)
        assert operation.tokens


@pytest.mark.parametrize(
    ("text", "run"),
    [
        ("CLEAR GRAPH <x:g>", "CLEAR SILENT GRAPH <x:g>"),
        ("PREFIX x: <x:> clear # all\n graph x:g", "PREFIX x: <x:> clear # all\n SILENT graph x:g"),
        ("CLEAR SILENT GRAPH <x:g>", "CLEAR SILENT GRAPH <x:g>"),
        ("CLEAR DEFAULT", "CLEAR SILENT DEFAULT"),
        ("DROP GRAPH <x:g>", "DROP GRAPH <x:g>"),
        ("INSERT DATA { <x:a> <x:b> 'CLEAR' }", "INSERT DATA { <x:a> <x:b> 'CLEAR' }"),
    ],
)
def test_clearing_a_graph_that_is_not_there_is_no_error(text: str, run: str) -> None:
    (operation,) = read_operations(text)
    assert operation.run_text == run
