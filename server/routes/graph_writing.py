"""Writing a graph: the bodies of a request, and whether they are much or little.

What is little is done here and now. What is much is done by a process of its own, so that this one
does not keep the memory that it takes.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from flask import request

from ...graph.attribution import Attribution
from ...graph.errors import ContentError, StoreError, UnknownFormatError
from ...graph.terms import NamedNode, Quad
from ...loaders.conditions import Condition
from ...loaders.graph_names import GraphName
from ...loaders.graph_store import BODY_FORMATS, GraphStore, apart, read_body
from ...loaders.large_writes.parts import Body
from ...loaders.large_writes.process import run_large_write
from ...loaders.large_writes.publication import LargeWrite, Verb
from ...loaders.write import Written
from .conditions import condition_of_request
from .service import current_generation, service
from .sparql_body import write_body
from .writing import is_confirmed

LARGE_BYTES = 2_000_000
"""Bytes of bodies from which on a write is large: less takes at most 60 MB, and no longer."""

LARGE_GRAPH = 50_000
"""Statements of a graph from which on its replacement or its end is large, whatever is sent."""

_MEMORY_BYTES = 262_144
"""Bytes of a body from which on it is kept in a file."""

_SUFFIX_TYPES = {"ttl": "text/turtle", "nt": "application/n-triples", "rdf": "application/rdf+xml"}


@dataclass(frozen=True, slots=True)
class _Sent:
    """One body of a request.

    Attributes:
        file: what it holds, from its start.
        media_type: the media type of its syntax, one that is read.
        size: bytes of it.
    """

    file: IO[bytes]
    media_type: str
    size: int


def write_graph(verb: Verb, graph: GraphName, attribution: Attribution) -> Written:
    """Return what this request has done to a graph.

    Args:
        verb: whether the graph is to hold just what is sent, that as well, or not to be.
        graph: the graph.
        attribution: who asks for it, and why.

    Raises:
        UnknownFormatError: the statements are in no syntax that is read.
        ContentError: they are not in the syntax that they are said to be in.
        MoothallError: see `GraphStore`.
    """
    config, confirmed, condition = service().config, is_confirmed(), condition_of_request()
    with _sent(verb) as bodies:
        if not config.store_url and _is_large(verb, graph, bodies):
            # the process opens them anew, from their start
            numbers = [body.file.fileno() for body in bodies]
            for body in bodies:
                # what was in memory until it needed a number has only now been given to a file
                body.file.flush()
            paths = [Path(f"/dev/fd/{number}") for number in numbers]
            asked = LargeWrite(
                verb=verb,
                graph=graph,
                bodies=tuple(
                    Body(path, body.media_type) for path, body in zip(paths, bodies, strict=True)
                ),
                condition=condition,
                is_confirmed=confirmed,
                attribution=attribution,
            )
            return run_large_write(asked, config, numbers)
        store = GraphStore(service().generations, config, confirmed, attribution)
        return _write_little(store, verb, graph, bodies, condition)


def _write_little(
    store: GraphStore, verb: Verb, graph: GraphName, bodies: list[_Sent], condition: Condition
) -> Written:
    if verb == "delete":
        return store.delete(graph, condition)
    base_iri = graph.value if isinstance(graph, NamedNode) else store.config.base_iri
    quads: list[Quad] = []
    for number, body in enumerate(bodies):
        body.file.seek(0)
        found = read_body(body.file.read(), BODY_FORMATS[body.media_type], base_iri)
        quads += apart(found, number) if len(bodies) > 1 else found
    return (store.put if verb == "put" else store.post)(graph, quads, condition)


def _is_large(verb: Verb, graph: GraphName, bodies: list[_Sent]) -> bool:
    if sum(body.size for body in bodies) >= LARGE_BYTES:
        return True
    name = graph.value if isinstance(graph, NamedNode) else ""
    held = current_generation().manifest.graphs.get(name, 0)
    return verb != "post" and held >= LARGE_GRAPH


@contextmanager
def _sent(verb: Verb) -> Iterator[list[_Sent]]:
    """Give the bodies of this request: its body, or the files of a form.

    Raises:
        UnknownFormatError: one is in no syntax that is read.
        ContentError: there is none.
    """
    with ExitStack() as opened:
        if verb == "delete":
            yield []
            return
        if request.mimetype != "multipart/form-data":
            media_type = _read_type(request.mimetype)
            output = opened.enter_context(_spooled())
            with _disk_errors():
                write_body(output)
            yield [_Sent(output, media_type, output.tell())]
            return
        files = [file for _, file in request.files.items(multi=True)]
        if not files:
            raise ContentError("the form holds no file")
        found = []
        for file in files:
            suffix = (file.filename or "").rpartition(".")[2]
            media_type = _read_type(file.mimetype or _SUFFIX_TYPES.get(suffix, ""))
            output = opened.enter_context(_spooled())
            with _disk_errors():
                file.save(output)
            found.append(_Sent(output, media_type, output.tell()))
        yield found


def _spooled() -> IO[bytes]:
    folder = service().config.spool_dir
    return tempfile.SpooledTemporaryFile(
        _MEMORY_BYTES, dir=os.fspath(folder) if folder is not None else None
    )


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"the body could not be kept: {error}",
            remedy="free space there, or name another folder with MOOTHALL_SPOOL_DIR",
        ) from error


def _read_type(media_type: str) -> str:
    if media_type not in BODY_FORMATS:
        raise UnknownFormatError(
            f"a body of type {media_type[:100] or 'no type'!r} is not read",
            source="the request",
            remedy=f"send one of {', '.join(BODY_FORMATS)}",
        )
    return media_type
