"""Nations: where a term holds, as far as the standard states it.

Source: the register of geographic codes of the Office for National Statistics, for the codes of
countries (E92, W92, S92, N92) and of those that are counted together (K02, K03, K04).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..errors import RequestError

NATIONS: Mapping[str, str] = {
    "england": "E92000001",
    "wales": "W92000004",
    "scotland": "S92000003",
    "northern-ireland": "N92000002",
}
"""Name of a nation -> its code."""

_EACH = frozenset(NATIONS.values())
_TOGETHER: Mapping[str, frozenset[str]] = {
    "K02000001": _EACH,
    "K03000001": _EACH - {NATIONS["northern-ireland"]},
    "K04000001": frozenset((NATIONS["england"], NATIONS["wales"])),
}
"""Code of several nations together -> their codes."""


def nation_named(text: str) -> str:
    """Return the name of the nation that a text means, or nothing for a blank one.

    Raises:
        RequestError: it means none.
    """
    name = "-".join(text.lower().split())
    if name and name not in NATIONS:
        raise RequestError(
            f"{text[:50]!r} is no nation", remedy=f"the nations are {', '.join(NATIONS)}"
        )
    return name


def holds_in(areas: Iterable[str], nation: str) -> bool | None:
    """Return whether a term that states some areas holds in a nation; None if they do not tell.

    Args:
        areas: IRIs of the areas, which end with their codes.
        nation: name of the nation.
    """
    codes = [area.rstrip("/").rpartition("/")[2] for area in areas]
    known = [_TOGETHER.get(code, frozenset((code,)) & _EACH) for code in codes]
    if any(NATIONS[nation] in nations for nations in known):
        return True
    return False if known and all(known) else None
