"""A made-up graph of a stated size, in the shape of published council data."""

from __future__ import annotations

import random
from collections.abc import Iterator

from moothall.graph.namespaces import DCT, MH, RDF, RDFS, SKOS, WGS84, XSD
from moothall.graph.terms import Literal, NamedNode, Quad

TRIPLES_A_RECORD = 11
_WORDS = "park lane hall moor ford mill dale gate bridge market harbour green library".split()


def records(base_iri: str, triples: int, publishers: int = 50) -> Iterator[Quad]:
    """Return about so many quads: places of made-up councils, tagged with services.

    The same call always returns the same quads.
    """
    chance = random.Random(42)
    for number in range(triples // TRIPLES_A_RECORD):
        yield from record(base_iri, number, chance, publishers)


def record(
    base_iri: str, number: int, chance: random.Random, publishers: int = 50
) -> Iterator[Quad]:
    """Return the quads of one record."""
    publisher = f"Z{number % publishers:02d}"
    graph = NamedNode(f"{base_iri}graph/places-{publisher}")
    subject = NamedNode(f"{base_iri}id/record/places/{publisher}/{number}")
    name = " ".join(chance.choices(_WORDS, k=4)).capitalize()
    decimal = XSD.decimal
    statements = (
        (RDF.type, MH.Record),
        (RDF.type, MH.PublicToilet),
        (RDFS.label, Literal(f"{name} {number}", language="en")),
        (DCT.identifier, Literal(str(number))),
        (DCT.publisher, NamedNode(f"{base_iri}id/authority/{publisher}")),
        (MH.classifiedAs, NamedNode(f"http://id.esd.org.uk/service/{chance.randrange(1, 1600)}")),
        (WGS84.lat, Literal(f"{chance.uniform(50, 55):.5f}", datatype=decimal)),
        (WGS84.long, Literal(f"{chance.uniform(-4, 1):.5f}", datatype=decimal)),
        (MH.openingHours, Literal(f"{chance.randrange(6, 11)}am to {chance.randrange(4, 10)}pm")),
        (MH.charge, Literal(f"{chance.randrange(0, 60) / 100:.2f}", datatype=decimal)),
        (SKOS.note, Literal(" ".join(chance.choices(_WORDS, k=20)))),
    )
    for predicate, value in statements:
        yield Quad(subject, predicate, value, graph)
