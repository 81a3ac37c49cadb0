"""Wire: what a web process and a worker say to each other over a UNIX stream socket.

One connection holds one worker; one query at a time; numbers in network order::

    greeting  worker to client, once    u32 process id of the worker
    request   client to worker          u32 bytes of the text, u32 bytes of the extras,
                                        u32 timeout in ms (0: the setting), u32 most rows (0: all),
                                        u8 forms (low half: of rows, high half: of graphs),
                                        u8 flags (1: the default graph is the union of all,
                                        2: the text may use the project's own prefixes);
                                        the text in UTF-8; the extras as JSON (may be absent)
    reply     worker to client          u8 kind, u8 form, u8 flags (1: cut at the most rows),
                                        u32 generation, u64 bytes of the answer; then for kind
        'A' answer   the bytes, 64 kB at most
        'F' file     nothing; a descriptor of the finished file comes as SCM_RIGHTS
        'E' error    JSON (see `errors`); the length is that of the JSON

End of file without a whole reply means that the worker has ended; the supervisor knows why.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from struct import Struct
from typing import Any

from ..errors import QueryError
from ..namespaces import PREFIXES

GREETING = Struct("!I")
REQUEST = Struct("!IIIIBB")
REPLY = Struct("!cBBIQ")

ANSWER, FILE, ERROR = b"A", b"F", b"E"
IS_UNION, HAS_PREFIXES, IS_CUT = 1, 2, 1

SMALL_BYTES = 65_536
"""Answers up to this size travel in one frame."""

ROW_FORMS = ("json", "xml", "csv", "tsv")
"""Forms of the answers to SELECT and ASK."""

GRAPH_FORMS = ("nt", "ttl", "rdf", "jsonld")
"""Forms of the answers to CONSTRUCT and DESCRIBE."""

FORMS = ROW_FORMS + GRAPH_FORMS


@dataclass(frozen=True, slots=True, kw_only=True)
class QueryRequest:
    """A query from outside.

    Attributes:
        text: SPARQL; bytes are taken for UTF-8.
        row_form: one of `ROW_FORMS`, for SELECT and ASK.
        graph_form: one of `GRAPH_FORMS`, for CONSTRUCT and DESCRIBE.
        default_graphs: IRIs of the graphs that make up the default graph.
        named_graphs: IRIs of the graphs that GRAPH can reach.
        is_union: whether the default graph is the union of all graphs, where neither the request
            nor the text (FROM) names any; otherwise it is the one without a name.
        hidden_graphs: IRIs of the graphs that GRAPH cannot reach, where neither names any and the
            default graph is not the union.
        timeout_s: seconds that it may take; 0 or more than the setting means the setting.
        max_rows: rows or statements after which to stop, the answer then says `is_cut`; 0 for all.
            Only for ``tsv`` and ``nt``, which have one on a line.
        base_iri: what relative IRIs in the text are resolved against.
        prefixes: prefixes that the text may use without declaring them.
        release: name of the folder of the release to answer from; empty for what is served.
        is_expanded: whether the text holds answers of other endpoints, and may be longer for it.

    Source: SPARQL 1.1 Protocol, section 2.1.4, for the graphs.
    """

    text: str | bytes
    row_form: str = "json"
    graph_form: str = "nt"
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    is_union: bool = True
    hidden_graphs: tuple[str, ...] = ()
    timeout_s: float = 0.0
    max_rows: int = 0
    base_iri: str = ""
    prefixes: Mapping[str, str] = field(default_factory=dict)
    release: str = ""
    is_expanded: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """The head of a reply: its kind, form and so on as in the module's table."""

    kind: bytes
    form: str
    is_cut: bool
    generation: int
    length: int


