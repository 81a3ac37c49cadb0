"""The public toilets and libraries of Westmere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...ontology.generate.turtle import string
from ...ontology.generate_authorities.blocks import Properties, block, typed
from .place import (
    NEIGHBOURHOODS,
    SERVICE,
    Neighbourhood,
    code,
    coordinates,
    identity,
    number,
    pick,
    postcode,
    record,
    telephone,
    webpage,
    whereabouts,
)


@dataclass(frozen=True, slots=True)
class ToiletSite:
    """A sort of place that has toilets, where to look for them, and their charge in pounds."""

    name: str
    directions: str
    charge: str


SITES = (
    ToiletSite("beach", "Beside the lifeguard hut, at the top of the slipway", "0.00"),
    ToiletSite("park", "By the main gate, opposite the bandstand", "0.00"),
    ToiletSite("market place", "On the north side, behind the covered stalls", "0.20"),
    ToiletSite("bus station", "Inside the waiting hall, next to the ticket office", "0.30"),
    ToiletSite("car park", "On the ground floor, near the pay machines", "0.00"),
)

TOILET_HOURS = ("8am to 6pm daily", "7am to 9pm daily", "24 hours", "9am to dusk daily")
TOILET_KEEPERS = ("Westmere Borough Council", "Example Facilities Care Ltd")
EXTRACT_DATE = "2026-03-31"
CATEGORIES = ("female-and-male", "unisex", "female-and-male", "female-and-male", "unisex")
"""Whom toilets are for: codes of the data standard for public toilets."""

LIBRARY_HOURS = (
    "Monday to Friday 9am to 6pm, Saturday 10am to 4pm",
    "Tuesday, Thursday and Saturday 10am to 5pm",
    "Monday, Wednesday and Friday 9.30am to 5.30pm",
)
LIBRARIES = (
    "Westmere Central Library",
    *(f"{neighbourhood.name} Library" for neighbourhood in NEIGHBOURHOODS),
    "Lantern Yard Community Library",
    "Westmere Local Studies Library",
    "Westmere Mobile Library",
)
COMMUNITY_RUN = frozenset({"Fenny End Library", "Lantern Yard Community Library"})


def toilets() -> Iterator[str]:
    """Yield the Turtle of 40 public toilets: one at each sort of site in each neighbourhood."""
    places = ((area, site) for area in NEIGHBOURHOODS for site in SITES)
    for position, (area, site) in enumerate(places, 1):
        yield _toilet(f"WST-{position:03d}", area, site)


def _toilet(key: str, area: Neighbourhood, site: ToiletSite) -> str:
    is_accessible = number(key + " accessible", 4) > 0
    flags = {
        "mh:radarKeyNeeded": is_accessible and number(key + " radar", 2) == 0,
        "mh:babyChange": number(key + " baby", 3) > 0,
        "mh:changingPlace": site.name == "bus station" and number(key + " changing", 2) == 0,
    }
    properties: Properties = {
        **identity("mh:PublicToilet", key, f"{area.name} {site.name} toilets", f"{SERVICE}579"),
        "mh:extractDate": [typed(EXTRACT_DATE, "xsd:date")],
        "mh:organisationLabel": [string("Westmere Borough Council")],
        "mh:serviceTypeLabel": [string("Public toilets")],
        "mh:locationText": [string(site.directions)],
        "mh:category": [code("toiletUsers", pick(key + " category", CATEGORIES))],
        "mh:accessibleCategory": [code("toiletUsers", "unisex" if is_accessible else "none")],
        **{name: [typed(str(flag).lower(), "xsd:boolean")] for name, flag in flags.items()},
        "mh:charge": [typed(site.charge, "xsd:decimal")],
        "mh:managedBy": [string(pick(key + " keeper", TOILET_KEEPERS))],
        "schema:openingHours": [string(pick(key + " hours", TOILET_HOURS))],
        "schema:telephone": [telephone(key)],
        "schema:url": [webpage(f"toilets/{key.lower()}")],
        **whereabouts(key, area),
        **coordinates(key, area),
    }
    return block(record("public-toilets", key), properties)


def libraries() -> Iterator[str]:
    """Yield the Turtle of 12 libraries: the mobile one is of a service of its own."""
    for position, name in enumerate(LIBRARIES, 1):
        key = f"LIB-{position:02d}"
        area = NEIGHBOURHOODS[(position - 2) % len(NEIGHBOURHOODS)]
        service = "444" if "Mobile" in name else "437"
        is_community_run = name in COMMUNITY_RUN
        keeper = "Example Friends of Libraries" if is_community_run else "Westmere Borough Council"
        properties: Properties = {
            **identity("mh:Library", key, name, f"{SERVICE}{service}"),
            "rdfs:label": [string(name)],
            "mh:libraryType": [code("libraryType", "CRL" if is_community_run else "LAL")],
            "mh:postcode": [string(postcode(key))],
            "mh:statutory": [typed(str(not is_community_run).lower(), "xsd:boolean")],
            "mh:managedBy": [string(keeper)],
            "schema:openingHours": [string(pick(key + " hours", LIBRARY_HOURS))],
            "schema:telephone": [telephone(key)],
            "schema:url": [webpage(f"libraries/{key.lower()}")],
            **whereabouts(key, area),
        }
        yield block(record("libraries", key), properties)
