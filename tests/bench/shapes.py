"""Checking a million triples against 25 shapes: services, with one fault in a hundred."""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from .measure import Row, run

SERVICES = 53_000
FEW_SERVICES = 550
CHANGED = 50
BASE = "http://council.example/"
DEF = f"{BASE}def/"
DCT = "http://purl.org/dc/terms/"
SCHEMA = "http://schema.org/"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
SUBCLASS_OF = "http://www.w3.org/2000/01/rdf-schema#subClassOf"

SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix c: <http://council.example/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix s: <http://schema.org/> . @prefix d: <http://council.example/def/> .
@prefix x: <http://council.example/shapes#> .
c:shapes sh:declare [ sh:prefix "d" ; sh:namespace "http://council.example/def/"^^xsd:anyURI ] ,
    [ sh:prefix "skos" ; sh:namespace "http://www.w3.org/2004/02/skos/core#"^^xsd:anyURI ] .
x:Service a sh:NodeShape ; sh:targetClass d:Service ; sh:nodeKind sh:IRI ;
    sh:pattern "^http://council\\\\.example/service/" ;
    sh:property [ sh:path dct:identifier ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:string ;
        sh:pattern "^SVC-[0-9]{7}$" ] ,
    [ sh:path dct:title ; sh:minCount 1 ; sh:uniqueLang true ; sh:datatype rdf:langString ;
        sh:maxLength 120 ] ,
    [ sh:path dct:description ; sh:minCount 1 ; sh:minLength 10 ; sh:languageIn ( "en" "cy" ) ] ,
    [ sh:path d:status ; sh:minCount 1 ; sh:maxCount 1 ; sh:in ( "active" "inactive" "defunct" ) ] ,
    [ sh:path d:provider ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ;
        sh:class d:Organisation ] ,
    [ sh:path dct:subject ; sh:minCount 1 ; sh:class skos:Concept ; sh:nodeKind sh:IRI ] ,
    [ sh:path d:location ; sh:class d:Location ; sh:node x:Place ] ,
    [ sh:path d:validFrom ; sh:maxCount 1 ; sh:datatype xsd:date ; sh:lessThan d:validTo ;
        sh:lessThanOrEquals d:validTo ] ,
    [ sh:path d:minAge ; sh:datatype xsd:integer ; sh:minInclusive 0 ; sh:maxInclusive 150 ] ,
    [ sh:path d:cost ; sh:or ( [ sh:datatype xsd:decimal ] [ sh:datatype xsd:integer ] ) ;
        sh:severity sh:Warning ] ,
    [ sh:path s:url ; sh:nodeKind sh:IRI ; sh:pattern "^https?://" ] ,
    [ sh:path dct:subject ; sh:qualifiedMinCount 1 ; sh:qualifiedValueShape
        [ sh:property [ sh:path skos:inScheme ; sh:hasValue c:scheme ] ] ] ,
    [ sh:path s:telephone ; sh:pattern "^0[0-9 ]{9,12}$" ; sh:maxCount 3 ] ,
    [ sh:path d:lastChecked ; sh:datatype xsd:dateTime ; sh:maxCount 1 ] ,
    [ sh:path ( d:provider s:email ) ; sh:minCount 1 ; sh:severity sh:Info ] ;
    sh:sparql [ a sh:SPARQLConstraint ; sh:prefixes c:shapes ; sh:message "It ends too soon." ;
        sh:select '''SELECT $this ?value WHERE { $this d:validFrom ?f ; d:validTo ?value .
            FILTER(?value < ?f) }''' ] .
x:Closed a sh:NodeShape ; sh:targetClass d:Service ; sh:closed true ;
    sh:ignoredProperties ( rdf:type ) ;
    sh:property [ sh:path dct:identifier ] , [ sh:path dct:title ] , [ sh:path dct:description ] ,
    [ sh:path d:status ] , [ sh:path d:provider ] , [ sh:path dct:subject ] ,
    [ sh:path d:location ] , [ sh:path d:validFrom ] , [ sh:path d:validTo ] ,
    [ sh:path d:minAge ] , [ sh:path d:maxAge ] , [ sh:path d:cost ] , [ sh:path s:url ] ,
    [ sh:path s:telephone ] , [ sh:path d:lastChecked ] .
