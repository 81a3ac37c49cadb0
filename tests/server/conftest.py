"""Fixtures of the web service: clients of the shipped data, and of none."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from moothall.graph.config import Config
from moothall.server.app import create_app

from .released import with_releases


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


@pytest.fixture
def empty_client(tmp_path: Path) -> FlaskClient:
    """A client of a service whose data directory holds no store."""
    return create_app(Config(data_dir=tmp_path / "nothing")).test_client()
