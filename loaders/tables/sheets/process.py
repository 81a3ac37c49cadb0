"""A spreadsheet as a table: asks the process that reads it, and ends it when it takes too much."""

from __future__ import annotations

import json
import logging
import os
import subprocess
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import partial

from ....graph.errors import SourceError
from ....graph.module_process import run_module
from ...source import Encoding, Source, open_text
from ..csv_reader import CsvReader
from ..form import Form, Kind, OpenedTable
from ..heading_row import SAMPLE_ROWS, Score
from ..limits import TableLimits
from .archive import check_archive
from .preview import Preview, Task

log = logging.getLogger(__name__)

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_GRACE_S = 5.0
"""Seconds beyond its own time after which a process that has not ended is ended."""

_COMPLAINT_BYTES = 2_000
"""Bytes that are logged of what an ended process said: a panic of Rust's is followed by a trace."""


def is_spreadsheet(source: Source) -> bool:
    """Return whether a source is a spreadsheet, or another file that is packed as one is."""
    return source.data.startswith((_ZIP, _OLE))


def open_spreadsheet(
    source: Source, limits: TableLimits, sheet: str | None, score: Score | None
) -> OpenedTable:
    """Return the table in a sheet of a spreadsheet.

    Args:
        source: the file.
        limits: what it may have at most.
        sheet: the sheet that is wanted; None for the one with the most known headings, else the
            one with the most in its first rows.
        score: says how many known headings a row holds; None if nothing is known.

    Raises:
        SourceError: it is no spreadsheet, has no such sheet, or asks for more than it may have.
    """
    kind: Kind = check_archive(source, limits) if source.data.startswith(_ZIP) else "xls"
    read = _read(source, limits, sheet)
    if read.text is None:
        chosen = _chosen(read.previews, score)
        if chosen is None:
            raise _no_sheet(source, read, sheet)
        read = _read(source, limits, chosen.name)
    (preview,) = read.previews
    notes: tuple[str, ...] = ()
    others = [name for name in read.sheets if name != preview.name]
    if others:
        notes = (f"the sheet “{preview.name}” was read, and not {', '.join(others)}",)
    form = Form(kind=kind, sheet=preview.name, sheets=read.sheets, notes=notes)
    made = Source(source.name, source.address, read.text or b"")
    opened = partial(open_text, made, Encoding("utf-8", "utf-8"))
    return OpenedTable(form, CsvReader(source.name, opened, ",", limits, has_lines=False).rows)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What the process said.

    Attributes:
        sheets: every sheet.
        previews: the start of those that may be read.
        text: the only one of them as comma separated text; None if there are several or none.
    """

    sheets: tuple[str, ...]
    previews: tuple[Preview, ...]
    text: bytes | None


def _read(source: Source, limits: TableLimits, sheet: str | None) -> _Answer:
    """Return what the process says of a spreadsheet.

    Raises:
        SourceError: the spreadsheet cannot be read, or asks for more than it may have.
    """
    task = Task(
        sheet=sheet,
        preview_rows=SAMPLE_ROWS,
        preview_columns=limits.columns,
        text_bytes=limits.unpacked_bytes,
        seconds=limits.sheet_seconds,
        memory_bytes=limits.sheet_memory_bytes,
        parent_pid=os.getpid(),
    )
    try:
        done = run_module(
            __package__,
            json.dumps(asdict(task)).encode() + b"\n" + source.data,
            limits.sheet_seconds + _GRACE_S,
        )
    except subprocess.TimeoutExpired:
        raise _too_much(source) from None
    if done.returncode:
        said = done.stderr[:_COMPLAINT_BYTES].decode("utf-8", "replace")
        log.warning("reading a spreadsheet ended with %d: %s", done.returncode, said)
        raise _too_much(source)
    output = done.stdout
    end = output.index(b"\n")
    answer = json.loads(output[:end])
    if "error" in answer:
        raise SourceError(
            f"the spreadsheet cannot be read ({answer['error']})",
            source=source.name,
            remedy="look whether it opens in a spreadsheet program, and save it again without a "
            "password, or as CSV",
        )
    previews = tuple(
        Preview(each["name"], tuple(map(tuple, each["rows"])), each["is_hidden"])
        for each in answer["previews"]
    )
    text = output[end + 1 :] if answer["has_text"] else None
    return _Answer(tuple(answer["sheets"]), previews, text)


def _chosen(previews: Sequence[Preview], score: Score | None) -> Preview | None:
    """Return the sheet that is most likely meant; None if all are empty."""

    def known(preview: Preview) -> int:
        return max(map(score, preview.rows)) if score else 0

    filled = [preview for preview in previews if preview.filled]
    seen = [preview for preview in filled if not preview.is_hidden]
    return max(seen or filled, key=lambda each: (known(each), each.filled), default=None)


def _no_sheet(source: Source, read: _Answer, sheet: str | None) -> SourceError:
    if sheet is None:
        what = "all its sheets are empty"
    elif read.previews:
        what = f"its sheet “{read.previews[0].name}” is empty"
    else:
        what = f"it has no sheet “{sheet[:100]}”"
    return SourceError(what, source=source.name, remedy=f"its sheets are {', '.join(read.sheets)}")


def _too_much(source: Source) -> SourceError:
    return SourceError(
        "the spreadsheet could not be read within the time and memory that there is for it",
        source=source.name,
        remedy="save the sheet as CSV and send that; a stray cell far right or below the table can "
        "be the reason",
    )
