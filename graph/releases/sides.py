"""The two sides of a comparison: a release, or what is served now, and what is different."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..change import Change
from ..errors import RequestError
from ..generation import Generation
from ..generations import Generations
from .folder import Releases
from .lines import differing, quads_of
from .release import Release
from .version import NOW


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison.

    Attributes:
        name: version of a release, or ``now``.
        generation: its graph.
        release: its record; None for what is served now.
    """

    name: str
    generation: Generation
    release: Release | None

    @property
    def is_fixed(self) -> bool:
        """Whether it is the same for ever."""
        return self.release is not None and not self.release.is_draft


def side(releases: Releases, generations: Generations, name: str) -> Side:
    """Return the side of a comparison that a version, or ``now``, stands for.

    Raises:
        UnknownReleaseError: there is no release of that version.
    """
    if name == NOW:
        return Side(NOW, generations.current(), None)
    return Side(name, releases.generation(name), releases.get(name))


def sides_named(text: str) -> tuple[str, str]:
    """Return the names of both sides of ``2026.1..2026.2``.

    Raises:
        RequestError: it does not name two.
    """
    before, dots, after = text.partition("..")
    if not dots or not before or not after or ".." in after:
        raise RequestError(
            f"{text[:100]!r} does not name two releases",
            remedy="write 2026.1..2026.2, or 2026.1..now for what has changed since",
        )
    return before, after


def delta(before: Sequence[bytes], after: Sequence[bytes]) -> Change:
    """Return the statements of the standard that went and that came, in the order of their text.

    Applied to the graphs of `before`, the change gives those of `after`.
    """
    found = differing(before, after)
    return Change(quads_of(found.gone), quads_of(found.come))
