"""Who provides a service in an area, as other programs read it and as a terminal shows it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from ...graph.generation import Generation
from ...graph.responsibility import Reason, Responsibility
from ...graph.serialise import serialise
from ...graph.succession import Council
from ..pages.responsibility import reason_texts, tier_noun
from ..pages.words import words_in
from .responsibility_graph import responsibility_triples


def responsibility_in_form(generation: Generation, answer: Responsibility, suffix: str) -> bytes:
    """Return an answer for programs: json, or an RDF syntax by its suffix, such as ttl."""
    if suffix == "json":
        return responsibility_json(generation, answer)
    return serialise(responsibility_triples(generation, answer), suffix)


def responsibility_json(generation: Generation, answer: Responsibility) -> bytes:
    """Return an answer as JSON."""
    document = {
        "service": {
            "iri": answer.service.iri,
            "label": answer.service.label,
            "document": generation.addresses.path(answer.service.iri),
        },
        "area": council_json(generation, answer.area),
        "date": answer.day.isoformat(),
        "tiers": list(answer.tiers),
        "outcome": answer.outcome,
        "responsible": [
            council_json(generation, each.council) | {"why": _reasons("because", each.why)}
            for each in answer.responsible
        ],
        "successors": [council_json(generation, each) for each in answer.successors],
        "notes": _reasons("caveat", answer.notes),
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"


def council_json(generation: Generation, council: Council) -> dict[str, object]:
    """Return a council as a member of JSON; its days are null where none are stated."""
    return {
        "iri": council.iri,
        "label": council.name,
        "code": council.code,
        "tier": council.tier or None,
        "founded": council.founded.isoformat() if council.founded else None,
        "abolished": council.abolished.isoformat() if council.abolished else None,
        "document": generation.addresses.path(council.iri),
    }


def responsibility_lines(answer: Responsibility) -> Iterator[str]:
    """Return an answer line by line, for a terminal."""
    words = words_in("en")
    yield f"{answer.service.label} in the area of {answer.area.name} on {answer.day.isoformat()}"
    if answer.successors:
        names = ", ".join(f"{each.name} ({each.code})" for each in answer.successors)
        yield f"{answer.area.name} is no more; in its place: {names}"
    if answer.outcome == "depends on the place":
        yield "which council it is depends on the place in the area:"
    if answer.outcome == "not stated":
        yield "the data does not say who provides it"
    for each in answer.responsible:
        yield f"  {each.council.code}  {each.council.name}, {tier_noun(words, each.council)}"
        yield from (f"       {sentence}" for sentence in reason_texts(words, "because", each.why))
    yield from (f"Note: {sentence}" for sentence in reason_texts(words, "caveat", answer.notes))


def _reasons(use: str, reasons: Sequence[Reason]) -> list[dict[str, str]]:
    texts = reason_texts(words_in("en"), use, reasons)
    return [
        {"kind": reason.kind, "text": text} for reason, text in zip(reasons, texts, strict=True)
    ]