x:Place a sh:NodeShape ;
    sh:property [ sh:path s:latitude ; sh:minCount 1 ; sh:maxCount 1 ; sh:minInclusive 49.0 ;
        sh:maxInclusive 61.0 ] ,
    [ sh:path s:longitude ; sh:minCount 1 ; sh:datatype xsd:decimal ] .
x:Location a sh:NodeShape ; sh:targetClass d:Location ; sh:node x:Place ;
    sh:property [ sh:path s:postalCode ; sh:minCount 1 ; sh:maxCount 1 ; sh:flags "i" ;
        sh:pattern "^[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{2}$" ] .
x:Organisation a sh:NodeShape ; sh:targetClass d:Organisation ;
    sh:property [ sh:path s:name ; sh:minCount 1 ; sh:datatype xsd:string ] ,
    [ sh:path s:email ; sh:minCount 1 ; sh:pattern "@" ] ,
    [ sh:path [ sh:inversePath d:provider ] ; sh:minCount 1 ; sh:class d:Service ] .
x:Concept a sh:NodeShape ; sh:targetClass skos:Concept ;
    sh:property [ sh:path skos:prefLabel ; sh:minCount 1 ; sh:uniqueLang true ;
        sh:datatype rdf:langString ] ,
    [ sh:path skos:notation ; sh:maxCount 1 ; sh:pattern "^[0-9]+$" ] ,
    [ sh:path skos:broader ; sh:class skos:Concept ; sh:disjoint skos:related ] ,
    [ sh:path [ sh:inversePath dct:subject ] ; sh:minCount 1 ; sh:severity sh:Info ] ,
    [ sh:path skos:inScheme ; sh:minCount 1 ; sh:hasValue c:scheme ] ;
    sh:sparql [ a sh:SPARQLConstraint ; sh:prefixes c:shapes ; sh:message "It leads nowhere." ;
        sh:select '''SELECT $this WHERE { FILTER NOT EXISTS
            { $this skos:broader*/skos:topConceptOf ?s } }''' ] .
