"""The process that runs one update: started, waited for, and what it found."""

from __future__ import annotations

import json
import logging
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..change import Change
from ..errors import ForbiddenError, MoothallError, QueryMemoryError, RequestError, StoreError
from ..module_process import ask_module, start_module
from ..terms import Quad, RdfFormat, parse
from ..workers.endings import Ending
from ..workers.error_frames import read_error
from .request import Evaluated, Task, UpdateRequest

log = logging.getLogger(__name__)

_GRACE_S = 5.0
"""Seconds beyond its own time after which a process that has not ended is ended."""

_COMPLAINT_BYTES = 2_000
"""Bytes that are logged of what an ended process said: a panic of Rust's is followed by a trace."""

_OTHERS: dict[str, type[RequestError]] = {
    "ForbiddenError": ForbiddenError,
    "RequestError": RequestError,
}


@contextmanager
def ready_process() -> Iterator[subprocess.Popen[bytes]]:
    """Give a process that gets ready for an update while the caller prepares what it is to do.

    It has ended after the block, whether it was used or not.
    """
    process = start_module(__package__)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            process.communicate()


def run_update(
    process: subprocess.Popen[bytes],
    request: UpdateRequest,
    store: Path,
    folder: Path,
    *,
    timeout_s: float,
    memory_bytes: int,
) -> Evaluated:
    """Return what an update would do to a store.

    The text is only ever read in a process of its own, which has no network, a deadline and a
    limit on its memory, and which ends when this one does.

    Args:
        process: one that is ready.
        request: the update.
        store: folder of the store, which is only read.
        folder: folder that the process may use, on the disk of the store; it is removed.
        timeout_s: seconds that it may take.
        memory_bytes: address space that it may take.

    Raises:
        QuerySyntaxError: the text is no update.
        QueryError: it asks for what cannot be done.
        RequestError: it states its dataset in two places.
        ForbiddenError: it fetches something.
        ServiceForbiddenError: it calls another endpoint.
        QueryTimeoutError: it took too long.
        QueryMemoryError: it needed too much memory.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    task = Task(
        request=request,
        store=store.resolve(),
        folder=folder.resolve(),
        timeout_s=timeout_s,
        memory_bytes=memory_bytes,
        parent_pid=os.getpid(),
    )
    try:
        answer = _run(process, task)
        change = Change(_read(folder / "removed.nq"), _read(folder / "added.nq"))
    except QueryMemoryError as error:
        raise QueryMemoryError(is_update=True) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return Evaluated(change, frozenset(answer))


def _run(process: subprocess.Popen[bytes], task: Task) -> list[str]:
    """Return the graphs that are empty after a task.

    Raises:
        MoothallError: the error that the process met, or that its end stands for.
    """
    try:
        done = ask_module(process, task.as_json().encode(), task.timeout_s + _GRACE_S)
    except subprocess.TimeoutExpired:
        raise Ending("SIGALRM").as_error(task.timeout_s, 0) from None
    code = done.returncode
    if code:
        log.warning(
            "an update ended with %d: %s",
            code,
            done.stderr[:_COMPLAINT_BYTES].decode("utf-8", "replace"),
        )
        cause = signal.Signals(-code).name if code < 0 else f"exit {code}"
        raise Ending(cause).as_error(task.timeout_s, 0)
    answer = json.loads(done.stdout)
    if "error" in answer:
        raise _error(answer["error"])
    return list(answer["empty_graphs"])


def _error(text: str) -> MoothallError:
    members = json.loads(text)
    kind = _OTHERS.get(members["name"])
    if kind is not None:
        return kind(members["what"], where=members["where"], remedy=members["remedy"])
    return read_error(text.encode(), 0)


def _read(path: Path) -> list[Quad]:
    try:
        with path.open("rb") as file:
            return list(parse(input=file, format=RdfFormat.N_QUADS))
    except OSError as error:
        raise StoreError(
            f"what an update changes could not be read: {error}",
            where=str(path),
            remedy="free space on the disk",
        ) from error
