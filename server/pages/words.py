"""The words of the pages themselves, in English and Welsh: headings, buttons, sentences, dates."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files

from ..view import LANGUAGES

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "cy": "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; calling it with a name gives the text, its fields filled in."""

    language: str
    texts: Mapping[str, str]
    kinds: Mapping[str, tuple[str, str]]
    headings: Mapping[str, str]
    incoming_headings: Mapping[str, str]

    def __call__(self, name: str, **fields: object) -> str:
        """Return a text of the pages.

        Raises:
            KeyError: there is no such text, or a field is missing.
        """
        return self.texts[name].format(**fields)

    def kind(self, kind: str) -> str:
        """Return the noun for a kind of thing, e.g. ``organisationType`` -> organisation type."""
        return self.kinds.get(kind, self.kinds["thing"])[0]

    def count(self, number: int, kind: str) -> str:
        """Return a number of things in words: ``1,127 services``, ``1,127 o wasanaethau``."""
        single, several = self.kinds.get(kind, self.kinds["thing"])
        return f"{number:,} {single if number == 1 else several}"

    def several(self, kind: str) -> str:
        """Return the noun that goes with a number above one, as under a figure."""
        return self.kinds.get(kind, self.kinds["thing"])[1]

    def heading(self, predicate: str) -> str | None:
        """Return the words over a property's values that the ontology has no phrase for."""
        return self.headings.get(_local_name(predicate))

    def incoming(self, predicate: str) -> str | None:
        """Return the words over the things that point here with a property without inverse."""
        return self.incoming_headings.get(_local_name(predicate))

    def date(self, when: date) -> str:
        """Return a day as people write it: 16 November 2026, 16 Tachwedd 2026."""
        return f"{when.day} {_MONTHS[self.language].split()[when.month - 1]} {when.year}"

    def moment(self, when: datetime) -> str:
        """Return a day with its time of day, in UTC."""
        return self("moment", date=self.date(when), time=f"{when:%H:%M}")


@cache
def words_in(language: str) -> Words:
    """Return the words of a language; English for one that the pages are not written in."""
    wanted = language if language in LANGUAGES else "en"
    table = tomllib.loads((files(__package__) / "words.toml").read_text(encoding="utf-8"))
    return Words(
        wanted,
        {name: entry[wanted] for name, entry in table["texts"].items()},
        {kind: (entry[wanted][0], entry[wanted][1]) for kind, entry in table["kinds"].items()},
        {name: entry[wanted] for name, entry in table["headings"].items()},
        {name: entry[wanted] for name, entry in table["incoming"].items()},
    )


def _local_name(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1]
