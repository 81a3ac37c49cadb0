"""``moothall check``: what is read, what is written, and whether the data conforms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from ...graph.config import Config
from ...graph.errors import RequestError, SourceError
from ...graph.generations import Generations
from ...loaders.checks.files import repairs_of, write_report
from ...loaders.checks.request import CheckRequest, mapping_of
from ...loaders.checks.run import Checked, check_source
from ...loaders.source import fetch
from ...loaders.tables.repairs import Repaired, write_changes
from ...shapes.files import check_files
from ..forms.reports import check_report_in_form


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOptions:
    """What the command line says.

    Attributes:
        source: the path or address of the file.
        standard: the name of a data standard.
        sheet: a sheet of a spreadsheet.
        pairs: headings that mean columns, as ``Heading=Column``.
        publisher: the publisher's code, name or IRI.
        shapes: the path of shapes that RDF is checked against instead.
        as_format: the name of a format.
        form: the form of the report.
        repaired: where the repaired table is written.
    """

    source: str
    standard: str | None
    sheet: str | None
    pairs: tuple[str, ...]
    publisher: str | None
    shapes: str | None
    as_format: str | None
    form: str
    repaired: Path | None


def check_and_write(
    asked: CheckOptions,
    config: Config,
    generations: Generations,
    output: IO[bytes],
    progress: Callable[[str], None],
    tell: Callable[[str], None],
) -> bool:
    """Write the report of a check, and return whether the data conforms.

    Args:
        asked: what the command line says.
        config: the settings.
        generations: where councils and terms are looked up.
        output: where the report goes.
        progress: is told each step.
        tell: tells the person what else was written.

    Raises:
        RequestError: options do not go together, or a spreadsheet would be written to a terminal.
        SourceError: the file cannot be read.
        NotFoundError: there is no such standard or column.
    """
    if asked.form == "xlsx" and output.isatty():
        raise RequestError(
            "a spreadsheet is not written to a terminal", remedy="--format xlsx > marked.xlsx"
        )
    if asked.shapes is not None:
        if asked.standard or asked.repaired or asked.form == "xlsx":
            raise RequestError("--shapes is for RDF, and the other options are for tables")
        report = check_files(Path(asked.source), Path(asked.shapes))
        output.write(check_report_in_form(report, asked.form))
        return report.conforms
    request = CheckRequest(
        standard=asked.standard or "",
        sheet=asked.sheet or "",
        mapping=mapping_of(asked.pairs),
        publisher=asked.publisher or "",
        as_format=asked.as_format or "",
    )
    progress(f"fetching {asked.source}")
    source = fetch(asked.source, config)
    checked = check_source(source, request, config, generations, progress=progress)
    write_report(checked, asked.form, output)
    if asked.repaired is not None:
        repaired = write_repaired(checked, asked.repaired)
        tell(f"{asked.repaired}: {repaired.count:,} cells mended")
    return checked.report.conforms


def write_repaired(checked: Checked, path: Path) -> Repaired:
    """Write a repaired table with the list of its changes beside it, and return the changes.

    Raises:
        SourceError: there is no table to repair, or the file cannot be written.
    """
    repairs = repairs_of(checked)
    try:
        with path.open("wb") as file:
            is_sheet = path.suffix.lower() == ".xlsx"
            repaired = repairs.write_xlsx(file) if is_sheet else repairs.write_csv(file)
        with path.with_name(f"{path.stem}-changes.csv").open("wb") as file:
            write_changes(repaired, file)
    except OSError as error:
        raise SourceError(
            f"the file cannot be written ({error.strerror})",
            source=str(path),
            remedy="look at the folder, and who may write there",
        ) from error
    return repaired
