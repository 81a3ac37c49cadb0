"""The process that does one large write: started, waited for, and what it did."""

from __future__ import annotations

import logging
import os
import pickle
import signal
from collections.abc import Sequence
from dataclasses import dataclass

from ...graph.config import Config
from ...graph.errors import MoothallError, StoreError
from ...graph.module_process import ask_module, start_module
from ..write import Written
from .publication import LargeWrite

log = logging.getLogger(__name__)

_COMPLAINT_BYTES = 2_000


@dataclass(frozen=True, slots=True)
class Task:
    """A large write, with everything that the process needs to do it.

    Attributes:
        asked: the write.
        config: the settings.
        parent_pid: the process that waits for it.
    """

    asked: LargeWrite
    config: Config
    parent_pid: int


def run_large_write(asked: LargeWrite, config: Config, descriptors: Sequence[int]) -> Written:
    """Return what a large write did; its memory is that of a process that ends with it.

    Args:
        asked: the write.
        config: the settings.
        descriptors: open files that the paths of its bodies name.

    Raises:
        StoreError: the process ended early; what is published has not changed, or all of it has.
        MoothallError: the error that the write met; see `write_large`.
    """
    task = pickle.dumps(Task(asked, config, os.getpid()))
    # what it answers comes from this program, and not from outside
    done = ask_module(start_module(__package__, descriptors), task, None)
    code = done.returncode
    if code:
        complaint = done.stderr[-_COMPLAINT_BYTES:].decode("utf-8", "replace")
        log.error("a large write ended with %d: %s", code, complaint)
        cause = signal.Signals(-code).name if code < 0 else f"exit {code}"
        raise StoreError(
            f"the process that wrote it ended early ({cause})",
            remedy="see what is published, and send it again; whoever runs this service finds "
            "the cause in its log",
        )
    answer = pickle.loads(done.stdout)
    if isinstance(answer, MoothallError):
        raise answer
    assert isinstance(answer, Written)
    return answer
