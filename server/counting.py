"""Counting together: the folder that several web processes count into.

It must be named before prometheus_client is imported, which settles then how it counts; so nothing
here imports it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Name of the variable that prometheus_client looks for."""


@contextmanager
def counting_together() -> Iterator[None]:
    """Let the web processes that start in this block count into one folder, gone at its end."""
    with tempfile.TemporaryDirectory(prefix="moothall-metrics-") as folder:
        os.environ[FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[FOLDER]
