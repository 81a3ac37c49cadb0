"""Record digests: what a load has published of each record, so that the next reads what differs.

To write a graph of half a million statements out and compare it takes the store four times as long
as to hash what a file says. So a load leaves a digest of the lines of each subject beside the
store, with the digest that the manifest has of their graph. The next load believes them while the
served graph still has that digest, whatever has been published, undone or restored in between;
otherwise it reads the graph.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from ..shapes.columns import Pairs

Digests = dict[str, str]
"""Written subject -> digest of its lines."""

_DIGEST_BYTES = 12
_FOLDER = "digests"


def digests_of(pairs: Mapping[str, Pairs], without: frozenset[str] = frozenset()) -> Digests:
    """Return a digest of what is said of each subject.

    Equal digests mean equal lines; lines in another order may have another digest.

    Args:
        pairs: written property -> subjects and objects.
        without: written subjects that are left out.
    """
    said: dict[str, list[str]] = {}
    for predicate in sorted(pairs):
        for subject, value in zip(*pairs[predicate], strict=True):
            held = said.get(subject)
            if held is None:
                held = said[subject] = []
            held.append(predicate)
            held.append(value)
    return {
        subject: blake2b("\n".join(parts).encode(), digest_size=_DIGEST_BYTES).hexdigest()
        for subject, parts in said.items()
        if subject not in without
    }


def read_digests(data_dir: Path, slug: str, graph_digest: int | None) -> Digests | None:
    """Return the digests of a dataset's graph; None if there are none of the graph as it is.

    Args:
        data_dir: the data directory.
        slug: the dataset's name.
        graph_digest: digest of the graph in the manifest of what is served; None if unknown.
    """
    if graph_digest is None:
        return None
    try:
        text = (data_dir / _FOLDER / slug).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
    first, _, rest = text.partition("\n")
    lines = rest.split("\n")[:-1]
    if first != f"{graph_digest:x} {len(lines)}":
        return None
    return dict(_parts(lines))


def write_digests(data_dir: Path, slug: str, graph_digest: int | None, digests: Digests) -> None:
    """Keep the digests of a dataset's graph for its next load, or nothing if the disk refuses.

    Args:
        data_dir: the data directory.
        slug: the dataset's name.
        graph_digest: digest of the graph in the manifest of what is served; None if unknown.
        digests: the digests of all its subjects.
    """
    if graph_digest is None:
        return
    folder = data_dir / _FOLDER
    # the next load is slower without them, and as right
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        handle, building = tempfile.mkstemp(dir=folder, prefix=f"{slug}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(f"{graph_digest:x} {len(digests)}\n")
            file.writelines(f"{digest} {subject}\n" for subject, digest in digests.items())
        os.replace(building, folder / slug)


def _parts(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        digest, _, subject = line.partition(" ")
        yield subject, digest
