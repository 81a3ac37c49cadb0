"""``python -m moothall.loaders.large_writes < task``: the process that does one large write.

It answers on standard output with what the write did, or with the error that it met.
"""

from __future__ import annotations

import os
import pickle
import sys

from ...graph.errors import MoothallError
from ...graph.generations import Generations
from ...graph.workers.sandbox import end_with
from ..write import Written
from .process import Task
from .publication import write_large


def main() -> None:
    """Do the task on standard input."""
    task: Task = pickle.load(sys.stdin.buffer)
    end_with(task.parent_pid)
    config = task.config
    generations = Generations(config.data_dir, config.base_iri, config.keep_generations)
    answer: Written | MoothallError
    try:
        answer = write_large(generations, config, task.asked)
    except MoothallError as error:
        answer = error
    with os.fdopen(1, "wb", closefd=False) as output:
        pickle.dump(answer, output)


if __name__ == "__main__":
    main()
