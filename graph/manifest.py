"""The manifest of a generation: when it was published, what it holds, and a digest of it all."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from pathlib import Path

from .change import Change
from .errors import StoreCorruptError, StoreMissingError
from .store import Reader
from .terms import NamedNode, Quad
from .written_quads import written_parts

_DIGEST_BYTES = 16
_MODULUS = 2 ** (8 * _DIGEST_BYTES)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds.

    Attributes:
        number: the generation's number.
        parent: the number of the one before; None for the first.
        published: when, in UTC.
        triples: statements in all graphs together.
        graphs: IRI of each named graph -> statements in it.
        digest: sum of a hash of every quad, so equal graphs have equal digests in any order.
        digests: IRI of each named graph -> the same sum of its statements alone. Graphs that were
            published by a version that did not note them are left out.
    """

    number: int
    parent: int | None
    published: datetime
    triples: int
    graphs: dict[str, int]
    digest: int
    digests: dict[str, int] = field(default_factory=dict)

    @classmethod
    def measure(cls, reader: Reader, number: int, parent: int | None, now: datetime) -> Manifest:
        """Return the manifest of a store, by reading all of it."""
        graphs: dict[str, int] = {}
        digests: dict[str, int] = {}
        for quad in reader.quads():
            name = _graph_name(quad)
            graphs[name] = graphs.get(name, 0) + 1
            digests[name] = digests.get(name, 0) + hash_of(quad)
        return cls(
            number=number,
            parent=parent,
            published=now,
            triples=sum(graphs.values()),
            graphs=graphs,
            digest=sum(digests.values()) % _MODULUS,
            digests={name: digest % _MODULUS for name, digest in digests.items()},
        )

    def after(self, change: Change, number: int, now: datetime) -> Manifest:
        """Return the manifest of the generation that an exact change to this one leads to."""
        graphs, digests = dict(self.graphs), dict(self.digests)
        digest = self.digest
        for quads, sign in ((change.removed, -1), (change.added, 1)):
            for name, count, sum_of_hashes in _measured(quads):
                digest += sign * sum_of_hashes
                if name in digests or name not in graphs:
                    digests[name] = (digests.get(name, 0) + sign * sum_of_hashes) % _MODULUS
                graphs[name] = graphs.get(name, 0) + sign * count
        return Manifest(
            number=number,
            parent=self.number,
            published=now,
            triples=self.triples + len(change.added) - len(change.removed),
            graphs={name: count for name, count in graphs.items() if count},
            digest=digest % _MODULUS,
            digests={name: value for name, value in digests.items() if graphs[name]},
        )

    def write(self, path: Path) -> None:
        """Write the manifest as JSON."""
        fields = dataclasses.asdict(self)
        fields["published"] = self.published.isoformat()
        fields["digest"] = _as_text(self.digest)
        fields["digests"] = {name: _as_text(d) for name, d in sorted(self.digests.items())}
        fields["graphs"] = dict(sorted(self.graphs.items()))
        path.write_text(json.dumps(fields, indent=2) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Manifest:
        """Return the manifest in a file.

        Raises:
            StoreMissingError: there is no such file.
            StoreCorruptError: the file is damaged.
        """
        try:
            fields = json.loads(path.read_text(encoding="utf-8"))
            return cls(
                number=int(fields["number"]),
                parent=fields["parent"],
                published=datetime.fromisoformat(fields["published"]),
                triples=int(fields["triples"]),
                graphs={str(name): int(count) for name, count in fields["graphs"].items()},
                digest=int(fields["digest"], 16),
                digests={str(n): int(d, 16) for n, d in fields.get("digests", {}).items()},
            )
        except FileNotFoundError as error:
            raise StoreMissingError(
                "there is no generation here",
                where=str(path.parent),
                remedy="run 'moothall status' to see the generations that are kept",
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreCorruptError(
                f"the manifest cannot be read ({error})",
                where=str(path),
                remedy="'moothall rollback N' goes back to an earlier generation",
            ) from error


def _graph_name(quad: Quad) -> str:
    return quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""


def hash_of(quad: Quad) -> int:
    """Return the hash of a statement, of which a digest is the sum."""
    return _hash_text(str(quad))


def _hash_text(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=_DIGEST_BYTES).digest(), "big")


def _as_text(digest: int) -> str:
    return f"{digest:0{2 * _DIGEST_BYTES}x}"


def _measured(quads: Sequence[Quad]) -> Iterator[tuple[str, int, int]]:
    """Yield names of graphs, each with how many of the statements are in it and their sum."""
    written, rest = written_parts(quads)
    for part in written:
        name = part.graph.value if isinstance(part.graph, NamedNode) else ""
        yield name, len(part), sum(map(_hash_text, part.texts()))
    by_graph: dict[str, list[int]] = {}
    for quad in rest:
        by_graph.setdefault(_graph_name(quad), []).append(hash_of(quad))
    for name, hashes in by_graph.items():
        yield name, len(hashes), sum(hashes)
