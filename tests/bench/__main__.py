"""``python -m tests.bench [NAME ...]``: take the measurements and print them as a table."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from . import (
    checking,
    dereferencing,
    endpoint,
    faults,
    impact,
    loading,
    publishing,
    quality,
    querying,
    releases,
    remote,
    setup,
    shapes,
    slow_clients,
    table_loading,
    tables,
    time_travel,
)
from .measure import Row

MEASUREMENTS: dict[str, Callable[[], list[Row]]] = {
    "loading": loading.measure,
    "publishing": publishing.measure,
    "dereferencing": dereferencing.measure,
    "time-travel": time_travel.measure,
    "querying": querying.measure,
    "endpoint": endpoint.measure,
    "faults": faults.measure,
    "slow-clients": slow_clients.measure,
    "shapes": shapes.measure,
    "tables": tables.measure,
    "table-loading": table_loading.measure,
    "quality": quality.measure,
    "remote": remote.measure,
    "remote-million": remote.measure_million,
    "checking": checking.measure,
    "impact": impact.measure,
    "releases": releases.measure,
    "publishing-to-six-million": publishing.measure_six_million,
    "endpoint-of-five-million": endpoint.measure_five_million,
    "setup": setup.measure,
}


def main() -> int:
    """Print the table, and return 1 if a figure that must be reached was not."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASUREMENTS))
    names = parser.parse_args().names or list(MEASUREMENTS)
    unknown = [name for name in names if name not in MEASUREMENTS]
    if unknown:
        parser.error(f"no measurement {unknown[0]!r}; there are {', '.join(MEASUREMENTS)}")
    rows = []
    for name in names:
        print(f"measuring {name} ...", file=sys.stderr)
        rows += MEASUREMENTS[name]()
    print("| what | measured | must reach | reached |")
    print("|---|---|---|---|")
    for row in rows:
        reached = {True: "yes", False: "NO", None: ""}[row.is_reached]
        print(f"| {row.what} | {row.value} | {row.must} | {reached} |")
    return 1 if any(row.is_reached is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
