from __future__ import annotations

from collections.abc import Callable

import pytest

from moothall.graph.config import Config
from moothall.graph.errors import ShapesError
from moothall.graph.generations import Generations
from moothall.graph.namespaces import ADMS, MH, RDF, SKOS
from moothall.graph.store import Reader
from moothall.graph.terms import NamedNode, Quad
from moothall.graph.updates.request import UpdateRequest
from moothall.loaders.load_report import LoadReport
from moothall.loaders.transitions import check_transitions
from moothall.loaders.update import update
from moothall.shapes.view import View

GRAPH = NamedNode("http://localhost:8080/graph/services")
TERM = NamedNode("http://id.esd.org.uk/service/900101")


def view(before: str | None, after: str | None) -> View:
    """Return a view of a term whose status, or none, becomes another."""

    def quads(status: str | None) -> list[Quad]:
        said = [Quad(TERM, RDF.type, SKOS.Concept, GRAPH)]
        return said + ([Quad(TERM, ADMS.status, MH[status], GRAPH)] if status else [])

    return View(Reader.of(quads(after)), Reader.of(quads(before)), frozenset({GRAPH}))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Draft", "Stable"),
        ("Reserved", "Draft"),
        ("Stable", "Deprecated"),
        (None, "Superseded"),
        ("Deprecated", None),
        ("Deprecated", "Withdrawn"),
        ("Withdrawn", "Withdrawn"),
        (None, None),
    ],
)
def test_a_status_that_may_follow_is_no_fault(before: str | None, after: str | None) -> None:
    assert check_transitions(view(before, after)).conforms


@pytest.mark.parametrize(
    ("before", "after"),
    [("Stable", "Draft"), (None, "Reserved"), ("Deprecated", "Draft"), ("Superseded", "Reserved")],
)
def test_a_status_that_may_not_follow_is_a_violation_that_says_which_may(
    before: str | None, after: str
) -> None:
    (finding,) = check_transitions(view(before, after)).violations
    assert finding.focus_node == TERM.value
    assert f"cannot become {after}" in finding.message
    assert "Withdrawn" in finding.remedy


@pytest.mark.parametrize("after", [None, "Stable", "Deprecated", "Draft"])
def test_a_withdrawn_term_is_not_used_again(after: str | None) -> None:
    (finding,) = check_transitions(view("Withdrawn", after)).violations
    assert "never used again" in finding.message
    assert f"/changes?codes={TERM.value}" in finding.remedy


def test_loads_and_updates_refuse_a_withdrawn_identifier_and_change_nothing(
    load_text: Callable[..., LoadReport],
    example: Callable[[str], str],
    generations: Generations,
    config: Config,
) -> None:
    text = example("list.ttl")
    adms = "@prefix adms: <http://www.w3.org/ns/adms#> .\n"
    withdrawn = text.replace(
        'skos:prefLabel "Moon viewing"@en', 'adms:status mh:Withdrawn ; skos:prefLabel "M"@en'
    )
    load_text("services.ttl", adms + withdrawn, slug="services")
    with pytest.raises(ShapesError, match="never used again"):
        load_text("services.ttl", text, slug="services")
    delete = f"DELETE DATA {{ GRAPH {GRAPH} {{ {TERM} {ADMS.status} {MH.Withdrawn} }} }}"
    with pytest.raises(ShapesError, match="never used again"):
        update(generations, config, UpdateRequest(text=delete, base_iri=config.base_iri))
    assert generations.current().number == 1
