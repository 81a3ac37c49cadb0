"""A trial: a copy of what is served, to which things are published only to see what comes of it.

The copy shares the files of the generation, which never change, so it takes no room to speak of.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .durable import link
from .errors import StoreError
from .generation import Generation
from .generations import Generations

_NAME = re.compile(r"trial-(\d+)-\w+")
"""Name of the folder of a trial, with the number of the process that makes it."""


@contextmanager
def trial(generations: Generations, served: Generation) -> Iterator[Generations]:
    """Give a data directory of its own that serves a generation, and is thrown away afterwards.

    Args:
        generations: the data directory that is copied, and that is not changed.
        served: one of its generations.

    Raises:
        StoreError: the disk refused.
    """
    try:
        _sweep(generations.data_dir)
        # in the same folder, because files can only be shared within a disk
        folder = Path(tempfile.mkdtemp(prefix=f"trial-{os.getpid()}-", dir=generations.data_dir))
        try:
            number = str(served.number)
            shutil.copy2(generations.data_dir / "store.json", folder / "store.json")
            (folder / "generations").mkdir()
            shutil.copytree(served.path, folder / "generations" / number, copy_function=_share)
            (folder / "current").symlink_to(f"generations/{number}")
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    except OSError as error:
        raise StoreError(
            f"what is served could not be copied: {error}",
            where=str(generations.data_dir),
            remedy="free space there, or see who may write there, and try again",
        ) from error
    try:
        yield Generations(folder, generations.base_iri)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _share(source: str, target: str) -> None:
    link(Path(source), Path(target))


def _sweep(data_dir: Path) -> None:
    """Remove the trials of processes that are no more."""
    for folder in data_dir.glob("trial-*"):
        name = _NAME.fullmatch(folder.name)
        if name is not None and not _is_running(int(name[1])):
            shutil.rmtree(folder, ignore_errors=True)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
