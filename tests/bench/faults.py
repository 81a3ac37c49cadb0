"""Bombs and faults over HTTP: how each ends, and how soon the next look-up is answered.

And how long the service's own reading of a text takes at the worst, in which Python's lock is held.
"""

from __future__ import annotations

import http.client
import os
import signal
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable
from pathlib import Path

from moothall.graph.change import Change
from moothall.graph.errors import MoothallError
from moothall.graph.federation.clauses import hides_service, read_federated
from moothall.graph.generations import Generations
from moothall.graph.nesting import check_nesting
from moothall.graph.sparql import is_repeatable, query_kind
from moothall.graph.updates.operations import read_operations
from moothall.graph.workers.keywords import uses_keyword
from moothall.graph.workers.syntax import explain_syntax_error
from moothall.server.negotiate import HTML, RESULT_FORMS, negotiate

from ..graph.workers.bombs import BOMBS
from .measure import Row
from .slow_clients import BASE, RECORD, Site, served_site
from .synthetic import records

TRIPLES = 200_000
TIMEOUT_S = 2
LOOK_UP = f"SELECT ?p ?o WHERE {{ <{RECORD}Z07/7> ?p ?o }}"
DEEP = 10_000
LENGTH = 100_000

HOSTILE: dict[str, tuple[str | bytes, int]] = {
    "100,000 characters": (LOOK_UP + " #" + "x" * (LENGTH - len(LOOK_UP) - 2), 200),
    "more than 100,000 characters": (LOOK_UP + " #" + "x" * LENGTH, 413),
    "10,000 parentheses": ("SELECT (" + "(" * DEEP + "1" + ")" * DEEP + " AS ?x) {}", 400),
    "10,000 groups": ("SELECT * " + "{" * DEEP + "}" * DEEP, 400),
    "bytes that are not UTF-8": (b"SELECT * { ?s ?p '\xff' }", 400),
    "a list of 9,000 members": (
        LOOK_UP[:-1] + "FILTER(?o NOT IN (" + ",".join(f"'m {n}'" for n in range(9_000)) + ")) }",
        200,
    ),
}
"""What is sent -> the query, and the status that it must have."""

UNITS = ("a-", "a.", "-", ".", "(", '"', "'", '"\\', "'\\", '"""', '"""a', "'''a\"", "<a", "<a#")
UNITS += (
    "@a-",
    "?",
    ":a%",
    "#",
    "\\",
    "\\u",
    "{ ",
    "! ",
    "x-y:",
    "SERVICE ",
    "service",
    "PREFIX a:",
)
"""What a text of the greatest length is made of, for the readers of texts to choke on."""


def measure() -> list[Row]:
    """Return the end of each bomb and fault, and the slowest readings of hostile texts."""
    rows = _readings()
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        generations = Generations(data_dir, BASE)
        generations.create()
        with generations.writing() as writer:
            writer.publish(Change(added=list(records(BASE, TRIPLES))))
        with served_site(data_dir) as site:
            for name, bomb in BOMBS.items():
                rows.append(_thrown(site, f"bomb: {name}", bomb, (503,)))
            for name, (query, status) in HOSTILE.items():
                rows.append(_thrown(site, f"query: {name}", query, (status,)))
            rows += [_killed_worker(site), _killed_web_process(site)]
    return rows


def _readings() -> list[Row]:
    """Return, for each reader of texts, the slowest of all hostile ones."""

    def explain(text: str) -> None:
        raise explain_syntax_error('error at 1:5: expected one of "(", FILTER', text, ("a",))

    readers: dict[str, Callable[[str], object]] = {
        "kind of a query": query_kind,
        "whether it can be kept": is_repeatable,
        "a keyword": lambda text: uses_keyword("SERVICE", text, lambda change: bool(change(text))),
        "its SERVICE clauses": lambda text: (read_federated(text, {}), hides_service(text)),
        "its nesting": check_nesting,
        "a syntax error": explain,
        "operations of an update": read_operations,
        "an Accept header": lambda text: negotiate(text, (*RESULT_FORMS, HTML)),
    }
    rows = []
    for name, read in readers.items():
        worst_s, culprit = 0.0, ""
        for unit in UNITS:
            text = unit * (LENGTH // len(unit))
            start = time.thread_time()
            try:
                read(text)
            except MoothallError:
                pass
            seconds = time.thread_time() - start
            if seconds > worst_s:
                worst_s, culprit = seconds, unit
        value = f"{worst_s * 1000:.0f} ms of CPU ({culprit!r} repeated)"
        rows.append(Row(f"reading {name}, {LENGTH:,} characters", value, "under 1 s", worst_s < 1))
    return rows


def _send(site: Site, query: str | bytes, timeout_s: int = TIMEOUT_S) -> tuple[int, float]:
    """Return the status of an answer, and the seconds that it took to be there whole."""
    body = query if isinstance(query, bytes) else query.encode()
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    start = time.perf_counter()
    try:
        connection.request(
            "POST",
            f"/sparql?timeout={timeout_s}",
            body,
            {"Content-Type": "application/sparql-query"},
        )
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.perf_counter() - start
    finally:
        connection.close()


def _next_ms(site: Site) -> float:
    status, seconds = _send(site, f"{LOOK_UP} #{time.monotonic_ns()}")
    if status != 200:
        raise ValueError(f"a look-up was answered {status}")
    return seconds * 1000


def _thrown(site: Site, what: str, query: str | bytes, wanted: tuple[int, ...]) -> Row:
    status, seconds = _send(site, query)
    next_ms = _next_ms(site)
    value = f"{status} after {seconds:.1f} s; the next look-up {next_ms:.1f} ms"
    is_contained = status in wanted and next_ms < 200
    must = f"{' or '.join(map(str, wanted))}, next answered at once"
    return Row(what, value, must, is_contained)


def _killed_worker(site: Site) -> Row:
    """Return what a client is told whose query's worker is killed."""
    found: list[tuple[int, float]] = []
    bomb = BOMBS["count of a cross product"]
    thread = threading.Thread(target=lambda: found.append(_send(site, bomb, 20)))
    thread.start()
    time.sleep(0.5)
    for pid in site.query_workers():
        os.kill(pid, signal.SIGKILL)
    thread.join()
    (status, _) = found[0]
    next_ms = _next_ms(site)
    value = f"{status}; the next look-up {next_ms:.1f} ms"
    return Row(
        "kill -9 of every query worker in the middle of a query", value, "503", status == 503
    )


def _killed_web_process(site: Site) -> Row:
    """Return what a client gets of an answer that the end of the web process cuts."""
    query = urllib.parse.quote("SELECT * { ?s ?p ?o } LIMIT 100000")
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    connection.request("GET", f"/sparql?query={query}")
    answer = connection.getresponse()
    answer.read(100_000)
    os.kill(site.web, signal.SIGKILL)
    what = "kill -9 of the web process in the middle of an answer"
    must = "an answer that does not look whole"
    try:
        answer.read()
    except (http.client.IncompleteRead, ConnectionResetError) as error:
        return Row(what, f"the client sees {type(error).__name__}", must, True)
    finally:
        connection.close()
    return Row(what, "looks whole", must, False)