"""


def statements(services: int) -> Iterator[str]:
    """Yield the lines of a file of N-Triples: the same ones for the same number of services."""
    chance = random.Random(7)
    concepts, organisations = max(50, services // 20), max(20, services // 50)
    locations = services // 2 + 10
    is_right: Callable[[], bool] = lambda: chance.random() > 0.01  # noqa: E731
    for number in range(concepts):
        yield from _described(f"{BASE}concept/{number}", _concept(number, chance))
    fields: Iterable[tuple[str, str]]
    for number in range(organisations):
        kind = "Council" if number % 3 else "Charity"
        described = [
            (TYPE, f"<{DEF}{kind}>"),
            (f"{SCHEMA}name", _literal(f"Organisation {number}")),
            (f"{SCHEMA}url", f"<https://org{number}.example/>"),
        ]
        if chance.random() > 0.02:
            described.append((f"{SCHEMA}email", _literal(f"info@org{number}.example")))
        yield from _described(f"{BASE}org/{number}", described)
    for kind in ("Council", "Charity"):
        yield from _described(f"{DEF}{kind}", [(SUBCLASS_OF, f"<{DEF}Organisation>")])
    for number in range(locations):
        latitude = f"{chance.uniform(50, 58):.5f}" if is_right() else "200.0"
        longitude = f"{chance.uniform(-6, 1.7):.5f}"
        code = f"BN{chance.randrange(1, 45)} {chance.randrange(1, 9)}AB" if is_right() else "none"
        fields = [
            (TYPE, f"<{DEF}Location>"),
            (f"{SCHEMA}latitude", _literal(latitude, "decimal")),
            (f"{SCHEMA}longitude", _literal(longitude, "decimal")),
            (f"{SCHEMA}postalCode", _literal(code)),
        ]
        yield from _described(f"{BASE}loc/{number}", fields)
    for number in range(services):
        fields = _service(number, chance, concepts, organisations, locations)
        yield from _described(f"{BASE}service/{number}", fields)


def _concept(number: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    yield TYPE, f"<{SKOS}Concept>"
    yield f"{SKOS}inScheme", f"<{BASE}scheme>"
    yield f"{SKOS}prefLabel", f'"Concept {number}"@en'
    yield f"{SKOS}prefLabel", f'"Cysyniad {number}"@cy'
    if chance.random() < 0.01:
        yield f"{SKOS}prefLabel", f'"Again {number}"@en'
    yield f"{SKOS}notation", _literal(f"{number}" if chance.random() > 0.01 else f"bad {number}")
    if number:
        yield f"{SKOS}broader", f"<{BASE}concept/{chance.randrange(number)}>"
    else:
        yield f"{SKOS}topConceptOf", f"<{BASE}scheme>"


def _service(
    number: int, chance: random.Random, concepts: int, organisations: int, locations: int
) -> Iterator[tuple[str, str]]:
    is_right: Callable[[], bool] = lambda: chance.random() > 0.01  # noqa: E731
    yield TYPE, f"<{DEF}Service>"
    yield f"{DCT}identifier", _literal(f"SVC-{number:07d}" if is_right() else f"svc{number}")
    if is_right():
        yield f"{DCT}title", f'"Service {number}"@en'
    yield f"{DCT}description", f'"Helps residents with need {number} in the borough."@en'
    status = chance.choice(["active", "active", "inactive", "defunct"])
    yield f"{DEF}status", _literal(status if is_right() else "unknown")
    provider = f"org/{chance.randrange(organisations)}" if is_right() else "loc/0"
    yield f"{DEF}provider", f"<{BASE}{provider}>"
    for _ in range(chance.randrange(1, 4)):
        yield f"{DCT}subject", f"<{BASE}concept/{chance.randrange(concepts)}>"
    yield f"{DEF}location", f"<{BASE}loc/{chance.randrange(locations)}>"
    year = chance.randrange(2015, 2024)
    yield f"{DEF}validFrom", _literal(f"{year}-03-01", "date")
    yield f"{DEF}validTo", _literal(f"{year + 2 if is_right() else year - 1}-03-31", "date")
    age = str(chance.randrange(0, 50)) if is_right() else "abc"
    yield f"{DEF}minAge", _literal(age, "integer")
    yield f"{DEF}maxAge", _literal(str(chance.randrange(60, 99)), "integer")
    cost = _literal(f"{chance.uniform(0, 100):.2f}", "decimal")
    yield f"{DEF}cost", cost if is_right() else _literal("about 4")
    address = f"<https://c.example/s/{number}>" if is_right() else _literal("www.c.example")
    yield f"{SCHEMA}url", address
    yield f"{SCHEMA}telephone", _literal(f"01273 {chance.randrange(100000, 999999)}")
    checked = f"2024-0{chance.randrange(1, 9)}-11T10:00:00Z"
    yield f"{DEF}lastChecked", _literal(checked, "dateTime")
    if not is_right():
        yield f"{DEF}unexpected", _literal("x")


def _described(subject: str, fields: Iterable[tuple[str, str]]) -> list[str]:
    return [f"<{subject}> <{predicate}> {value} .\n" for predicate, value in fields]


def _literal(text: str, datatype: str = "") -> str:
    return f'"{text}"^^<{XSD}{datatype}>' if datatype else f'"{text}"'


def measure() -> list[Row]:
    """Return CPU seconds and memory of a full check, and of 50 changes; if findings are right."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "shapes.ttl").write_text(SHAPES, encoding="utf-8")
        for part, services in (("many", SERVICES), ("few", FEW_SERVICES)):
            with (folder / f"{part}.nt").open("w", encoding="utf-8") as output:
                output.writelines(statements(services))
        peak_mb = 0.0
        for what in ("bulk_load", "check", "compare"):
            used = run(sys.executable, "-m", "tests.bench.shapes", what, name, data_dir=folder)
            peak_mb = used.peak_mb if what == "check" else peak_mb
        bulk, check, same = (
            json.loads((folder / f"{what}.json").read_text())
            for what in ("bulk_load", "check", "compare")
        )
    total, ratio, changed = check["total_s"], check["check_s"] / bulk["load_s"], check["changed_s"]
    return [
        Row(
            f"check {check['triples']:,} triples against 25 shapes, load and report included",
            f"{total:.1f} CPU s (load {check['load_s']:.1f}, check {check['check_s']:.1f}), "
            f"{check['findings']:,} findings",
            "7 CPU s",
            total <= 7,
        ),
        Row(
            "the check alone, against a bulk load of the file", f"{ratio:.2f}", "1.5", ratio <= 1.5
        ),
        Row(
            f"{CHANGED} changed records of them",
            f"{changed:.2f} CPU s",
            "0.5 CPU s",
            changed <= 0.5,
        ),
        Row("memory of the full check", f"{peak_mb:.0f} MB", "700 MB", peak_mb <= 700),
        Row(
            f"findings equal to pyshacl's on {same['triples']:,} triples",
            f"{same['ours']} and {same['theirs']}",
            "equal",
            same["are_equal"],
        ),
    ]


