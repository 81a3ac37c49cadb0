"""The data of a dataset, or of all of them, written to a file in an RDF syntax."""

from __future__ import annotations

from typing import IO

from ...graph.catalogue import DatasetEntry
from ...graph.generation import Generation
from ...graph.serialise import RDF_FORMATS, as_json_ld
from ...graph.terms import NamedNode
from ..negotiate import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Form
from .rdf_files import FILE_FORMATS, MAX_TRIPLES_IN_MEMORY, opened

N_TRIPLES_GZIP = Form("nt.gz", "application/gzip", "N-Triples in gzip")
N_QUADS_GZIP = Form("nq.gz", "application/gzip", "N-Quads in gzip")

DATASET_FILES = (TURTLE, N_TRIPLES, RDF_XML, JSON_LD, N_QUADS, N_TRIPLES_GZIP, N_QUADS_GZIP)
"""Forms of the data of one dataset."""

WHOLE_FILES = (N_QUADS, TRIG, N_QUADS_GZIP)
"""Forms of everything, which keep the graph of each statement."""

DATASET_SUFFIXES = tuple(form.suffix for form in DATASET_FILES)
WHOLE_SUFFIXES = tuple(form.suffix for form in WHOLE_FILES)


def triple_count(generation: Generation, entry: DatasetEntry) -> int:
    """Return how many statements a dataset has."""
    return generation.manifest.graphs.get(entry.graph, 0)


def write_dataset(
    generation: Generation, entry: DatasetEntry, suffix: str, output: IO[bytes]
) -> None:
    """Write the statements of a dataset to a file, in memory that does not grow with it.

    Args:
        generation: the generation to read.
        entry: the dataset.
        suffix: one of `DATASET_SUFFIXES`.
        output: where to write.
    """
    reader = generation.reader
    if suffix == "jsonld" and triple_count(generation, entry) <= MAX_TRIPLES_IN_MEMORY:
        quads = reader.quads(graph=NamedNode(entry.graph))
        output.write(as_json_ld(quad.triple for quad in quads))
        return
    is_quads = suffix in ("nq", "nq.gz")
    syntax = "nt" if is_quads else suffix.removesuffix(".gz")
    with opened(output, suffix, entry.graph if is_quads else None) as stream:
        reader.dump(stream, FILE_FORMATS[syntax], entry.graph)


def write_everything(generation: Generation, suffix: str, output: IO[bytes]) -> None:
    """Write all statements of a generation, with their graphs, to a file.

    Args:
        generation: the generation to read.
        suffix: one of `WHOLE_SUFFIXES`.
        output: where to write.
    """
    with opened(output, suffix) as stream:
        generation.reader.dump(stream, RDF_FORMATS[suffix.removesuffix(".gz")])
