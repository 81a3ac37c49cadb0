"""Measurements: a quality record in the words of the Data Quality Vocabulary.

Source: Data on the Web Best Practices: Data Quality Vocabulary, sections 3.2 to 3.4 and 5.1.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from ..namespaces import DCT, DQV, RDF, SKOS, XSD
from ..terms import Literal, NamedNode, Triple
from .record import QualityRecord


def measurement_triples(
    counts: Mapping[str, int],
    measured: str,
    base_iri: str,
    waivers: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Triple]:
    """Yield one measurement a check.

    Args:
        counts: name of each check -> terms that it found.
        measured: IRI of what was measured, such as a release.
        base_iri: base of the service, which the checks' IRIs start with.
        waivers: name of a check -> why it may find more than in the release before.
    """
    subject = NamedNode(measured)
    for check, count in counts.items():
        measurement = NamedNode(f"{measured}#quality-{check}")
        yield Triple(subject, DQV.hasQualityMeasurement, measurement)
        yield from _measurement(measurement, check, measured, count, base_iri)
        if check in waivers:
            note = Literal(f"Waived: {waivers[check]}", language="en")
            yield Triple(measurement, SKOS.editorialNote, note)


def list_triples(
    record: QualityRecord, measured: str, base_iri: str, list_iris: Mapping[str, str]
) -> Iterator[Triple]:
    """Yield one measurement a check and list in which it found terms.

    Args:
        record: the record.
        measured: IRI of what was measured as a whole, of which these are parts.
        base_iri: base of the service.
        list_iris: name -> IRI of each list.
    """
    for found in record.measurements.values():
        for name, count in found.by_list.items():
            measurement = NamedNode(f"{measured}#quality-{found.check}-{name}")
            yield from _measurement(measurement, found.check, list_iris[name], count, base_iri)
            yield Triple(measurement, DCT.isPartOf, NamedNode(measured))


def _measurement(
    measurement: NamedNode, check: str, computed_on: str, count: int, base_iri: str
) -> Iterator[Triple]:
    yield Triple(measurement, RDF.type, DQV.QualityMeasurement)
    yield Triple(measurement, DQV.isMeasurementOf, NamedNode(f"{base_iri}quality#{check}"))
    yield Triple(measurement, DQV.computedOn, NamedNode(computed_on))
    yield Triple(measurement, DQV.value, Literal(str(count), datatype=XSD.integer))