def _bulk_load(folder: Path) -> dict[str, float]:
    from pyoxigraph import RdfFormat, Store

    start = time.process_time()
    Store().bulk_load(path=str(folder / "many.nt"), format=RdfFormat.N_TRIPLES)
    return {"load_s": time.process_time() - start}


def _check(folder: Path) -> dict[str, float]:
    from moothall.graph.serialise import serialise
    from moothall.graph.terms import Literal, NamedNode, Triple
    from moothall.shapes.checking import StandingCheck
    from moothall.shapes.files import read_columns
    from moothall.shapes.shapes_graph import ShapesGraph

    start = time.process_time()
    data = read_columns(folder / "many.nt")
    loaded = time.process_time()
    check = StandingCheck(data, ShapesGraph(read_columns(folder / "shapes.ttl")))
    report = check.report()
    checked = time.process_time()
    serialise(report.as_graph(), "ttl")
    usage = resource.getrusage(resource.RUSAGE_SELF)
    total = usage.ru_utime + usage.ru_stime

    identifier = NamedNode(f"{DCT}identifier")
    changed_at = time.process_time()
    nodes = [NamedNode(f"{BASE}service/{number * 1000}") for number in range(CHANGED)]
    removed = [
        Triple(node, identifier, Literal(data.values(str(node), str(identifier))[0][1:-1]))
        for node in nodes
    ]
    added = [Triple(node, identifier, Literal("wrong")) for node in nodes]
    again = check.report(check.change(removed, added))
    changed = time.process_time() - changed_at
    wrong = [finding for finding in again.findings if finding.value == "wrong"]
    if len(wrong) != CHANGED:
        raise AssertionError(f"{len(wrong)} of {CHANGED} changed records were found wrong")
    return {
        "triples": sum(1 for _ in (folder / "many.nt").open()),
        "load_s": loaded - start,
        "check_s": checked - loaded,
        "total_s": total,
        "changed_s": changed,
        "findings": len(report.findings),
    }


def _compare(folder: Path) -> dict[str, object]:
    from moothall.shapes.checking import check_graph
    from moothall.shapes.files import read_columns
    from moothall.shapes.reference import check_triples
    from moothall.shapes.report import Report
    from moothall.shapes.shapes_graph import ShapesGraph

    data, shapes = read_columns(folder / "few.nt"), read_columns(folder / "shapes.ttl")

    def keys(report: Report) -> Counter[tuple[str, ...]]:
        return Counter((f.focus_node, f.component, f.value, f.severity) for f in report.findings)

    ours = keys(check_graph(data, ShapesGraph(shapes)))
    theirs = keys(check_triples(data.triples(), shapes.triples()))
    return {
        "triples": sum(1 for _ in data.triples()),
        "ours": ours.total(),
        "theirs": theirs.total(),
        "are_equal": ours == theirs,
    }


if __name__ == "__main__":
    made = {"bulk_load": _bulk_load, "check": _check, "compare": _compare}[sys.argv[1]](
        Path(sys.argv[2])
    )
    (Path(sys.argv[2]) / f"{sys.argv[1]}.json").write_text(json.dumps(made))
