"""The moment that something is done at, as what is published states it."""

from __future__ import annotations

from datetime import UTC, datetime


def this_second() -> datetime:
    """Return the time in UTC, in whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)
