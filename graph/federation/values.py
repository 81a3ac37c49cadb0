"""An endpoint's answer as VALUES.

Source: SPARQL 1.1 Query Language, section 10.2; nothing that an endpoint says is trusted to be
what its place in a query needs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..terms import BlankNode, Literal, NamedNode, Term

NOTHING_SAID = "VALUES () { () }"
"""One solution without a value: what a SERVICE SILENT comes to that has failed."""

_IRI = re.compile(r"[^<>\"{}|^`\\\x00-\x20]+")
_LANGUAGE = re.compile(r"[A-Za-z]+(?:-[A-Za-z0-9]+)*")
_ESCAPES = str.maketrans(
    {"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t", "\b": r"\b", "\f": r"\f"}
)
_LABEL = re.compile(r"[^A-Za-z0-9]")


class UnwritableTermError(ValueError):
    """A term that VALUES cannot hold."""


def as_values(
    variables: Sequence[str], rows: Iterable[Sequence[Term | None]], blank_base: str
) -> str:
    """Return rows as VALUES.

    Args:
        variables: names of the variables, without question marks.
        rows: for each row a term for each variable, or None.
        blank_base: what the addresses begin with that stand for blank nodes.

    Raises:
        UnwritableTermError: there is a term that VALUES cannot hold.
    """
    head = " ".join(f"?{name}" for name in variables)
    lines = (
        "(" + " ".join("UNDEF" if t is None else _term(t, blank_base) for t in row) + ")"
        for row in rows
    )
    return f"VALUES ({head}) {{ {' '.join(lines)} }}"


def _term(term: Term, blank_base: str) -> str:
    if isinstance(term, NamedNode):
        return f"<{_checked(_IRI, term.value)}>"
    if isinstance(term, BlankNode):
        label = _LABEL.sub(lambda found: f"-{ord(found.group()):x}-", term.value)
        return f"<{blank_base}{label}>"
    if isinstance(term, Literal):
        text = f'"{_escaped(term.value)}"'
        if term.language is not None:
            if getattr(term, "direction", None) is not None:
                raise UnwritableTermError("a text with a direction")
            return f"{text}@{_checked(_LANGUAGE, term.language)}"
        return f"{text}^^<{_checked(_IRI, term.datatype.value)}>"
    raise UnwritableTermError("a statement about a statement")


def _checked(pattern: re.Pattern[str], text: str) -> str:
    if pattern.fullmatch(text) is None:
        raise UnwritableTermError(f"{text[:100]!r}")
    return text


def _escaped(text: str) -> str:
    """Return a text as it stands between quotes.

    Escapes by number are left alone: to some stores they stand for what they name before the text
    is read, so that a quote would end it.

    Source: SPARQL 1.1 Query Language, sections 19.2 and 19.7; production 157.
    """
    return text.translate(_ESCAPES)
