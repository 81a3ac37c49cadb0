"""The codes of the data standards that ship, as one dataset: records name them, pages show them."""

from __future__ import annotations

from ..graph.namespaces import DCT, MH, MOOTHALL_ID, RDF, SKOS
from ..graph.terms import NamedNode, Quad, RdfFormat, serialize
from ..shapes.standard_files import standards
from .rdf import list_names
from .source import Source
from .staged import Context, StagedDataset
from .staging import Edition

SLUG = "codes"
"""The dataset's name in addresses."""

_KINDS = frozenset({MH.List, MH.Code})
_LICENCE = NamedNode("https://creativecommons.org/licenses/by/4.0/")
_ALL = ((DCT.license, _LICENCE), (MH.termClass, MH.Code))
"""What holds of the list of codes of any standard, so that no file needs to say it."""


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
    quads += [Quad(q.subject, *each, graph) for q in quads if q.object == MH.List for each in _ALL]
    for subject in {q.subject for q in quads if q.object == MH.Code}:
        quads.append(Quad(subject, RDF.type, SKOS.Concept, graph))
    quads = list(dict.fromkeys(quads))
    written = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    dataset = StagedDataset(
        slug=SLUG,
        title="Codes of the data standards",
        quads=quads,
        kind=MH.ListData,
        lists=list_names(quads),
        description="The values that columns of the data standards allow, as terms of lists.",
        licence=_LICENCE.value,
        publisher=f"{MOOTHALL_ID}agent/moothall",
    )
    return Edition(dataset, Source("codes.nt", "codes.nt", written or b""), loader)
