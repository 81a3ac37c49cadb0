"""Documents about a term, against a query for the same term on the bare Oxigraph server."""

from __future__ import annotations

import statistics
import tempfile
import urllib.parse
import urllib.request
from pathlib import Path

from .measure import (
    BIN,
    Row,
    alternate,
    free_port,
    ratio,
    requests_per_second,
    run,
    served,
    skipped,
)

ROUNDS = 5
QUERY = "SELECT ?p ?o WHERE { <http://id.esd.org.uk/service/579> ?p ?o }"


def measure() -> list[Row]:
    """Return requests a second at 8 connections, as ratios to `oxigraph serve-read-only`."""
    what = "/doc/service/579.ttl"
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        run(str(BIN / "moothall"), "init", data_dir=data_dir)
        ours, theirs = free_port(), free_port()
        document = f"http://127.0.0.1:{ours}{what}"
        query = f"http://127.0.0.1:{theirs}/query?query={urllib.parse.quote(QUERY)}"
        store = str((data_dir / "current" / "store").resolve())
        oxigraph = [str(BIN / "oxigraph"), "serve-read-only", "--location", store]
        oxigraph += ["--bind", f"127.0.0.1:{theirs}", "--union-default-graph"]
        serve = [str(BIN / "moothall"), "serve", "--port", str(ours)]
        with (
            served(*oxigraph, url=query, data_dir=data_dir),
            served(*serve, url=document, data_dir=data_dir),
        ):
            with urllib.request.urlopen(document, timeout=10) as answer:
                etag = answer.headers["ETag"]
            try:
                figures = alternate(
                    ROUNDS,
                    lambda: requests_per_second(query),
                    lambda: requests_per_second(document),
                    lambda: requests_per_second(document, headers=(f"If-None-Match: {etag}",)),
                )
            except FileNotFoundError:
                return [skipped(what, "wrk is not installed")]
    peer, full, unchanged = figures
    return [
        Row("oxigraph serve-read-only, SELECT of service 579", _rate(peer)),
        Row(f"{what}, ratio to that", _ratio(full, peer), "at least 0.4", ratio(full, peer) >= 0.4),
        Row(
            f"{what} answered 304, ratio to that",
            _ratio(unchanged, peer),
            "above the 200",
            ratio(unchanged, full) > 1,
        ),
    ]


def _rate(figures: list[float]) -> str:
    return f"{statistics.median(figures):,.0f} a second"


def _ratio(figures: list[float], peer: list[float]) -> str:
    return f"{ratio(figures, peer):.2f} ({_rate(figures)})"
