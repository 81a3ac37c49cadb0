"""Known: every way to name a term of a release, in a file beside it, as hashes.

A code that no release has is sought in all of them, and reading the terms of one takes a third of a
second. The file says at once that a release has nothing of a name; only where it may have, its
terms are read. ::

    known.bin    sorted hashes of 8 bytes, each of a kind of key, a list, and the key itself

Two names with the same hash only cost a needless look.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from ..addresses import Addresses
from ..errors import StoreCorruptError
from ..generation import Generation
from ..look_up import Key, keys_of, keys_tried
from .edition import Edition

FILE_NAME = "known.bin"

_HASH_BYTES = 8


@dataclass(frozen=True, slots=True)
class Known:
    """What the terms of a release may be called."""

    hashes: array[int]

    @classmethod
    def read(cls, folder: Path) -> Known | None:
        """Return what is known of the release in a folder; None if it has no such file.

        Raises:
            StoreCorruptError: the file is damaged.
        """
        hashes: array[int] = array("Q")
        try:
            hashes.frombytes((folder / FILE_NAME).read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise StoreCorruptError(
                f"the names of the release cannot be read ({error})",
                where=str(folder / FILE_NAME),
                remedy="bring the folder back from a backup",
            ) from error
        if sys.byteorder == "big":
            hashes.byteswap()
        return cls(hashes)

    def may_name(self, hashes: Iterable[int]) -> bool:
        """Return whether a text with some hashes may name a term; if not, it names none."""
        return any(map(self._has, hashes))

    def _has(self, found: int) -> bool:
        place = bisect_left(self.hashes, found)
        return place < len(self.hashes) and self.hashes[place] == found


def hashes_tried(text: str, list_name: str, addresses: Addresses) -> tuple[int, ...]:
    """Return the hashes of which a release has one if it has a term of a name; see `Edition.find`.

    Args:
        text: an address, compact address, code or name.
        list_name: the list that codes and names are of; empty for all.
        addresses: which addresses are this service's own.
    """
    keys = (Key("thing", text), *keys_tried(addresses, text))
    return tuple(_hash(key, list_name) for key in keys)


def known_bytes(generation: Generation) -> bytes:
    """Return what the file of a release of a generation holds."""
    edition = Edition(generation)
    found = {
        _hash(key, name) for name in ("", *edition.members) for key in keys_of(edition.names(name))
    }
    hashes = array("Q", sorted(found))
    if sys.byteorder == "big":
        hashes.byteswap()
    return hashes.tobytes()


def _hash(key: Key, list_name: str) -> int:
    """Return the hash of a key; addresses are sought in all lists, codes and names in one."""
    name = list_name if key.kind in ("code", "name") else ""
    text = f"{key.kind} {name} {key.text}".encode()
    return int.from_bytes(blake2b(text, digest_size=_HASH_BYTES).digest(), "little")
