"""``moothall impact``: the codes of a file, what became of each, and whether anything is to do."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO

from ...graph.config import Config
from ...graph.generations import Generations
from ...graph.impact.check import ImpactCheck
from ...graph.impact.question import Question
from ...graph.releases.comparisons import Comparisons
from ...graph.releases.folder import Releases
from ...loaders.codes.read import read_codes
from ...loaders.source import fetch
from ..forms.impact import impact_in_form


def tell_impact(
    file: str,
    question: Question,
    config: Config,
    generations: Generations,
    output: IO[bytes],
    progress: Callable[[str], None],
    *,
    column: str,
    sheet: str,
    form: str,
) -> bool:
    """Write what became of the codes of a file, and return whether anything is to be done.

    Args:
        file: path or address of the file.
        question: which releases, list and nation.
        config: the settings.
        generations: what is published.
        output: where the answer goes.
        progress: is told each step.
        column: the column of the codes; empty for the one that is known.
        sheet: the sheet of a spreadsheet; empty for the likeliest.
        form: one of `impact_forms.IMPACT_FORMS`.

    Raises:
        SourceError: the file cannot be read, or it is not clear which column is meant.
        RequestError: the question makes no sense.
    """
    releases = Releases(config.data_dir, config.base_iri)
    progress("opening the releases")
    with _nothing_thrown_away():
        check = ImpactCheck(question, releases, generations, Comparisons(releases, generations))
        progress(f"reading {file}")
        read = read_codes(fetch(file, config), check.find, column=column, sheet=sheet)
        progress(f"comparing {len(read.codes):,} codes")
        found = check.assess(read.codes, read.notes)
        output.write(impact_in_form(found, form, config.base_iri))
    return found.needs_action


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """Let nobody look for garbage: all that is read is needed to the end.

    Looking through the terms of two editions again and again takes a seventh of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
