"""The announcement of releases: what the catalogue and each release's own document say (DCAT 3).

Source: Data Catalog Vocabulary 3, sections 6.7 (distributions and checksums) and 11 (versioning);
PROV-O, section 3.1 (what is attributed to agents);
OWL 2, section 3.1 (an ontology has one version IRI).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..attribution import agent_iri
from ..change import Change
from ..generations import Writer
from ..namespaces import ADMS, DCAT, DCT, MH, OWL, PROV, RDF, RDFS, SPDX, XSD
from ..quality.measurements import measurement_triples
from ..reader import Reader
from ..terms import Literal, NamedNode, Quad, Term, Triple
from .release import Release

_N_QUADS = "https://www.iana.org/assignments/media-types/application/n-quads"
_ONTOLOGY = NamedNode(MH.iri)


def announce(writer: Writer, releases: Sequence[Release], base_iri: str) -> None:
    """Publish a generation whose catalogue speaks of the given releases, unless it does already."""
    catalogue = NamedNode(f"{base_iri}graph/catalogue")
    known = _announced(writer.live, catalogue, base_iri)
    said = {t: None for t in announcement(releases, base_iri)}
    wanted = {Quad(t.subject, t.predicate, t.object, catalogue) for t in said}
    change = Change(sorted(known - wanted, key=str), sorted(wanted - known, key=str))
    writer.publish(change)


def announcement(releases: Sequence[Release], base_iri: str) -> Iterator[Triple]:
    """Yield what the catalogue says of all releases, oldest first; nothing if there are none."""
    if not releases:
        return
    standard = NamedNode(f"{base_iri}releases")
    yield Triple(standard, RDF.type, DCAT.Resource)
    yield Triple(standard, DCT.title, Literal("Releases of the standard", language="en"))
    for release in releases:
        yield Triple(standard, DCAT.hasVersion, NamedNode(release.iri(base_iri)))
        yield from release_triples(release, base_iri)
    issued = [release for release in releases if not release.is_draft]
    if issued:
        newest = NamedNode(issued[-1].iri(base_iri))
        yield Triple(standard, DCAT.hasCurrentVersion, newest)
        yield Triple(_ONTOLOGY, OWL.versionIRI, newest)


def release_triples(release: Release, base_iri: str) -> Iterator[Triple]:
    """Yield what is said of one release, which is the same for ever once it is no draft."""
    iri = NamedNode(release.iri(base_iri))
    # the store's own spelling of UTC, so that what is published can be compared
    issued = release.issued.isoformat().replace("+00:00", "Z")
    download, checksum = NamedNode(f"{iri.value}.nq"), NamedNode(f"{iri.value}#checksum")
    title = f"{'Draft of release' if release.is_draft else 'Release'} {release.version}"
    values: list[tuple[NamedNode, NamedNode, Term]] = [
        (iri, RDF.type, DCAT.Dataset),
        (iri, RDF.type, MH.Release),
        (iri, DCT.title, Literal(f"{title} of the standard", language="en")),
        (iri, RDFS.label, Literal(title, language="en")),
        (iri, DCAT.version, Literal(release.version)),
        (iri, DCAT.isVersionOf, NamedNode(f"{base_iri}releases")),
        (iri, DCT.issued, Literal(issued, datatype=XSD.dateTime)),
        (iri, ADMS.versionNotes, Literal(release.notes, language="en")),
        (iri, ADMS.status, MH.Draft if release.is_draft else MH.Stable),
        (iri, MH.generationNumber, Literal(str(release.generation), datatype=XSD.integer)),
        (iri, DCAT.distribution, download),
        (download, RDF.type, DCAT.Distribution),
        (download, DCAT.downloadURL, download),
        (download, DCAT.mediaType, NamedNode(_N_QUADS)),
        (download, SPDX.checksum, checksum),
        (checksum, RDF.type, SPDX.Checksum),
        (checksum, SPDX.algorithm, SPDX.checksumAlgorithm_sha256),
        (checksum, SPDX.checksumValue, Literal(release.checksum, datatype=XSD.hexBinary)),
    ]
    if release.by:
        agent = NamedNode(agent_iri(release.by, base_iri))
        values.append((iri, PROV.wasAttributedTo, agent))
        values += [(agent, RDF.type, PROV.Agent), (agent, RDFS.label, Literal(release.by))]
    if release.parent is not None:
        parent = NamedNode(f"{base_iri}releases/{release.parent}")
        values.append((iri, DCAT.previousVersion, parent))
    if release.freeze_date is not None:
        frozen = Literal(release.freeze_date.isoformat(), datatype=XSD.date)
        values.append((iri, MH.freezeDate, frozen))
    for subject, predicate, value in values:
        yield Triple(subject, predicate, value)
    yield from measurement_triples(release.quality or {}, iri.value, base_iri, release.waivers)


def _announced(reader: Reader, catalogue: NamedNode, base_iri: str) -> set[Quad]:
    """Return what the catalogue says of releases now."""
    standard, agents = f"{base_iri}releases", f"{base_iri}id/agent/"
    found = set(reader.quads(_ONTOLOGY, OWL.versionIRI, None, catalogue))
    for quad in reader.quads(graph=catalogue):
        iri = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
        if iri == standard or iri.startswith((f"{standard}/", agents)):
            found.add(quad)
    return found
