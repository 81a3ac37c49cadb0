"""Sandbox: what a worker gives up before it sees the first query.

It is entered before the store is opened, so that every thread of the process is in it.
"""

from __future__ import annotations

import ctypes
import logging
import os
import resource
import signal
import sys

from .seccomp import filter_system_calls, why_unavailable

log = logging.getLogger(__name__)

_PR_SET_PDEATHSIG = 1
_M_ARENA_MAX = -8
_IS_LINUX = sys.platform.startswith("linux")


def report_sandbox() -> None:
    """Log what of the sandbox this machine does not offer."""
    reason = why_unavailable()
    if reason:
        log.warning(
            "query workers run without a filter of system calls (%s): "
            "the check of each query's text alone keeps SERVICE out",
            reason,
        )
    if not _IS_LINUX:
        log.warning("query workers run without a limit on memory: %s has none", sys.platform)


def enter_sandbox(supervisor_pid: int, memory_bytes: int) -> None:
    """Bind this process to its limits, and its life to its supervisor's.

    Args:
        supervisor_pid: the process that forked this one.
        memory_bytes: address space that it may have.

    Raises:
        OSError: the kernel refused.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if _IS_LINUX:
        # Each further arena of malloc reserves 64 MB of address space for a thread.
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 2)
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    end_with(supervisor_pid)
    if not why_unavailable():
        filter_system_calls()


def end_with(supervisor_pid: int) -> None:
    """Bind the life of this process to its supervisor's.

    Args:
        supervisor_pid: the process that started this one.
    """
    if _IS_LINUX:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != supervisor_pid:
        os._exit(0)
