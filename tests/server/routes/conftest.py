"""A service that may be written to, each in a data directory of a test's own."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.namespaces import RDFS
from moothall.graph.terms import Literal, NamedNode, Quad
from moothall.server.app import create_app
from moothall.server.tokens import Tokens

Send = Callable[..., TestResponse]


@pytest.fixture
def writable_config(empty_config: Config, tmp_path: Path) -> Config:
    """Settings of a store that holds one statement, and a file of tokens."""
    config = dataclasses.replace(empty_config, tokens_file=tmp_path / "tokens")
    graph = NamedNode(f"{config.base_iri}graph/things")
    quad = Quad(NamedNode("http://example.org/thing"), RDFS.label, Literal("Thing"), graph)
    with Generations(config.data_dir, config.base_iri).writing() as writer:
        writer.publish(Change(added=[quad]))
    return config


@pytest.fixture
def token(writable_config: Config) -> str:
    """A token that may write."""
    return Tokens(writable_config.tokens_file).add("tester")


@pytest.fixture
def writable(writable_config: Config) -> FlaskClient:
    """A client of the service, without a token."""
    return create_app(writable_config).test_client()


@pytest.fixture
def send(writable: FlaskClient, token: str) -> Send:
    """Sends a request with the token; ``type`` is that of the body."""

    def open_path(
        method: str, path: str, body: object = None, type: str | None = None, **headers: str
    ) -> TestResponse:
        stated = {name.replace("_", "-"): value for name, value in headers.items()}
        return writable.open(
            path,
            method=method,
            data=body,  # type: ignore[arg-type]
            content_type=type,
            headers={"Authorization": f"Bearer {token}"} | stated,
        )

    return open_path
