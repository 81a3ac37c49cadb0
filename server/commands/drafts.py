"""``moothall draft``: the commands that hand in, judge, publish and discard drafts of lists."""

from __future__ import annotations

import sys
from typing import Literal as OneOf

import click

from ...graph.errors import StillUsedError
from .attributing import attributed, attribution_of
from .confirming import confirms
from .opening import opened_folder
from .progress import progress

_DOING = "keeping drafts"
_FORM = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the answer.",
)


@click.group()
def draft() -> None:
    """Hand in a list, see what publishing it would do, and publish or discard it.

    Example: moothall draft put spring services.ttl --dataset services
    """


@draft.command("put")
@click.argument("name")
@click.argument("source", metavar="FILE_OR_URL")
@click.option("--as", "as_format", metavar="FORMAT", help="Format, if its content does not tell.")
@click.option("--list", "list_name", metavar="NAME", help="List that the terms belong to.")
@click.option("--dataset", "slug", metavar="SLUG", help="Name of the dataset that it becomes.")
@click.option("--publisher", metavar="IRI_OR_CODE", help="Publisher, or a council's code.")
@click.option("--licence", metavar="IRI", help="Licence.")
@_FORM
@attributed
def put_draft(
    name: str,
    source: str,
    as_format: str | None,
    list_name: str | None,
    slug: str | None,
    publisher: str | None,
    licence: str | None,
    form: OneOf["text", "json"],
    by: str | None,
    note: str,
) -> None:
    """Keep a list as a draft, in place of one of the same name, and say what it would do.

    Example: moothall draft put spring services.ttl --dataset services --note "Names of 2026"
    """
    from ...loaders.drafting import HandedIn, hand_in
    from ...loaders.source import fetch
    from ..forms.drafts import judgement_in_form

    config, generations = opened_folder(_DOING)
    attribution = attribution_of(config, by, note)
    handed = HandedIn(
        name=name,
        source=fetch(source, config),
        as_format=as_format,
        list_name=list_name,
        slug=slug,
        publisher=publisher,
        licence=licence,
    )
    found = hand_in(generations, config, handed, attribution, progress=progress())
    sys.stdout.buffer.write(judgement_in_form(found.judgement, form))


@draft.command("list")
@_FORM
def list_drafts(form: OneOf["text", "json"]) -> None:
    """List the drafts, with what each changes, who handed it in, and why.

    Example: moothall draft list
    """
    from ...loaders.drafts import Drafts
    from ..forms.drafts import drafts_in_form

    config, _ = opened_folder(_DOING)
    sys.stdout.buffer.write(drafts_in_form(Drafts(config.data_dir).all(), form))


@draft.command("show")
@click.argument("name")
@_FORM
def show_draft(name: str, form: OneOf["text", "json"]) -> None:
    """Say what publishing a draft would do now: its difference, quality and impact.

    Example: moothall draft show spring --format json
    """
    from ...loaders.drafts import Drafts
    from ...loaders.judging import judge
    from ..forms.drafts import judgement_in_form

    config, generations = opened_folder(_DOING)
    kept = Drafts(config.data_dir).get(name)
    found = judge(generations, config, generations.current(), kept.draft, kept.data, progress())
    sys.stdout.buffer.write(judgement_in_form(found, form))


@draft.command("publish")
@click.argument("name")
@click.option("--yes", is_flag=True, help="Deprecate terms that are still used without asking.")
@attributed
def publish_draft(name: str, yes: bool, by: str | None, note: str) -> None:
    """Publish a draft, unless others have changed its list since it was handed in.

    If terms that something still uses become deprecated, a person is asked first.

    Example: moothall draft publish spring --by standards-team
    """
    from ...loaders import drafting
    from ...loaders.drafts import Drafts
    from ..forms.reports import load_report_lines

    config, generations = opened_folder(_DOING)
    attribution = attribution_of(config, by, note)
    kept, tell = Drafts(config.data_dir).get(name), progress()
    try:
        report = drafting.publish_draft(
            generations, config, kept, attribution, is_confirmed=yes, progress=tell
        )
    except StillUsedError as error:
        if not confirms(error):
            raise
        report = drafting.publish_draft(
            generations, config, kept, attribution, is_confirmed=True, progress=tell
        )
    for line in load_report_lines(report):
        click.echo(line)


@draft.command("discard")
@click.argument("name")
def discard_draft(name: str) -> None:
    """Remove a draft; nothing that is published changes.

    Example: moothall draft discard spring
    """
    from ...loaders.drafts import Drafts

    config, _ = opened_folder(_DOING)
    Drafts(config.data_dir).discard(name)
    click.echo(f"the draft {name} is discarded")
