"""A service whose ledger tells of lists, a council and a dataset with a hostile name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from moothall.graph.attribution import NOBODY, Attribution
from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.namespaces import ADMS, DCAT, DCT, ESD, MH, OWL, RDF, SKOS
from moothall.graph.terms import Literal, NamedNode, Quad
from moothall.loaders.ledger import DatasetChange, ThingChange, ledger_change

BASE = "http://localhost:8080/"
HOSTILE = "<b>Moons & \x01tides</b>"
START = datetime(2026, 11, 20, 9, tzinfo=UTC)
SERVICE = "http://id.esd.org.uk/service/"


def term(code: int) -> NamedNode:
    return NamedNode(f"{SERVICE}{code}")


def english(text: str) -> Literal:
    return Literal(text, language="en")


def list_quads() -> Iterator[Quad]:
    """Yield a list of 130 services, a council and the dataset that it publishes."""
    graph, catalogue = NamedNode(f"{BASE}graph/services"), NamedNode(f"{BASE}graph/catalogue")
    scheme = NamedNode("http://id.esd.org.uk/list/services")
    yield Quad(scheme, RDF.type, SKOS.ConceptScheme, graph)
    yield Quad(scheme, SKOS.prefLabel, english("Services"), graph)
    for code in range(1, 131):
        yield Quad(term(code), RDF.type, ESD.Service, graph)
        yield Quad(term(code), SKOS.inScheme, scheme, graph)
        yield Quad(term(code), SKOS.prefLabel, english(f"Service {code}"), graph)
        yield Quad(term(code), DCT.identifier, Literal(str(code)), graph)
    yield Quad(term(7), OWL.deprecated, Literal("true"), graph)
    yield Quad(term(7), DCT.isReplacedBy, term(8), graph)
    yield Quad(term(9), ADMS.status, MH.Withdrawn, graph)
    council, toilets = (NamedNode(f"{BASE}id/{p}") for p in ("authority/RUS", "dataset/toilets"))
    yield Quad(council, RDF.type, MH.Authority, NamedNode(f"{BASE}graph/authorities"))
    yield Quad(council, DCT.identifier, Literal("RUS"), NamedNode(f"{BASE}graph/authorities"))
    yield Quad(
        council, SKOS.prefLabel, english("Rushcliffe"), NamedNode(f"{BASE}graph/authorities")
    )
    yield Quad(toilets, RDF.type, DCAT.Dataset, catalogue)
    yield Quad(toilets, RDF.type, MH.Dataset, catalogue)
    yield Quad(toilets, DCT.title, english("Toilets"), catalogue)
    yield Quad(toilets, MH.slug, Literal("toilets"), catalogue)
    yield Quad(toilets, DCT.publisher, council, catalogue)
    held = NamedNode(f"{BASE}graph/toilets")
    yield Quad(NamedNode(f"{BASE}id/record/toilets/RUS/1"), RDF.type, MH.Record, held)


def changed(codes: range, *kinds: NamedNode) -> DatasetChange:
    """Return a change of some services."""
    things = [
        ThingChange(term(code), kinds, (english(f"Service {code}"),), (english(f"Old {code}"),))
        for code in codes
    ]
    title, number = english("Services"), len(things)
    return DatasetChange("services", title, MH.OtherChange, 9, 9, changed=number, things=things)


def publish(
    config: Config, change: Change, *datasets: DatasetChange, attribution: Attribution = NOBODY
) -> None:
    """Publish a change, and what the ledger says of it, a day after the one before."""
    with Generations(config.data_dir, config.base_iri).writing() as writer:
        when = START + timedelta(days=writer.next_number)
        number, live = writer.next_number, writer.live
        told = ledger_change(datasets, BASE, number, when, attribution, live)
        writer.publish(change + told)


def with_ledger(data_dir: Path) -> Config:
    """Return settings of a store whose ledger has a full page and one that is not."""
    config = Config(data_dir=data_dir)
    Generations(config.data_dir, config.base_iri).create()
    services = DatasetChange("services", english("Services"), MH.Addition, 9, 0, created=130)
    publish(config, Change(added=list(list_quads())), services)
    publish(config, Change(), changed(range(11, 71), MH.Renaming, MH.Move))
    publish(config, Change(), changed(range(71, 131), MH.OtherChange))
    toilets = DatasetChange("toilets", english(HOSTILE), MH.OtherChange, 9, 9, 2_000, 3_000, 1)
    publish(config, Change(), changed(range(7, 8), MH.Deprecation), toilets)
    return config
