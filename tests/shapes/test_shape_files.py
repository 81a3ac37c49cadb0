"""Each rule of the shipped shapes: an example that conforms, and one that breaks just that rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files

import pytest

from moothall.graph.namespaces import SH
from moothall.graph.store import Reader
from moothall.graph.terms import NamedNode, Quad, RdfFormat, parse
from moothall.ontology import path
from moothall.shapes.check import SHAPE_FILES, check, shipped_shapes
from moothall.shapes.shapes_graph import TARGETS, CompiledShape
from moothall.shapes.standard_files import SHARED
from moothall.shapes.view import View
from moothall.shapes.written import iri

MakeView = Callable[..., View]

CONFORMING = """
<http://id.esd.org.uk/list/services> a mh:List, skos:ConceptScheme ; dct:title "Services"@en ;
    skos:prefLabel "Services"@en, "Gwasanaethau"@cy ; dct:identifier "services" ;
    dct:license <https://creativecommons.org/licenses/by/4.0/> ; mh:termClass esd:Service .
s:1 a esd:Service, skos:Concept ; skos:prefLabel "Moons"@en, "Lleuadau"@cy ;
    skos:altLabel "Satellites"@en ; skos:notation "1" ; dct:identifier "1" ;
    skos:definition "Round things."@en ; adms:status mh:Stable ;
    skos:inScheme <http://id.esd.org.uk/list/services> ;
    esd:hasInteraction e:i ; esd:requiredByDuty e:d ; mh:allowedByPower e:p ;
    mh:providedBy e:t ; esd:isPartOfServiceGroup e:h ; mh:aboutSubject e:sub .
s:2 a esd:Service, skos:Concept ; skos:prefLabel "Stars"@en ; skos:notation "2" ;
    dct:identifier "2" ; skos:inScheme <http://id.esd.org.uk/list/services> ; skos:broader s:1 ;
    owl:deprecated true ; dct:isReplacedBy s:1 ; skos:exactMatch e:star .
e:i a esd:Interaction . e:d a esd:Duty ; mh:basedOn e:law . e:p a esd:Power ; mh:basedOn e:law .
e:t a mh:OrganisationType . e:tier a mh:Tier . e:h a mh:NavigationHeading . e:sub a mh:Subject .
e:f a esd:Function ; mh:contains s:1 . e:n a esd:Need ; mh:metBy s:1 .
e:c a esd:Circumstance ; mh:relevantTo s:1 . e:r a mh:Record ; mh:classifiedAs s:1 .
e:rt a esd:Retention ; mh:recordsWorkOf s:1, e:f ; mh:keptUnder e:d, e:p ; mh:basedOn e:law .
e:law a eli:LegalResource ; rdfs:label "Moon Act 1999, section 1"@en ; eli:is_part_of e:act .
e:act a eli:LegalResource ; rdfs:label "Moon Act 1999"@en .
<id/authority/ZZW> a mh:Authority ; skos:prefLabel "Westmere Borough Council"@en ;
    dct:identifier "ZZW" ; mh:tier e:tier ; mh:nation "England" ;
    mh:succeededBy <id/authority/ZZE> ;
    schema:foundingDate "1974-04-01"^^xsd:date ; schema:dissolutionDate "2023-03-31"^^xsd:date ;
    wgs84:lat 53.9 ; wgs84:long 0.9 ; mh:parentAuthority <id/authority/ZZE> .
<id/authority/ZZE> a mh:Authority ; skos:prefLabel "Eastmere Council"@en ; dct:identifier "ZZE-A" .
<id/dataset/moons> a mh:Dataset, dcat:Dataset ; dct:title "Moons"@en ; mh:slug "moons" ;
    dct:license e:licence ; dct:publisher e:publisher ; sd:name <graph/moons> .
