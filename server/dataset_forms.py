"""The data of a dataset, or of all of them, written to a file in an RDF syntax."""

from __future__ import annotations

from typing import IO

from ..graph.catalogue import DatasetEntry
from ..graph.generation import Generation
from ..graph.serialise import RDF_FORMATS, as_json_ld
from ..graph.terms import NamedNode

DATASET_SUFFIXES = ("ttl", "nt", "rdf", "jsonld")
"""Syntaxes of the data of one dataset."""

WHOLE_SUFFIXES = ("nq", "trig")
"""Syntaxes of everything, which keep the graph of each statement."""


def write_dataset(
    generation: Generation, entry: DatasetEntry, suffix: str, output: IO[bytes]
) -> None:
    """Write the statements of a dataset to a file.

    Args:
        generation: the generation to read.
        entry: the dataset.
        suffix: one of `DATASET_SUFFIXES`.
        output: where to write.
    """
    if suffix == "jsonld":
        quads = generation.reader.quads(graph=NamedNode(entry.graph))
        output.write(as_json_ld(quad.triple for quad in quads))
    else:
        generation.reader.dump(output, RDF_FORMATS[suffix], entry.graph)


def write_everything(generation: Generation, suffix: str, output: IO[bytes]) -> None:
    """Write all statements of a generation, with their graphs, to a file.

    Args:
        generation: the generation to read.
        suffix: one of `WHOLE_SUFFIXES`.
        output: where to write.
    """
    generation.reader.dump(output, RDF_FORMATS[suffix])
