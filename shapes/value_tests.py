"""Constraints on a value by itself: each becomes a test of one written term.

Source: SHACL, sections 4.1, 4.3, 4.4, 4.8.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..graph.namespaces import SH
from .columns import Columns
from .datatypes import datatype_test, is_less
from .written import datatype, iri, is_iri, is_literal, language, lexical

Test = Callable[[str], bool]

_KINDS: dict[str, tuple[str, ...]] = {
    iri(SH, "IRI"): ("<",),
    iri(SH, "Literal"): ('"',),
    iri(SH, "BlankNode"): ("_",),
    iri(SH, "BlankNodeOrIRI"): ("_", "<"),
    iri(SH, "BlankNodeOrLiteral"): ("_", '"'),
    iri(SH, "IRIOrLiteral"): ("<", '"'),
}
_FLAGS = {"i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}


def value_tests(graph: Columns, parameters: dict[str, list[str]]) -> list[tuple[str, Test]]:
    """Return the tests of a shape's values, each with the local name of its component.

    Args:
        graph: the shapes graph, for lists.
        parameters: local name of a parameter -> its values, as written.

    Raises:
        ValueError: a parameter has a value that it cannot have.
    """
    found: list[tuple[str, Test]] = []
    for name, make in _MAKERS.items():
        for wanted in parameters.get(name, ()):
            found.append((component(name), make(graph, parameters, wanted)))
    return found


def component(parameter: str) -> str:
    """Return the written component of a parameter's local name."""
    return iri(SH, f"{parameter[0].upper()}{parameter[1:]}ConstraintComponent")


def whole_number(text: str) -> int:
    """Return the number that a written literal states.

    Raises:
        ValueError: it states none.
    """
    if not datatype(text).endswith("#integer"):
        raise ValueError(f"{text} is no whole number")
    return int(lexical(text))


def _datatype(graph: Columns, parameters: dict[str, list[str]], wanted: str) -> Test:
    if not is_iri(wanted):
        raise ValueError(f"sh:datatype is {wanted}, which is no IRI")
    return datatype_test(wanted[1:-1])


def _node_kind(graph: Columns, parameters: dict[str, list[str]], wanted: str) -> Test:
    if wanted not in _KINDS:
        raise ValueError(f"sh:nodeKind is {wanted}, which is no kind of node")
    starts = _KINDS[wanted]
    return lambda text: text.startswith(starts)


def _pattern(graph: Columns, parameters: dict[str, list[str]], wanted: str) -> Test:
    flags = re.NOFLAG
    letters = "".join(lexical(text) for text in parameters.get("flags", ()))
    pattern = lexical(wanted)
    if "q" in letters:
        pattern = re.escape(pattern)
    elif "m" not in letters:
        pattern = with_strict_end(pattern)
    for letter in letters.replace("q", ""):
        if letter not in _FLAGS:
            raise ValueError(f"sh:flags has {letter!r}, which is none of i, m, q, s and x")
        flags |= _FLAGS[letter]
    if re.search(r"\[[^\]]*-\[", pattern):
        raise ValueError(f"sh:pattern {wanted} takes one class of characters from another")
    try:
        search = re.compile(pattern, flags).search
    except re.error as error:
        raise ValueError(f"sh:pattern {wanted} is no regular expression ({error})") from error
    return lambda text: text[0] != "_" and search(lexical(text)) is not None


def with_strict_end(pattern: str) -> str:
    """Return a pattern whose ``$`` matches at the very end alone, as in XPath."""
    return re.sub(
        r"\\.|\[(?:\\.|[^\]\\])*\]|\$",
        lambda match: r"\Z" if match[0] == "$" else match[0],
        pattern,
        flags=re.DOTALL,
    )


def _language_in(graph: Columns, parameters: dict[str, list[str]], wanted: str) -> Test:
    ranges = [lexical(text).lower() for text in graph.members(wanted)]

    def matches(text: str) -> bool:
        tag = language(text).lower()
        return tag != "" and any(
            each == "*" or tag == each or tag.startswith(each + "-") for each in ranges
        )

    return matches


def _in(graph: Columns, parameters: dict[str, list[str]], wanted: str) -> Test:
    return frozenset(graph.members(wanted)).__contains__


def _min_length(graph: Columns, parameters: dict[str, list[str]], wanted: str) -> Test:
    least = whole_number(wanted)
    return lambda text: text[0] != "_" and len(lexical(text)) >= least


def _max_length(graph: Columns, parameters: dict[str, list[str]], wanted: str) -> Test:
    most = whole_number(wanted)
    return lambda text: text[0] != "_" and len(lexical(text)) <= most


def _bound(is_lower: bool, or_equal: bool) -> Callable[[Columns, dict[str, list[str]], str], Test]:
    def make(graph: Columns, parameters: dict[str, list[str]], wanted: str) -> Test:
        if not is_literal(wanted):
            raise ValueError(f"a bound is {wanted}, which is no literal")
        if is_lower:
            return lambda text: is_less(wanted, text, or_equal=or_equal)
        return lambda text: is_less(text, wanted, or_equal=or_equal)

    return make


_MAKERS: dict[str, Callable[[Columns, dict[str, list[str]], str], Test]] = {
    "datatype": _datatype,
    "nodeKind": _node_kind,
    "pattern": _pattern,
    "in": _in,
    "languageIn": _language_in,
    "minLength": _min_length,
    "maxLength": _max_length,
    "minInclusive": _bound(is_lower=True, or_equal=True),
    "minExclusive": _bound(is_lower=True, or_equal=False),
    "maxInclusive": _bound(is_lower=False, or_equal=True),
    "maxExclusive": _bound(is_lower=False, or_equal=False),
}
