"""Parsing: the operations of an update, each one that Oxigraph's parser accepts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..errors import QuerySyntaxError
from ..namespaces import PREFIXES
from ..store import WorkingCopy
from ..workers.syntax import explain_syntax_error
from .operations import Operation, read_operations

_NEVER_RUN = "LOAD <x:y> ;\n"
"""An operation that fails before anything is tried, so that what follows it is only parsed."""


def find_operations(text: str, base_iri: str) -> list[Operation]:
    """Return the operations of an update, in order; nothing of it is run.

    Args:
        text: SPARQL 1.1 Update.
        base_iri: what relative IRIs in it are resolved against.

    Raises:
        QuerySyntaxError: the text is no update; with its place in the whole text.
    """
    operations = read_operations(text)
    try:
        for operation in operations:
            _parse(operation, base_iri)
        if not operations:
            WorkingCopy.in_memory().update(text, base_iri)
    except SyntaxError as error:
        tokens = tuple(token for operation in operations for token in operation.tokens)
        whole = Operation("", text, tokens, is_several=True)
        if len(operations) < 2 or not _parses(whole, base_iri):
            raise explain_syntax_error(str(error.msg or error), text, PREFIXES) from error
        # Where the operations are told apart wrongly, the text is one that can change anything.
        return [whole]
    _check_blank_labels(operations)
    return operations


def _parse(operation: Operation, base_iri: str) -> None:
    """Raise SyntaxError, with places in the whole text, unless an operation is one."""
    text = f"{operation.prologue}{_NEVER_RUN}{operation.text}"
    try:
        WorkingCopy.in_memory().update(text, base_iri)
    except SyntaxError as error:
        raise SyntaxError(_without_lead(str(error.msg or error), operation)) from error
    except OSError:
        return


def _parses(operation: Operation, base_iri: str) -> bool:
    try:
        _parse(operation, base_iri)
    except SyntaxError:
        return False
    return True


def _without_lead(message: str, operation: Operation) -> str:
    """Return a parser's message with the place that it has without `_NEVER_RUN`."""
    match = re.match(r"error at (\d+):(\d+):", message)
    if match is None:
        return message
    line, column = int(match[1]), int(match[2])
    own_line = operation.prologue.count("\n") + 1
    if line > own_line:
        line -= 1
        if line == own_line:
            column += len(operation.prologue.rpartition("\n")[2])
    return f"error at {line}:{column}:{message[match.end() :]}"


def _check_blank_labels(operations: Sequence[Operation]) -> None:
    """Raise if two operations hold data about a blank node of one label.

    Source: SPARQL 1.1 Query Language, section 19.6.
    """
    seen: set[str] = set()
    for operation in operations:
        if operation.verb == "INSERT" and operation.is_data:
            shared = sorted(operation.blank_labels & seen)
            if shared:
                raise QuerySyntaxError(
                    f"the blank node {shared[0]} stands in two operations, and would be two nodes"
                )
            seen |= operation.blank_labels
