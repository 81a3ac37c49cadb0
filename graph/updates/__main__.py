"""``python -m moothall.graph.updates < task.json``: the process that runs one update.

It leaves ``removed.nq`` and ``added.nq`` in the task's folder and says on standard output which
graphs are empty; or it says which error there was. A kernel that ends it says the rest.
"""

from __future__ import annotations

import json
import signal
import sys

from ..errors import MoothallError, QueryMemoryError
from ..store import EmbeddedReader
from ..terms import RdfFormat, serialize
from ..workers.error_frames import write_error
from ..workers.sandbox import enter_sandbox
from .evaluation import evaluate
from .request import Task


def main() -> None:
    """Run the task on standard input."""
    task = Task.from_json(sys.stdin.read())
    # The default action ends the process even while it is inside Oxigraph.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, task.timeout_s)
    enter_sandbox(task.parent_pid, task.memory_bytes)
    answer: dict[str, str | list[str]]
    try:
        empty_graphs = _run(task)
    except MoothallError as error:
        answer = {"error": write_error(error).decode()}
    except MemoryError:
        answer = {"error": write_error(QueryMemoryError()).decode()}
    else:
        answer = {"empty_graphs": sorted(empty_graphs)}
    json.dump(answer, sys.stdout)


def _run(task: Task) -> frozenset[str]:
    evaluated = evaluate(EmbeddedReader.open(task.store), task.request, task.folder)
    for name in ("removed", "added"):
        quads = getattr(evaluated.change, name)
        serialize(quads, task.folder / f"{name}.nq", format=RdfFormat.N_QUADS)
    return evaluated.empty_graphs


if __name__ == "__main__":
    main()
