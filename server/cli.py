"""The command line: thin skins over the functions that the web service calls too.

Everything heavy is imported by the command that needs it, so that help comes at once.
"""

from __future__ import annotations

import dataclasses
import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from ..graph.errors import (
    BrokenContractError,
    ConfigError,
    MoothallError,
    QueryWorkerError,
    RequestError,
    ShapesError,
    SourceError,
    StillUsedError,
    StoreError,
)
from .commands.attributing import attributed, attribution_of
from .commands.confirming import confirms
from .commands.drafts import draft as drafts
from .commands.opening import opened, opened_folder
from .commands.progress import progress
from .commands.quality import quality, review
from .commands.reading import export, query
from .commands.releases import release
from .commands.responsibility import responsible
from .commands.store import backup, restore, rollback, status
from .commands.tokens import token

if TYPE_CHECKING:
    from ..loaders.load_report import LoadReport

EXIT_CODES: dict[type[MoothallError], int] = {
    MoothallError: 1,
    ConfigError: 2,
    RequestError: 2,
    SourceError: 3,
    ShapesError: 4,
    StoreError: 5,
    QueryWorkerError: 1,
}
"""Error -> exit code; an error that is not here has the code of the one that it is a kind of."""


def exit_code_of(error: MoothallError) -> int:
    """Return the exit code of an error."""
    return next(EXIT_CODES[kind] for kind in type(error).__mro__ if kind in EXIT_CODES)


