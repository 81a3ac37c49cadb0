"""Seccomp: a filter that leaves a process no sockets of its own and no other programs.

A process that tries to make a socket is ended with SIGSYS: that is a query which calls another
endpoint, and the death tells it apart. What else a query has no use for is refused.

Source: seccomp(2), Linux; BPF as in ``linux/filter.h``.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from dataclasses import dataclass

_PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS, _MODE_FILTER = 22, 38, 2
_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _KILL_PROCESS, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
_NUMBER_OFFSET, _ARCHITECTURE_OFFSET = 0, 4
_X32_BIT = 0x40000000


@dataclass(frozen=True, slots=True)
class Calls:
    """Numbers of system calls on one kind of machine.

    Attributes:
        architecture: the kernel's AUDIT_ARCH constant.
        ending: calls that end the process: socket, connect.
        refused: calls that fail: execve, execveat, ptrace, process_vm_readv, process_vm_writev,
            kill, io_uring_setup.
    """

    architecture: int
    ending: tuple[int, ...]
    refused: tuple[int, ...]


_MACHINES = {
    "x86_64": Calls(0xC000003E, (41, 42), (59, 322, 101, 310, 311, 62, 425)),
    "aarch64": Calls(0xC00000B7, (198, 203), (221, 281, 117, 270, 271, 129, 425)),
}


class _Instruction(ctypes.Structure):
    _fields_ = [
        ("code", ctypes.c_ushort),
        ("if_true", ctypes.c_ubyte),
        ("if_false", ctypes.c_ubyte),
        ("value", ctypes.c_uint),
    ]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.POINTER(_Instruction))]


def why_unavailable() -> str:
    """Return why this machine cannot filter system calls; empty if it can."""
    machine = os.uname().machine
    if not sys.platform.startswith("linux"):
        return f"{sys.platform} has no seccomp"
    if machine not in _MACHINES:
        return f"the system calls of {machine} are not known"
    # With no program, a kernel that has filters complains of the address.
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_SECCOMP, _MODE_FILTER, None, 0, 0)
    return "" if ctypes.get_errno() == errno.EFAULT else "the kernel has no seccomp filters"


def filter_system_calls() -> None:
    """Filter the system calls of this process from now on; there is no way back.

    Raises:
        OSError: the kernel refused.
    """
    instructions = _build_filter(_MACHINES[os.uname().machine])
    program = _Program(len(instructions), (_Instruction * len(instructions))(*instructions))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        _PR_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0
    ):
        raise OSError(ctypes.get_errno(), "the system call filter was refused")


def _build_filter(calls: Calls) -> list[_Instruction]:
    kill = _Instruction(_RETURN, 0, 0, _KILL_PROCESS)
    program = [
        _Instruction(_LOAD, 0, 0, _ARCHITECTURE_OFFSET),
        _Instruction(_JUMP_IF_EQUAL, 1, 0, calls.architecture),
        kill,
        _Instruction(_LOAD, 0, 0, _NUMBER_OFFSET),
        _Instruction(_JUMP_IF_AT_LEAST, 0, 1, _X32_BIT),
        kill,
    ]
    refuse = _Instruction(_RETURN, 0, 0, _REFUSE | errno.EPERM)
    for numbers, verdict in ((calls.ending, kill), (calls.refused, refuse)):
        for number in numbers:
            program += [_Instruction(_JUMP_IF_EQUAL, 0, 1, number), verdict]
    program.append(_Instruction(_RETURN, 0, 0, _ALLOW))
    return program
