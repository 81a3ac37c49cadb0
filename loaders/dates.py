"""The dates of a list: ISO, day first or month first, decided once for a whole file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from ..graph.namespaces import XSD
from ..graph.terms import Literal

_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?")
_CENTURY_FROM = 70
"""Years of two digits from here on are of the last century."""


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How a file writes dates with slashes.

    Attributes:
        day_first: whether the day stands before the month.
        note: why that was chosen, if the dates do not say; else empty.
    """

    day_first: bool
    note: str = ""

    def literal(self, text: str) -> Literal:
        """Return a date, or date and time, as a term.

        Raises:
            ValueError: the text is neither, in this order or in ISO's.
        """
        match = _SLASHED.fullmatch(text)
        if match:
            first, second, year = int(match[1]), int(match[2]), int(match[3])
            if len(match[3]) == 2:
                year += 1900 if year >= _CENTURY_FROM else 2000
            day, month = (first, second) if self.day_first else (second, first)
            return Literal(date(year, month, day).isoformat(), datatype=XSD.date)
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            return Literal(date.fromisoformat(text).isoformat(), datatype=XSD.date)
        datetime.fromisoformat(text)
        return Literal(text.replace(" ", "T"), datatype=XSD.dateTime)

    def day(self, text: str) -> Literal:
        """Return a date as a term; a time of day is left out.

        Raises:
            ValueError: the text is none, in this order or in ISO's.
        """
        return Literal(self.literal(text).value[:10], datatype=XSD.date)


def date_order(texts: Iterable[str]) -> DateOrder:
    """Return how a file writes its dates, judged by all of them.

    A number above 12 can only be a day. Where none is, years of two digits are taken as
    month/day/year, the way that spreadsheets set up for the United States write them, and years of
    four digits as day/month/year.

    Raises:
        ValueError: some dates can only be day first, and others only month first.
    """
    found = {text: match for text in texts if (match := _SLASHED.fullmatch(text))}
    day_first = next((t for t, m in found.items() if int(m[1]) > 12 >= int(m[2])), None)
    month_first = next((t for t, m in found.items() if int(m[2]) > 12 >= int(m[1])), None)
    if day_first and month_first:
        raise ValueError(f"{day_first} has the day first and {month_first} the month")
    if not found or day_first or month_first:
        return DateOrder(bool(day_first))
    short_years = all(len(m[3]) == 2 for m in found.values())
    example = next(iter(found))
    words = "month/day/year" if short_years else "day/month/year"
    return DateOrder(
        not short_years, f"dates such as {example} do not say their order; read as {words}"
    )
