"""``moothall quality`` and ``moothall review``: what is wrong with the lists, what to look at."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from .opening import opened, opened_folder

if TYPE_CHECKING:
    from ...graph.generation import Generation


@click.command()
@click.option("--release", "version", metavar="V", help="A release instead of what is served.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv", "ttl"]),
    default="text",
    show_default=True,
    help="Form of the record; csv names the terms.",
)
def quality(version: str | None, form: str) -> None:
    """Print the quality record: how many terms each check finds, in which lists.

    Example: moothall quality --release 2026.1 --format csv
    """
    from ...graph.quality.measuring import record_of
    from ..forms.quality import quality_in_form

    generation = _generation(version)
    sys.stdout.buffer.write(quality_in_form(generation, record_of(generation), form))


@click.command()
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--list", "list_name", metavar="LIST", help="Only the terms of one list.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="Form of the answer.",
)
def review(name: str | None, list_name: str | None, form: str) -> None:
    """Answer a question that editors ask of the lists, or list the questions without NAME.

    Example: moothall review no-welsh-name --list services --format csv
    """
    from ...graph.errors import RequestError
    from ...graph.quality.questions import named, reviews
    from ...graph.quality.review import review as answer
    from ..forms.quality import review_in_form, reviews_in_form

    if name is None and list_name is not None:
        raise RequestError("--list goes with the NAME of a review", remedy="name one")
    generation = _generation(None)
    known = reviews(generation.base_iri)
    if name is None:
        found = [(each, len(answer(generation, each.name).rows)) for each in known.values()]
        sys.stdout.buffer.write(reviews_in_form(found, form))
        return
    question = named(known, name, "review")
    table = answer(generation, name, list_name or "")
    sys.stdout.buffer.write(review_in_form(question, table, form, list_name or ""))


def _generation(version: str | None) -> Generation:
    from ...graph.releases.folder import Releases

    if version is None:
        return opened()[1].current()
    config, _ = opened_folder("keeping releases")
    return Releases(config.data_dir, config.base_iri).generation(version)
