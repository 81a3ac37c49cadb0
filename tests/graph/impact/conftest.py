"""Questions about the codes of a system, over a made-up history of a small standard."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.impact.check import ImpactCheck
from moothall.graph.impact.outcome import Impact, Occurrences
from moothall.graph.impact.question import Question
from moothall.graph.releases.comparisons import Comparisons
from moothall.graph.releases.folder import Releases

from ...impact_history import make_history

Open = Callable[..., ImpactCheck]
Assess = Callable[..., Impact]


@pytest.fixture(scope="package")
def history(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Settings of the made-up history; tests only read it."""
    return make_history(tmp_path_factory.mktemp("history") / "data")


@pytest.fixture(scope="package")
def open_check(history: Config) -> Open:
    """Opens the check of a question, of release 2026.1 and what is published now unless said."""
    generations = Generations(history.data_dir, history.base_iri)
    releases = Releases(history.data_dir, history.base_iri)
    comparisons = Comparisons(releases, generations)

    def build(built_on: str = "2026.1", **question: str) -> ImpactCheck:
        asked = Question(built_on=built_on, **question)
        return ImpactCheck(asked, releases, generations, comparisons)

    return build


@pytest.fixture(scope="package")
def assess(open_check: Open) -> Assess:
    """Says what became of some codes, each of which stands in one row."""

    def build(*codes: str, built_on: str = "2026.1", **question: str) -> Impact:
        held = {code: Occurrences(1, (row,)) for row, code in enumerate(codes, 1)}
        return open_check(built_on, **question).assess(held)

    return build