"""

NAMED = "".join(
    f'e:{name} a skos:Concept ; skos:prefLabel "{name}"@en ; skos:notation "{name}" ; '
    f'dct:identifier "{name}" ; '
    "skos:inScheme <http://id.esd.org.uk/list/services> .\n"
    for name in ("i", "d", "p", "t", "tier", "h", "sub", "f", "n", "c", "rt")
)


@dataclass(frozen=True)
class Fault:
    """A change to the conforming example that breaks one rule."""

    rule: str
    old: str
    new: str


FAULTS = [
    Fault("term-label", 'skos:prefLabel "Stars"@en ; ', ""),
    Fault("term-label-language", '"Stars"@en', '"Stars"@en, "Suns"@en'),
    Fault("term-label-text", '"Stars"@en', '"Stars"@en, " "@cy'),
    Fault("term-identifier", 'skos:notation "2" ;\n    dct:identifier "2" ;', ""),
    Fault(
        "term-identifier-text", '"2" ;\n    dct:identifier "2"', '"2 b" ;\n dct:identifier "2 b"'
    ),
    Fault("term-notation", 'skos:notation "2" ;', 'skos:notation "3" ;'),
    Fault("term-list", '"2" ; skos:inScheme <http://id.esd.org.uk/list/services> ;', '"2" ;'),
    Fault("term-list-known", '"2" ; skos:inScheme ', '"2" ; skos:inScheme e:list, '),
    Fault("term-broader", "skos:broader s:1", "skos:broader s:3"),
    Fault("term-other-name", '"Satellites"@en', '"Moons"@en'),
    Fault("term-other-name-text", '"Satellites"@en', '""@en'),
    Fault("term-definition", '"Round things."@en', '" "@en'),
    Fault("term-status", "mh:Stable", "mh:Shiny"),
    Fault("term-replacement", "dct:isReplacedBy s:1", "dct:isReplacedBy s:3"),
    Fault("list-title", 'dct:title "Services"@en ;', ""),
    Fault("list-label", 'skos:prefLabel "Services"@en, "Gwasanaethau"@cy ;', ""),
    Fault("list-identifier", 'dct:identifier "services"', 'dct:identifier "the services"'),
    Fault("list-licence", "dct:license <https://creativecommons.org/licenses/by/4.0/> ;", ""),
    Fault("list-class", "; mh:termClass esd:Service .", "."),
    Fault("contains-target", "mh:contains s:1", "mh:contains s:3"),
    Fault(
        "contains",
        "e:f a esd:Function ; mh:contains s:1 .",
        "e:f a esd:Function . e:q mh:contains s:1 .",
    ),
    Fault("has-interaction-target", "esd:hasInteraction e:i", "esd:hasInteraction e:q"),
    Fault(
        "has-interaction",
        "e:i a esd:Interaction .",
        "e:i a esd:Interaction . e:q esd:hasInteraction e:i .",
    ),
    Fault("met-by-target", "mh:metBy s:1", "mh:metBy s:3"),
    Fault("met-by", "mh:metBy s:1 .", "mh:metBy s:1 . e:q mh:metBy s:1 ."),
    Fault("relevant-to-target", "mh:relevantTo s:1", "mh:relevantTo s:3"),
    Fault("relevant-to", "mh:relevantTo s:1 .", "mh:relevantTo s:1 . e:q mh:relevantTo s:1 ."),
    Fault("required-by-duty-target", "esd:requiredByDuty e:d", "esd:requiredByDuty e:q"),
    Fault(
        "required-by-duty",
        "e:i a esd:Interaction .",
        "e:i a esd:Interaction . e:q esd:requiredByDuty e:d .",
    ),
    Fault("records-work-of-target", "mh:recordsWorkOf s:1", "mh:recordsWorkOf e:d"),
    Fault(
        "records-work-of",
        "e:i a esd:Interaction .",
        "e:i a esd:Interaction . e:q mh:recordsWorkOf s:1 .",
    ),
    Fault("kept-under-target", "mh:keptUnder e:d", "mh:keptUnder s:1"),
    Fault(
        "kept-under",
        "e:i a esd:Interaction .",
        "e:i a esd:Interaction . e:q mh:keptUnder e:d .",
    ),
    Fault("allowed-by-power-target", "mh:allowedByPower e:p", "mh:allowedByPower e:q"),
    Fault(
        "allowed-by-power",
        "e:i a esd:Interaction .",
        "e:i a esd:Interaction . e:q mh:allowedByPower e:p .",
    ),
    Fault("provided-by-target", "mh:providedBy e:t", "mh:providedBy e:q"),
    Fault(
        "provided-by",
        "e:i a esd:Interaction .",
        "e:i a esd:Interaction . e:q mh:providedBy e:tier .",
    ),
    Fault(
        "part-of-service-group-target",
        "esd:isPartOfServiceGroup e:h",
        "esd:isPartOfServiceGroup e:q",
    ),
    Fault(
        "part-of-service-group",
        "e:i a esd:Interaction .",
        "e:i a esd:Interaction . e:q esd:isPartOfServiceGroup e:h .",
    ),
    Fault("about-subject-target", "mh:aboutSubject e:sub", "mh:aboutSubject e:q"),
    Fault(
        "about-subject",
        "e:i a esd:Interaction .",
        "e:i a esd:Interaction . e:q mh:aboutSubject e:sub .",
    ),
    Fault("classified-as-target", "mh:classifiedAs s:1", "mh:classifiedAs s:3"),
    Fault(
        "classified-as", "mh:classifiedAs s:1 .", "mh:classifiedAs s:1 . e:q mh:classifiedAs s:1 ."
    ),
    *(
        Fault(f"{name}-match", "skos:exactMatch e:star", f'skos:{name}Match "star"')
        for name in ("exact", "close", "related", "broad", "narrow")
    ),
    Fault("authority-name", 'skos:prefLabel "Eastmere Council"@en ;', ""),
    Fault("authority-identifier", '"ZZE-A"', '"zze"'),
    Fault("authority-tier", "mh:tier e:tier", "mh:tier e:t"),
    Fault("authority-nation", '"England"', '"Mercia"'),
    Fault("authority-founded", '"1974-04-01"^^xsd:date', '"1974"'),
    Fault(
        "authority-abolished",
        '"2023-03-31"^^xsd:date',
        '"2023-03-31"^^xsd:date, "2023-04-01"^^xsd:date',
    ),
    Fault("authority-parent", "mh:parentAuthority <id/authority/ZZE>", "mh:parentAuthority e:q"),
    Fault("authority-successor", "mh:succeededBy <id/authority/ZZE>", "mh:succeededBy e:q"),
    Fault("authority-latitude", "wgs84:lat 53.9", 'wgs84:lat "north"'),
    Fault("authority-longitude", "wgs84:long 0.9", "wgs84:long 0.9, 1.9"),
    Fault("dataset-title", 'dct:title "Moons"@en ;', ""),
    Fault("dataset-slug", 'mh:slug "moons"', 'mh:slug "the moons"'),
    Fault("dataset-licence", "dct:license e:licence ;", ""),
    Fault("dataset-publisher", "dct:publisher e:publisher ;", ""),
    Fault("dataset-graph", "; sd:name <graph/moons> .", "."),
    Fault("provision-law", "e:d a esd:Duty ; mh:basedOn e:law .", "e:d a esd:Duty ."),
    Fault(
        "provision-law-known",
        "e:d a esd:Duty ; mh:basedOn e:law",
        "e:d a esd:Duty ; mh:basedOn e:q",
    ),
    Fault("legislation-name", '; rdfs:label "Moon Act 1999"@en .', "."),
    Fault("legislation-part-of", "eli:is_part_of e:act", "eli:is_part_of e:q"),
]


@pytest.fixture(scope="session")
def core() -> list[Quad]:
    """The ontology, whose classes within classes the shapes rely on."""
    data = path("core.ttl").read_bytes()
    graph = NamedNode("http://localhost:8080/graph/ontology")
    return [
        Quad(q.subject, q.predicate, q.object, graph)
        for q in parse(data, RdfFormat.TURTLE, base_iri="http://localhost:8080/")
    ]


def broken_rules(turtle: str, view: MakeView, core: list[Quad]) -> set[str]:
    checked = View(view(turtle + NAMED).staged, Reader.of(core))
    return {f.rule.rpartition("/")[2] for f in check(checked).findings}


def test_the_example_conforms_to_every_rule(view: MakeView, core: list[Quad]) -> None:
    assert broken_rules(CONFORMING, view, core) == set()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.rule)
def test_a_fault_breaks_just_its_rule(fault: Fault, view: MakeView, core: list[Quad]) -> None:
    assert CONFORMING.count(fault.old) == 1, "the fault changes exactly one place"
    broken = broken_rules(CONFORMING.replace(fault.old, fault.new), view, core)
    assert broken == {fault.rule}


def rules() -> dict[str, CompiledShape]:
    """The shapes that ask something of values, by the last part of their IRIs."""
    shapes = shipped_shapes()
    found = [member for root in shapes.roots() for (member,) in shapes.members(root, "property")]
    found += [root for root in shapes.roots() if root.tests or root.values("class")]
    return {shape.node[1:-1].rpartition("/")[2]: shape for shape in found}


def test_every_rule_has_a_fault() -> None:
    assert rules().keys() == {fault.rule for fault in FAULTS}


def test_every_rule_says_what_is_wrong_and_what_to_do() -> None:
    for name, rule in rules().items():
        assert [message for message in rule.messages if '."' in message], name
        assert rule.remedy.endswith("."), name
        assert rule.values("name") or rule.path is None, name


def test_every_shape_that_ships_has_a_target() -> None:
    shapes = shipped_shapes()
    typed = shapes.graph.instances(iri(SH, "NodeShape"))
    assert typed == {root.node for root in shapes.roots()}
    for root in shapes.roots():
        assert any(root.values(target) for target in TARGETS), root.node


def test_every_file_of_shapes_is_used() -> None:
    folder = files("moothall.shapes")
    found = {entry.name for entry in folder.iterdir() if entry.name.endswith(".ttl")}
    assert found == {*SHAPE_FILES, SHARED}
