"""A process that is killed while it makes a release leaves all of the release, or nothing."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.manifest import Manifest
from moothall.graph.releases import sharing
from moothall.graph.releases.folder import Releases
from moothall.graph.releases.making import create
from moothall.graph.terms import Quad

from .conftest import BASE, THINGS, standard

Publish = Callable[[list[Quad]], Generation]

_KILLED = """
import importlib, os, signal, sys
from pathlib import Path
from moothall.graph.generations import Generations
from moothall.graph.releases import sharing
from moothall.graph.releases.making import create

data_dir, base_iri, place, name, is_before = sys.argv[1:]
owner = importlib.import_module(place)
*path, last = name.split(".")
for part in path:
    owner = getattr(owner, part)
real = getattr(owner, last)

def killed(*arguments, **named):
    if is_before == "after":
        real(*arguments, **named)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(owner, last, killed)
sharing.MOST_DIFFERENT = 100.0
create(Generations(Path(data_dir), base_iri), "2", "More.")
"""

POINTS = {
    "the store has its changes": ("moothall.graph.store", "LiveStore.apply", "after"),
    "the store is kept": ("moothall.graph.releases.sharing", "shutil.rmtree", "before"),
    "the index is kept": ("moothall.graph.releases.keeping", "write_terms", "before"),
    "half of what is different is written": ("moothall.graph.layers", "sqlite3.connect", "after"),
    "all of it is written": ("moothall.graph.releases.keeping", "sync_folder", "before"),
    "it has its name": ("pathlib", "Path.rename", "after"),
}
"""Where the process is killed: a function, and whether before it or after it."""


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_process_leaves_a_whole_release_or_none(
    generations: Generations, publish: Publish, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    monkeypatch.setattr(sharing, "MOST_DIFFERENT", 100.0)
    publish(standard())
    create(generations, "1", "All of it.")
    publish(standard(THINGS.replace("Museums", "Galleries")))
    command = [sys.executable, "-c", _KILLED, str(generations.data_dir), BASE, *POINTS[point]]
    ended = subprocess.run(command, capture_output=True, timeout=60, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()

    found = Releases(generations.data_dir, BASE)
    versions = [release.version for release in found.all()]
    assert versions == (["1", "2"] if point == "it has its name" else ["1"])
    create(generations, "3", "Yet more.")
    versions.append("3")
    assert sorted(path.name for path in found.path.iterdir()) == versions
    for version in versions:
        generation = found.generation(version)
        told = generation.manifest
        measured = Manifest.measure(generation.reader, told.number, None, told.published)
        assert measured.digest == told.digest
        assert generation.index.rows("SELECT count(*) FROM entity WHERE iri = 'urn:4'")
        assert not list((found.path / version).glob("**/*.scratch"))
