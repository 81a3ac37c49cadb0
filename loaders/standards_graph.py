"""The dataset of the data standards, which the service itself writes: the graph ``shapes``."""

from __future__ import annotations

from pathlib import Path

from ..graph.namespaces import MH
from ..graph.terms import NamedNode, Quad, RdfFormat, parse
from ..ontology import path
from ..shapes.derived.graph import graph_of
from ..shapes.standard_files import standards
from .rdf import list_names
from .source import Source
from .staged import Context, StagedDataset
from .staging import Edition

SLUG = "shapes"
"""The name of the dataset and of its graph; nobody else may use it."""

_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_PUBLISHER = "https://w3id.org/moothall/id/agent/moothall"


def standards_edition(base_iri: str, standards_dir: Path | None, loader: str) -> Edition:
    """Return the dataset of the data standards that ship and of those in a folder.

    Args:
        base_iri: the base of the service's addresses.
        standards_dir: a folder of further data standards; None for those that ship alone.
        loader: the name under which the load is recorded.

    Raises:
        SourceError: a file in the folder is no standard.
    """
    ontology = parse(path("core.ttl").read_bytes(), RdfFormat.TURTLE, base_iri=base_iri)
    described = {quad.subject for quad in ontology if isinstance(quad.subject, NamedNode)}
    triples = graph_of(standards(standards_dir).values(), described, _LICENCE)
    graph = Context(base_iri).graph(SLUG)
    quads = [Quad(t.subject, t.predicate, t.object, graph) for t in triples]
    text = sorted(f"{triple} ." for triple in triples)
    dataset = StagedDataset(
        slug=SLUG,
        title="Data standards",
        quads=quads,
        kind=MH.StandardData,
        lists=list_names(quads),
        description="What the tables that councils publish must look like: the standards, their "
        "columns, and the codes that they allow.",
        licence=_LICENCE,
        publisher=_PUBLISHER,
    )
    source = Source("standards.nt", "standards.nt", "\n".join(text).encode() + b"\n")
    return Edition(dataset, source, loader)
