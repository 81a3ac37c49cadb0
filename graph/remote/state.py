"""Which generation a remote store holds: what the catalogue graph says of itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from ..change import Change
from ..namespaces import DCT, MH, OWL, XSD
from ..reader import Reader
from ..terms import Literal, NamedNode, Quad, Term
from .endpoint import Endpoint

_MARKS = (MH.generationNumber, OWL.versionInfo, DCT.modified)


@dataclass(frozen=True, slots=True)
class State:
    """A generation of the remote store.

    Attributes:
        number: its number, from 1.
        token: a text that no other generation has; empty for one that another tool has loaded.
        published: when, in UTC; None if it does not say.
    """

    number: int
    token: str
    # stores spell moments in ways of their own, and the token tells generations apart
    published: datetime | None = field(default=None, compare=False)

    def key(self, where: str) -> str:
        """Return the name of the folder for what is built of it, with the store's address in it."""
        digest = blake2b(f"{where} {self.token}".encode(), digest_size=8).hexdigest()
        return f"{self.number}-{digest}"


def read_state(endpoint: Endpoint) -> State | None:
    """Return the generation that the store holds; None if it holds none of this service's.

    Raises:
        RemoteStoreError: the store does not answer.
    """
    catalogue = catalogue_graph(endpoint)
    found = [
        State(int(number), _text(row["token"]), _moment(_text(row["published"])))
        for row in endpoint.rows("generation", {"catalogue": catalogue}, is_bounded=True)
        if (number := _text(row["number"])).isdigit()
    ]
    # two, if two publishes met: the same one for whoever reads
    return max(found, key=lambda state: (state.number, state.token), default=None)


def catalogue_graph(endpoint: Endpoint) -> NamedNode:
    """Return the graph that holds the marks of a generation, and whose IRI bears them."""
    return NamedNode(f"{endpoint.scope}catalogue")


def mark(live: Reader, endpoint: Endpoint, state: State) -> Change:
    """Return the change that makes the catalogue graph say which generation it is part of."""
    catalogue = catalogue_graph(endpoint)
    old = [q for p in _MARKS for q in live.quads(catalogue, p, None, catalogue)]
    values = (
        Literal(str(state.number), datatype=XSD.integer),
        Literal(state.token),
        Literal(f"{state.published:%Y-%m-%dT%H:%M:%SZ}", datatype=XSD.dateTime),
    )
    new = [Quad(catalogue, p, value, catalogue) for p, value in zip(_MARKS, values, strict=True)]
    return Change(removed=old, added=new)


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, Literal) else ""


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
