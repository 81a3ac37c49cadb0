"""Attribution: who publishes something and why, as everybody may read it in the ledger.

Source: PROV-O, section 3.1 (an activity is associated with agents).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .errors import RequestError

AGENT_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
"""What whoever publishes may be called: a team or a role rather than a person."""

MOST_NOTE_CHARACTERS = 500

_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
"""Characters that end lines, turn the direction of writing, or that nobody sees."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who publishes something, and why.

    Attributes:
        by: the name of a team or role, such as ``standards-team``; empty if nobody is named.
        note: why, in a sentence or two on one line; empty if nothing is said.

    Raises:
        RequestError: the name does not fit, or the note is too long or holds what nobody sees.
    """

    by: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.by and not AGENT_NAME.fullmatch(self.by):
            raise RequestError(
                f"{self.by[:50]!r} cannot be the name of who publishes",
                remedy="name a team or a role in small letters, digits and hyphens, such as "
                "'standards-team'; everybody will read it, so name no person",
            )
        if len(self.note) > MOST_NOTE_CHARACTERS:
            raise RequestError(
                f"the note has {len(self.note):,} characters, and {MOST_NOTE_CHARACTERS} are "
                "allowed",
                remedy="say why in a sentence or two, and link to the rest",
            )
        if _UNSEEN.search(self.note):
            raise RequestError(
                "the note holds characters that nobody sees", remedy="write it on one line of text"
            )

    @classmethod
    def said(cls, by: str, note: str) -> Attribution:
        """Return the attribution that somebody has written, its note as one line."""
        return cls(by, " ".join(note.split()))


NOBODY = Attribution()
"""Of what is published without a word of who and why."""


def agent_iri(name: str, base_iri: str) -> str:
    """Return the IRI of who publishes under a name."""
    return f"{base_iri}id/agent/{name}"
