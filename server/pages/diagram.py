"""The diagram "at a glance": a thing and what it is linked to, as boxes that the server draws."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .relations import Group
from .words import Words

_MOST_BOXES = 7
_TOP = 58
_STEP = 64
_LETTERS = 34
"""Letters of the larger size that fit into a box."""


@dataclass(frozen=True, slots=True)
class Box:
    """One relation.

    Attributes:
        href: the group on the page that says the same in words.
        over: the relation.
        over_lang: the relation's language, where it is not the page's.
        text: the one thing that it leads to, or how many.
        lang: the text's language, where it is not the page's.
        y: top of the box, in units of the drawing.
    """

    href: str
    over: str
    over_lang: str | None
    text: str
    lang: str | None
    y: int


@dataclass(frozen=True, slots=True)
class Diagram:
    """A drawing of a thing and its relations.

    Attributes:
        label: name of the thing, shortened to what fits.
        boxes: its relations, from top to bottom.
        height: height of the drawing, in its units.
        path: the lines from the thing to each box, as SVG path data.
    """

    label: str
    boxes: tuple[Box, ...]
    height: int
    path: str


def draw(label: str, groups: Iterable[Group], words: Words) -> Diagram | None:
    """Return the diagram of a thing; None if it has no relations."""
    boxes = tuple(
        Box(
            href="#" + group.id,
            over=shortened(group.heading.text, _LETTERS + 6),
            over_lang=group.heading.lang,
            text=shortened(_summary(group, words), _LETTERS),
            lang=group.values[0].lang if _is_single(group) else None,
            y=_TOP + _STEP * row,
        )
        for row, group in enumerate(list(groups)[:_MOST_BOXES])
    )
    if not boxes:
        return None
    branches = "".join(f"M16 {box.y + 15}q0 12 12 12h6" for box in boxes)
    path = f"M16 40V{boxes[-1].y + 15}{branches}"
    return Diagram(shortened(label, _LETTERS - 2), boxes, boxes[-1].y + 56, path)


def _summary(group: Group, words: Words) -> str:
    if _is_single(group):
        return group.values[0].text
    return words.count(group.total, group.kind)


def _is_single(group: Group) -> bool:
    return group.total == 1 and len(group.values) == 1


def shortened(text: str, letters: int) -> str:
    """Return a text that is no longer than so many letters, cut between words if it must be."""
    if len(text) <= letters:
        return text
    words, space, _ = text[:letters].rpartition(" ")
    return (words if space else text[: letters - 1]).rstrip(" ,;:-") + "…"
