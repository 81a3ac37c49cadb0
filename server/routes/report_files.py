"""The files of a report as answers: of a check over the web, and of a load."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from flask import Response

from ...graph.errors import NotFoundError
from ..negotiate import Form
from .service import attachment

REPORT_FILES = {"json": "report.json", "csv": "report.csv", "ttl": "report.ttl"}
"""Suffix of a form -> the file of a report's folder that holds it."""

_PIECE_BYTES = 65_536


def file_response(
    path: Path, form: Form, headers: Mapping[str, str] = MappingProxyType({})
) -> Response:
    """Return a file of a report, read piece by piece.

    Args:
        path: the file.
        form: its form.
        headers: further headers.

    Raises:
        NotFoundError: it was deleted meanwhile.
    """
    try:
        size = path.stat().st_size
        pieces = _pieces(path)
        first = next(pieces, b"")
    except FileNotFoundError as error:
        raise NotFoundError("the report was deleted", remedy="check the file again") from error

    def body() -> Iterator[bytes]:
        yield first
        yield from pieces

    response = Response(body(), content_type=form.content_type, direct_passthrough=True)
    response.content_length = size
    response.headers.extend(headers)
    return response


def report_attachment(source: str, name: str, form: Form) -> dict[str, str]:
    """Return the header that names a download after the file that was checked.

    Args:
        source: the name of that file; empty if it has none.
        name: the file of the report.
        form: its form.
    """
    stem = Path(source or "report").stem
    kind = "-".join(part for part in (stem, name.partition(".")[0]) if part)
    return attachment(f"{kind}.{form.suffix}")


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            yield piece
