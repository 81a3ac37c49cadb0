"""Queries from outside, put to the remote store: the same door as that to the query workers.

The text goes to another parser than the one that has checked it, so it must mean the same to both.
How much a query may cost there is the store's business; how long anybody waits for it is decided
here.
"""

from __future__ import annotations

import os
import re
import tempfile
import traceback
from dataclasses import dataclass, replace
from pathlib import Path

from ..config import Config
from ..errors import (
    LimitError,
    MoothallError,
    QueryError,
    QueryTimeoutError,
    RequestError,
    ServiceForbiddenError,
)
from ..federation.request import expand_request
from ..generations import Generations
from ..namespaces import PREFIXES
from ..nesting import check_nesting
from ..sparql import run_query
from ..store import check_syntax
from ..workers.answer import Answer
from ..workers.answer_writer import AnswerWriter
from ..workers.evaluation import count_lines, write_outcome
from ..workers.keywords import uses_keyword
from ..workers.limits import WorkerLimits
from ..workers.syntax import explain_syntax_error
from ..workers.wire import QueryRequest
from .errors import StoreSlowError
from .query import TOKEN
from .reader import RemoteReader

# Source: SPARQL 1.1 Query Language, section 19.2: such an escape may stand anywhere in a text.
_ASCII_ESCAPE = re.compile(r"\\(?:u00|U000000)[0-7][0-9A-Fa-f]")


@dataclass(frozen=True, slots=True)
class OutsideQuery:
    """A query from outside, with what it says of its dataset taken out of its text.

    Attributes:
        text: the query without FROM and FROM NAMED.
        default_graphs: IRIs of FROM.
        named_graphs: IRIs of FROM NAMED.
    """

    text: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


def read_outside(text: str) -> OutsideQuery:
    """Return a query from outside, if it means the same to every store and calls no other.

    Raises:
        QuerySyntaxError: it is no SPARQL 1.1 query.
        QueryError: it hides characters that one parser would see and another would not.
        ServiceForbiddenError: it calls another endpoint.
    """
    # this process parses it, and must live on
    check_nesting(text)
    try:
        check_syntax(text)
    except QueryError as error:
        raise explain_syntax_error(error.what, text, PREFIXES) from error
    hidden = _ASCII_ESCAPE.search(text)
    if hidden is not None:
        raise QueryError(
            f"{hidden.group()} stands for a plain character: write the character itself",
            line=text.count("\n", 0, hidden.start()) + 1,
            column=hidden.start() - text.rfind("\n", 0, hidden.start()),
        )
    if uses_keyword("SERVICE", text, lambda change: _is_query(change(text))):
        raise ServiceForbiddenError
    return _without_dataset(text)


def _is_query(text: str) -> bool:
    try:
        check_syntax(text)
    except QueryError:
        return False
    return True


def _without_dataset(text: str) -> OutsideQuery:
    """Return a query without the clauses that name its graphs, which the protocol names instead."""
    declared = dict(re.findall(r"\b(?i:PREFIX)\s+([\w.\-]*):\s*<([^>]*)>", text))
    prefixes = PREFIXES | declared
    kept, at = [], 0
    graphs: dict[bool, list[str]] = {False: [], True: []}
    clause, is_named = -1, False
    for token in TOKEN.finditer(text):
        word = token.group().upper() if token["word"] else ""
        if token["brace"] or word == "WHERE":
            break
        if word == "FROM":
            clause, is_named = token.start(), False
        elif word == "NAMED" and clause >= 0:
            is_named = True
        elif clause >= 0 and (token["iri"] or token["name"]):
            prefix, _, local = token.group().partition(":")
            iri = token.group()[1:-1] if token["iri"] else prefixes.get(prefix, "") + local
            graphs[is_named].append(iri)
            kept.append(text[at:clause])
            at, clause = token.end(), -1
    return OutsideQuery("".join([*kept, text[at:]]), tuple(graphs[False]), tuple(graphs[True]))


