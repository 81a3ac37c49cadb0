"""Fixtures of the web service: a client of the shipped data, and a service on a loopback port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from moothall.graph.config import Config
from moothall.server.app import create_app


@pytest.fixture(scope="session")
def environment() -> Callable[..., dict[str, str]]:
    """Makes the environment of a process of ours: this one's, with just the settings of a test."""

    def build(**settings: str) -> dict[str, str]:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("MOOTHALL_")}
        return kept | {f"MOOTHALL_{name.upper()}": value for name, value in settings.items()}

    return build


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
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "moothall.server.cli", "serve", "--port", str(port)],
        env=environment(data_dir=str(shipped_config.data_dir), workers="1"),
        cwd=tmp_path_factory.mktemp("served"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        for line in process.stdout:
            if "Started worker" in line:
                break
        else:
            raise AssertionError(f"the service ended with {process.wait()}")
        _await_listening(port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stdout.close()


@pytest.fixture
def empty_client(tmp_path: Path) -> FlaskClient:
    """A client of a service whose data directory holds no store."""
    return create_app(Config(data_dir=tmp_path / "nothing")).test_client()


def _await_listening(port: int) -> None:
    """Return when a port of the loopback takes connections; the worker opens it after it starts."""
    deadline = time.monotonic() + 30
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
            return
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "the service does not listen"
            os.sched_yield()
