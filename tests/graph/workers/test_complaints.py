from __future__ import annotations

import json
import os
import subprocess
import sys

from moothall.graph.workers.complaints import Complaints

# What a supervisor does, in a process of its own: it forks a worker that complains and dies.
SUPERVISOR = """
import os, sys
from moothall.graph.logs import set_up_logging
from moothall.graph.workers.complaints import Complaints
set_up_logging("json")
complaints = Complaints()
pid = os.fork()
if pid == 0:
    import logging
    complaints.take_over()
    logging.getLogger("worker").error("said in the worker's log")
    os.write(2, b"memory allocation of 7 bytes failed\\nunfinished")
    os._exit(0)
os.waitpid(pid, 0)
complaints.read()
"""


def test_what_a_worker_complains_of_becomes_a_line_of_the_log() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SUPERVISOR], capture_output=True, text=True, timeout=60, check=True
    )
    lines = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["message"] for line in lines] == [
        "said in the worker's log",
        "a query worker said: memory allocation of 7 bytes failed",
    ]


def test_a_complaint_without_an_end_takes_no_memory() -> None:
    complaints = Complaints()
    for _ in range(20):
        os.write(complaints._writing, b"x" * 4_096)
        complaints.read()
    assert len(complaints._rest) <= 1_000
    complaints.read()
    os.close(complaints._writing)
    os.close(complaints.descriptor)
