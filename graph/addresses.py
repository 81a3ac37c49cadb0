"""Addresses: from an IRI to the path where this service describes it, and back.

The identifiers that the world already uses keep their own hosts; the service answers for all of
them under ``/id/<kind>/<identifier>``. One table says which IRIs those are.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, unquote

from .namespaces import ESD, ESD_ID, IPSV_CONCEPT, MH, MOOTHALL_ID, STANDARD

_SAFE = "/!$&'()*+,;=:@~-._"

CURIE_PREFIXES: dict[str, str] = {
    "esdServiceType": ESD_ID + "service/",
    "esdService": ESD_ID + "service/",
    "esdFunction": ESD_ID + "function/",
    "esdInteraction": ESD_ID + "interaction/",
    "esdNeed": ESD_ID + "need/",
    "esdCircumstance": ESD_ID + "circumstance/",
    "esdOrganisationType": ESD_ID + "organisationType/",
    "ipsv": IPSV_CONCEPT,
}
"""Prefix of a compact IRI -> namespace; plural spellings (``esdNeeds``) are taken as well.

Source: Open Referral UK, use of taxonomies (esdServiceType, esdCircumstance, esdNeed); the other
prefixes follow the same pattern.
"""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Paths of this service for IRIs, and IRIs for paths.

    Attributes:
        base_iri: the base of the addresses of councils, datasets and records.
    """

    base_iri: str

    def path(self, iri: str, prefix: str = "/doc/") -> str | None:
        """Return the path that describes an IRI, percent-encoded; None if it is not ours to tell.

        Args:
            iri: any IRI.
            prefix: ``/doc/`` for the document, ``/id/`` for the thing.
        """
        for namespace, start in self._table():
            if iri.startswith(namespace) and len(iri) > len(namespace):
                return prefix + start + quote(iri[len(namespace) :], safe=_SAFE)
        return None

    def candidates(self, path: str) -> list[str]:
        """Return the IRIs that a path under ``/id/`` or ``/doc/`` may stand for, best first.

        Args:
            path: what follows ``/id/``, e.g. ``service/579``; percent-encoded or not.
        """
        found = []
        for namespace, start in self._table():
            if path.startswith(start) and len(path) > len(start):
                rest = path[len(start) :]
                found += [namespace + rest, namespace + unquote(rest)]
        return list(dict.fromkeys(found))

    def kind(self, iri: str) -> str:
        """Return the kind in an IRI's path, e.g. ``service``; empty for IRIs of other hosts."""
        path = self.path(iri, "")
        return path.split("/", 1)[0] if path else ""

    def curie(self, iri: str) -> str | None:
        """Return the compact form of an IRI in common use, e.g. ``esdServiceType:579``."""
        for prefix, namespace in CURIE_PREFIXES.items():
            if iri.startswith(namespace):
                return f"{prefix}:{iri[len(namespace) :]}"
        return None

    def _table(self) -> tuple[tuple[str, str], ...]:
        return (
            (self.base_iri + "id/", ""),
            (self.base_iri + "graph/", "graph/"),
            (IPSV_CONCEPT, "subject/"),
            (ESD_ID, ""),
            (MOOTHALL_ID, ""),
            (STANDARD, "standard/"),
            (MH.iri, "def/"),
            (ESD.iri, "def/"),
        )
