"""A small service whose releases tell a story, for tests that look back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.namespaces import PREFIXES
from moothall.graph.releases.folder import Releases
from moothall.graph.releases.making import create
from moothall.graph.terms import NamedNode, Quad, RdfFormat, parse

BASE = "http://localhost:8080/"
FIRST_DAY = datetime(2026, 1, 1, 12, tzinfo=UTC)

_HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
_CATALOGUE = f"<{BASE}id/dataset/things> dct:type mh:ListData ; sd:name <{BASE}graph/things> ."
_LIST = '<id/list/things> a skos:ConceptScheme ; dct:identifier "things" ; skos:prefLabel "Things".'

EDITIONS: dict[str, str] = {
    "1": """
<id/thing/1> a skos:Concept ; skos:inScheme <id/list/things> ; dct:identifier "1" ;
    skos:prefLabel "Books"@en ; skos:definition "To read."@en .
<id/thing/2> a skos:Concept ; skos:inScheme <id/list/things> ; dct:identifier "2" ;
    skos:prefLabel "Records"@en .
""",
    "2": """
<id/thing/1> a skos:Concept ; skos:inScheme <id/list/things> ; dct:identifier "1" ;
    skos:prefLabel "Books and papers"@en ; skos:definition "To read."@en .
<id/thing/2> a skos:Concept ; skos:inScheme <id/list/things> ; dct:identifier "2" ;
    skos:prefLabel "Records"@en ; owl:deprecated true ; dct:isReplacedBy <id/thing/3> .
<id/thing/3> a skos:Concept ; skos:inScheme <id/list/things> ; dct:identifier "3" ;
    skos:prefLabel "Recordings"@en .
""",
    "3": """
<id/thing/1> a skos:Concept ; skos:inScheme <id/list/things> ; dct:identifier "1" ;
    skos:prefLabel "Books and papers"@en ; skos:definition "To read."@en .
<id/thing/2> a mh:Tombstone ; mh:removedOn "2026-01-03"^^xsd:date ; skos:prefLabel "Records"@en ;
    dct:isReplacedBy <id/thing/3> .
<id/thing/3> a skos:Concept ; skos:inScheme <id/list/things> ; dct:identifier "3" ;
    skos:prefLabel "Recordings"@en .
""",
}
"""Version -> the terms that it has: 1 is renamed, 2 gives way to 3 and is removed then."""

NEW = '<id/thing/4> a skos:Concept ; skos:inScheme <id/list/things> ; skos:prefLabel "New"@en .'
"""What is served after the last release."""


def with_history(data_dir: Path) -> Config:
    """Return the settings of a service with releases 1, 2 and 3, a day apart, and a draft of 4."""
    generations = Generations(data_dir, BASE)
    generations.create()
    for number, (version, terms) in enumerate(EDITIONS.items()):
        _publish(generations, terms)
        create(generations, version, "Notes.")
        _date(Releases(data_dir, BASE), version, FIRST_DAY + timedelta(days=number))
    create(generations, "4", "Not yet.", draft=True)
    _publish(generations, EDITIONS["3"] + NEW)
    return Config(data_dir=data_dir)


def _publish(generations: Generations, terms: str) -> None:
    things, catalogue = (NamedNode(f"{BASE}graph/{name}") for name in ("things", "catalogue"))
    wanted = {
        Quad(q.subject, q.predicate, q.object, graph)
        for text, graph in ((_LIST + terms, things), (_CATALOGUE, catalogue))
        for q in parse(_HEAD + text, format=RdfFormat.TURTLE, base_iri=BASE)
    }
    with generations.writing() as writer:
        before = {quad for quad in writer.live.quads() if quad.graph_name == things}
        new = [quad for quad in wanted if quad not in writer.live]
        writer.publish(Change(sorted(before - wanted, key=str), sorted(new, key=str)))


def _date(releases: Releases, version: str, moment: datetime) -> None:
    """Let a release have been issued at another moment, as if time had passed."""
    path = releases.folder(version) / "release.json"
    members = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(members | {"issued": moment.isoformat()}), encoding="utf-8")
