"""What a service in processes of its own says, whatever happens to it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.terms import NamedNode, Quad
from moothall.server.tokens import Tokens

from ..served import ServedProcess

DEEP = "SELECT (" + "(" * 10_000 + "1" + ")" * 10_000 + " AS ?x) {}"


def session(
    environment: dict[str, str], folder: Path, token: str
) -> tuple[str, list[tuple[str, str, int]]]:
    """Return the log of a service to which this and that has happened, and what was asked."""
    served = ServedProcess(environment, folder)
    asked = []
    try:
        wrong = token[:-4] + "AAAA"
        update = {"Content-Type": "application/sparql-update"}
        right = {"Authorization": f"Bearer {token}"}
        for method, path, headers, body in (
            ("GET", "/sparql?query=ASK%7B%7D", {}, ""),
            ("GET", "/sparql?query=ASK%7B%7D", {}, ""),
            ("GET", "/sparql?query=SELECT", {}, ""),
            ("POST", "/sparql", {"Content-Type": "application/sparql-query"}, DEEP),
            ("GET", "/nothing/%C3%A9%0A", {}, ""),
            ("POST", "/sparql/update", update, "CLEAR ALL"),
            ("POST", "/sparql/update", update | right, "INSERT DATA { <x:a> <x:b> 1 }"),
            ("POST", "/sparql/update", update | right, f"INSERT {token}"),
            ("POST", "/sparql/update", update | {"Authorization": f"Bearer {wrong}"}, "CLEAR ALL"),
            ("POST", "/sparql/update", update | {"Authorization": f"Basic {token}"}, "CLEAR ALL"),
            ("POST", f"/sparql/update?access_token={token}", update, "CLEAR ALL"),
            ("PUT", f"/graph/x?access_token={token}", update, "CLEAR ALL"),
            ("GET", f"/graph/{token}", right, ""),
            ("GET", f"/sparql?query=ASK%7B%7D&access_token={token}", right, ""),
        ):
            answer = requests.request(
                method, served.address + path, headers=headers, data=body, timeout=60
            )
            asked.append((method, path.partition("?")[0], answer.status_code))
    finally:
        served.stop()
    return served.log(), asked


@pytest.fixture(params=["json", "text"])
def form(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_session_is_logged_line_by_line_and_without_tokens(
    form: str,
    empty_config: Config,
    environment: Callable[..., dict[str, str]],
    tmp_path: Path,
) -> None:
    generations = Generations(empty_config.data_dir, empty_config.base_iri)
    with generations.writing() as writer:
        quad = Quad(NamedNode("x:a"), NamedNode("x:b"), NamedNode("x:c"), NamedNode("x:g"))
        writer.publish(Change(added=[quad]))
    token = Tokens(tmp_path / "tokens").add("tester")
    settings = environment(
        access_log="1",
        data_dir=str(empty_config.data_dir),
        log_format=form,
        tokens_file=str(tmp_path / "tokens"),
        workers="1",
    )
    log, asked = session(settings, tmp_path, token)
    secret = token.partition(".")[2]
    assert [status for _, _, status in asked].count(401) == 5
    assert secret[:-4] not in log
    assert "ASK" not in log
    if form == "text":
        assert all(line[:4].isdigit() for line in log.splitlines())
        return
    lines = [json.loads(line) for line in log.splitlines()]
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    requested = [line for line in lines if line["logger"] == "moothall.access"]
    paths = [(line["method"], line["status"]) for line in requested if line["path"] != "/health"]
    assert paths == [(method, status) for method, _, status in asked]
    assert all(
        line["duration_ms"] >= 0 and line["client"] == "127.0.0.1" and line["response_bytes"] > 0
        for line in requested
    )
    outcomes = [line["outcome"] for line in lines if line["message"] == "query"]
    assert outcomes == ["answered", "QuerySyntaxError", "QueryError", "answered"]
    assert any("SIGSEGV" in line["message"] for line in lines)
    assert any("Shutting down" in line["message"] for line in lines)
