"""The room that twenty releases with small edits between them take, to that of the first."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from pathlib import Path

from .measure import BIN, Row, run

RELEASES = 20
EDITS = 20
"""Services that are renamed before each release but the first."""

MOST_TIMES = 3.0


def measure() -> list[Row]:
    """Return the room of the releases, of one, and of each kind of file."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        run(str(BIN / "moothall"), "init", data_dir=data_dir)
        _make_releases(data_dir)
        releases = data_dir / "releases"
        one = sum(_room([releases / "2026.1"]).values())
        room = _room(sorted(releases.iterdir()))
    every = sum(room.values())
    told = ", ".join(f"{kind} {size / 1e6:.1f}" for kind, size in room.most_common(6))
    return [
        Row(
            f"{RELEASES} releases with {EDITS} renamed services each, to one release",
            f"{every / one:.2f} times ({every / 1e6:.1f} and {one / 1e6:.1f} MB)",
            f"at most {MOST_TIMES:g} times",
            every <= MOST_TIMES * one,
        ),
        Row("of which in MB", told),
    ]


def _make_releases(data_dir: Path) -> None:
    from moothall.graph.change import Change
    from moothall.graph.config import Config
    from moothall.graph.generations import Generations
    from moothall.graph.namespaces import SKOS
    from moothall.graph.releases.making import create
    from moothall.graph.terms import Literal, NamedNode, Quad

    generations = Generations(data_dir, Config(data_dir=data_dir).base_iri)
    graph, chance = NamedNode(f"{generations.base_iri}graph/services"), random.Random(579)
    for number in range(1, RELEASES + 1):
        if number > 1:
            with generations.writing() as writer:
                names = sorted(writer.live.quads(None, SKOS.prefLabel, None, graph), key=str)
                old = [q for q in chance.sample(names, EDITS) if isinstance(q.object, Literal)]
                new = [
                    Quad(
                        quad.subject,
                        quad.predicate,
                        Literal(f"{quad.object.value} {number}", language=quad.object.language),
                        graph,
                    )
                    for quad in old
                ]
                writer.publish(Change(old, new))
        create(generations, f"2026.{number}", "Made up.")


def _room(folders: list[Path]) -> Counter[str]:
    """Return the bytes on the disk of each kind of file, a file in several folders once."""
    seen: set[int] = set()
    room: Counter[str] = Counter()
    for path in (path for folder in folders for path in folder.rglob("*") if path.is_file()):
        told = path.stat()
        if told.st_ino not in seen:
            seen.add(told.st_ino)
            room["store" if path.parent.name == "store" else path.name] += told.st_blocks * 512
    return room
