"""Who provides a service in an area on a day, as statements.

The answer is a `prov:Entity` whose address asks the same again; each council that provides does so
in a `schema:Service` of its own. What the graph states of them is stated with it: the tiers, the
days of the councils, and which took over from which.

Source: schema.org, Service; PROV-O, Entity.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlencode

from ...graph.generation import Generation
from ...graph.labels import read_labels
from ...graph.namespaces import DCT, ESD, MH, PROV, RDF, RDFS, SCHEMA, SKOS, XSD
from ...graph.responsibility import Reason, Responsibility, Responsible
from ...graph.succession import Council, successors
from ...graph.terms import Literal, NamedNode, Subject, Triple
from ..pages.responsibility import reason_texts
from ..pages.words import words_in
from ..view import LANGUAGES


def answer_iri(generation: Generation, answer: Responsibility) -> str:
    """Return the address of an answer: the same, however service and area were named."""
    asked = {
        "service": answer.service.iri,
        "area": answer.area.iri,
        "date": answer.day.isoformat(),
        **({"release": generation.release} if generation.release else {}),
    }
    return f"{generation.base_iri}responsible?{urlencode(asked)}"


def responsibility_triples(generation: Generation, answer: Responsibility) -> Iterator[Triple]:
    """Yield an answer with what the graph states of the things in it, thing by thing."""
    by_subject: dict[Subject, list[Triple]] = {}
    for triple in _statements(generation, answer):
        by_subject.setdefault(triple.subject, []).append(triple)
    for triples in by_subject.values():
        yield from triples


def _statements(generation: Generation, answer: Responsibility) -> Iterator[Triple]:
    node = NamedNode(answer_iri(generation, answer))
    service, area = NamedNode(answer.service.iri), NamedNode(answer.area.iri)
    yield Triple(node, RDF.type, PROV.Entity)
    yield Triple(node, DCT.subject, service)
    yield Triple(node, DCT.spatial, area)
    yield Triple(node, DCT.date, _day(answer.day.isoformat()))
    yield Triple(node, MH.outcome, Literal(answer.outcome))
    for each in answer.responsible:
        yield from _provision(node, service, area, each)
    yield from _reasons(node, "note", "caveat", answer.notes)
    yield from _service(generation, answer)
    yield from _councils(generation, answer)


def _provision(
    node: NamedNode, service: NamedNode, area: NamedNode, each: Responsible
) -> Iterator[Triple]:
    """Yield the service as one council provides it in the area, and why it does."""
    name = quote(each.council.code or each.council.iri, safe="")
    provision = NamedNode(f"{node.value}#{name}")
    yield Triple(node, DCT.hasPart, provision)
    yield Triple(provision, RDF.type, SCHEMA.Service)
    yield Triple(provision, SCHEMA.serviceType, service)
    yield Triple(provision, SCHEMA.areaServed, area)
    yield Triple(provision, SCHEMA.provider, NamedNode(each.council.iri))
    yield from _reasons(provision, f"{name}-because", "because", each.why)


def _reasons(node: NamedNode, name: str, use: str, reasons: Sequence[Reason]) -> Iterator[Triple]:
    """Yield reasons as nodes with a kind, a place in their order, and a sentence a language."""
    texts = {each: reason_texts(words_in(each), use, reasons) for each in LANGUAGES}
    document = node.value.partition("#")[0]
    for place, reason in enumerate(reasons):
        step = NamedNode(f"{document}#{name}-{place + 1}")
        yield Triple(node, MH.reason, step)
        yield Triple(step, SKOS.notation, Literal(reason.kind))
        yield Triple(step, SCHEMA.position, Literal(str(place + 1), datatype=XSD.integer))
        for language, sentences in texts.items():
            yield Triple(step, DCT.description, Literal(sentences[place], language=language))


def _service(generation: Generation, answer: Responsibility) -> Iterator[Triple]:
    service = NamedNode(answer.service.iri)
    yield Triple(service, RDF.type, ESD.Service)
    yield from _names(generation, service)
    for iri in answer.tiers:
        tier = NamedNode(iri)
        yield Triple(service, MH.providedBy, tier)
        yield Triple(tier, RDF.type, MH.Tier)
        yield from _names(generation, tier)


def _councils(generation: Generation, answer: Responsibility) -> Iterator[Triple]:
    """Yield what is stated of the councils of an answer, and of all that came after the area's."""
    ahead = [answer.area]
    for each in answer.responsible:
        ahead.append(each.council)
        ahead += [c for why in each.why for c in (why.other, why.council) if c is not None]
    told: set[str] = set()
    for council in ahead:
        if council.iri in told:
            continue
        told.add(council.iri)
        yield from _council(generation, council)
        for after in successors(generation, council):
            yield Triple(NamedNode(council.iri), MH.succeededBy, NamedNode(after.iri))
            ahead.append(after)


def _council(generation: Generation, council: Council) -> Iterator[Triple]:
    node = NamedNode(council.iri)
    yield Triple(node, RDF.type, MH.Authority)
    yield from _names(generation, node)
    if council.code:
        yield Triple(node, DCT.identifier, Literal(council.code))
    if council.tier:
        yield Triple(node, MH.tier, NamedNode(council.tier))
    if council.founded:
        yield Triple(node, SCHEMA.foundingDate, _day(council.founded.isoformat()))
    if council.abolished:
        yield Triple(node, SCHEMA.dissolutionDate, _day(council.abolished.isoformat()))


def _names(generation: Generation, node: NamedNode) -> Iterator[Triple]:
    for label in read_labels(generation.reader, node.value):
        yield Triple(node, RDFS.label, label)


def _day(text: str) -> Literal:
    return Literal(text, datatype=XSD.date)
