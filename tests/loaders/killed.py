"""A process that writes, and is killed in the middle."""

from __future__ import annotations

import subprocess
import sys
import time


def run_and_kill(code: str, *arguments: str, delay_s: float | None) -> float:
    """Run a program that says that it is ready, killed after a delay; return how long it ran on.

    Args:
        code: the program.
        arguments: what it is given.
        delay_s: seconds; None to let it come to its end.
    """
    command = [sys.executable, "-c", code, *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        started = time.monotonic()
        try:
            process.wait(timeout=delay_s)
        except subprocess.TimeoutExpired:
            process.kill()
    return time.monotonic() - started
