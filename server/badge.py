"""Badges: a small picture that says how a file was found, to be shown on other sites."""

from __future__ import annotations

from xml.sax.saxutils import escape

_HEIGHT = 24
_LETTER = 6.7
"""Width of a letter, roughly; a badge is drawn without asking for a typeface."""

_PADDING = 9
_COLOURS = {"ok": "#17603a", "should": "#704700", "must": "#9f221c", "off": "#55605c"}
_LONGEST = 60


def badge(label: str, outcome: str, level: str) -> bytes:
    """Return a badge as SVG.

    Args:
        label: what it is about, such as the title of a standard.
        outcome: how it was found, in a few words.
        level: ``ok``, ``should``, ``must`` or ``off``, which gives the colour.
    """
    label, outcome = label[:_LONGEST], outcome[:_LONGEST]
    left = round(len(label) * _LETTER + 2 * _PADDING)
    right = round(len(outcome) * _LETTER + 2 * _PADDING)
    words = escape(f"{label}: {outcome}")
    text = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="{_HEIGHT}" '
        f'role="img" aria-labelledby="t"><title id="t">{words}</title>'
        f'<rect width="{left}" height="{_HEIGHT}" fill="#12403a"/>'
        f'<rect x="{left}" width="{right}" height="{_HEIGHT}" fill="{_COLOURS[level]}"/>'
        '<g fill="#fff" font-family="Verdana,DejaVu Sans,sans-serif" font-size="11">'
        f'<text x="{_PADDING}" y="16">{escape(label)}</text>'
        f'<text x="{left + _PADDING}" y="16">{escape(outcome)}</text></g></svg>'
    )
    return text.encode()


def outcome_of(must_rules: int, should_rules: int) -> tuple[str, str]:
    """Return what a badge says of an outcome, and its level."""
    if must_rules:
        return f"{must_rules:,} to fix", "must"
    if should_rules:
        return f"meets the standard, {should_rules:,} to improve", "should"
    return "meets the standard", "ok"
