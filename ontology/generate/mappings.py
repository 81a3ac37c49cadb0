"""The factual mappings: which tiers provide a service, and which interactions it has."""

from __future__ import annotations

from collections import defaultdict

from .facts import Facts
from .turtle import Description, document, say


def mapping_documents(facts: Facts) -> dict[str, str]:
    """Return the text of every generated mapping, by file name."""
    return {
        "mappings/services-tiers.ttl": _services_tiers(facts),
        "mappings/services-interactions.ttl": _services_interactions(facts),
    }


def _services_tiers(facts: Facts) -> str:
    comment = (
        "Which tiers of councils provide the services that GOV.UK offers.\n"
        "Facts from GOV.UK's publishing tool, under the MIT licence."
    )
    return document(
        comment,
        [
            Description(
                f"service:{service.identifier}",
                (say("mh:providedBy", *(f"tier:{tier}" for tier in service.tiers)),),
            )
            for service in facts.govuk_services
        ],
    )


def _services_interactions(facts: Facts) -> str:
    known = {service.identifier for service in facts.services}
    known |= {service.identifier for service in facts.govuk_services}
    interactions: dict[str, list[str]] = defaultdict(list)
    for pair in facts.pairs:
        if pair.service in known:
            interactions[pair.service].append(f"interaction:{pair.interaction}")
    comment = (
        "The interactions for which GOV.UK has held councils' links, service by service.\n"
        "Facts from GOV.UK's record of councils' links, under the MIT licence."
    )
    return document(
        comment,
        [
            Description(f"service:{service}", (say("esd:hasInteraction", *terms),))
            for service, terms in interactions.items()
        ],
    )
