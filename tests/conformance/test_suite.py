"""The W3C's SPARQL 1.1 suite over HTTP: queries, updates, syntax, result forms and protocol.

The suite is not part of the project. ``SPARQL_TESTS`` names its folder ``sparql11``, whose folders
each have a ``manifest.ttl``; without it these tests are skipped. The graph store protocol, of which
the suite describes one long conversation, is tested by ``test_graph_store_protocol``.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .manifest import SuiteTest, read_suite
from .running import RUNNERS, run
from .site import Site

FOLDER = os.environ.get("SPARQL_TESTS", "")
SUITE = [t for t in read_suite(Path(FOLDER)) if t.kind in RUNNERS] if FOLDER else []

LEFT_OUT = {
    "entailment/": "no entailment but the simple one is offered",
    "service/": "other endpoints are called only where the settings allow it",
}
"""Folders that test what is not offered, and why it is not."""

NOT_PASSED = {
    "functions/bnode01": "Oxigraph makes a new blank node for each call, whatever the text",
    "csv-tsv-res/csv03": "Oxigraph keeps values and not spellings",
    "csv-tsv-res/tsv03": "Oxigraph keeps values and not spellings",
}
"""Tests that do not pass, and why."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("conformance"))
    yield made
    made.close()


def _marked(test: SuiteTest) -> object:
    left_out = next((why for folder, why in LEFT_OUT.items() if test.name.startswith(folder)), "")
    reason = NOT_PASSED.get(test.name, "")
    marks = [pytest.mark.skip(reason=left_out)] if left_out else []
    marks += [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(test, id=test.name, marks=marks)


@pytest.mark.reference
@pytest.mark.skipif(not SUITE, reason="SPARQL_TESTS names no folder of the suite")
@pytest.mark.parametrize("test", [_marked(test) for test in SUITE])
def test_the_public_suite_passes(test: SuiteTest, site: Site) -> None:
    assert run(test, site) == ""
