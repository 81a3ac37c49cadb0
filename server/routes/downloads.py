"""Downloads that are written to a file before they are sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import IO, cast

from flask import Response, current_app, request
from werkzeug.exceptions import ServiceUnavailable

from ..encoding import accepts_gzip, as_gzip_headers, is_compressible
from ..forms.rdf_files import opened
from ..negotiate import Form
from ..spool import MAX_BYTES, Spool, SpoolBusyError
from .service import current_generation, response_of, service, without_body

_EXTENSION = "moothall.spool"
_RETRY_AFTER_S = 10


def deliver_file(
    form: Form,
    name: str,
    write: Callable[[IO[bytes]], None],
    *,
    headers: Mapping[str, str] = MappingProxyType({}),
    vary: str = "",
) -> Response:
    """Return a download with its true length, in gzip if the client takes it; 304 if it holds it.

    HEAD writes no file, so its answer does not say the length.

    Args:
        form: the form of the download.
        name: what it is, within the generation and the form.
        write: writes it to a file.
        headers: further headers.
        vary: request headers that the choice of form depended on; empty if on none.

    Raises:
        ServiceUnavailable: as many wait for files as may.
        StoreError: the disk refused.
    """
    rendered = without_body(form, headers, vary)
    if rendered.is_known_to(request.environ):
        return response_of(rendered.as_not_modified())
    takes_gzip = accepts_gzip(request.headers.get("Accept-Encoding", ""))
    is_gzip = takes_gzip and is_compressible(form.content_type)
    sent = as_gzip_headers(rendered.headers) if is_gzip else list(rendered.headers)
    if request.method == "HEAD":
        return Response(iter(()), headers=sent)
    syntax = form.suffix.removesuffix(".gz")
    try:
        file = _spool().file(
            current_generation().manifest.digest,
            # data.nt.gz, and data.nt sent in gzip, are the same bytes
            (name, syntax, is_gzip or syntax != form.suffix),
            (lambda output: _write_gzip(output, write)) if is_gzip else write,
        )
    except SpoolBusyError as error:
        raise ServiceUnavailable(retry_after=_RETRY_AFTER_S) from error
    response = Response(file.chunks(), headers=sent, direct_passthrough=True)
    response.content_length = file.size
    return response


def _write_gzip(output: IO[bytes], write: Callable[[IO[bytes]], None]) -> None:
    with opened(output, ".gz") as stream:
        write(stream)


def _spool() -> Spool:
    """Return the spool of the application that is answering; one thread never waits for it."""
    config = service().config
    made = Spool(MAX_BYTES, max(1, config.threads - 1), config.spool_dir)
    return cast(Spool, current_app.extensions.setdefault(_EXTENSION, made))
