"""Drafts: editions of lists that somebody has handed in, kept until they are published.

::

    data/drafts/spring-services.draft    one line of JSON, then the file as it came

Each is one file that is replaced as a whole, so whoever reads it sees the one edition or the other.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from ..graph.durable import write_whole
from ..graph.errors import LimitError, NotFoundError, RequestError, StoreCorruptError, StoreError
from ..graph.generation import Generation

MOST_DRAFTS = 100
"""Drafts of one data directory."""

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_SUFFIX = ".draft"
_MOST_RECORD_BYTES = 100_000
_TAG_DIGITS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is known of a draft beside its file.

    Attributes:
        name: its name.
        made: when it was handed in, in UTC.
        by: the name of who handed it in; empty if nobody was named.
        note: why, in their words; empty if nothing was said.
        file: name of the file.
        size: bytes of the file.
        format: name of the format that it is read as.
        list_name: the list that its terms belong to; None if the file says it.
        slug: the name of the dataset that it becomes; None if the file says it.
        publisher: the publisher's IRI, or a council's code; None for the one that there is.
        licence: the licence's IRI; None for the one that there is.
        generation: number of the generation that was served then.
        states: name of each dataset that it becomes -> `state_of` it then.
    """

    name: str
    made: datetime
    by: str
    note: str
    file: str
    size: int
    format: str
    list_name: str | None
    slug: str | None
    publisher: str | None
    licence: str | None
    generation: int
    states: Mapping[str, str]

    def overtaken(self, served: Generation) -> tuple[str, ...]:
        """Return the datasets that others have changed since it was handed in, by name."""
        return tuple(s for s, state in self.states.items() if state_of(served, s) != state)

    def as_dict(self) -> dict[str, object]:
        """Return it as members of a JSON object."""
        members = dataclasses.asdict(self)
        members["made"] = self.made.isoformat()
        return members


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft with its file.

    Attributes:
        draft: what is known of it.
        data: the file.
        tag: a digest of both, which another edition of the draft does not have.
    """

    draft: Draft
    data: bytes
    tag: str


def state_of(served: Generation, slug: str) -> str:
    """Return what tells whether a dataset holds the same as at another time."""
    manifest, graph = served.manifest, served.graph_iri(slug)
    return f"{manifest.digests.get(graph, 0):x}-{manifest.graphs.get(graph, 0)}"


class Drafts:
    """The drafts of a data directory.

    Args:
        data_dir: the data directory.
    """

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / "drafts"

    def check_name(self, name: str) -> None:
        """Raise unless a draft can have a name.

        Raises:
            RequestError: it cannot.
        """
        if not _NAME.fullmatch(name):
            raise RequestError(
                f"{name[:80]!r} cannot be the name of a draft",
                remedy="use small letters, digits and hyphens, for example 'spring-services'",
            )

    def names(self) -> list[str]:
        """Return the names of all drafts, in order."""
        return sorted(path.name.removesuffix(_SUFFIX) for path in self.path.glob(f"*{_SUFFIX}"))

    def all(self) -> list[Draft]:
        """Return all drafts, in the order of their names.

        Raises:
            StoreCorruptError: one is damaged.
        """
        found = []
        for name in self.names():
            try:
                with self._file(name).open("rb") as file:
                    found.append(_read(file.readline(_MOST_RECORD_BYTES), self._file(name)))
            except FileNotFoundError:
                # somebody has published or discarded it in the meantime
                continue
        return found

    def get(self, name: str) -> KeptDraft:
        """Return a draft with its file.

        Raises:
            NotFoundError: there is none of that name.
            StoreCorruptError: it is damaged.
        """
        self.check_name(name)
        path = self._file(name)
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            raise self._unknown(name) from None
        line, _, data = content.partition(b"\n")
        return KeptDraft(_read(line, path), data, _tag(content))

    def put(self, draft: Draft, data: bytes) -> KeptDraft:
        """Return a draft that is now kept, in place of one of the same name if there is one.

        Raises:
            RequestError: it cannot have that name.
            LimitError: there are too many drafts.
            StoreError: the disk refused; nothing has changed then.
        """
        self.check_name(draft.name)
        path = self._file(draft.name)
        content = json.dumps(draft.as_dict()).encode() + b"\n" + data
        names = self.names()
        if draft.name not in names and len(names) >= MOST_DRAFTS:
            raise LimitError(
                f"there are {len(names)} drafts already",
                remedy="publish or discard some that nobody needs any more",
            )
        try:
            self.path.mkdir(exist_ok=True)
            write_whole(path, content)
        except OSError as error:
            raise StoreError(
                f"the draft could not be kept: {error}",
                where=str(self.path),
                remedy="free space there, or see who may write there",
            ) from error
        return KeptDraft(draft, data, _tag(content))

    def discard(self, name: str) -> None:
        """Remove a draft.

        Raises:
            NotFoundError: there is none of that name.
        """
        self.check_name(name)
        try:
            self._file(name).unlink()
        except FileNotFoundError:
            raise self._unknown(name) from None

    def _file(self, name: str) -> Path:
        return self.path / f"{name}{_SUFFIX}"

    def _unknown(self, name: str) -> NotFoundError:
        known = ", ".join(self.names()) or "none"
        return NotFoundError(f"there is no draft {name!r}", remedy=f"the drafts are: {known}")


def _tag(content: bytes) -> str:
    return sha256(content).hexdigest()[:_TAG_DIGITS]


def _read(line: bytes, path: Path) -> Draft:
    try:
        members = json.loads(line)
        members["made"] = datetime.fromisoformat(members["made"])
        return Draft(**members)
    except (ValueError, KeyError, TypeError) as error:
        raise StoreCorruptError(
            f"the draft cannot be read ({error})",
            where=str(path),
            remedy="discard it, and hand the list in again",
        ) from error
