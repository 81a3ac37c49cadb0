"""A module of the project, run in a process of its own that may be ended at any time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence


def start_module(package: str | None, descriptors: Sequence[int] = ()) -> subprocess.Popen[bytes]:
    """Return the process of a package's ``__main__``, which gets ready and waits to be asked.

    The caller asks it, or kills it and waits for its end.

    Args:
        package: the package, as ``__package__`` names it.
        descriptors: open files that the process has as well, under the same numbers.
    """
    return subprocess.Popen(
        # -P: what lies in the folder that the service was started in is no module of ours
        [sys.executable, "-P", "-m", package or ""],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=descriptors,
    )


def ask_module(
    process: subprocess.Popen[bytes], said: bytes, timeout_s: float | None
) -> subprocess.CompletedProcess[bytes]:
    """Return what a process that was started answered; it has ended then.

    Args:
        process: the process.
        said: what it reads.
        timeout_s: seconds after which it is killed; None to let it take its time.

    Raises:
        subprocess.TimeoutExpired: it was killed.
    """
    with process:
        try:
            answered, complaints = process.communicate(said, timeout_s)
        except BaseException:
            process.kill()
            raise
    return subprocess.CompletedProcess(process.args, process.returncode, answered, complaints)


def run_module(
    package: str | None, said: bytes, timeout_s: float
) -> subprocess.CompletedProcess[bytes]:
    """Return what a package's ``__main__`` answered in a process of its own.

    Args:
        package: the package, as ``__package__`` names it.
        said: what it reads.
        timeout_s: seconds after which it is killed.

    Raises:
        subprocess.TimeoutExpired: it was killed.
    """
    return ask_module(start_module(package), said, timeout_s)
