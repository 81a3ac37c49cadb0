from __future__ import annotations

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.errors import (
    ForbiddenError,
    GraphStateError,
    QueryError,
    QueryMemoryError,
    QuerySyntaxError,
    QueryTimeoutError,
    RequestError,
    ServiceForbiddenError,
)
from moothall.graph.generation import Generation
from moothall.graph.updates.process import ready_process, run_update
from moothall.graph.updates.request import Evaluated, Task, UpdateRequest

BASE = "http://localhost:8080/"

Run = Callable[..., Evaluated]


@pytest.fixture
def run(small: Generation, tmp_path: Path) -> Run:
    """Runs an update of the small graph in a process of its own."""

    def run_text(text: str, timeout_s: float = 20, **settings: tuple[str, ...]) -> Evaluated:
        with ready_process() as process:
            return run_update(
                process,
                UpdateRequest(text=text, base_iri=BASE, **settings),
                small.path / "store",
                tmp_path / "copy",
                timeout_s=timeout_s,
                memory_bytes=1_500_000_000,
            )

    return run_text


def test_what_an_update_would_do_comes_back_from_the_process(run: Run, tmp_path: Path) -> None:
    evaluated = run(
        "DELETE { GRAPH ?g { ?s skos:prefLabel ?o } } INSERT { GRAPH ?g { ?s <x:é> [] } }"
        " WHERE { GRAPH ?g { ?s skos:prefLabel ?o } } ; CREATE GRAPH <x:g>"
    )
    assert len(evaluated.change.removed) >= len(evaluated.change.added) > 0
    assert {quad.predicate.value for quad in evaluated.change.added} == {"x:é"}
    assert evaluated.empty_graphs == {"x:g"}
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("INSERT DATA { nonsense", QuerySyntaxError),
        ("DROP GRAPH <x:nowhere>", GraphStateError),
        ("LOAD <http://127.0.0.1:9/>", ForbiddenError),
        ("DELETE { ?a ?b 1 } WHERE { SERVICE <http://127.0.0.1:9/> {} }", ServiceForbiddenError),
        ("INSERT { ?s a 1 } WHERE " + "{" * 20_000 + "}" * 20_000, QueryError),
    ],
)
def test_an_error_is_the_same_on_both_sides(
    run: Run, tmp_path: Path, text: str, kind: type[RequestError]
) -> None:
    with pytest.raises(kind) as caught:
        run(text)
    assert type(caught.value) is kind
    assert not (tmp_path / "copy").exists()


def test_a_fault_keeps_its_place_and_line(run: Run) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        run("CLEAR DEFAULT ;\nINSERT DATA { ?s <x:p> 1 }")
    assert caught.value.line == 2
    assert "INSERT DATA { ?s" in caught.value.source_line


CROSS = (
    "{ GRAPH ?g { ?a ?b ?c } GRAPH ?h { ?d ?e ?f } GRAPH ?i { ?j ?k ?l } GRAPH ?m { ?n ?o ?p } }"
)


@pytest.mark.parametrize(
    "bomb",
    [
        f"INSERT {{ <x:a> <x:b> ?q }} WHERE {{ SELECT (COUNT(*) AS ?q) {CROSS} }}",
        f"DELETE {{ ?a ?b ?n }} WHERE {{ SELECT DISTINCT * {CROSS} }}",
        f"INSERT {{ ?a ?e ?p }} WHERE {CROSS}",
        "INSERT { <x:a> <x:b> ?x } WHERE { GRAPH ?g { "
        "?x (<x:p>|!<x:p>)* ?y . ?z (<x:p>|!<x:p>)* ?w . ?u (<x:p>|!<x:p>)* ?v } }",
    ],
    ids=["count", "distinct", "insert", "paths"],
)
def test_a_bomb_in_a_condition_ends_by_a_limit(run: Run, tmp_path: Path, bomb: str) -> None:
    with pytest.raises((QueryTimeoutError, QueryMemoryError)):
        run(bomb, timeout_s=0.7)
    assert not (tmp_path / "copy").exists()


def test_a_text_that_doubles_ends_by_the_memory(run: Run) -> None:
    doubling = " ".join(f"BIND(CONCAT(?n{i}, ?n{i}) AS ?n{i + 1})" for i in range(40))
    with pytest.raises(QueryMemoryError, match="an update may have.*MOOTHALL_UPDATE_MEMORY_BYTES"):
        run(f"INSERT {{ <x:a> <x:b> ?n40 }} WHERE {{ BIND('{'x' * 1000}' AS ?n0) {doubling} }}")


def test_a_process_that_nobody_asks_ends_with_its_block() -> None:
    with pytest.raises(QueryError, match="no use"), ready_process() as process:
        assert process.poll() is None
        raise QueryError("it is of no use")
    assert process.returncode == -signal.SIGKILL


def test_a_task_survives_the_way_to_the_process() -> None:
    task = Task(
        request=UpdateRequest(text="é\n", base_iri=BASE, named_graphs=("x:a", "x:b")),
        store=Path("/a"),
        folder=Path("/b"),
        timeout_s=1.5,
        memory_bytes=7,
        parent_pid=1,
    )
    assert Task.from_json(task.as_json()) == task
