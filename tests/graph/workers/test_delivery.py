"""What delivering a million rows costs the process that delivers them."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from moothall.graph.workers.process import QueryWorkers

from .conftest import LIMITS

TEN = " ".join(str(number) for number in range(10))
MILLION_ROWS = (
    f'SELECT (CONCAT(STR(?v0), "{"x" * 80}") AS ?text) {{ '
    + " ".join(f"VALUES ?v{number} {{ {TEN} }}" for number in range(6))
    + " }"
)
CLIENT = """
import sys
from pathlib import Path
from moothall.graph.workers.limits import WorkerLimits
from moothall.graph.workers.pool import WorkerPool
from moothall.graph.workers.wire import QueryRequest

def peak_kb():
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1])

pool = WorkerPool(Path(sys.argv[1]), WorkerLimits.from_json(sys.argv[2]))
pool.ask(QueryRequest(text="ASK {}")).close()
before = peak_kb()
rows = length = 0
with pool.ask(QueryRequest(text=sys.argv[3], row_form="tsv")) as answer:
    for chunk in answer:
        rows += chunk.count(b"\\n")
        length += len(chunk)
print(rows, length, answer.length, peak_kb() - before)
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")
def test_a_million_rows_take_no_memory_where_they_are_delivered(data_dir: Path) -> None:
    limits = replace(LIMITS, workers=1, query_timeout_s=60.0)
    with QueryWorkers(data_dir, limits) as workers:
        command = [sys.executable, "-c", CLIENT, str(workers.folder), limits.as_json()]
        ended = subprocess.run([*command, MILLION_ROWS], capture_output=True, text=True, check=True)
    rows, length, stated, added_kb = map(int, ended.stdout.split())
    assert rows == 1_000_001
    assert length == stated > 80_000_000
    assert added_kb < 10_000
