"""``moothall responsible``: who provides a service in an area on a day."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from .opening import opened


@click.command()
@click.argument("service", metavar="SERVICE")
@click.argument("area", metavar="AREA")
@click.option("--date", "written", metavar="DATE", help="The day, as 2026-04-01; else today.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the answer.",
)
def responsible(service: str, area: str, written: str | None, form: str) -> None:
    """Say which council provides a service in an area on a day, and why.

    SERVICE and AREA are codes, names or addresses; an area is that of any of its councils, now or
    then.

    Example: moothall responsible 524 E07000026 --date 2022-06-01
    """
    from ...graph import responsibility
    from ..forms.responsibility import responsibility_json, responsibility_lines

    generation = opened()[1].current()
    day = responsibility.read_day(written) if written else datetime.now(UTC).date()
    answer = responsibility.responsible(
        generation,
        responsibility.find_service(generation, service),
        responsibility.find_area(generation, area),
        day,
    )
    if form == "json":
        click.echo(responsibility_json(generation, answer), nl=False)
        return
    for line in responsibility_lines(answer):
        click.echo(line)
