"""Fixtures of the web service: a client of the shipped data, and a service on a loopback port."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from moothall.graph.config import Config
from moothall.server.app import create_app

from ..served import ServedProcess
from .released import with_releases


@pytest.fixture(scope="session")
def environment() -> Callable[..., dict[str, str]]:
    """Makes the environment of a process of ours: this one's, with just the settings of a test."""

    def build(**settings: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("MOOTHALL_")}
        return kept | {f"MOOTHALL_{name.upper()}": value for name, value in settings.items()}

    return build


@pytest.fixture(scope="session")
def released_config(shipped_config: Config, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Settings of a service with releases, see `with_releases`; tests only read it."""
    return with_releases(shipped_config, tmp_path_factory.mktemp("released") / "data")


@pytest.fixture(scope="session")
def app(shipped_config: Config) -> Flask:
    """The application over everything that ships; tests only read it."""
    return create_app(shipped_config)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


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


@pytest.fixture
def empty_client(tmp_path: Path) -> FlaskClient:
    """A client of a service whose data directory holds no store."""
    return create_app(Config(data_dir=tmp_path / "nothing")).test_client()
