"""Terms that become deprecated while something uses them: who does, and that it is confirmed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.config import Config
from moothall.graph.errors import StillUsedError
from moothall.graph.generations import Generations
from moothall.graph.namespaces import OWL, XSD
from moothall.graph.terms import Literal, NamedNode, Quad, RdfFormat
from moothall.graph.updates.request import UpdateRequest
from moothall.loaders.graph_store import GraphStore, read_body
from moothall.loaders.load_report import LoadReport
from moothall.loaders.retirement import Retirement
from moothall.loaders.update import update

BASE = "http://localhost:8080/"
GRAPH = NamedNode(f"{BASE}graph/services")
VIEWING, POLISHING = (f"http://id.esd.org.uk/service/{code}" for code in (900101, 900102))
DEPRECATED = Literal("true", datatype=XSD.boolean)

LoadText = Callable[..., LoadReport]

USERS = f"""
@prefix e: <http://example.org/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
e:one a e:Visit ; rdfs:label "First visit"@en ; e:uses <{VIEWING}> ; e:also <{VIEWING}> .
e:two e:uses <{VIEWING}> .
"""


@pytest.fixture
def used(load_text: LoadText, example: Callable[[str], str]) -> Callable[..., LoadReport]:
    """Loads the small list and data that uses one of its terms; then loads the list changed."""
    text = example("list.ttl")
    load_text("services.ttl", text, slug="services")
    load_text("visits.ttl", USERS, slug="visits")

    def again(old: str, new: str, **options: object) -> LoadReport:
        assert old in text
        return load_text("services.ttl", text.replace(old, new), slug="services", **options)

    return again


def mark(code: str) -> tuple[str, str]:
    """Return what turns a term of the small list into a deprecated one."""
    start = f"service:{code} a esd:Service, skos:Concept ;"
    return start, f"{start} <{OWL.deprecated.value}> true ; skos:historyNote 'Over.'@en ;"


def test_a_load_that_deprecates_a_used_term_is_refused_with_its_users(
    used: Callable[..., LoadReport], generations: Generations
) -> None:
    with pytest.raises(StillUsedError, match="--yes") as refused:
        used(*mark("900101"))
    (found,) = refused.value.retirements
    assert found.iri == VIEWING
    assert str(found) == (
        f"Moon viewing <{VIEWING}> is still used by visits (dataset visits): 2: "
        "First visit, http://example.org/two"
    )
    assert generations.current().number == 2


def test_confirmed_it_is_published_and_told_as_a_warning(
    used: Callable[..., LoadReport], generations: Generations
) -> None:
    report = used(*mark("900101"), is_confirmed=True)
    assert any("is still used by visits" in warning for warning in report.warnings)
    assert generations.current().number == 3
    assert used(*mark("900101")).unchanged, "what is deprecated already is not asked about"


def test_a_draft_tells_and_does_not_ask(used: Callable[..., LoadReport]) -> None:
    report = used(*mark("900101"), draft=True)
    assert any("is still used by visits" in warning for warning in report.warnings)


def test_a_term_that_an_edition_lacks_is_asked_about_too(used: Callable[..., LoadReport]) -> None:
    old = 'service:900101 a esd:Service, skos:Concept ; skos:prefLabel "Moon viewing"@en ;'
    with pytest.raises(StillUsedError, match="Moon viewing"):
        used(
            f'{old}\n    skos:notation "900101" ; dct:identifier "900101" ; '
            "skos:inScheme list:services .",
            "",
        )


def test_a_term_that_nothing_uses_is_deprecated_without_asking(
    used: Callable[..., LoadReport], generations: Generations
) -> None:
    used(*mark("900102"))
    assert generations.current().number == 3


@pytest.mark.parametrize("status", ["Superseded", "Withdrawn"])
def test_every_status_that_is_not_for_new_use_is_asked_about(
    used: Callable[..., LoadReport], status: str
) -> None:
    start = mark("900101")[0]
    marked = f"{start} <http://www.w3.org/ns/adms#status> mh:{status} ; "
    with pytest.raises(StillUsedError):
        used(start, marked)


@pytest.fixture
def shipped_copy(shipped_config: Config, tmp_path: Path) -> Config:
    """A data directory of the test's own that holds everything that ships."""
    shutil.copytree(shipped_config.data_dir, tmp_path / "copy", symlinks=True)
    return Config(data_dir=tmp_path / "copy")


def test_users_are_counted_by_mapping_and_dataset(shipped_copy: Config) -> None:
    generations = Generations(shipped_copy.data_dir, BASE)
    toilets = "http://id.esd.org.uk/service/579"
    text = f"INSERT DATA {{ GRAPH <{GRAPH.value}> {{ <{toilets}> {OWL.deprecated} true }} }}"
    with pytest.raises(StillUsedError) as refused:
        update(generations, shipped_copy, UpdateRequest(text=text, base_iri=BASE))
    (found,) = refused.value.retirements
    assert isinstance(found, Retirement)
    uses = {use.dataset: use for use in found.uses}
    assert uses["services-law"].is_mapping
    assert not uses["westmere-public-toilets"].is_mapping
    assert uses["westmere-public-toilets"].count > 3
    assert len(uses["westmere-public-toilets"].examples) == 3
    assert "services" not in uses, "its function and its list are its place, and no users"
    assert not {"changes", "catalogue", "tombstones"} & uses.keys()
    counts = [use.count for use in found.uses]
    assert counts == sorted(counts, reverse=True)
    written = update(
        generations, shipped_copy, UpdateRequest(text=text, base_iri=BASE), is_confirmed=True
    )
    assert written.added == 1


def test_the_graph_store_asks_as_well(
    used: Callable[..., LoadReport], generations: Generations, config: Config
) -> None:
    body = read_body(f"<{VIEWING}> {OWL.deprecated} true .".encode(), RdfFormat.TURTLE, BASE)
    with pytest.raises(StillUsedError):
        GraphStore(generations, config).post(GRAPH, body)
    GraphStore(generations, config, is_confirmed=True).post(GRAPH, body)
    marked = Quad(NamedNode(VIEWING), OWL.deprecated, DEPRECATED, GRAPH)
    assert marked in generations.current().reader
