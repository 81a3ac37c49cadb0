"""A data directory of a test's own, files to load into it, and what it then holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.store import Reader
from moothall.loaders.load import load
from moothall.loaders.load_report import LoadReport
from moothall.loaders.source import Source
from moothall.loaders.staged import Context, Staged

DATA = Path(__file__).parents[1] / "data" / "loaders"


@pytest.fixture
def config(empty_config: Config) -> Config:
    return empty_config


@pytest.fixture
def generations(config: Config) -> Generations:
    return Generations(config.data_dir, config.base_iri)


@pytest.fixture
def example() -> Callable[[str], str]:
    """The text of a file of tests/data/loaders, by its name."""
    return lambda name: (DATA / name).read_text(encoding="utf-8")


@pytest.fixture
def source() -> Callable[[str, str | bytes], Source]:
    """A source made of a name and a text or bytes."""

    def make(name: str, content: str | bytes) -> Source:
        data = content.encode() if isinstance(content, str) else content
        return Source(name, name, data)

    return make


@pytest.fixture
def load_text(
    generations: Generations, config: Config, tmp_path: Path
) -> Callable[..., LoadReport]:
    """Load a text under a file name, with the options of `load`."""

    def run(name: str, content: str | bytes, **options: object) -> LoadReport:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return load(generations, config, str(path), **options)  # type: ignore[arg-type]

    return run


@pytest.fixture
def context(config: Config) -> Context:
    return Context(config.base_iri)


@pytest.fixture
def reader_of() -> Callable[[Staged], Reader]:
    """The quads of everything that was staged, to look things up in."""
    return lambda staged: Reader.of(q for dataset in staged.datasets for q in dataset.quads)
