"""A load that is killed at any moment leaves the old graph or the new one, whole."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.manifest import Manifest
from moothall.graph.store import Reader
from moothall.loaders.load import load

ROUNDS = 5
TERMS = 600

CHILD = """
import sys
from pathlib import Path
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.loaders.load import load
config = Config(data_dir=Path(sys.argv[1]))
print("ready", flush=True)
load(Generations(config.data_dir, config.base_iri), config, sys.argv[2])
"""


def edition(path: Path, start: str, word: str) -> str:
    """Write a list whose every term has a word in its name; return its path."""
    terms = "".join(
        f"service:{number} a esd:Service, skos:Concept ; skos:inScheme list:services ;"
        f' skos:prefLabel "{word} {number}"@en ;'
        f' skos:notation "{number}" ; dct:identifier "{number}" .\n'
        for number in range(910000, 910000 + TERMS)
    )
    path.write_text(start + terms, encoding="utf-8")
    return str(path)


def words(reader: Reader) -> set[str]:
    """Return the words of the services' names."""
    query = (
        "SELECT DISTINCT ?word WHERE { ?term a esd:Service ; skos:prefLabel ?label "
        "BIND (STRBEFORE(STR(?label), ' ') AS ?word) }"
    )
    return {str(solution["word"]).strip('"') for solution in reader.select(query)}


def run_and_kill(data_dir: Path, path: str, delay_s: float | None) -> float:
    """Load in a process of its own, killed after a delay; return how long it ran."""
    arguments = [sys.executable, "-c", CHILD, str(data_dir), path]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        started = time.monotonic()
        try:
            code = process.wait(timeout=60 if delay_s is None else delay_s)
            assert code == 0
        except subprocess.TimeoutExpired:
            process.kill()
            assert delay_s is not None
        return time.monotonic() - started


@pytest.mark.timeout(300)
def test_a_killed_load_leaves_the_old_graph_or_the_new_whole(
    config: Config, generations: Generations, tmp_path: Path, example: Callable[[str], str]
) -> None:
    text = example("list.ttl")
    start = text[: text.index("service:900101")]
    paths = {word: edition(tmp_path / f"{word}.ttl", start, word) for word in ("Old", "New")}
    load(generations, config, paths["Old"], slug="services")
    load_time_s = run_and_kill(config.data_dir, paths["New"], None)
    chance = random.Random(579)
    for _ in range(ROUNDS):
        (now,) = words(Generations(config.data_dir, config.base_iri).current().reader)
        other = "Old" if now == "New" else "New"
        run_and_kill(config.data_dir, paths[other], chance.uniform(0, load_time_s * 1.1))
        current = Generations(config.data_dir, config.base_iri).current()
        assert words(current.reader) in ({now}, {other})
        published = current.manifest.published
        measured = Manifest.measure(
            current.reader, current.number, current.manifest.parent, published
        )
        assert measured.digest == current.manifest.digest
        assert measured.graphs == current.manifest.graphs
    report = load(generations, config, paths["New"], slug="services")
    current = generations.current()
    assert words(current.reader) == {"New"}
    assert report.generation == current.number
