"""A service with releases, for tests that read what was."""

from __future__ import annotations

import shutil
from pathlib import Path

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.namespaces import SKOS
from moothall.graph.releases.making import create
from moothall.graph.terms import Literal, NamedNode, Quad

TOILETS = NamedNode("http://id.esd.org.uk/service/579")
RENAMED = "Toilets for everybody"


def with_releases(shipped: Config, data_dir: Path) -> Config:
    """Return the settings of a copy of what ships that has releases.

    They are 2026.1 and 2026.2, between which the public toilets were renamed, and a draft.
    """
    shutil.copytree(shipped.data_dir, data_dir, symlinks=True)
    generations = Generations(data_dir, shipped.base_iri)
    create(generations, "2026.1", "The **first** <script>alert(1)</script>.")
    graph = NamedNode(f"{shipped.base_iri}graph/services")
    with generations.writing() as writer:
        (old,) = writer.live.quads(
            TOILETS, SKOS.prefLabel, Literal("Public toilets", language="en")
        )
        new = Quad(TOILETS, SKOS.prefLabel, Literal(RENAMED, language="en"), graph)
        writer.publish(Change([old], [new]))
    create(generations, "2026.2", "Better words.")
    create(generations, "2026.3", "Not yet.", draft=True)
    return Config(data_dir=data_dir)
