"""The SPARQL endpoint over HTTP, against the bare Oxigraph server on the same store."""

from __future__ import annotations

import http.client
import itertools
import re
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from moothall.graph.change import Change
from moothall.graph.generations import Generations

from .measure import BIN, Row, alternate, free_port, ratio, requests_per_second, served, skipped
from .synthetic import records

BASE = "http://localhost:8080/"
ROUNDS = 7
RECORD = f"{BASE}id/record/places/"
PREFIX = "PREFIX mh: <https://w3id.org/moothall/def/> PREFIX dct: <http://purl.org/dc/terms/> "
PREFIX += "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> "

REPEATED = f"SELECT ?p ?o WHERE {{ <{RECORD}Z07/7> ?p ?o }}"
EVERYTHING = "SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p"
ROWS = "SELECT * WHERE { ?s ?p ?o } LIMIT 100000"
GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 100000"
MILLION_ROWS = "SELECT * WHERE { ?s ?p ?o } LIMIT 1000000"
BOMB = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"

# Queries that differ in each request, so that none is answered from the cache.
POINT = "SELECT ?p ?o WHERE {{ <" + RECORD + "Z{publisher:02d}/{number}> ?p ?o }} #{number}"
JOIN = (
    PREFIX
    + "SELECT ?l ?o ?c WHERE {{ ?s mh:classifiedAs <http://id.esd.org.uk/service/{service}> ; "
    + "rdfs:label ?l ; mh:openingHours ?o ; mh:charge ?c }} LIMIT 100 #{number}"
)


