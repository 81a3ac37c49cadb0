"""``moothall release``: the commands that make, list and compare releases of the standard."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path

import click

from .attributing import attribution_of, by_option
from .opening import opened_folder

_DOING = "keeping releases"
_FORMS = ("text", "json", "csv", "ttl", "trig", "ru")


@click.group()
def release() -> None:
    """Make, list and compare releases: frozen, citable editions of the standard.

    Example: moothall release create --version 2026.1 --notes notes.md
    """


@release.command("create")
@click.option("--version", required=True, metavar="V", help="Version, above all before it.")
@click.option(
    "--notes",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="What the release brings, as Markdown.",
)
@click.option("--draft", is_flag=True, help="Make a draft, which may be made anew.")
@click.option(
    "--freeze-date",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="With --draft: the day from which it takes no more changes.",
)
@click.option(
    "--waive",
    "waived",
    multiple=True,
    metavar="CHECK=REASON",
    help="Why a quality check may find more than in the release before; may be repeated.",
)
@by_option
def create_release(
    version: str,
    notes: Path,
    draft: bool,
    freeze_date: datetime | None,
    waived: tuple[str, ...],
    by: str | None,
) -> None:
    """Freeze the ontology, lists, words and mappings as they are served.

    It is refused if a quality check that matters finds more than in the release before.
    A release that breaks what a consumer relies on is refused, unless its notes have a line
    "Breaks: NAME - reason"; 'moothall release contracts' names the consumers.

    Example: moothall release create --version 2026.2 --notes notes.md --draft
    """
    from ...graph.errors import SourceError
    from ...graph.quality.regressions import read_waivers
    from ...graph.releases.making import create
    from ..contracts.approval import approval

    config, generations = opened_folder(_DOING)
    try:
        text = notes.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise SourceError(
            "the notes are not UTF-8", source=str(notes), remedy="save the file as UTF-8"
        ) from error
    frozen: date | None = freeze_date.date() if freeze_date else None
    made = create(
        generations,
        version,
        text,
        draft=draft,
        freeze_date=frozen,
        waivers=read_waivers(waived),
        progress=lambda step: click.echo(f"  {step}", err=True),
        approve=approval(config, text),
        attribution=attribution_of(config, by),
    )
    kind = "draft of release" if made.is_draft else "release"
    click.echo(f"{kind} {made.version}: {made.triples:,} statements in {len(made.graphs)} graphs")
    counts = made.quality or {}
    click.echo(f"quality: {len(counts)} checks find {sum(counts.values()):,}")
    click.echo(f"sha256 {made.checksum}")


@release.command("contracts")
@click.argument("version", required=False, default="", metavar="[VERSION]")
def replay_contracts(version: str) -> None:
    """Say whether consumers get what they rely on, from what is served or from a release.

    Exit code 2 if one does not.

    Example: moothall release contracts 2026.2
    """
    from ...graph.errors import BrokenContractError
    from ..contracts.approval import breaks_of
    from ..contracts.contract import contracts

    config, _ = opened_folder(_DOING)
    found = breaks_of(config, version)
    for contract in contracts():
        count = sum(each.contract == contract.name for each in found)
        outcome = f"{count} broken" if count else "kept"
        requests = len(contract.requests)
        click.echo(f"{contract.name}: {contract.title}, {requests} requests, {outcome}")
    if found:
        raise BrokenContractError([str(each) for each in found], found[0].contract)


@release.command("list")
def list_releases() -> None:
    """List the releases and drafts, oldest first, with the day and checksum of each.

    Example: moothall release list
    """
    from ...graph.releases.folder import Releases

    config, _ = opened_folder(_DOING)
    for found in Releases(config.data_dir, config.base_iri).all():
        frozen = f", frozen from {found.freeze_date.isoformat()}" if found.freeze_date else ""
        state = f"draft{frozen}" if found.is_draft else "released"
        click.echo(f"{found.version}  {found.issued.date()}  sha256 {found.checksum}  {state}")


@release.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMS),
    default="text",
    show_default=True,
    help="Form of the difference.",
)
@click.option("--list", "list_name", metavar="NAME", help="Only what concerns one list.")
def compare_releases(before: str, after: str, form: str, list_name: str | None) -> None:
    """Say what changed from one release to another, or to what is served (now).

    Example: moothall release diff 2026.1 now --format csv
    """
    from ...graph.releases.comparison import compare
    from ...graph.releases.folder import Releases
    from ...graph.releases.sides import side
    from ..forms.differences import difference_in_form

    config, generations = opened_folder(_DOING)
    releases = Releases(config.data_dir, config.base_iri)
    found = compare(side(releases, generations, before), side(releases, generations, after))
    if list_name is not None:
        found = found.in_list(list_name)
    sys.stdout.buffer.write(difference_in_form(found, form, config.base_iri))
