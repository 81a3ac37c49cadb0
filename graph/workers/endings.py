"""Endings: how a worker's process came to its end, and what that says about its query."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass

from ..errors import (
    MoothallError,
    QueryBusyError,
    QueryError,
    QueryMemoryError,
    QueryTimeoutError,
    QueryWorkerError,
    ServiceForbiddenError,
)

RETIRED = 0
"""Exit code of a worker that has answered and makes room for another."""

FAILED = 1
"""Exit code of a worker that met an error of our own."""

CLIENT_LEFT = 3
"""Exit code of a worker whose client went away while a query ran."""

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a worker ended.

    Attributes:
        cause: the name of a signal, ``exit N``, or ``unknown``.
    """

    cause: str

    @classmethod
    def of_status(cls, status: int) -> Ending:
        """Return the ending for a status of `os.waitpid`."""
        code = os.waitstatus_to_exitcode(status)
        return cls(signal.Signals(-code).name if code < 0 else f"exit {code}")

    @property
    def is_retirement(self) -> bool:
        """Whether the worker ended between two queries, so that the next one may be asked anew."""
        return self.cause == f"exit {RETIRED}"

    @property
    def is_failure(self) -> bool:
        """Whether an error of our own ended it."""
        return self.cause == f"exit {FAILED}"

    def as_error(self, timeout_s: float, retry_after_s: int) -> MoothallError:
        """Return the error that a client is told of.

        Args:
            timeout_s: the seconds that its query had.
            retry_after_s: when to come back, if the service was stopping.
        """
        match self.cause:
            case "SIGALRM":
                return QueryTimeoutError(timeout_s)
            # Rust and C++ abort when an allocation fails.
            case "SIGABRT":
                return QueryMemoryError()
            # The stack ran into its end: the parser and the evaluator recurse.
            case "SIGSEGV" | "SIGBUS":
                return QueryError("the query is nested too deeply to be answered")
            # The filter of system calls saw it make a socket.
            case "SIGSYS":
                return ServiceForbiddenError()
            case "SIGTERM":
                return QueryBusyError("the service is stopping", retry_after_s)
        return QueryWorkerError(
            f"the process that ran the query has ended ({self.cause})", remedy="try again"
        )