def measure(triples: int = 1_000_000) -> list[Row]:
    """Return the ratios to `oxigraph serve-read-only`, workload by workload."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        generations = Generations(data_dir, BASE)
        generations.create()
        with generations.writing() as writer:
            writer.publish(Change(added=list(records(BASE, triples))))
        store = (data_dir / "current" / "store").resolve()
        with _servers(data_dir, store) as (ours, theirs):
            try:
                return [
                    *_throughput(ours, theirs, Path(folder)),
                    *_bulk(ours, theirs),
                    *_bombs(ours),
                ]
            except FileNotFoundError:
                rows = [skipped("throughput of the endpoint", "wrk is not installed")]
            return [*rows, *_bulk(ours, theirs), *_bombs(ours)]


def measure_five_million() -> list[Row]:
    """Return the same on five million statements."""
    return measure(5_000_000)


@contextmanager
def _servers(data_dir: Path, store: Path) -> Iterator[tuple[str, str]]:
    ours, theirs = free_port(), free_port()
    oxigraph = [str(BIN / "oxigraph"), "serve-read-only", "--location", str(store)]
    oxigraph += ["--bind", f"127.0.0.1:{theirs}", "--union-default-graph"]
    serve = [str(BIN / "moothall"), "serve", "--port", str(ours)]
    ask = urllib.parse.quote("ASK {}")
    our_address, peer = f"http://127.0.0.1:{ours}/sparql", f"http://127.0.0.1:{theirs}/query"
    with (
        served(*oxigraph, url=f"{peer}?query={ask}", data_dir=data_dir),
        served(*serve, url=f"{our_address}?query={ask}", data_dir=data_dir),
    ):
        yield our_address, peer


def _throughput(ours: str, theirs: str, folder: Path) -> list[Row]:
    query = f"?query={urllib.parse.quote(REPEATED)}"
    with urllib.request.urlopen(ours + query, timeout=30) as answer:
        etag = answer.headers["ETag"]
    peer, full, unchanged = alternate(
        ROUNDS,
        lambda: requests_per_second(theirs + query),
        lambda: requests_per_second(ours + query),
        lambda: requests_per_second(ours + query, headers=(f"If-None-Match: {etag}",)),
    )
    rows = [
        _ratio("small query, repeated", full, peer, 1.8),
        _ratio("the same answered 304", unchanged, peer, 1.8),
    ]
    for what, text, must in (
        ("point look-up, never the same", POINT, 0.30),
        ("3-way join LIMIT 100, never the same", JOIN, 0.45),
    ):
        scripts = [_script(folder, text, number) for number in range(2)]
        peer, found = alternate(
            ROUNDS, lambda s=scripts: _wrk(theirs, s[0]), lambda s=scripts: _wrk(ours, s[1])
        )
        rows.append(_ratio(what, found, peer, must))
    return rows


def _script(folder: Path, template: str, run: int) -> Path:
    """Return a script for wrk that asks a query of a new record each time."""
    marked = template.format(publisher=0, number="@N@", service="@S@").replace("Z00/", "Z@P@/")
    path = folder / f"queries-{abs(hash(template))}-{run}.lua"
    path.write_text(
        f"local text = [[{urllib.parse.quote(marked, safe='@')}]]\n"
        f"local n = os.time() % 100000 * 100 + {run}\n"
        "request = function()\n"
        "  n = n + 1\n"
        "  local q = text:gsub('@N@', n % 90000):gsub('@S@', n % 1600):gsub('@P@', "
        "string.format('%02d', n % 90000 % 50))\n"
        "  return wrk.format('GET', wrk.path .. '?query=' .. q .. '%20%23' .. n)\n"
        "end\n"
    )
    return path


def _wrk(url: str, script: Path) -> float:
    command = ["wrk", "-t1", "-c8", "-d2s", "-s", str(script), url]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text:
        raise ValueError(f"{url} did not answer 200: {text}")
    return float(re.findall(r"Requests/sec:\s*([\d.]+)", text)[0])


def _bulk(ours: str, theirs: str) -> list[Row]:
    rows = []
    for what, text, accept, must in (
        ("group by everything", EVERYTHING, "application/sparql-results+json", 0.85),
        ("SELECT of 100,000 rows", ROWS, "application/sparql-results+json", 0.85),
        ("CONSTRUCT of 100,000 triples", GRAPH, "application/n-triples", 0.85),
    ):
        peer, found = alternate(
            ROUNDS,
            lambda t=text, a=accept: 1 / _fetch(theirs, t, a),
            lambda t=text, a=accept: 1 / _fetch(ours, f"{t} #{time.time()}", a),
        )
        rows.append(_ratio(what, found, peer, must))
    accept = "application/sparql-results+json"
    _fetch(ours, EVERYTHING, accept)
    peer, found = alternate(
        ROUNDS,
        lambda: 1 / _fetch(theirs, EVERYTHING, accept),
        lambda: 1 / _fetch(ours, EVERYTHING, accept),
    )
    rows.append(_ratio("group by everything, repeated", found, peer, 100))
    try:
        value = f"{_fetch(ours, MILLION_ROWS, accept):.1f} s"
    except urllib.error.HTTPError as error:
        value = f"{error.code}: it took longer than a query may"
    rows.append(Row("SELECT of 1,000,000 rows", value))
    return rows


def _fetch(url: str, query: str, accept: str) -> float:
    """Return the seconds until an answer has arrived whole."""
    address = f"{url}{'&' if '?' in url else '?'}query={urllib.parse.quote(query)}"
    start = time.perf_counter()
    request = urllib.request.Request(address, headers={"Accept": accept})
    with urllib.request.urlopen(request, timeout=120) as answer:
        while answer.read(1 << 20):
            pass
    return time.perf_counter() - start


def _bombs(ours: str) -> list[Row]:
    """Return how long an honest look-up takes while four clients send bombs in a loop."""
    stop = threading.Event()

    def throw(number: int) -> None:
        while not stop.is_set():
            try:
                _fetch(f"{ours}?timeout=2", f"{BOMB} #{number} {time.time()}", "*/*")
            except OSError:
                stop.wait(0.05)

    threads = [threading.Thread(target=throw, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    seconds = list(_look_ups(ours, 10))
    stop.set()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(seconds, n=100)
    middle, worst = cuts[49] * 1000, cuts[98] * 1000
    return [
        Row(
            "honest look-up beside 4 bombs, over one connection, p50 / p99",
            f"{middle:.1f} / {worst:.1f} ms, {len(seconds):,} answers",
            "2 / 50 ms",
            middle <= 2 and worst <= 50,
        )
    ]


def _look_ups(url: str, for_s: float) -> Iterator[float]:
    """Yield the seconds that each of some look-ups takes, one after the other.

    They share a connection, as those of a client that has many do: to make one takes as long.
    """
    address = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(address.netloc, timeout=60)
    end = time.perf_counter() + for_s
    for number in itertools.count(1):
        start = time.perf_counter()
        if start >= end:
            break
        query = POINT.format(publisher=number % 50, number=number) + f" {number}"
        connection.request("GET", f"{address.path}?query={urllib.parse.quote(query)}")
        with connection.getresponse() as answer:
            answer.read()
        if answer.status != 200:
            raise ValueError(f"a look-up was answered {answer.status}")
        yield time.perf_counter() - start
    connection.close()


def _ratio(what: str, found: list[float], peer: list[float], must: float) -> Row:
    figure = ratio(found, peer)
    rate = statistics.median(found)
    return Row(what, f"{figure:.2f} ({rate:,.1f} a second)", f"at least {must}", figure >= must)
