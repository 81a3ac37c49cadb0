"""Syntax: what Oxigraph's parser says of a faulty query, as a person reads it."""

from __future__ import annotations

import re
from collections.abc import Collection

from ..errors import QuerySyntaxError

_AROUND = 60
_CHARACTERS = re.compile(r"\[(?:[^\]\"']|\"[^\"]*\"|'[^']*')*\]")
_ALTERNATIVE = re.compile(r'"(?:\\.|[^"\\])*"|[^,]+')
_NAME = re.compile(r"(?<![\w.:<\"'/-])([\w.-]*):[\w.%\\-]+")
_FEW = 6
_LONGEST_NAME = 200


def explain_syntax_error(
    message: str, text: str, declared: Collection[str] = ()
) -> QuerySyntaxError:
    r"""Return the error for a message of the parser, with the place and the line in question.

    Args:
        message: e.g. ``error at 2:5: expected one of "(", FILTER, [' ' | '\t']``.
        text: the query.
        declared: prefixes that it need not declare.
    """
    match = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", message, re.DOTALL)
    if match is None:
        return QuerySyntaxError(message)
    lines = text.split("\n")
    stated = sum(len(earlier) + 1 for earlier in lines[: int(match[1]) - 1]) + int(match[2]) - 1
    expected = _CHARACTERS.sub("", match[3])
    alternatives = [a.strip() for a in _ALTERNATIVE.findall(expected) if a.strip()]
    offset = max(0, stated - _overshoot(alternatives, stated, text))
    name = _find_undeclared_name(text, offset, stated, declared)
    if name is not None:
        what, offset = f"the prefix {name[1]}: is not declared", name.start()
    else:
        what = _describe(alternatives)
    before = text[:offset] if text[offset:].strip() else text[:offset].rstrip()
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return QuerySyntaxError(
        what, line=line, column=column, source_line=_cut_around(lines[line - 1], column)
    )


def _overshoot(alternatives: list[str], stated: int, text: str) -> int:
    """Return how far behind the fault the parser puts it.

    It reads as many characters as a keyword has before it compares them, and states the place
    after them; that shows when keywords of one length are all that it expects there.
    """
    are_keywords = all(word.isupper() and word.isalpha() for word in alternatives)
    lengths = {len(word) for word in alternatives}
    return lengths.pop() if are_keywords and len(lengths) == 1 and stated < len(text) else 0


def _find_undeclared_name(
    text: str, start: int, end: int, declared: Collection[str]
) -> re.Match[str] | None:
    """Return the first name whose prefix is unknown, of those that touch a part of a text."""
    for name in _NAME.finditer(text, max(0, start - _LONGEST_NAME)):
        if name.start() > end:
            return None
        is_declared = name[1] in declared or re.search(
            rf"PREFIX\s+{re.escape(name[1])}:", text, re.IGNORECASE
        )
        if name.end() >= start and not is_declared:
            return name
    return None


def _describe(alternatives: list[str]) -> str:
    reasons = [a for a in alternatives if not a.startswith('"') and " " in a]
    if reasons:
        return "; ".join(reasons)
    words = [a for a in alternatives if a.startswith('"') or a.isupper()]
    # A keyword that stands alone is one that the parser was about to try, and not what is missing.
    if 1 < len(words) <= _FEW:
        return f"expected {' or '.join(words)}"
    return "this is not SPARQL from here on"


def _cut_around(source: str, column: int) -> str:
    """Return a line, or as much of it as stands around a column."""
    start, end = max(0, column - 1 - _AROUND), column - 1 + _AROUND
    before, after = "…" if start else "", "…" if end < len(source) else ""
    return before + source[start:end].strip() + after
