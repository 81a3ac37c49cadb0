"""What a client sends to be checked: a file, a text or an address, in a form or as the body.

A file goes to the disk piece by piece. A body that says it is a form, and is none, is the file:
that is what the usual command line clients send unless they are told otherwise.
"""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from ..graph.config import Config
from ..graph.errors import LimitError, RequestError
from ..loaders.checks.folder import CheckTask, KeptCheck, KeptChecks, disk_errors
from ..loaders.checks.request import CheckRequest, mapping_of
from .connections.body import BodyLimit
from .form_fields import Fields, read_form
from .impact_request import most_impact_body_bytes

MOST_PASTED_BYTES = 2_000_000
"""Bytes of a text that is pasted into a form, or of all fields of one."""

_MOST_PARTS = 600
OVERHEAD_BYTES = 100_000
"""Bytes that a form may have beside its file."""

_PIECE_BYTES = 1_000_000
_FORM_START = re.compile(rb"(?:text|url|standard|publisher|sheet|map|lang)=")
_LONGEST_FORM_START = 10
_PASTED = "pasted text"
_UNNAMED = "the file"


@dataclass(frozen=True, slots=True)
class Received:
    """A check whose file or address has come.

    Attributes:
        kept: its folder.
        size: bytes of the file; 0 where it is yet to be fetched.
    """

    kept: KeptCheck
    size: int


def body_limit(config: Config, path: str) -> BodyLimit:
    """Return how long the body of a request to a path may be; files go to few of them."""
    if path == "/check" or path.startswith("/check/"):
        most = config.max_upload_bytes + OVERHEAD_BYTES
        return BodyLimit(most, "check a part of the file, or all of it with 'moothall check'")
    if path.startswith("/drafts/"):
        most = config.max_draft_bytes + OVERHEAD_BYTES
        return BodyLimit(most, "hand the list in with 'moothall draft put'")
    if path == "/impact":
        most = most_impact_body_bytes(config)
        return BodyLimit(most, "ask about some of the codes, or use 'moothall impact'")
    return BodyLimit(
        config.max_request_bytes,
        "send less at a time, or have it loaded with 'moothall load', which has no such limit",
    )


def receive(request: Request, checks: KeptChecks, config: Config, standard: str) -> Received:
    """Return the check that a request asks for, with its file in its folder.

    Args:
        request: the request.
        checks: where it is kept.
        config: the settings.
        standard: the standard that the address names; empty if it names none.

    Raises:
        LimitError: it is larger than it may be.
        RequestError: there is no file in it, or a field makes no sense.
        StoreError: the disk refused.
    """
    request.max_content_length = config.max_upload_bytes + OVERHEAD_BYTES
    request.max_form_memory_size = MOST_PASTED_BYTES
    request.max_form_parts = _MOST_PARTS
    kept = checks.new()
    try:
        received = _receive(request, kept, config, standard)
    except RequestEntityTooLarge as error:
        kept.remove()
        raise _too_large(config) from error
    except BaseException:
        kept.remove()
        raise
    finally:
        request.close()
    return received


def _receive(request: Request, kept: KeptCheck, config: Config, standard: str) -> Received:
    fields: Fields = MultiDict(request.args)
    name, address, size = request.args.get("name", ""), "", 0
    if request.mimetype == "multipart/form-data":
        fields.update(request.form)
        file = request.files.get("file")
        if file is not None and file.filename:
            name = name or file.filename
            with disk_errors(kept.folder), kept.upload_path(name).open("wb") as output:
                shutil.copyfileobj(file.stream, output, _PIECE_BYTES)
                size = output.tell()
            return _kept(kept, config, fields, standard, name=name, size=size)
    else:
        form = _body(request, kept, name or _UNNAMED)
        if form is None:
            upload = kept.upload()
            size = upload.stat().st_size if upload is not None else 0
            return _kept(kept, config, fields, standard, name=name or _UNNAMED, size=size)
        fields.update(form)
    text, address = fields.get("text", ""), fields.get("url", "").strip()
    if text.strip():
        data = text.encode("utf-8", "replace")
        with disk_errors(kept.folder):
            kept.upload_path(_PASTED).write_bytes(data)
        return _kept(kept, config, fields, standard, name=name or _PASTED, size=len(data))
    if address:
        return _kept(kept, config, fields, standard, address=address)
    raise RequestError(
        "there is no file to check",
        remedy="send it as the field file of a form or as the body, or give its address as url",
    )


def _body(request: Request, kept: KeptCheck, name: str) -> Fields | None:
    """Return the fields of a body that is a form; None of one that is the file, now on the disk.

    Raises:
        RequestError: it is empty.
    """
    path = kept.upload_path(name)
    with disk_errors(kept.folder), path.open("wb") as output:
        shutil.copyfileobj(request.stream, output, _PIECE_BYTES)
        size = output.tell()
    if request.mimetype == "application/x-www-form-urlencoded" and size <= MOST_PASTED_BYTES:
        data = path.read_bytes()
        if not data or _FORM_START.match(data[:_LONGEST_FORM_START]):
            path.unlink()
            return read_form(data, _MOST_PARTS)
    if not size and not request.mimetype:
        path.unlink()
        return MultiDict()
    return None


def _kept(
    kept: KeptCheck,
    config: Config,
    fields: Fields,
    standard: str,
    *,
    name: str = "",
    address: str = "",
    size: int = 0,
) -> Received:
    """Return a check with what was asked for written down.

    Raises:
        LimitError: the file is larger than it may be.
        RequestError: a field makes no sense.
    """
    if size > config.max_upload_bytes:
        raise _too_large(config)
    asked = CheckRequest(
        standard=standard or fields.get("standard", "").strip(),
        sheet=fields.get("sheet", "").strip(),
        mapping=mapping_of(_filled(fields.getlist("map"))),
        publisher=fields.get("publisher", "").strip(),
    )
    with disk_errors(kept.folder):
        shown = name.replace("\\", "/").rpartition("/")[2][:200]
        kept.write_task(CheckTask(request=asked, address=address, name=shown, created=time.time()))
    return Received(kept, size)


def _filled(texts: Iterable[str]) -> list[str]:
    return [text for text in texts if text.strip()]


def _too_large(config: Config) -> LimitError:
    return LimitError(
        f"the file is larger than {config.max_upload_bytes:,} bytes, or a form has more than "
        f"{MOST_PASTED_BYTES:,} bytes of text",
        remedy="split it, or check it with 'moothall check'",
    )
