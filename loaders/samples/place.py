"""The fictional place: its neighbourhoods, and addresses, points and telephone numbers in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from ...graph.namespaces import MOOTHALL_ID
from ...ontology.generate.turtle import string
from ...ontology.generate_authorities.blocks import Properties, authority, iri, typed

COUNCIL = "ZZW"
"""The code of the council; no register of councils has one that starts with ZZ."""

SERVICE = "http://id.esd.org.uk/service/"
FUNCTION = "http://id.esd.org.uk/function/"

STREETS = ("Anchor Street", "Beacon Road", "Cockle Lane", "Dune Avenue", "Kittiwake Way")


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """A part of Westmere, and a point in the sea that stands for its centre, in WGS84 degrees."""

    name: str
    latitude: float
    longitude: float


NEIGHBOURHOODS = (
    Neighbourhood("Old Town", 53.900, 0.900),
    Neighbourhood("Saltmarsh Quay", 53.905, 0.915),
    Neighbourhood("Gull Point", 53.912, 0.928),
    Neighbourhood("Marram", 53.918, 0.905),
    Neighbourhood("Kilnfield", 53.893, 0.882),
    Neighbourhood("Northgate", 53.922, 0.884),
    Neighbourhood("Fenny End", 53.884, 0.867),
    Neighbourhood("Harbour Side", 53.896, 0.921),
)


def number(key: str, below: int) -> int:
    """Return a number from 0 that looks random and is always the same for the key."""
    return int.from_bytes(sha256(key.encode()).digest()[:8], "big") % below


def pick(key: str, options: Sequence[str]) -> str:
    """Return one of the options, always the same one for the key."""
    return options[number(key, len(options))]


def record(standard: str, key: str) -> str:
    """Return the IRI of a record of Westmere's."""
    return iri(f"id/record/{standard}/{COUNCIL}/{key}")


def identity(class_name: str, key: str, label: str, term: str) -> Properties:
    """Return what every record states: class, name, publisher, key and the term that it is of."""
    return {
        "a": ["mh:Record", class_name],
        "rdfs:label": [f"{string(label)}@en"],
        "dct:identifier": [string(key)],
        "dct:publisher": [authority(COUNCIL)],
        "mh:classifiedAs": [iri(term)],
    }


def code(list_name: str, identifier: str) -> str:
    """Return the term of a list of a data standard's codes."""
    return iri(f"{MOOTHALL_ID}{list_name}/{identifier}")


def postcode(key: str) -> str:
    """Return a postcode that is not in use."""
    return f"ZZ99 {number(key + ' sector', 9) + 1}AA"


def whereabouts(key: str, neighbourhood: Neighbourhood) -> Properties:
    """Return an address with a postcode that is not in use, and a point close to the centre."""
    street = f"{number(key + ' house', 60) + 1} {pick(key + ' street', STREETS)}"
    address = f"{street}, {neighbourhood.name}, Westmere, {postcode(key)}"
    latitude, longitude = _point(key, neighbourhood)
    return {
        "schema:address": [string(address)],
        "wgs84:lat": [typed(latitude, "xsd:decimal")],
        "wgs84:long": [typed(longitude, "xsd:decimal")],
    }


def coordinates(key: str, neighbourhood: Neighbourhood) -> Properties:
    """Return the same point as the columns of a table have it."""
    latitude, longitude = _point(key, neighbourhood)
    return {
        "mh:coordinateReferenceSystem": [string("WGS84")],
        "mh:geoX": [typed(longitude, "xsd:decimal")],
        "mh:geoY": [typed(latitude, "xsd:decimal")],
    }


def _point(key: str, neighbourhood: Neighbourhood) -> tuple[str, str]:
    latitude = neighbourhood.latitude + (number(key + " north", 600) - 300) / 100_000
    longitude = neighbourhood.longitude + (number(key + " east", 1000) - 500) / 100_000
    return f"{latitude:.5f}", f"{longitude:.5f}"


def telephone(key: str) -> str:
    """Return a number from the range that Ofcom keeps for drama: 01632 960000 to 960999."""
    return string(f"01632 960{number(key + ' telephone', 1000):03d}")


def webpage(path: str) -> str:
    """Return an address under a domain name that is reserved for examples.

    Source: RFC 2606, section 3.
    """
    return iri(f"https://example.org/westmere/{path}")
