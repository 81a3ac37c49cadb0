"""Evaluation: from a request to the outcome of its query, checked before anything runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any, cast

from ..errors import QueryError, QuerySyntaxError, ServiceForbiddenError
from ..namespaces import RDF, SD
from ..store import EmbeddedReader
from ..terms import (
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    serialize,
)
from .answer_writer import AnswerWriter, EnoughRowsError
from .columns import name_columns
from .keywords import uses_keyword
from .syntax import explain_syntax_error
from .wire import QueryRequest

Outcome = QuerySolutions | QueryBoolean | QueryTriples

_ROW_FORMATS = {
    "json": QueryResultsFormat.JSON,
    "xml": QueryResultsFormat.XML,
    "csv": QueryResultsFormat.CSV,
    "tsv": QueryResultsFormat.TSV,
}
_GRAPH_FORMATS = {
    "nt": RdfFormat.N_TRIPLES,
    "ttl": RdfFormat.TURTLE,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}


def evaluate(reader: EmbeddedReader, request: QueryRequest) -> Outcome:
    """Return the outcome of a query; most of the work is done as it is written.

    Args:
        reader: the graph.
        request: the query, its text as bytes.

    Raises:
        QuerySyntaxError: the text is not SPARQL, or not UTF-8.
        QueryError: it asks for what does not exist, or a graph is not named by an IRI.
        ServiceForbiddenError: it calls another endpoint.
    """
    text = _decode(request.text)
    try:
        if _uses_keyword("SERVICE", reader, request, text):
            _check_syntax(reader, request, text, request.prefixes)
            raise ServiceForbiddenError
        dataset = _dataset(reader, request, text)
        text = name_columns(text, lambda: _variables_of(request, text))
        outcome: Outcome = _ask_as_it_is(reader, request, text, dataset)
    except SyntaxError as error:
        raise explain_syntax_error(str(error.msg or error), text, request.prefixes) from error
    except (RuntimeError, ValueError) as error:
        raise _cannot_answer(error) from error
    return outcome


def write_outcome(outcome: Outcome, request: QueryRequest, writer: AnswerWriter) -> str:
    """Write an outcome in the form that was asked for, and return that form.

    It stops when the writer has the lines that it wanted.

    Raises:
        QueryError: the query asks for what cannot be worked out.
        LimitError: the answer is larger than it may be.
    """
    is_graph = isinstance(outcome, QueryTriples)
    try:
        _serialise(outcome, request, writer)
    except EnoughRowsError:
        pass
    except (RuntimeError, ValueError) as error:
        raise _cannot_answer(error) from error
    return request.graph_form if is_graph else request.row_form


def count_lines(outcome: Outcome, request: QueryRequest) -> int:
    """Return the lines that an answer may have; 0 for any number."""
    if isinstance(outcome, QueryTriples):
        return request.max_rows if request.graph_form == "nt" else 0
    # The first line of TSV names the variables.
    return request.max_rows + 1 if request.max_rows and request.row_form == "tsv" else 0


def _serialise(outcome: Outcome, request: QueryRequest, writer: AnswerWriter) -> None:
    output = cast("IO[bytes]", writer)
    if not isinstance(outcome, QueryTriples):
        outcome.serialize(output, _ROW_FORMATS[request.row_form])
        return
    syntax = _GRAPH_FORMATS[request.graph_form]
    if request.prefixes and request.graph_form in ("ttl", "rdf"):
        serialize(outcome, output, format=syntax, prefixes=dict(request.prefixes))
    else:
        outcome.serialize(output, syntax)


def _cannot_answer(error: Exception) -> QueryError:
    return QueryError(f"the query cannot be answered: {error}")


def _ask_as_it_is(
    reader: EmbeddedReader, request: QueryRequest, text: str, dataset: Mapping[str, Any]
) -> Any:
    """Return the outcome of a text, with the prefixes of the request only if it needs them.

    Handing the prefixes over takes as long as reading a short text, and most declare their own.
    """
    if request.prefixes:
        try:
            return _ask_store(reader, request, text, {}, **dataset)
        except SyntaxError:
            pass
    return _ask_store(reader, request, text, request.prefixes, **dataset)


def _variables_of(request: QueryRequest, text: str) -> list[str]:
    """Return the names of the variables that a SELECT yields, which takes no statements to tell."""
    outcome: QuerySolutions = _ask_as_it_is(EmbeddedReader.of(()), request, text, {})
    return [variable.value for variable in outcome.variables]


def _ask_store(
    reader: EmbeddedReader,
    request: QueryRequest,
    text: str,
    prefixes: Mapping[str, str],
    **dataset: Any,
) -> Any:
    # EmbeddedReader.query adds the project's own prefixes and settles the dataset itself; text from
    # outside is taken as it is.
    return reader._store.query(
        text, base_iri=request.base_iri or None, prefixes=dict(prefixes) or None, **dataset
    )


def _dataset(reader: EmbeddedReader, request: QueryRequest, text: str) -> dict[str, Any]:
    """Return the arguments that say which graphs a query reads.

    Oxigraph's union overrides FROM in the text, so it is asked for only where there is none.

    Source: SPARQL 1.1 Protocol, section 2.1.4: a dataset in the request comes before FROM.
    """
    if request.default_graphs or request.named_graphs:
        return {
            "default_graph": _graph_names(request.default_graphs),
            "named_graphs": _graph_names(request.named_graphs),
        }
    if _uses_keyword("FROM", reader, request, text):
        return {}
    if request.hidden_graphs and not request.is_union:
        return {
            "default_graph": [DefaultGraph()],
            "named_graphs": _shown_graphs(reader, request.hidden_graphs),
        }
    return {"use_default_graph_as_union": request.is_union}


def _shown_graphs(reader: EmbeddedReader, hidden: Sequence[str]) -> list[NamedNode]:
    """Return the graphs that are not hidden; those that hold nothing are listed in hidden ones."""
    shown = {NamedNode(name) for name in reader.graph_names() if name not in hidden}
    for name in hidden:
        listed = reader.quads(None, RDF.type, SD.NamedGraph, NamedNode(name))
        shown.update(quad.subject for quad in listed if isinstance(quad.subject, NamedNode))
    return sorted(shown, key=str)


def _graph_names(iris: Sequence[str]) -> list[NamedNode]:
    names = []
    for iri in iris:
        try:
            names.append(NamedNode(iri))
        except ValueError as error:
            raise QueryError(f"{iri!r} does not name a graph: {error}") from error
    return names


def _uses_keyword(word: str, reader: EmbeddedReader, request: QueryRequest, text: str) -> bool:
    def parses(change: Callable[[str], str]) -> bool:
        prefixes = {change(name): iri for name, iri in request.prefixes.items()}
        try:
            _check_syntax(reader, request, change(text), prefixes)
        except SyntaxError:
            return False
        return True

    return uses_keyword(word, text, parses)


def _check_syntax(
    reader: EmbeddedReader, request: QueryRequest, text: str, prefixes: Mapping[str, str]
) -> None:
    """Raise SyntaxError unless a text is SPARQL; nothing of it is evaluated."""
    try:
        # Oxigraph parses the text first, and then refuses these two arguments together.
        _ask_store(
            reader,
            request,
            text,
            prefixes,
            use_default_graph_as_union=True,
            default_graph=[DefaultGraph()],
        )
    except ValueError:
        return


def _decode(data: str | bytes) -> str:
    if isinstance(data, str):
        return data
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        raise QuerySyntaxError(
            f"byte {error.start + 1} is not UTF-8: send the text in UTF-8, percent-encoded in URLs",
            line=before.count("\n") + 1,
            column=len(before) - before.rfind("\n"),
        ) from error
