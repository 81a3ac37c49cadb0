"""Fixtures of the pages: a view of everything that ships, and a small graph of hostile words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.change import Change
from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.terms import NamedNode, Quad, RdfFormat, parse
from moothall.server.view import View

BASE_IRI = "http://localhost:8080/"

HOSTILE = "<script>alert(1)</script>"
"""A name that must never become markup."""

_HOSTILE_TURTLE = f"""
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix esd: <http://def.esd.org.uk/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix mh: <https://w3id.org/moothall/def/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .

<http://id.esd.org.uk/list/services> a mh:List, skos:ConceptScheme ;
    dct:identifier "services" ; skos:prefLabel "{HOSTILE}"@en ; dct:description "{HOSTILE}"@en ;
    dct:license <javascript:alert(1)> .
<http://id.esd.org.uk/service/1> a esd:Service, skos:Concept ;
    skos:prefLabel "{HOSTILE}"@en ; skos:altLabel "{HOSTILE}"@cy ; skos:definition "{HOSTILE}"@en ;
    skos:notation "1" ; dct:identifier "1" ; skos:scopeNote "{HOSTILE}" ;
    skos:historyNote "{HOSTILE}" ; mh:govukTitle "{HOSTILE}" ;
    skos:related <http://id.esd.org.uk/service/2> ; rdfs:seeAlso <javascript:alert(1)> ;
    skos:inScheme <http://id.esd.org.uk/list/services> .
<http://id.esd.org.uk/service/2> a esd:Service, skos:Concept ;
    skos:prefLabel "Kept for its history"@en ; skos:notation "2" ; dct:identifier "2" ;
    owl:deprecated true ; dct:isReplacedBy <http://id.esd.org.uk/service/1> ;
    mh:absentSince "2024-03-05"^^<http://www.w3.org/2001/XMLSchema#date> ;
    skos:inScheme <http://id.esd.org.uk/list/services> .
<id/authority/ZZX> a mh:Authority ; skos:prefLabel "{HOSTILE}"@en ; dct:identifier "ZZX" ;
    skos:notation "{HOSTILE}"^^mh:gssCode ; foaf:homepage <javascript:alert(1)> .
<id/authority/ZZY> a mh:Authority ; skos:prefLabel "Ending Council"@en ; dct:identifier "ZZY" ;
    schema:dissolutionDate "2999-03-31"^^xsd:date ; mh:succeededBy <id/authority/ZZV> .
<id/authority/ZZV> a mh:Authority ; skos:prefLabel "Coming Council"@en ; dct:identifier "ZZV" ;
    schema:foundingDate "2999-04-01"^^xsd:date .
<id/load/hostile-1> a mh:Load .
<id/dataset/hostile> a dcat:Dataset, mh:Dataset ; dct:title "{HOSTILE}"@en ; mh:slug "hostile" ;
    dct:description "{HOSTILE}"@en ; sd:name <graph/hostile> ; dct:publisher <id/authority/ZZX> .
<id/record/things/ZZX/1> a mh:Record ; rdfs:label "{HOSTILE}"@en ; mh:locationText "{HOSTILE}" ;
    mh:classifiedAs <http://id.esd.org.uk/service/1> ; dct:publisher <id/authority/ZZX> .
"""


@pytest.fixture(scope="session")
def see(shipped: Generation) -> Callable[..., View]:
    """Makes the view of a path of the service of everything that ships."""

    def build(path: str, language: str = "en", **query: str) -> View:
        return View(shipped, language, path, query, BASE_IRI)

    return build


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """A generation in which every name and text is a script, and one term is deprecated.

    Of its councils one is to end and one is to come.
    """
    folder: Path = tmp_path_factory.mktemp("hostile") / "data"
    generations = Generations(folder, BASE_IRI)
    generations.create()
    graph = NamedNode(f"{BASE_IRI}graph/hostile")
    parsed = parse(_HOSTILE_TURTLE, format=RdfFormat.TURTLE, base_iri=BASE_IRI)
    quads = [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in parsed]
    with generations.writing() as writer:
        writer.publish(Change(added=quads))
    return generations.current()
