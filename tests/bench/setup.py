"""Set-up on a fresh clone: the first `make run`, the second, and the size of the installation."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

from .measure import ROOT, Row, free_port, wait_until_answered


def measure() -> list[Row]:
    """Return the seconds to the first answer of the first and second `make run`, and the size."""
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "moothall"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        first = _until_answered(clone)
        second = _until_answered(clone)
        size_mb = (
            sum(
                path.stat().st_size
                for path in (clone / ".venv").rglob("*")
                if path.is_file() and not path.is_symlink()
            )
            / 1_000_000
        )
    return [
        Row("first make run, to the first answer", f"{first:.0f} s", "under 240 s", first < 240),
        Row("second make run, to the first answer", f"{second:.1f} s", "under 5 s", second < 5),
        Row("installed size (.venv)", f"{size_mb:.0f} MB"),
    ]


def _until_answered(clone: Path) -> float:
    port = free_port()
    start = time.perf_counter()
    process = subprocess.Popen(
        ["make", "run", f"PORT={port}"],
        cwd=clone,
        env={**os.environ, "MOOTHALL_DATA_DIR": "data"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return wait_until_answered(f"http://127.0.0.1:{port}/doc/service/579.ttl", start, 600)
    finally:
        os.killpg(process.pid, 15)
        process.wait(timeout=30)
