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
        previews = _previews(workbook, task)
        has_text = len(previews) == 1 and previews[0].filled > 0
        text = _text(workbook, previews[0], task) if has_text else ()
        shown = [asdict(each) for each in previews]
        _say({"sheets": workbook.sheet_names, "previews": shown, "has_text": has_text})
        sys.stdout.buffer.writelines(text)
    except PasswordError:
        _say({"error": "it is protected by a password"})
    except CalamineError as error:
        _say({"error": str(error)[:200]})


def _previews(workbook: CalamineWorkbook, task: Task) -> list[Preview]:
    found: list[Preview] = []
    for sheet in workbook.sheets_metadata:
        if task.sheet is not None and not same_sheet(sheet.name, task.sheet):
            continue
        if sheet.typ is not SheetTypeEnum.WorkSheet or len(found) == _PREVIEW_SHEETS:
            continue
        rows = tuple(
            tuple(text[:_PREVIEW_CHARACTERS] for text in row[: task.preview_columns])
            for row in _first_rows(workbook.get_sheet_by_name(sheet.name), task.preview_rows)
        )
        found.append(Preview(sheet.name, rows, sheet.visible is not SheetVisibleEnum.Visible))
    return found


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


def _text(workbook: CalamineWorkbook, preview: Preview, task: Task) -> Iterator[bytes]:
    """Yield a sheet as text; its first row and column stand where they do in the sheet."""
    sheet = workbook.get_sheet_by_name(preview.name)
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
        if total > task.text_bytes:
            sys.exit(f"the sheet has more than {task.text_bytes} bytes as text")
        yield data


def _say(answer: object) -> None:
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
