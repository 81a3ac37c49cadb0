"""What a client asks about the codes of a system: in a form, as JSON, or with the file as the body.

The file is held in memory while it is read, and nowhere afterwards.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge

from ..graph.config import Config
from ..graph.errors import LimitError, RequestError
from ..graph.impact.question import Question
from ..loaders.codes.counting import CodeLimits
from ..loaders.source import Source
from ..loaders.tables.limits import TableLimits
from .form_fields import Fields, read_form

FIELDS = ("built_on", "to", "list", "column", "sheet", "nation", "format")
"""Fields beside the codes themselves; they may stand in the query as well."""

WEB_LIMITS = CodeLimits(rows=200_000, codes=20_000)
"""What a file of codes may have at most over the web; the command line takes more."""

WEB_TABLE_LIMITS = TableLimits(
    unpacked_bytes=100_000_000, sheet_seconds=20, sheet_memory_bytes=1_000_000_000
)

_OVERHEAD_BYTES = 100_000
_MOST_PARTS = 50
_FORM_START = re.compile(rb"(?:codes|text|lang|release|" + "|".join(FIELDS).encode() + rb")=")
_PASTED = "the codes"


@dataclass(frozen=True, slots=True)
class ImpactRequest:
    """What is asked.

    Attributes:
        question: which releases, list and nation.
        source: the file of codes.
        column: the column that holds them; empty for the one that is known.
        sheet: the sheet of a spreadsheet; empty for the likeliest.
        form: the form that a field names; empty if none does.
    """

    question: Question
    source: Source
    column: str
    sheet: str
    form: str


def most_impact_body_bytes(config: Config) -> int:
    """Return how long the body of a request may be."""
    return config.max_impact_bytes + _OVERHEAD_BYTES


def receive_codes(request: Request, config: Config) -> ImpactRequest:
    """Return what a request asks.

    Raises:
        LimitError: it is larger than it may be.
        RequestError: there are no codes in it, or a field makes no sense.
    """
    request.max_content_length = most_impact_body_bytes(config)
    request.max_form_memory_size = most_impact_body_bytes(config)
    request.max_form_parts = _MOST_PARTS
    fields: Fields = MultiDict(request.args)
    try:
        source = _source(request, fields)
    except RequestEntityTooLarge as error:
        raise too_large(config) from error
    finally:
        request.close()
    if len(source.data) > config.max_impact_bytes:
        raise too_large(config)
    return ImpactRequest(
        question=Question(
            built_on=_field(fields, "built_on"),
            to=_field(fields, "to"),
            list_name=_field(fields, "list"),
            nation=_field(fields, "nation"),
        ),
        source=source,
        column=_field(fields, "column"),
        sheet=_field(fields, "sheet"),
        form=_field(fields, "format"),
    )


def too_large(config: Config) -> LimitError:
    """Return the error of a file that is larger than it may be."""
    return LimitError(
        f"the codes take more than {config.max_impact_bytes:,} bytes",
        remedy="send the column of the codes alone, or use 'moothall impact', which takes more",
    )


def _source(request: Request, fields: Fields) -> Source:
    """Return the file of codes, and put the fields that come with it among those of the query."""
    name = request.args.get("name", "")[:200]
    if request.mimetype == "multipart/form-data":
        fields.update(request.form)
        file = request.files.get("file")
        if file is not None and file.filename:
            shown = file.filename.replace("\\", "/").rpartition("/")[2][:200]
            return _named(shown, file.stream.read())
        return _pasted(fields)
    data = request.get_data(cache=False)
    if request.mimetype == "application/x-www-form-urlencoded" and _FORM_START.match(data[:20]):
        fields.update(read_form(data, _MOST_PARTS))
        return _pasted(fields)
    if request.mimetype == "application/json" and data.lstrip()[:1] == b"{":
        found = _of_object(data, fields)
        if found is not None:
            return found
    if not data:
        raise _nothing()
    return _named(name or _PASTED, data)


def _of_object(data: bytes, fields: Fields) -> Source | None:
    """Return the member ``codes`` of an object, whose other members are fields; None for no such.

    What is no JSON is left for the reader of files to refuse, which says where the fault is.
    """
    try:
        document: Any = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document.get("codes"), list):
        return None
    for name in FIELDS:
        value = document.get(name)
        if isinstance(value, str):
            fields[name] = value
    return _named(_PASTED, json.dumps(document["codes"], ensure_ascii=False).encode())


def _pasted(fields: Fields) -> Source:
    text = fields.get("codes", "") or fields.get("text", "")
    if not text.strip():
        raise _nothing()
    return _named(_PASTED, text.encode("utf-8", "replace"))


def _named(name: str, data: bytes) -> Source:
    return Source(name, name, data)


def _nothing() -> RequestError:
    return RequestError(
        "there are no codes to look at",
        remedy="send them as the body, as the field file or codes of a form, or as the member "
        "codes of a JSON object",
    )


def _field(fields: Fields, name: str) -> str:
    """Return a field without blanks around it.

    Raises:
        RequestError: it is far too long.
    """
    text = fields.get(name, "").strip()
    if len(text) > 200:
        raise RequestError(
            f"it has {len(text):,} characters, and 200 are allowed",
            where=f"field {name}",
            remedy="shorten it",
        )
    return text
