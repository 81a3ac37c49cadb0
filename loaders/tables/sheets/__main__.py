"""The process that reads one workbook: says what its sheets are, and gives the only one as text.

In: a line of JSON with the task, then the bytes of the workbook.
Out: a line of JSON with the sheets or an error; then, if just one sheet is left to choose from, it
as comma separated UTF-8.
"""

from __future__ import annotations

import csv
import io
import json
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
    load_workbook,
)

from ....graph.workers.sandbox import enter_sandbox
from .cell_text import cell_text
from .preview import Preview, Task, same_sheet

_PREVIEW_CHARACTERS = 200
"""Characters of a cell that are shown: enough for a heading."""

_PREVIEW_SHEETS = 50
_BATCH_ROWS = 1_000


def main() -> None:
    """Read a task and a workbook, and answer."""
    task = Task(**json.loads(sys.stdin.buffer.readline()))
    data = sys.stdin.buffer.read()
    enter_sandbox(task.parent_pid, task.memory_bytes)
    signal.alarm(task.seconds)
    try:
        workbook = load_workbook(io.BytesIO(data))
        shown: list[dict[str, object]] = []
        only: CalamineSheet | None = None
        for preview, sheet in _sheets(workbook, task):
            only = sheet if not shown and preview.filled else None
            shown.append(asdict(preview))
        _say({"sheets": workbook.sheet_names, "previews": shown, "has_text": only is not None})
        if only is not None:
            sys.stdout.buffer.writelines(_text(only, task.text_bytes))
    except PasswordError:
        _say({"error": "it is protected by a password"})
    except CalamineError as error:
        _say({"error": str(error)[:200]})


def _sheets(workbook: CalamineWorkbook, task: Task) -> Iterator[tuple[Preview, CalamineSheet]]:
    """Yield each sheet that may be meant, with its start; reading one takes most of the time."""
    wanted = [sheet for sheet in workbook.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    if task.sheet is not None:
        asked = [sheet for sheet in wanted if sheet.name == task.sheet]
        asked = asked or [sheet for sheet in wanted if same_sheet(sheet.name, task.sheet)]
        wanted = asked[:1]  # names may repeat in an OpenDocument
    for metadata in wanted[:_PREVIEW_SHEETS]:
        sheet = workbook.get_sheet_by_name(metadata.name)
        rows = tuple(
            tuple(text[:_PREVIEW_CHARACTERS] for text in row[: task.preview_columns])
            for row in _first_rows(sheet, task.preview_rows)
        )
        is_hidden = metadata.visible is not SheetVisibleEnum.Visible
        yield Preview(metadata.name, rows, is_hidden), sheet


def _first_rows(sheet: CalamineSheet, count: int) -> list[list[str]]:
    """Return the first rows of a sheet that are not blank."""
    found: list[list[str]] = []
    for cells in sheet.iter_rows():
        texts = [cell_text(cell) for cell in cells]
        if any(texts):
            found.append(texts)
        if len(found) == count:
            break
    return found


def _text(sheet: CalamineSheet, most_bytes: int) -> Iterator[bytes]:
    """Yield a sheet as text; its first row and column stand where they do in the sheet."""
    left = [""] * (sheet.start[1] if sheet.start else 0)
    rows = sheet.iter_rows()
    total = 0
    while batch := list(islice(rows, _BATCH_ROWS)):
        text = io.StringIO(newline="")
        # lines end in both characters, because the writer puts cells that hold one into quotes
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerows(left + [cell_text(cell) for cell in cells] for cells in batch)
        data = text.getvalue().encode()
        total += len(data)
        if total > most_bytes:
            sys.exit(f"the sheet has more than {most_bytes} bytes as text")
        yield data


def _say(answer: object) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
