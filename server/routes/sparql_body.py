"""The body of a request that is a query, an update or a graph as a whole.

Source: SPARQL 1.1 Protocol, sections 2.1.3 and 2.2.2: UTF-8 is the only encoding; RFC 9110, section
8.4 (Content-Encoding).
"""

from __future__ import annotations

import gzip
import io
import shutil
import zlib
from typing import IO

from flask import request

from ...graph.errors import (
    ContentError,
    LimitError,
    QueryError,
    RequestError,
    UnknownFormatError,
)
from .service import service

_PIECE_BYTES = 262_144
_UTF_8 = ("utf-8", "utf8", "us-ascii")


def body_bytes(limit: int | None = None) -> bytes:
    """Return the body of the request, unpacked if it was sent packed.

    Args:
        limit: bytes that it may have once it is unpacked; None for what any request may have.

    Raises:
        UnknownFormatError: it is packed in another way than with gzip.
        ContentError: it is not what gzip writes.
        LimitError: it is larger than a request may be once it is unpacked.
    """
    output = io.BytesIO()
    write_body(output, limit)
    return output.getvalue()


def write_body(output: IO[bytes], limit: int | None = None) -> None:
    """Write the body of the request to a file piece by piece, unpacked if it was sent packed.

    Args:
        output: the file.
        limit: bytes that it may have once it is unpacked; None for what any request may have.

    Raises:
        UnknownFormatError: it is packed in another way than with gzip.
        ContentError: it is not what gzip writes.
        LimitError: it is larger than a request may be once it is unpacked.
    """
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding in ("", "identity"):
        shutil.copyfileobj(request.stream, output, _PIECE_BYTES)
        return
    if encoding not in ("gzip", "x-gzip"):
        raise UnknownFormatError(
            f"a body with the Content-Encoding {encoding[:40]!r} is not read",
            source="the request",
            remedy="send it as it is, or packed with gzip",
        )
    remedy = "use the command line, which takes more"
    if limit is None:
        limit = service().config.max_request_bytes
        remedy = "send it in parts; MOOTHALL_MAX_REQUEST_BYTES is the setting"
    try:
        with gzip.open(request.stream) as packed:
            while output.tell() <= limit and (piece := packed.read(_PIECE_BYTES)):
                output.write(piece)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ContentError(f"the body is not what gzip writes: {error}") from error
    if output.tell() > limit:
        raise LimitError(
            f"the body is larger than {limit:,} bytes once it is unpacked",
            remedy=remedy,
        )


def body_text(what: str) -> str:
    """Return the body of the request as text.

    Args:
        what: what it is, for the message: ``query`` or ``update``.

    Raises:
        RequestError: it is said to be in another encoding than UTF-8.
        QueryError: it is not UTF-8; with the place.
        UnknownFormatError: it is packed in another way than with gzip.
    """
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in _UTF_8:
        raise RequestError(f"the {what} is sent as {charset[:40]!r}", remedy="send UTF-8")
    data = body_bytes()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        raise QueryError(
            f"byte {error.start + 1} is not UTF-8",
            line=before.count("\n") + 1,
            column=len(before) - before.rfind("\n"),
        ) from error
