from __future__ import annotations

import gzip
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.manifest import Manifest
from moothall.graph.store import Reader
from moothall.graph.terms import RdfFormat, parse
from moothall.server.forms.datasets import write_everything


def dump(generation: Generation, suffix: str) -> bytes:
    output = io.BytesIO()
    write_everything(generation, suffix, output)
    return output.getvalue()


@pytest.mark.parametrize(
    ("suffix", "syntax"),
    [("nq", RdfFormat.N_QUADS), ("nq.gz", RdfFormat.N_QUADS), ("trig", RdfFormat.TRIG)],
)
def test_what_is_exported_loads_back_to_an_identical_graph(
    shipped: Generation, suffix: str, syntax: RdfFormat
) -> None:
    data = dump(shipped, suffix)
    quads = parse(gzip.decompress(data) if suffix.endswith(".gz") else data, syntax)
    found = Manifest.measure(Reader.of(quads), 1, None, shipped.manifest.published)
    assert found.digest == shipped.manifest.digest
    assert found.graphs == shipped.manifest.graphs


def test_an_export_published_in_a_fresh_data_directory_is_the_same_generation(
    shipped: Generation, tmp_path: Path
) -> None:
    fresh = Generations(tmp_path / "data", shipped.base_iri)
    fresh.create()
    number = 0
    quads = list(parse(dump(shipped, "nq"), RdfFormat.N_QUADS))
    while number < shipped.number:
        # each publish marks the graph with its number, so as many lead to the same mark
        last = number + 1 == shipped.number
        with fresh.writing() as writer:
            generation = writer.publish(Change(added=quads if last else quads[number : number + 1]))
        number = generation.number
    assert generation.manifest.digest == shipped.manifest.digest
    assert set(generation.reader.quads()) == set(shipped.reader.quads())


@pytest.mark.parametrize("suffix", ["ttl", "rdf"])
def test_a_large_download_is_the_same_bytes_in_every_process(
    shipped_config: Config, environment: Callable[..., dict[str, str]], suffix: str
) -> None:
    code = (
        "import hashlib, io, os, pathlib, sys\n"
        "from moothall.graph.catalogue import dataset_entry\n"
        "from moothall.graph.generations import Generations\n"
        "from moothall.server.forms.datasets import write_dataset\n"
        "generation = Generations(pathlib.Path(sys.argv[1]), sys.argv[2]).current()\n"
        "output = io.BytesIO()\n"
        "write_dataset(generation, dataset_entry(generation, 'tiers'), sys.argv[3], output)\n"
        "print(hashlib.sha256(output.getvalue()).hexdigest(), len(output.getvalue()))\n"
    )
    command = [sys.executable, "-c", code, str(shipped_config.data_dir), shipped_config.base_iri]
    made = {
        subprocess.run(
            [*command, suffix], env=environment(), check=True, capture_output=True, text=True
        ).stdout
        for _ in range(3)
    }
    assert len(made) == 1
