"""A release, and the overview of all of them, as JSON and RDF, and the standard as it froze it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import IO

from ...graph.generation import Generation
from ...graph.namespaces import DCAT, MH, OWL, RDF
from ...graph.releases.announcement import announcement, release_triples
from ...graph.releases.coverage import standard_lines
from ...graph.releases.release import Release
from ...graph.serialise import serialise
from ...graph.terms import NamedNode, Quad, RdfFormat, Triple, parse
from ..negotiate import N_QUADS, TRIG, Form
from .rdf_files import opened

N_QUADS_GZIP = Form("nq.gz", "application/gzip", "N-Quads in gzip")

WHOLE_FILES = (N_QUADS, TRIG, N_QUADS_GZIP)
"""Forms of the whole of a release. The checksum is that of its N-Quads."""


def release_in_form(release: Release, suffix: str, base_iri: str) -> bytes:
    """Return what is said of a release as ``json``, or in an RDF syntax."""
    if suffix == "json":
        return _as_json(as_dict(release, base_iri))
    return serialise(_document(release, base_iri), suffix)


def releases_in_form(releases: Sequence[Release], suffix: str, base_iri: str) -> bytes:
    """Return what is said of all releases, newest first as ``json``, or in an RDF syntax."""
    if suffix == "json":
        return _as_json({"releases": [as_dict(each, base_iri) for each in reversed(releases)]})
    triples = dict.fromkeys(announcement(releases, base_iri))
    return serialise(sorted(triples, key=str), suffix)


def write_release(generation: Generation, suffix: str, output: IO[bytes]) -> None:
    """Write the standard as a release froze it to a file.

    Args:
        generation: the release, open.
        suffix: one of those of `WHOLE_FILES`.
        output: where to write.
    """
    lines = standard_lines(generation)
    if suffix == "trig":
        quads = parse(b"".join(lines), format=RdfFormat.N_QUADS)
        output.write(serialise(_by_graph(quads), "trig"))
        return
    with opened(output, suffix) as stream:
        stream.writelines(lines)


def as_dict(release: Release, base_iri: str) -> dict[str, object]:
    """Return a release as members of a JSON object, with its addresses."""
    address = release.iri(base_iri)
    own = {
        "iri": address,
        **release.as_dict(),
        "triples": release.triples,
        "downloads": [f"{address}.{form.suffix}" for form in WHOLE_FILES],
    }
    if release.parent is not None:
        own["changes"] = f"{base_iri}releases/{release.parent}..{release.version}"
    return own


def _document(release: Release, base_iri: str) -> Iterator[Triple]:
    yield from release_triples(release, base_iri)
    if not release.is_draft:
        ontology = NamedNode(MH.iri)
        yield Triple(ontology, RDF.type, OWL.Ontology)
        yield Triple(ontology, OWL.versionIRI, NamedNode(release.iri(base_iri)))
    standard = NamedNode(f"{base_iri}releases")
    yield Triple(standard, DCAT.hasVersion, NamedNode(release.iri(base_iri)))


def _by_graph(quads: Iterator[Quad]) -> list[Quad]:
    return sorted(quads, key=lambda quad: (str(quad.graph_name), str(quad)))


def _as_json(members: object) -> bytes:
    return json.dumps(members, ensure_ascii=False, indent=1).encode()
