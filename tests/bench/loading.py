"""Loading every list that ships, and then the Integrated Public Service Vocabulary."""

from __future__ import annotations

import tempfile
from pathlib import Path

from .measure import BIN, Row, reference_data, run, skipped


def measure() -> list[Row]:
    """Return time and peak memory of `moothall init` and of loading the vocabulary after it."""
    vocabulary = reference_data() / "standard" / "ipsv_2.00.xml"
    command = str(BIN / "moothall")
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        first = run(command, "init", data_dir=data_dir)
        rows = [Row("load all that ships", f"{first.seconds:.1f} s, {first.peak_mb:.0f} MB")]
        if not vocabulary.exists():
            return [*rows, skipped("and IPSV 2.00", f"no real file at {vocabulary}")]
        second = run(command, "load", str(vocabulary), data_dir=data_dir)
        again = run(command, "load", str(vocabulary), data_dir=data_dir)
    seconds, peak = first.seconds + second.seconds, max(first.peak_mb, second.peak_mb)
    return [
        *rows,
        Row("load IPSV 2.00", f"{second.seconds:.1f} s, {second.peak_mb:.0f} MB"),
        Row(
            "load all that ships and IPSV 2.00",
            f"{seconds:.1f} s, {peak:.0f} MB",
            "under 15 s, 500 MB",
            seconds < 15 and peak < 500,
        ),
        Row("load IPSV 2.00 again, unchanged", f"{again.seconds:.1f} s, {again.peak_mb:.0f} MB"),
    ]