class RemoteQueries:
    """What answers queries from outside over a remote store; any number of threads may ask.

    Args:
        config: the settings.
        generations: where the generation that is read comes from.
    """

    def __init__(self, config: Config, generations: Generations) -> None:
        self._config = config
        self._generations = generations
        self._limits = WorkerLimits(
            max_query_bytes=config.max_query_bytes,
            max_result_bytes=config.max_result_bytes,
            spool_dir=config.spool_dir or Path(tempfile.gettempdir()),
            spool_bytes=config.spool_bytes,
        )

    def ask(self, request: QueryRequest, client: str = "") -> Answer:
        """Return the whole answer to a query; the caller closes it.

        Args:
            request: the query.
            client: whose it is; the store does not hear of it.

        Raises:
            LimitError: the text or the answer is larger than it may be.
            QueryError: the text is not SPARQL, or asks for what cannot be worked out.
            QueryTimeoutError: it took longer than it may.
            ServiceForbiddenError: it calls an endpoint that the settings do not name.
            EndpointFailedError: an endpoint that it calls did not answer as it should.
            EndpointSlowError: one did not answer in time.
            RequestError: it is to be answered from a release, which a remote store has none of.
            StoreError: the store does not answer, or holds nothing.
        """
        if request.release:
            raise RequestError(
                "a remote store answers from what it holds, not from a release",
                where="parameter release",
                remedy="leave it out, or query the download, /releases/<version>.nq",
            )
        longest_s = float(self._config.query_timeout_s)
        timeout_s = min(request.timeout_s or longest_s, longest_s)
        try:
            text = self._text(request)
            # the store calls nobody: other endpoints are asked here, and their answers sent to it
            request = expand_request(self._config, replace(request, text=text))
            timeout_s = min(request.timeout_s or timeout_s, timeout_s)
            return self._answer(request, read_outside(self._text(request)), timeout_s)
        except MoothallError as error:
            # Oxigraph's rows may be let go of only in the thread that read them, and an error may
            # be handed to another
            traceback.clear_frames(error.__traceback__)
            if isinstance(error, StoreSlowError):
                raise QueryTimeoutError(timeout_s) from error
            raise

    def status(self) -> None:
        """Return that there are no workers here to tell of."""

    def end(self, client: str) -> None:
        """Do nothing: a query that is under way at the store cannot be ended from here."""

    def close(self) -> None:
        """Do nothing: there is nothing of this process's own to end."""

    def _answer(self, request: QueryRequest, query: OutsideQuery, timeout_s: float) -> Answer:
        generation = self._generations.current()
        reader = generation.reader
        if isinstance(reader, RemoteReader):
            reader = reader.within(timeout_s)
        default, named = request.default_graphs, request.named_graphs
        if not default and not named:
            default, named = query.default_graphs, query.named_graphs
        outcome = run_query(reader, query.text, default_graphs=default, named_graphs=named)
        with _SpooledWriter(self._limits, count_lines(outcome, request)) as writer:
            form = write_outcome(outcome, request, writer)
            return writer.answer(form, generation.number)

    def _text(self, request: QueryRequest) -> str:
        most = self._config.max_query_bytes
        if len(request.text) > most and not request.is_expanded:
            raise LimitError(
                f"the query is longer than {most:,} bytes",
                remedy="ask for less at a time, for example with shorter VALUES",
            )
        if isinstance(request.text, str):
            return request.text
        try:
            return request.text.decode()
        except UnicodeDecodeError as error:
            raise QueryError(f"byte {error.start + 1} is not UTF-8") from error


class _SpooledWriter(AnswerWriter):
    """A writer whose answer stays in this process."""

    def answer(self, form: str, generation: int) -> Answer:
        """Return what was written, as an answer that is whole."""
        body, descriptor = b"".join(self._parts), None
        if self._file is not None:
            self._spill()
            body, descriptor = b"", os.dup(self._file.fileno())
        return Answer(
            form=form,
            generation=generation,
            length=self.length,
            is_cut=self.is_cut,
            body=body,
            file_descriptor=descriptor,
        )
