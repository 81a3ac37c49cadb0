"""Durable: what is asked of the disk before a rename makes it count, and files in two folders."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path


def sync_folder(folder: Path) -> None:
    """Ask the disk to keep a folder's names and the files directly in it."""
    for path in [p for p in folder.iterdir() if p.is_file()] + [folder]:
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole, or as it was before, whatever happens.

    Raises:
        OSError: the disk refused.
    """
    handle, building = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(building, path)
    except OSError:
        os.unlink(building)
        raise


def link(source: Path, target: Path) -> None:
    """Let a file that never changes be in two folders, or copy it where the disk cannot."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
