"""Coverage: which graphs a release speaks of, their statements in order, and their checksums."""

from __future__ import annotations

import gzip
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from ..errors import StoreCorruptError
from ..generation import Generation
from ..namespaces import MH
from ..reader import Reader
from ..standard_table import standard_graphs
from ..terms import NamedNode, RdfFormat
from .release import CoveredGraph

FILE_NAME = "standard.nq.gz"
"""The file of a release that holds what it covers."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What the standard in a generation amounts to.

    Attributes:
        lines: its statements as sorted lines of canonical N-Quads.
        checksum: SHA-256 of the sorted N-Quads of all its graphs, in hexadecimal digits.
        graphs: IRI of each graph -> how much it holds.
    """

    lines: list[bytes]
    checksum: str
    graphs: Mapping[str, CoveredGraph]


def covered_graphs(generation: Generation) -> tuple[str, ...]:
    """Return the IRIs of the graphs that hold the standard, in order."""
    return generation.remember("covered graphs", lambda: _read_covered(generation))


def mapping_graphs(generation: Generation) -> frozenset[str]:
    """Return the IRIs of the graphs of mappings."""
    catalogue = NamedNode(generation.graph_iri("catalogue"))
    return generation.remember(
        "mapping graphs",
        lambda: frozenset(standard_graphs(generation.reader, catalogue, (MH.MappingData,))),
    )


def triple_lines(reader: Reader, graph: str) -> list[bytes]:
    """Return the statements of a graph as lines of canonical N-Triples, without their line ends.

    Source: RDF 1.2 N-Triples, section 4 (a canonical form of N-Triples). Blank nodes keep the
        labels that they have in the store.
    """
    output = io.BytesIO()
    reader.dump(output, RdfFormat.N_TRIPLES, graph)
    return output.getvalue().splitlines()


def quad_lines(generation: Generation, graphs: Iterable[str]) -> list[bytes]:
    """Return the statements of graphs as sorted lines of canonical N-Quads, with line ends."""
    lines: list[bytes] = []
    for graph in graphs:
        lines += _as_quads(triple_lines(generation.reader, graph), graph)
    return sorted(lines)


def measure(generation: Generation) -> Measure:
    """Return what the standard in a generation amounts to, by reading all of it."""
    lines: list[bytes] = []
    graphs = {}
    for graph in covered_graphs(generation):
        triples = sorted(triple_lines(generation.reader, graph))
        digest = sha256(b"".join(line + b"\n" for line in triples))
        graphs[graph] = CoveredGraph(len(triples), digest.hexdigest())
        lines += _as_quads(triples, graph)
    lines.sort()
    return Measure(lines, sha256(b"".join(lines)).hexdigest(), graphs)


def write_lines(lines: Iterable[bytes], folder: Path) -> None:
    """Write the statements of a release into its folder; equal ones make an equal file."""
    with (
        (folder / FILE_NAME).open("wb") as output,
        gzip.GzipFile("", "wb", fileobj=output, mtime=0) as stream,
    ):
        stream.writelines(lines)


def standard_lines(generation: Generation) -> list[bytes]:
    """Return the standard in a generation as sorted lines of N-Quads; that of a release as kept.

    Raises:
        StoreCorruptError: the file of the release is damaged.
    """
    if not generation.release:
        return quad_lines(generation, covered_graphs(generation))
    path = generation.path / FILE_NAME
    try:
        with gzip.open(path) as stream:
            return stream.read().splitlines(keepends=True)
    except (OSError, EOFError) as error:
        raise StoreCorruptError(
            f"the statements of the release cannot be read ({error})",
            where=str(path),
            remedy="bring the folder back from a backup",
        ) from error


def _as_quads(triples: Iterable[bytes], graph: str) -> list[bytes]:
    """Return lines of N-Triples as lines of N-Quads."""
    end = f" {NamedNode(graph)} .\n".encode()
    return [line[:-2] + end for line in triples]


def _read_covered(generation: Generation) -> tuple[str, ...]:
    found = standard_graphs(generation.reader, NamedNode(generation.graph_iri("catalogue")))
    return tuple(sorted(graph for graph in found if generation.manifest.graphs.get(graph)))
