"""SPARQL text from outside: checked before it runs, and answered within bounds.

Source: SPARQL 1.1 Query Language; SPARQL 1.1 Protocol, section 2.1.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from .errors import LimitError, QueryError, StoreError
from .namespaces import PREFIXES
from .serialise import RDF_FORMATS, as_json_ld
from .store import Reader
from .terms import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    Triple,
    serialize,
)

Outcome = QuerySolutions | QueryBoolean | QueryTriples

RESULT_FORMATS: dict[str, QueryResultsFormat] = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
"""Name -> format of the answers to SELECT; an ASK has the first two alone."""

GRAPH_FORMS = ("ttl", "nt", "rdf", "jsonld")
"""Names of the syntaxes of the answers to CONSTRUCT and DESCRIBE."""


class ForbiddenQueryError(QueryError):
    """The query asks for something that this service does not do, such as calling another one."""


# Everything in which the letters of a keyword mean nothing, longest forms first.
_TOKEN = re.compile(
    r"""
      (?P<comment>\#[^\r\n]*)
    | (?P<iri><(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>)
    | (?P<text>\"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*\"\"\" | '''(?:'{0,2}(?:[^'\\]|\\.))*'''
        | "(?:[^"\\\r\n]|\\.)*" | '(?:[^'\\\r\n]|\\.)*')
    | (?P<variable>[?$]\w+)
    | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>[\w.\-]*:(?:[\w.:\-]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*)
    | (?P<word>[A-Za-z_]\w*)
    """,
    re.VERBOSE | re.DOTALL,
)

# An IRI can only be a comparison and a comment in disguise, as in (?a<?b)SERVICE#>, if the
# parenthesis of the comparison closes inside it.
_DISGUISED = re.compile(r"\).*SERVICE", re.IGNORECASE | re.DOTALL)

_FEW = 6
"""Things that a parser may expect, beyond which naming them helps nobody."""

_PROLOGUE = {"PREFIX", "BASE", "VERSION"}
_UPDATES = {
    "ADD",
    "CLEAR",
    "COPY",
    "CREATE",
    "DELETE",
    "DROP",
    "INSERT",
    "LOAD",
    "MOVE",
    "WITH",
}


def check_query(text: str, max_bytes: int) -> None:
    """Raise unless a text may be run as a query; its syntax is left to the parser.

    Args:
        text: SPARQL.
        max_bytes: the longest query that is taken, in UTF-8.

    Raises:
        LimitError: it is too long.
        QueryError: it is an update.
        ForbiddenQueryError: it calls another service.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > max_bytes:
        raise LimitError(
            f"the query has {size:,} bytes, and {max_bytes:,} are allowed",
            remedy="ask for less at a time, for example with shorter VALUES",
        )
    is_first = True
    for token in _TOKEN.finditer(text):
        word = token.group().upper() if token.lastgroup == "word" else ""
        if "SERVICE" in word or (token.lastgroup == "iri" and _DISGUISED.search(token.group())):
            raise ForbiddenQueryError(
                "SERVICE is not allowed: this service calls no other",
                **_position(text, token.start()),
            )
        if word and is_first and word not in _PROLOGUE:
            is_first = False
            if word in _UPDATES:
                raise QueryError(
                    f"{word} makes this an update, and only queries are answered here",
                    **_position(text, token.start()),
                )


def run_query(
    reader: Reader,
    text: str,
    *,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
) -> Outcome:
    """Return the outcome of a query that `check_query` has passed; its rows come as it is read.

    Args:
        reader: the graph; without graphs named, its default graph is the union of all.
        text: SPARQL.
        default_graphs: IRIs of the graphs that make up the default graph.
        named_graphs: IRIs of the graphs that GRAPH can reach.

    Raises:
        QueryError: the text is no query, or a graph is not named by an IRI.
    """
    default: list[NamedNode | BlankNode | DefaultGraph] | None = None
    named: list[NamedNode | BlankNode] | None = None
    if default_graphs or named_graphs:
        default = [*_graph_names(default_graphs)] or [DefaultGraph()]
        named = [*_graph_names(named_graphs)]
    try:
        with evaluating():
            return reader.query(text, default_graphs=default, named_graphs=named)
    except QueryError as error:
        raise _readable(error) from error


def answer_forms(outcome: Outcome) -> tuple[str, ...]:
    """Return the forms in which an outcome can be written, the one for a terminal first."""
    if isinstance(outcome, QueryTriples):
        return GRAPH_FORMS
    if isinstance(outcome, QueryBoolean):
        return ("json", "xml")
    return ("csv", "json", "xml", "tsv")


def write_outcome(outcome: Outcome, form: str, max_bytes: int) -> bytes:
    """Return a whole outcome in a form of `RESULT_FORMATS` or `GRAPH_FORMS`.

    Raises:
        LimitError: it would have more than `max_bytes` bytes; nothing of it is returned then.
        QueryError: the query asks for what cannot be worked out.
        StoreError: the store could not be read.
    """
    writer = _BoundedWriter(max_bytes)
    with evaluating():
        if not isinstance(outcome, QueryTriples):
            outcome.serialize(writer, format=RESULT_FORMATS[form])
        elif form == "jsonld":
            writer.write(as_json_ld(_bounded(outcome, max_bytes)))
        else:
            prefixes = PREFIXES if form in ("ttl", "rdf") else None
            serialize(outcome, writer, format=RDF_FORMATS[form], prefixes=prefixes)
    return writer.getvalue()


@contextmanager
def evaluating() -> Iterator[None]:
    """Turn what the engine raises while the rows of an outcome are read into errors of the tree.

    Raises:
        QueryError: the query asks for what cannot be worked out.
        StoreError: the store could not be read.
    """
    try:
        yield
    except (RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from error
    except OSError as error:
        raise StoreError(f"the store could not be read: {error}") from error


class _BoundedWriter(io.BytesIO):
    """A buffer that refuses to grow beyond a number of bytes."""

    def __init__(self, max_bytes: int) -> None:
        super().__init__()
        self._max_bytes = max_bytes

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        if self.tell() + len(data) > self._max_bytes:
            raise _too_large(self._max_bytes)
        return super().write(data)


def _bounded(triples: Iterable[Triple], max_bytes: int) -> Iterator[Triple]:
    """Return the triples, and raise when their text alone is larger than is allowed."""
    size = 0
    for triple in triples:
        size += len(str(triple))
        if size > max_bytes:
            raise _too_large(max_bytes)
        yield triple


def _too_large(max_bytes: int) -> LimitError:
    return LimitError(
        f"the answer has more than {max_bytes:,} bytes",
        remedy="ask for less with LIMIT and OFFSET, or take the download of a whole dataset",
    )


def _graph_names(iris: Sequence[str]) -> list[NamedNode]:
    names = []
    for iri in iris:
        try:
            names.append(NamedNode(iri))
        except ValueError as error:
            raise QueryError(f"{iri!r} does not name a graph: {error}") from error
    return names


def _position(text: str, offset: int) -> dict[str, int]:
    before = text[:offset]
    return {"line": before.count("\n") + 1, "column": offset - before.rfind("\n")}


def _readable(error: QueryError) -> QueryError:
    """Return a parser's error with the place that its text states, and without its grammar."""
    match = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", error.what, re.DOTALL)
    if match is None:
        return error
    unquoted = re.sub(r'\[(?:[^\]"\']|"[^"]*"|\'[^\']*\')*\]', "", match.group(3))
    wanted = [part.strip() for part in unquoted.split(", ") if part.strip()]
    reasons = [part for part in wanted if re.search("failed|contains|not found", part)]
    if reasons:
        what = "; ".join(reasons)
    else:
        few = 0 < len(wanted) <= _FEW
        what = f"expected {' or '.join(wanted)}" if few else "this is not SPARQL from here on"
    return QueryError(what, line=int(match.group(1)), column=int(match.group(2)))