def write_request(request: QueryRequest) -> bytes:
    """Return a request as bytes.

    Raises:
        QueryError: the text holds lone surrogates, which UTF-8 cannot carry.
    """
    try:
        text = request.text.encode() if isinstance(request.text, str) else request.text
    except UnicodeEncodeError as error:
        raise QueryError(f"the text is not Unicode: {error.reason}") from error
    extras = _write_extras(
        request.default_graphs,
        request.named_graphs,
        request.hidden_graphs,
        request.base_iri,
        () if request.prefixes is PREFIXES else tuple(request.prefixes.items()),
        request.release,
    )
    row_form, graph_form = ROW_FORMS.index(request.row_form), GRAPH_FORMS.index(request.graph_form)
    head = REQUEST.pack(
        len(text),
        len(extras),
        _as_milliseconds(request.timeout_s),
        request.max_rows,
        row_form | graph_form << 4,
        (IS_UNION if request.is_union else 0)
        | (HAS_PREFIXES if request.prefixes is PREFIXES else 0),
    )
    return head + text + extras


@lru_cache(maxsize=100)
def _write_extras(
    default_graphs: tuple[str, ...],
    named_graphs: tuple[str, ...],
    hidden_graphs: tuple[str, ...],
    base_iri: str,
    prefixes: tuple[tuple[str, str], ...],
    release: str,
) -> bytes:
    """Return what requests seldom differ in, as JSON; nothing if nothing is stated."""
    members = {
        "default_graphs": default_graphs,
        "named_graphs": named_graphs,
        "hidden_graphs": hidden_graphs,
        "base_iri": base_iri,
        "prefixes": dict(prefixes),
        "release": release,
    }
    stated = {name: value for name, value in members.items() if value}
    return json.dumps(stated).encode() if stated else b""


@lru_cache(maxsize=100)
def _read_extras(data: bytes) -> Mapping[str, Any]:
    found = json.loads(data) if data else {}
    lists = ("default_graphs", "named_graphs", "hidden_graphs")
    return {name: tuple(value) if name in lists else value for name, value in found.items()}


def _as_milliseconds(seconds: float) -> int:
    """Return seconds as what the wire can carry; 0, which means the setting, for 0 alone."""
    return min(max(1, round(seconds * 1000)), 2**32 - 1) if seconds > 0 else 0


def request_bytes(start: bytes) -> int:
    """Return how many bytes a request has in all, by its first `REQUEST.size` bytes."""
    text_bytes, extras_bytes, *_ = REQUEST.unpack_from(start)
    return int(REQUEST.size + text_bytes + extras_bytes)


def read_request(data: bytes) -> QueryRequest:
    """Return the request that `write_request` wrote; its text is bytes."""
    text_bytes, _, timeout_ms, max_rows, forms, flags = REQUEST.unpack_from(data)
    end = REQUEST.size + text_bytes
    extras = _read_extras(data[end:])
    return QueryRequest(
        text=data[REQUEST.size : end],
        row_form=ROW_FORMS[forms & 15],
        graph_form=GRAPH_FORMS[forms >> 4],
        default_graphs=extras.get("default_graphs", ()),
        named_graphs=extras.get("named_graphs", ()),
        is_union=bool(flags & IS_UNION),
        hidden_graphs=extras.get("hidden_graphs", ()),
        timeout_s=timeout_ms / 1000,
        max_rows=max_rows,
        base_iri=extras.get("base_iri", ""),
        prefixes=PREFIXES if flags & HAS_PREFIXES else extras.get("prefixes", {}),
        release=extras.get("release", ""),
    )


def write_reply(reply: Reply) -> bytes:
    """Return the head of a reply as bytes."""
    flags = IS_CUT if reply.is_cut else 0
    form = FORMS.index(reply.form)
    return REPLY.pack(reply.kind, form, flags, reply.generation, reply.length)


def read_reply(data: bytes) -> Reply:
    """Return the head of a reply that `write_reply` wrote."""
    kind, form, flags, generation, length = REPLY.unpack_from(data)
    return Reply(kind, FORMS[form], bool(flags & IS_CUT), generation, length)
