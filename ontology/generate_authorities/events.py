"""Reorganisations: which councils ended and which took over."""

from __future__ import annotations

from collections.abc import Iterator

from ..generate.turtle import text
from .blocks import authority, block, iri, typed
from .tables import Tables, successors


def change_events(tables: Tables) -> Iterator[str]:
    """Yield the Turtle of each reorganisation: the councils that ended and those that took over.

    Councils that share a successor on the same day are one event: Cumbria's six districts and its
    county ended together, though each district passed to only one of the two new councils.
    """
    events: list[set[str]] = []
    for council in tables.councils.values():
        heirs = set(successors(council))
        if heirs:
            joined = [event for event in events if event & heirs]
            events = [event for event in events if not event & heirs]
            events.append(heirs.union(*joined))
    for event in sorted(events, key=sorted):
        new = sorted(event)
        old = sorted(c for c, row in tables.councils.items() if event & set(successors(row)))
        day = tables.councils[new[0]]["start-date"]
        names = " and ".join(tables.councils[code]["official-name"] for code in new)
        yield block(
            iri(f"id/event/{day}/{'-'.join(new)}"),
            {
                "a": ["org:ChangeEvent"],
                "rdfs:label": [text(f"Creation of {names}", "en")],
                "dct:date": [typed(day, "xsd:date")],
                "org:originalOrganization": [authority(code) for code in old],
                "org:resultingOrganization": [authority(code) for code in new],
            },
        )
