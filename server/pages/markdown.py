"""A small part of Markdown as HTML: headings, paragraphs, lists, links, code and emphasis.

Everything is escaped before any markup is added, and a link leads to http, https, a path of this
site or an anchor, so that a text cannot do more than be read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup, escape

_INLINE = re.compile(
    r"`(?P<code>[^`]+)`"
    r"|\[(?P<label>[^\]]+)\]\((?P<target>[^)\s]+)\)"
    r"|<(?P<address>https?://[^>\s]+)>"
    r"|\*\*(?P<strong>[^*]+)\*\*"
    r"|(?<!\w)[*_](?P<emphasis>[^*_]+)[*_](?!\w)"
)
_HEADING = re.compile(r"(#{1,4})\s+(.*?)\s*#*")
_ITEM = re.compile(r"(?:[-*]|\d+\.)\s+(.*)")
_SAFE_TARGET = re.compile(r"(?:https?://|/(?!/)|#)")


def markdown(text: str, top: int = 2) -> Markup:
    """Return a Markdown text as HTML.

    Args:
        text: the text.
        top: level that its highest headings get, 2 for ``<h2>``.
    """
    return Markup("\n").join(_blocks(text.splitlines(), top))


def inline(text: str) -> Markup:
    """Return one run of Markdown text with its code, links and emphasis as HTML."""
    parts: list[Markup] = []
    end = 0
    for match in _INLINE.finditer(text):
        parts += [escape(text[end : match.start()]), _span(match)]
        end = match.end()
    return Markup("").join([*parts, escape(text[end:])])


def _blocks(lines: list[str], top: int) -> Iterator[Markup]:
    position = 0
    while position < len(lines):
        line = lines[position]
        heading, fenced = _HEADING.fullmatch(line), line.startswith("```")
        end = position + 1
        if fenced:
            while end < len(lines) and not lines[end].startswith("```"):
                end += 1
            yield Markup('<pre tabindex="0"><code>{}</code></pre>').format(
                "\n".join(lines[position + 1 : end])
            )
            end += 1
        elif heading:
            level = min(top + len(heading.group(1)) - 1, 6)
            yield Markup("<h{0}>{1}</h{0}>").format(level, inline(heading.group(2)))
        elif _ITEM.fullmatch(line):
            end = _end_of_block(lines, end)
            yield _list(lines[position:end])
        elif line.strip():
            end = _end_of_block(lines, end)
            joined = " ".join(part.strip() for part in lines[position:end])
            yield Markup("<p>{}</p>").format(inline(joined))
        position = end


def _end_of_block(lines: list[str], start: int) -> int:
    end = start
    while end < len(lines) and lines[end].strip() and not _starts_block(lines[end]):
        end += 1
    return end


def _starts_block(line: str) -> bool:
    return line.startswith("```") or _HEADING.fullmatch(line) is not None


def _list(lines: list[str]) -> Markup:
    """Return a list; a line without a mark goes on with the item before it."""
    items: list[str] = []
    for line in lines:
        match = _ITEM.fullmatch(line.strip())
        if match:
            items.append(match.group(1))
        else:
            items[-1] += " " + line.strip()
    tag = "ol" if lines[0][0].isdigit() else "ul"
    body = Markup("").join(Markup("<li>{}</li>").format(inline(item)) for item in items)
    return Markup("<{0}>{1}</{0}>").format(tag, body)


def _span(match: re.Match[str]) -> Markup:
    found = match.groupdict()
    if found["code"]:
        return Markup("<code>{}</code>").format(found["code"])
    if found["strong"]:
        return Markup("<strong>{}</strong>").format(found["strong"])
    if found["emphasis"]:
        return Markup("<em>{}</em>").format(found["emphasis"])
    target = found["target"] or found["address"]
    label = found["label"] or found["address"]
    if not _SAFE_TARGET.match(target):
        return escape(label)
    return Markup('<a href="{}">{}</a>').format(target, label)
