"""The service under test, in processes of its own on the loopback, and a client of it."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from urllib.parse import quote

import requests

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.namespaces import RDFS
from moothall.graph.terms import Literal, NamedNode, Quad
from moothall.server.tokens import Tokens

from ..served import ServedProcess
from .manifest import Dataset

TYPES = {".ttl": "text/turtle", ".nt": "application/n-triples", ".rdf": "application/rdf+xml"}
TIMEOUT_S = 60


class Site:
    """A service whose default graph is the unnamed one, and a client that may write to it.

    Attributes:
        address: where it is, without a slash at the end.
        held: what it holds, as far as that is known.
    """

    def __init__(self, folder: Path) -> None:
        config = Config(data_dir=folder / "data")
        generations = Generations(config.data_dir, config.base_iri)
        generations.create()
        # a service wants something to serve; the first test drops it
        graph = NamedNode(f"{config.base_iri}graph/first")
        with generations.writing() as writer:
            quad = Quad(
                NamedNode(f"{config.base_iri}id/first"), RDFS.label, Literal("First"), graph
            )
            writer.publish(Change(added=[quad]))
        token = Tokens(folder / "tokens").add("suite")
        kept = {k: v for k, v in os.environ.items() if not k.startswith("MOOTHALL_")}
        settings = {
            "MOOTHALL_DATA_DIR": str(config.data_dir),
            "MOOTHALL_TOKENS_FILE": str(folder / "tokens"),
            "MOOTHALL_DEFAULT_GRAPH": "unnamed",
            "MOOTHALL_WORKERS": "1",
            "MOOTHALL_WRITE_WAIT_S": "30",
        }
        self._served = ServedProcess(kept | settings, folder)
        self.address = self._served.address
        self._session = requests.Session()
        self._session.headers["Authorization"] = f"Bearer {token}"
        self.held: Dataset | str | None = None

    def close(self) -> None:
        """End the service."""
        self._session.close()
        self._served.end(signal.SIGTERM)

    def send(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> requests.Response:
        """Return the answer to a request."""
        if not path.startswith("/sparql?") and path != "/sparql" and method != "GET":
            self.held = None
        address = path if path.startswith("http") else self.address + path
        return self._session.request(
            method, address, data=body, headers=headers or {}, timeout=TIMEOUT_S
        )

    def query(self, text: str, accept: str) -> requests.Response:
        """Return the answer to a query."""
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.send("POST", "/sparql", text.encode(), headers)

    def update(self, text: str) -> requests.Response:
        """Return the answer to an update."""
        headers = {"Content-Type": "application/sparql-update"}
        return self.send("POST", "/sparql/update", text.encode(), headers)

    def hold(self, data: Dataset) -> None:
        """Make the store hold just the files of a test, unless it does already."""
        if data == self.held:
            return
        self.update("DROP ALL").raise_for_status()
        for path in data.default:
            self.post("default", path)
        for name, path in data.named.items():
            self.post(f"graph={quote(name, safe='')}", path)
        self.held = data

    def post(self, graph: str, path: Path) -> None:
        """Add a file to a graph; relative addresses in it are those of its folder."""
        body = path.read_bytes()
        if path.suffix == ".ttl":
            body = f"@base <{path.as_uri()}> .\n".encode() + body
        headers = {"Content-Type": TYPES[path.suffix]}
        self.send("POST", f"/graphs?{graph}", body, headers).raise_for_status()

    def graph(self, parameter: str) -> bytes:
        """Return what a graph holds as N-Triples; nothing if there is none."""
        headers = {"Accept": "application/n-triples"}
        answer = self.send("GET", f"/graphs?{parameter}", headers=headers)
        return answer.content if answer.status_code != 404 else b""

    def graph_names(self) -> set[str]:
        """Return the names of the graphs that hold something."""
        answer = self.query("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", "text/csv")
        return set(answer.text.splitlines()[1:])
