"""The original files of loads, under their digest, so that nothing a store rewrites is lost."""

from __future__ import annotations

from pathlib import Path

from ..graph.durable import write_whole
from ..graph.errors import StoreError
from .source import Source


def keep_original(data_dir: Path, source: Source) -> Path:
    """Write a source's bytes to ``originals/<sha256>`` unless they are there; return the path.

    The file appears whole or not at all.

    Raises:
        StoreError: the disk refused.
    """
    folder = data_dir / "originals"
    path = folder / source.digest
    if path.exists():
        return path
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_whole(path, source.data)
    except OSError as error:
        raise StoreError(
            f"the original of {source.name} cannot be kept ({error.strerror})",
            where=str(folder),
            remedy="free space on the disk and load again",
        ) from error
    return path
