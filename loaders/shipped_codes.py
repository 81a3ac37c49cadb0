"""The codes of the data standards that ship, as one dataset: records name them, pages show them."""

from __future__ import annotations

from ..graph.namespaces import MH, MOOTHALL_ID, RDF
from ..graph.terms import Quad, RdfFormat, serialize
from ..shapes.standard_files import standards
from .rdf import list_names
from .source import Source
from .staged import Context, StagedDataset
from .staging import Edition

SLUG = "codes"
"""The dataset's name in addresses."""

_KINDS = frozenset({MH.List, MH.Code})


def codes_of_standards(base_iri: str, loader: str) -> Edition:
    """Return the lists and codes of every data standard that ships, ready to be published.

    Args:
        base_iri: the base of the service.
        loader: the name of the loader that provenance states.
    """
    graph = Context(base_iri).graph(SLUG)
    triples = {triple: None for each in standards().values() for triple in each.triples}
    described = {t.subject for t in triples if t.predicate == RDF.type and t.object in _KINDS}
    quads = [
        Quad(t.subject, t.predicate, t.object, graph) for t in triples if t.subject in described
    ]
    written = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    dataset = StagedDataset(
        slug=SLUG,
        title="Codes of the data standards",
        quads=quads,
        kind=MH.ListData,
        lists=list_names(quads),
        description="The values that columns of the data standards allow, as terms of lists.",
        licence="https://creativecommons.org/licenses/by/4.0/",
        publisher=f"{MOOTHALL_ID}agent/moothall",
    )
    return Edition(dataset, Source("codes.nt", "codes.nt", written or b""), loader)
