"""Fixtures of the browser tests: a service on a loopback port, and headless Chromium."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from threading import Thread

import pytest
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.namespaces import DCT, OWL, SKOS, XSD
from moothall.graph.releases.making import create
from moothall.graph.terms import Literal, NamedNode, Quad
from moothall.server.app import create_app

_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def released_config(shipped_config: Config, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Settings of everything that ships, with a release and a draft that differs from it."""
    data_dir = tmp_path_factory.mktemp("released") / "data"
    shutil.copytree(shipped_config.data_dir, data_dir, symlinks=True)
    generations = Generations(data_dir, shipped_config.base_iri)
    create(generations, "2026.1", "The first, with **notes**.")
    toilets = NamedNode("http://id.esd.org.uk/service/579")
    graph = NamedNode(f"{shipped_config.base_iri}graph/services")
    with generations.writing() as writer:
        old = Quad(toilets, SKOS.prefLabel, Literal("Public toilets", language="en"), graph)
        new = Quad(toilets, SKOS.prefLabel, Literal("Toilets for all", language="en"), graph)
        retired = NamedNode("http://id.esd.org.uk/service/440")
        successor = NamedNode("http://id.esd.org.uk/service/442")
        marked = Quad(retired, OWL.deprecated, Literal("true", datatype=XSD.boolean), graph)
        replaced = Quad(retired, DCT.isReplacedBy, successor, graph)
        writer.publish(Change([old], [new, marked, replaced]))
    create(generations, "2026.2", "Still to come.", draft=True)
    generations.rollback(1)
    return Config(data_dir=data_dir)


@pytest.fixture(scope="session")
def site(released_config: Config) -> Iterator[str]:
    """The address of a service of everything that ships, without the slash at its end."""
    server = make_server("127.0.0.1", 0, create_app(released_config), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Headless Chromium, the one that the machine has."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("there is no Chromium on this machine")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chromium, args=_ARGUMENTS)
        yield launched
        launched.close()
