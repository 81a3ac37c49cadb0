"""Comparisons that were made or read lately, so that all forms of one are made of one."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping

from ..generations import Generations
from .comparison import compare
from .difference import Difference
from .folder import Releases
from .sides import side
from .terms import Change, changes_in
from .version import NOW

MAX_KEPT = 24
"""Comparisons that one process keeps: those of the steps of an impact check, and some others."""

_Key = tuple[tuple[str, int, str], ...]


class Comparisons:
    """The comparisons of one process.

    Args:
        releases: the releases.
        generations: what is served now.
    """

    def __init__(self, releases: Releases, generations: Generations) -> None:
        self._releases = releases
        self._generations = generations
        self._kept: OrderedDict[_Key, Difference] = OrderedDict()
        self._told: OrderedDict[tuple[str, str], Mapping[str, list[Change]] | None] = OrderedDict()
        self._lock = threading.Lock()

    def between(self, before: str, after: str) -> Difference:
        """Return what changed from one release to another, or to ``now``.

        Raises:
            UnknownReleaseError: there is no release of that version.
        """
        sides = [side(self._releases, self._generations, name) for name in (before, after)]
        key = tuple(
            (
                each.name,
                each.generation.number,
                each.release.issued.isoformat() if each.release else "",
            )
            for each in sides
        )
        # one at a time: each may take a second, and the same one is asked for in several forms
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                found = self._kept[key] = compare(*sides)
                while len(self._kept) > MAX_KEPT:
                    self._kept.popitem(last=False)
            self._kept.move_to_end(key)
            return found

    def told(self, before: str, after: str) -> Mapping[str, list[Change]] | None:
        """Return what a release told of each term when it was made; None if it did not.

        Args:
            before: version of the release before it that is meant.
            after: version of the release; what is served now tells nothing.

        Raises:
            UnknownReleaseError: there is no release of a version.
            StoreCorruptError: the file of the release is damaged.
        """
        if after == NOW:
            return None
        key = (before, self._releases.folder(after).name)
        with self._lock:
            if key not in self._told:
                self._told[key] = changes_in(self._releases, after, before)
                while len(self._told) > MAX_KEPT:
                    self._told.popitem(last=False)
            self._told.move_to_end(key)
            return self._told[key]