class _Commands(click.Group):
    """The boundary of the command line: each error becomes one message and an exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except MoothallError as error:
            click.echo(f"moothall: {error}", err=True)
            if isinstance(error, ShapesError):
                click.echo(error.report.as_text(), err=True, nl=False)
                if error.address:
                    click.echo(f"the report is at {error.address}", err=True)
            if isinstance(error, BrokenContractError):
                click.echo("\n".join(error.breaks), err=True)
            if isinstance(error, StillUsedError):
                for line in error.retirements[1:]:
                    click.echo(line, err=True)
            raise SystemExit(exit_code_of(error)) from error
        except (click.exceptions.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:
            # whoever read the output has seen enough; Python would complain when it flushes
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise SystemExit(0) from None
        except Exception as error:
            if ctx.params.get("traceback"):
                raise
            click.echo(
                f"moothall: internal error: {type(error).__name__}: {error}; "
                "'moothall --traceback ...' shows where",
                err=True,
            )
            raise SystemExit(1) from error


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="moothall")
@click.option("--traceback", is_flag=True, help="Show where an internal error happened.")
def main(traceback: bool) -> None:
    """The knowledge graph of local government's information standard.

    Every command works on the data directory that MOOTHALL_DATA_DIR names (./data if it names
    none).

    Example: moothall init && moothall serve
    """


@main.command()
def init() -> None:
    """Make the store if there is none, and load what ships with Moothall.

    Example: MOOTHALL_DATA_DIR=/srv/moothall moothall init
    """
    from ..loaders.shipped import load_shipped

    config, generations = opened()
    _tell(load_shipped(generations, config, progress()))


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--as", "as_format", metavar="FORMAT", help="Format, if its content does not tell.")
@click.option("--list", "list_name", metavar="NAME", help="List that the terms belong to.")
@click.option("--dataset", "slug", metavar="SLUG", help="Name of the dataset that it becomes.")
@click.option("--publisher", metavar="IRI_OR_CODE", help="Publisher, or a council's code.")
@click.option("--licence", metavar="IRI", help="Licence.")
@click.option("--standard", metavar="NAME", help="Data standard that a table follows.")
@click.option("--sheet", metavar="NAME", help="Sheet of a spreadsheet.")
@click.option(
    "--map",
    "chosen",
    multiple=True,
    metavar="HEADING=COLUMN",
    help="Which column of the standard or list a heading is; may be repeated.",
)
@click.option("--personal-data", is_flag=True, help="Publish columns with personal data too.")
@click.option(
    "--on-violation",
    type=click.Choice(["refuse", "quarantine", "publish"]),
    default="refuse",
    show_default=True,
    help="What to do with data that breaks the shapes.",
)
@click.option("--draft", is_flag=True, help="Do everything except publishing.")
@click.option("--yes", is_flag=True, help="Deprecate terms that are still used without asking.")
@attributed
def load(
    sources: tuple[str, ...],
    as_format: str | None,
    list_name: str | None,
    slug: str | None,
    publisher: str | None,
    licence: str | None,
    standard: str | None,
    sheet: str | None,
    chosen: tuple[str, ...],
    personal_data: bool,
    on_violation: Literal["refuse", "quarantine", "publish"],
    draft: bool,
    yes: bool,
    by: str | None,
    note: str,
) -> None:
    """Load files or web addresses, each checked and published as a whole.

    A table of rows is checked by a data standard, told by its headings or named. If terms that
    something still uses become deprecated, a person is asked first; without a terminal, --yes must
    say so.

    Example: moothall load services.csv --list services --by standards-team --note "April's edition"
    """
    from ..loaders.checks.request import mapping_of
    from ..loaders.load import load as load_source
    from ..loaders.table_load import TableLoad
    from ..shapes.standard_files import standard_named

    config, generations = opened()
    attribution = attribution_of(config, by, note)
    table = None
    if standard or sheet or chosen or personal_data:
        table = TableLoad(
            standard=standard_named(standard, config.standards_dir) if standard else None,
            sheet=sheet,
            chosen=mapping_of(chosen),
            with_personal=personal_data,
        )
    for source in sources:
        load_one = partial(
            load_source,
            generations,
            config,
            source,
            as_format=as_format,
            list_name=list_name,
            slug=slug,
            publisher=publisher,
            licence=licence,
            table=table,
            on_violation=on_violation,
            draft=draft,
            attribution=attribution,
            progress=progress(),
        )
        try:
            report = load_one(is_confirmed=yes)
        except StillUsedError as error:
            if not confirms(error):
                raise
            report = load_one(is_confirmed=True)
        _tell(report)


@main.command()
@click.argument("source", metavar="FILE_OR_URL")
@click.option("--standard", metavar="NAME", help="Data standard that a table follows.")
@click.option("--sheet", metavar="NAME", help="Sheet of a spreadsheet.")
@click.option(
    "--map", "pairs", multiple=True, metavar="HEADING=COLUMN", help="A heading that means a column."
)
@click.option(
    "--publisher", metavar="CODE_OR_IRI", help="Publisher: a council's code or name, or an IRI."
)
@click.option("--shapes", metavar="SHAPES.ttl", help="Check RDF against these shapes instead.")
@click.option("--as", "as_format", metavar="FORMAT", help="Format, if its content does not tell.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "ttl", "xlsx"]),
    default="text",
    show_default=True,
    help="Form of the report; xlsx is a copy of the table with its faults marked.",
)
@click.option(
    "--repaired",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the table here, with what a machine may mend mended; .xlsx or CSV.",
)
def check(
    source: str,
    standard: str | None,
    sheet: str | None,
    pairs: tuple[str, ...],
    publisher: str | None,
    shapes: str | None,
    as_format: str | None,
    form: str,
    repaired: Path | None,
) -> None:
    """Check a file, and publish nothing. Exit code 4 if there is something that must be mended.

    A table is checked by its data standard, which its headings tell unless it is named; RDF and
    official lists as a load would check them.

    Example: moothall check sites.csv --standard brownfield-land --format csv > to-do.csv
    """
    from .commands.check import CheckOptions, check_and_write

    asked = CheckOptions(
        source=source,
        standard=standard,
        sheet=sheet,
        pairs=pairs,
        publisher=publisher,
        shapes=shapes,
        as_format=as_format,
        form=form,
        repaired=repaired,
    )
    config, generations = opened()
    conforms = check_and_write(
        asked,
        config,
        generations,
        sys.stdout.buffer,
        progress(),
        lambda line: click.echo(line, err=True),
    )
    if not conforms:
        raise SystemExit(EXIT_CODES[ShapesError])


@main.command()
@click.argument("file", metavar="FILE")
@click.option(
    "--built-on", default="", metavar="RELEASE", help="Release that the system was built on."
)
@click.option("--to", default="", metavar="RELEASE", help="Release to compare with; now if none.")
@click.option("--list", "list_name", default="", metavar="NAME", help="List of bare codes, names.")
@click.option("--column", default="", metavar="HEADING", help="Column or member with the codes.")
@click.option("--sheet", default="", metavar="NAME", help="Sheet of a spreadsheet.")
@click.option("--nation", default="", metavar="NAME", help="Nation that the system is for.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "patch", "sssom"]),
    default="text",
    show_default=True,
    help="Form of the answer; patch (CSV) and sssom (TSV) hold what is to be done alone.",
)
def impact(
    file: str,
    built_on: str,
    to: str,
    list_name: str,
    column: str,
    sheet: str,
    nation: str,
    form: str,
) -> None:
    """Say what releases did to a system's codes. Exit code 4 if something is to be done.

    FILE is a list with one code a line, or a table or JSON with a column of codes: addresses, codes
    or names. Exit code 0 means that all can stay, 3 that the file cannot be read.

    Example: moothall impact codes.csv --built-on 2026.1 --list services --format patch > patch.csv
    """
    from ..graph.impact.question import Question
    from .commands.impact import tell_impact

    config, generations = opened_folder("comparing with releases")
    needs_action = tell_impact(
        file,
        Question(built_on=built_on, to=to, list_name=list_name, nation=nation),
        config,
        generations,
        sys.stdout.buffer,
        progress(),
        column=column,
        sheet=sheet,
        form=form,
    )
    if needs_action:
        raise SystemExit(EXIT_CODES[ShapesError])


@main.command()
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65_535), help="Port to listen on.")
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes.")
def serve(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve the web pages, the data and the SPARQL endpoint.

    Example: moothall serve --port 8080
    """
    from .counting import counting_together

    config, _ = opened()
    said = {"host": host, "port": port, "workers": workers}
    changes: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
    with counting_together():
        from .serve import serve as serve_config

        serve_config(dataclasses.replace(config, **changes))


for command in (
    *(query, export, drafts),
    *(status, rollback, backup, restore),
    *(quality, review, release, responsible, token),
):
    main.add_command(command)


def _tell(report: LoadReport) -> None:
    from .forms.reports import load_report_lines

    for line in load_report_lines(report):
        click.echo(line)


if __name__ == "__main__":
    main()
