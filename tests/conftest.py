"""Fixtures that every folder of tests shares."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from moothall.graph.config import Config
from moothall.graph.generation import Generation
from moothall.graph.generations import Generations

from .served import ServedProcess

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def reference_data() -> Path:
    """The folder of real files; tests that use it are marked `reference`."""
    named = os.environ.get("REFERENCE_DATA")
    folder = Path(named) if named else ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no real files at {folder}; REFERENCE_DATA can name their folder")
    return folder


@pytest.fixture(scope="session")
def shipped_config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Settings of a data directory that holds everything that ships; tests only read it."""
    from moothall.loaders.shipped import load_shipped

    config = Config(data_dir=tmp_path_factory.mktemp("shipped") / "data")
    generations = Generations(config.data_dir, config.base_iri, config.keep_generations)
    generations.create()
    load_shipped(generations, config)
    return config


@pytest.fixture(scope="session")
def shipped(shipped_config: Config) -> Generation:
    """The generation of everything that ships; tests only read it."""
    return Generations(shipped_config.data_dir, shipped_config.base_iri).current()


@pytest.fixture
def empty_config(tmp_path: Path) -> Iterator[Config]:
    """Settings of an empty data directory of a test's own."""

    config = Config(data_dir=tmp_path / "data")
    Generations(config.data_dir, config.base_iri).create()
    yield config


@pytest.fixture(scope="session")
def environment() -> Callable[..., dict[str, str]]:
    """Makes the environment of a process of ours: this one's, with just the settings of a test."""

    def build(**settings: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("MOOTHALL_")}
        return kept | {f"MOOTHALL_{name.upper()}": value for name, value in settings.items()}

    return build


@pytest.fixture(scope="session")
def served(
    shipped_config: Config,
    environment: Callable[..., dict[str, str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The address of a service of everything that ships, in a process of its own."""
    settings = environment(data_dir=str(shipped_config.data_dir), workers="1")
    process = ServedProcess(settings, tmp_path_factory.mktemp("served"))
    yield f"{process.address}/"
    process.stop()
