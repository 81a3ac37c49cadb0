"""Sharing: what a release keeps of its own, where most of it is as in a release before.

The first release is a base: its files are whole. The next ones link them, and hold beside them
what is different: the store in further files of its own, the index and the terms as layers. What is
different is always told against the base and never against another such release, so each release
needs nothing but its own folder, and its store is never rewritten by RocksDB. Once an eighth of
the base is different, the next release is a base again.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from ..change import Change
from ..durable import link
from ..errors import StoreCorruptError, StoreMissingError, UnknownReleaseError
from ..generation import Generation
from ..layers import changes_path
from ..reader import Reader
from ..store import EmbeddedReader, LiveStore
from .coverage import covered_graphs, quad_lines, standard_lines
from .folder import Releases
from .lines import differing, quads_of

MOST_DIFFERENT = 1 / 8
"""Share of the statements of a base of which as many may be different in a release that shares it.

More would be kept again by every release, and less would mean a new base too often.
"""


def base_for(releases: Releases, parent: str | None) -> Generation | None:
    """Return the release whose files the one after a parent may share.

    None if the parent shares none, or if those cannot be read: then the next release is a base.
    """
    try:
        base = releases.get(parent).base if parent is not None else None
        return releases.generation(base) if base is not None else None
    except (UnknownReleaseError, StoreCorruptError, StoreMissingError):
        return None


def share_store(
    base: Generation, generation: Generation, lines: Sequence[bytes], target: Path
) -> bool:
    """Write the store of a generation as that of a base with what is different.

    Args:
        base: the base.
        generation: the generation.
        lines: what the standard says in it, as sorted N-Quads.
        target: the folder to make.

    Returns: whether it was made; it is not where too much is different.

    Raises:
        StoreError: the disk refused.
    """
    change = _difference(base, generation, lines)
    if change is None:
        return False
    _rewrite(
        Reader.open(base.path / "store"),
        target,
        lambda store: store.apply(change) if change else None,
    )
    return True


def write_base(generation: Generation, target: Path) -> None:
    """Write the store of a generation so that further files can lie beside its own.

    RocksDB merges files that have come one by one into all others, so there must be none of those.

    Raises:
        StoreError: the disk refused.
    """
    _rewrite(Reader.open(generation.path / "store"), target, LiveStore.settle)


def share_file(
    base: Path | None, newer: Path, target: Path, write: Callable[[Path, Path, Path], None]
) -> None:
    """Let an SQLite file be that of a base with what is different, or all of it.

    Args:
        base: the file of the base; None for none.
        newer: the file; it may be linked, so it must never change.
        target: the path to make, with the changes beside it.
        write: writes into its third path what the second has other than the first.
    """
    changes = changes_path(target)
    if base is not None and base.is_file() and not changes_path(base).exists():
        try:
            write(base, newer, changes)
        except sqlite3.DatabaseError:
            # damaged, or of a version that has other tables: it is no base of this file
            changes.unlink(missing_ok=True)
        else:
            if changes.stat().st_size < newer.stat().st_size / 2:
                link(base, target)
                return
            changes.unlink()
    link(newer, target)


def _rewrite(reader: EmbeddedReader, target: Path, work: Callable[[LiveStore], None]) -> None:
    """Write a checkpoint of a store to which something was done; the store itself stays."""
    # RocksDB builds a checkpoint under the name of its folder and ".tmp"
    scratch = target.with_name(f"{target.name}.scratch")
    reader.copy_to(scratch)
    store = LiveStore.open(scratch)
    try:
        work(store)
        store.flush()
        store.copy_to(target)
    finally:
        store.close()
    shutil.rmtree(scratch)


def _difference(base: Generation, generation: Generation, lines: Sequence[bytes]) -> Change | None:
    """Return what makes a generation of a base; None if that is too much.

    What the standard says is at hand as text. Of the rest one graph is read at a time.
    """
    most = base.manifest.triples * MOST_DIFFERENT
    standard = differing(standard_lines(base), lines)
    gone, come = set(standard.gone), set(standard.come)
    others = [_other_graphs(each) for each in (base, generation)]
    for graph in sorted(others[0] | others[1]):
        old, new = (
            set(quad_lines(each, [graph])) if graph in other else set()
            for each, other in zip((base, generation), others, strict=True)
        )
        gone |= old - new
        come |= new - old
        if len(gone) + len(come) > most:
            return None
    # a graph may have become part of the standard, or have ceased to be, and is in both then
    removed, added = (quads_of(sorted(found)) for found in (gone - come, come - gone))
    change = Change(removed, added)
    told = base.manifest.after(change, generation.number, generation.manifest.published)
    return change if told.digest == generation.manifest.digest else None


def _other_graphs(generation: Generation) -> set[str]:
    return set(generation.manifest.graphs) - set(covered_graphs(generation))
