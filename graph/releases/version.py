"""Versions of releases: whole numbers with full stops or hyphens between them, in their order."""

from __future__ import annotations

import re

from ..errors import RequestError

NOW = "now"
"""What stands for the generation that is served where a version could."""

_VERSION = re.compile(r"[0-9]{1,6}(?:[.-][0-9]{1,6}){0,3}", re.ASCII)


def is_version(text: str) -> bool:
    """Return whether a text can be the version of a release, e.g. ``2026.1`` or ``2026-11``."""
    return _VERSION.fullmatch(text) is not None


def check_version(text: str) -> None:
    """Raise unless a text can be the version of a release.

    Raises:
        RequestError: it cannot.
    """
    if not is_version(text):
        raise RequestError(
            f"{text[:50]!r} is no version of a release",
            remedy="use one to four whole numbers with full stops or hyphens between them, "
            "for example 2026.1",
        )


def version_order(version: str) -> tuple[int, ...]:
    """Return the sort key of a version: its numbers, so 2026.9 comes before 2026.10.

    Versions that differ only in noughts and punctuation, such as 2026.1 and 2026-01, have the same.
    """
    numbers = [int(part) for part in re.split(r"[.-]", version)]
    while len(numbers) > 1 and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)
