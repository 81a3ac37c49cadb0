"""One generation: an immutable snapshot of the graph with its index and manifest."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import TypeVar, cast

from .addresses import Addresses
from .index import Index
from .manifest import Manifest
from .store import Reader

Value = TypeVar("Value")


class Generation:
    """What every reader reads: the graph, its index and its manifest, none of which ever change.

    Attributes:
        number: its number, from 1.
        path: its folder.
        manifest: when it was published and what it holds.
        reader: its graph.
        index: its labels, codes and places.
        addresses: from IRIs to paths of this service and back.
        release: version of the release that it is kept as; empty for one that is served.
    """

    def __init__(
        self, path: Path, manifest: Manifest, reader: Reader, base_iri: str, release: str = ""
    ) -> None:
        self.path = path
        self.manifest = manifest
        self.number = manifest.number
        self.reader = reader
        self.index = Index(path / "index.sqlite")
        self.base_iri = base_iri
        self.addresses = Addresses(base_iri)
        self.release = release
        self._remembered: dict[Hashable, object] = {}
        self._lock = threading.RLock()

    @classmethod
    def open(cls, path: Path, base_iri: str, release: str = "") -> Generation:
        """Return the generation in a folder.

        Args:
            path: the folder.
            base_iri: base of the service's addresses.
            release: version of the release that the folder holds; empty for none.

        Raises:
            StoreMissingError: the folder holds no generation.
            StoreCorruptError: its files are damaged.
        """
        manifest = Manifest.read(path / "manifest.json")
        return cls(path, manifest, Reader.open(path / "store"), base_iri, release)

    def graph_iri(self, slug: str) -> str:
        """Return the IRI of the named graph with a slug."""
        return f"{self.base_iri}graph/{slug}"

    def remember(self, key: Hashable, build: Callable[[], Value]) -> Value:
        """Return what `build` returns, built once a generation; for small, much used things."""
        with self._lock:
            if key not in self._remembered:
                self._remembered[key] = build()
            return cast(Value, self._remembered[key])
