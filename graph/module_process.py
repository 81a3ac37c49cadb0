"""A module of the project, run in a process of its own that may be ended at any time."""

from __future__ import annotations

import subprocess
import sys


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
    return subprocess.run(
        # -P: what lies in the folder that the service was started in is no module of ours
        [sys.executable, "-P", "-m", package or ""],
        input=said,
        capture_output=True,
        timeout=timeout_s,
        check=False,
    )
