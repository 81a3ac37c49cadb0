"""The record of one release: what it is called, what it says, and what it covers."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Literal, cast

from ..errors import StoreCorruptError

Status = Literal["draft", "released"]

FILE_NAME = "release.json"


@dataclass(frozen=True, slots=True)
class CoveredGraph:
    """One named graph of a release.

    Attributes:
        triples: statements in it.
        sha256: SHA-256 of its sorted N-Triples, in hexadecimal digits.
    """

    triples: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Release:
    """One release of the standard.

    Attributes:
        version: its version, e.g. ``2026.1``.
        status: whether it is a draft, which may be made anew, or released, which never changes.
        issued: when it was made, in UTC.
        notes: what its makers say of it, as Markdown.
        freeze_date: the day from which a draft takes no more changes; None if none is set.
        parent: version of the release before it; None for the first.
        generation: number of the generation that it was made of.
        checksum: SHA-256 of the sorted N-Quads of all graphs that it covers, in hexadecimal digits.
        graphs: IRI of each named graph that it covers -> how much it holds.
        lists: name of each list -> its terms, deprecated ones included.
        quality: name of each quality check -> terms that it found; None for a release that was
            made before there were any.
        waivers: name of a check that found more than in the release before -> why it was released
            all the same.
        by: the name of the team or role that made it; empty if nobody was named.
        base: version of the release whose files it shares; its own if its files are whole and may
            be shared; None if they may not. It is no part of what a release says of itself.
    """

    version: str
    status: Status
    issued: datetime
    notes: str
    freeze_date: date | None
    parent: str | None
    generation: int
    checksum: str
    graphs: Mapping[str, CoveredGraph]
    lists: Mapping[str, int]
    quality: Mapping[str, int] | None = None
    waivers: Mapping[str, str] = field(default_factory=dict)
    by: str = ""
    base: str | None = None

    @property
    def is_draft(self) -> bool:
        """Whether it may still be made anew."""
        return self.status == "draft"

    @property
    def triples(self) -> int:
        """Statements in all graphs that it covers."""
        return sum(graph.triples for graph in self.graphs.values())

    def iri(self, base_iri: str) -> str:
        """Return its IRI, which is also the address of its page."""
        return f"{base_iri}releases/{self.version}"

    def as_dict(self) -> dict[str, object]:
        """Return the release as members of a JSON object."""
        members = dataclasses.asdict(self)
        del members["base"]
        members["issued"] = self.issued.isoformat()
        members["freeze_date"] = self.freeze_date.isoformat() if self.freeze_date else None
        members["graphs"] = {
            iri: dataclasses.asdict(graph) for iri, graph in sorted(self.graphs.items())
        }
        members["lists"] = dict(sorted(self.lists.items()))
        return members

    def write(self, folder: Path) -> None:
        """Write the release into its folder."""
        members = {**self.as_dict(), "base": self.base}
        text = json.dumps(members, ensure_ascii=False, indent=2) + "\n"
        (folder / FILE_NAME).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Release:
        """Return the release in a folder.

        Raises:
            StoreCorruptError: its record is missing or damaged.
        """
        path = folder / FILE_NAME
        try:
            members = json.loads(path.read_text(encoding="utf-8"))
            if members["status"] not in ("draft", "released"):
                raise ValueError(f"its status is {members['status']!r}")
            freeze_date, quality = members["freeze_date"], members.get("quality")
            return cls(
                version=str(members["version"]),
                status=cast(Status, members["status"]),
                issued=datetime.fromisoformat(members["issued"]),
                notes=str(members["notes"]),
                freeze_date=date.fromisoformat(freeze_date) if freeze_date else None,
                parent=members["parent"],
                generation=int(members["generation"]),
                checksum=str(members["checksum"]),
                graphs={
                    iri: CoveredGraph(int(graph["triples"]), str(graph["sha256"]))
                    for iri, graph in members["graphs"].items()
                },
                lists={name: int(size) for name, size in members["lists"].items()},
                quality=None if quality is None else {n: int(c) for n, c in quality.items()},
                waivers={n: str(why) for n, why in members.get("waivers", {}).items()},
                by=str(members.get("by", "")),
                base=members.get("base"),
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreCorruptError(
                f"the record of the release cannot be read ({error})",
                where=str(path),
                remedy="bring the folder back from a backup",
            ) from error
