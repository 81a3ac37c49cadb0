"""A made-up history: three releases of a small standard and what is published now.

What happens to each service is in its name in the first release.
"""

from __future__ import annotations

from pathlib import Path

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.namespaces import PREFIXES
from moothall.graph.releases.making import create
from moothall.graph.terms import NamedNode, Quad, RdfFormat, parse

BASE = "http://localhost:8080/"
SERVICE = "http://id.esd.org.uk/service/"

_HEAD = (
    "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    + """
@prefix service: <http://id.esd.org.uk/service/> .
@prefix function: <http://id.esd.org.uk/function/> .
@prefix duty: <https://w3id.org/moothall/id/duty/> .
@prefix list: <http://id.esd.org.uk/list/> .
@prefix area: <http://statistics.data.gov.uk/id/statistical-geography/> .
"""
)

_CATALOGUE = "".join(
    f"<{BASE}id/dataset/{slug}> dct:type mh:ListData ; sd:name <{BASE}graph/{slug}> .\n"
    for slug in ("services", "functions", "duties")
)

_OTHERS = """
list:functions a skos:ConceptScheme ; dct:identifier "functions" ; skos:prefLabel "Functions"@en .
function:1 a skos:Concept ; skos:inScheme list:functions ; dct:identifier "1" ;
    skos:prefLabel "Culture"@en .
function:2 a skos:Concept ; skos:inScheme list:functions ; dct:identifier "2" ;
    skos:prefLabel "Leisure"@en .
esd:Service a owl:Class ; rdfs:label "Service"@en .
"""

_DUTIES = """
list:duties a skos:ConceptScheme ; dct:identifier "duties" ; skos:prefLabel "Duties"@en .
duty:english a skos:Concept ; skos:inScheme list:duties ; dct:identifier "english" ;
    skos:prefLabel "English duty"@en ; dct:spatial area:E92000001 .
duty:both a skos:Concept ; skos:inScheme list:duties ; dct:identifier "both" ;
    skos:prefLabel "Duty of both"@en ; dct:spatial area:E92000001, area:W92000004 .
"""


def _service(code: str, name: str, more: str = "") -> str:
    return (
        f'service:{code} a skos:Concept ; skos:inScheme list:services ; dct:identifier "{code}" ; '
        f'skos:prefLabel "{name}"@en {more} .\n'
    )


_LIST = 'list:services a skos:ConceptScheme ; dct:identifier "services" ; skos:prefLabel "S"@en .\n'
_GONE = "; owl:deprecated true ; dct:isReplacedBy service:{}"
_IN = "; esd:containedBy function:{}"

FIRST = {
    "10": ("Unchanged", _IN.format(1)),
    "1": ("Of the same code as a function", ""),
    "11": ("Renamed, later", ""),
    "12": ("Replaced by 13, which is replaced", ""),
    "14": ("Replaced by two", ""),
    "15": ("Retired for good", ""),
    "16": ("Taken out", ""),
    "17": ("Moved", _IN.format(1)),
    "18": ("Redefined", '; skos:definition "Before."@en'),
    "19": ("Retired from the start", _GONE.format(10)),
    "20": ("Renamed and moved", _IN.format(1)),
    "21": ("Withdrawn", ""),
    "22": ("Replaced in a circle", ""),
}
"""Services of release 2026.1: code -> name and what else is said."""

SECOND = {
    **FIRST,
    "12": ("Replaced by 13, which is replaced", _GONE.format(13)),
    "13": ("Between", ""),
    "14": ("Replaced by two", "; owl:deprecated true ; dct:isReplacedBy service:10, service:11"),
    "15": ("Retired for good", '; owl:deprecated true ; skos:changeNote "Nobody asked."@en'),
    "23": ("Of one release alone", ""),
}

THIRD = {
    **{code: said for code, said in SECOND.items() if code not in ("16", "23")},
    "11": ("Renamed", ""),
    "13": ("Between", _GONE.format(10)),
    "17": ("Moved", _IN.format(2)),
    "18": ("Redefined", '; skos:definition "After."@en'),
    "20": ("Renamed and has moved", _IN.format(2)),
    "21": ("Withdrawn", "; adms:status mh:Withdrawn"),
    "22": ("Replaced in a circle", _GONE.format(24)),
    "24": ("The circle", _GONE.format(22)),
    "25": ("Added", ""),
}

NOW = {**THIRD, "26": ("Added since", ""), "27": ('With "quotes" \\\\ and\\nlines', "")}


def quads_of(services: dict[str, tuple[str, str]]) -> list[Quad]:
    """Return the quads of the standard with some services."""
    texts = {
        "catalogue": _CATALOGUE,
        "functions": _OTHERS,
        "duties": _DUTIES,
        "services": _LIST + "".join(_service(c, n, more) for c, (n, more) in services.items()),
    }
    return [
        Quad(q.subject, q.predicate, q.object, NamedNode(f"{BASE}graph/{slug}"))
        for slug, turtle in texts.items()
        for q in parse(_escaped(_HEAD + turtle), format=RdfFormat.TURTLE)
    ]


def _escaped(turtle: str) -> str:
    return turtle.replace('With "quotes"', 'With \\"quotes\\"')


def make_history(data_dir: Path) -> Config:
    """Return the settings of a data directory with releases 2026.1 to 2026.3, and more since."""
    generations = Generations(data_dir, BASE)
    generations.create()
    graphs = {NamedNode(f"{BASE}graph/{slug}") for slug in ("services", "functions", "duties")}
    for version, services in (("2026.1", FIRST), ("2026.2", SECOND), ("2026.3", THIRD), ("", NOW)):
        with generations.writing() as writer:
            wanted = set(quads_of(services))
            before = {quad for quad in writer.live.quads() if quad.graph_name in graphs}
            new = [quad for quad in wanted - before if quad not in writer.live]
            writer.publish(Change(sorted(before - wanted, key=str), sorted(new, key=str)))
        if version:
            create(generations, version, "Notes.")
    return Config(data_dir=data_dir)
