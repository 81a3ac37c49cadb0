"""Numbers: amounts of money and counts, as people and spreadsheets write them.

Source: XML Schema Part 2, sections 3.3.3 (decimal) and 3.4.13 (integer).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from ...graph.namespaces import XSD
from ...shapes.written import as_stored
from .cell import Cell
from .faults import faulty, not_read

DECIMAL = f"^^<{XSD.iri}decimal>"
INTEGER = f"^^<{XSD.iri}integer>"

_STORED_DIGITS = 18
"""Figures that every store holds as a number; what it does with more is its own affair."""

_PLAIN_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?").fullmatch
_PLAIN_INTEGER = re.compile(r"-?[0-9]+").fullmatch
_PLAIN_POUNDS = re.compile(r"£(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?").fullmatch
_MINUS = r"\-\u2212\u2013"
_NUMBER = re.compile(
    rf"(?P<open>\()?\s*(?P<sign>[+{_MINUS}])?\s*(?:£|GBP)?\s*(?P<inner>[{_MINUS}])?\s*"
    r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:[ \xa0\u2009\u202f][0-9]{3})+|[0-9]*)"
    r"(?P<fraction>\.[0-9]*)?\s*(?:£|GBP)?\s*"
    rf"(?P<after>CR|DR|[{_MINUS}])?\s*(?P<close>\))?",
    re.IGNORECASE,
).fullmatch
_SHORTENED = re.compile(r"[-+]?[0-9](?:\.[0-9]+)?[eE][-+]?[0-9]{1,2}").fullmatch
_CONTINENTAL = re.compile(
    r"[-+]?£?\s?(?:[0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]+),(?:[0-9]{1,2}|[0-9]{4,})"
).fullmatch
_MULTIPLE = re.compile(r"(.{1,40}?)\s*(k|m|bn|thousand|million|billion)", re.IGNORECASE).fullmatch
_MULTIPLES = {"k": 3, "thousand": 3, "m": 6, "million": 6, "bn": 9, "billion": 9}
_PART = re.compile(r"[-\u2212]?[0-9][0-9,]*(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class Number:
    """A text that was read as a number.

    Attributes:
        plain: the number in figures, such as ``-1234.50``; empty if the text is none.
        fault: why it is none, to follow it in a sentence; empty if it is not like a number.
        best: the number that is most likely meant; empty if none is.
    """

    plain: str
    fault: str = ""
    best: str = ""


def decimal_reading(text: str) -> Cell:
    """Return what an amount or measure becomes."""
    if _PLAIN_DECIMAL(text):
        return Cell((decimal_literal(text),), "", text)
    if _PLAIN_POUNDS(text):
        figures = text[1:].replace(",", "")
        return Cell((decimal_literal(figures),), "", figures)
    number = read_number(text)
    if number.plain:
        return Cell((decimal_literal(number.plain),), "", number.plain)
    if number.fault:
        return faulty(text, number.fault, number.best)
    return not_read(text, "is not a number", number.best)


def integer_reading(text: str) -> Cell:
    """Return what a count becomes."""
    if _PLAIN_INTEGER(text):
        return Cell((integer_literal(text),), "", text)
    number = read_number(text)
    if number.plain:
        whole, _, fraction = number.plain.partition(".")
        if not fraction.strip("0"):
            return Cell((integer_literal(whole),), "", whole)
        return faulty(text, "has a fraction, and a whole number is asked for")
    whole, _, fraction = number.best.partition(".")
    best = "" if fraction.strip("0") else whole
    if number.fault:
        return faulty(text, number.fault, best)
    return not_read(text, "is not a whole number", best)


def decimal_literal(figures: str) -> str:
    """Return figures as the literal that a store gives back, without needless noughts."""
    if len(figures) <= _STORED_DIGITS:
        sign, number = figures.startswith("-"), figures.removeprefix("-")
        number = _without_noughts(number).lstrip("0")
        if not number or number[0] == ".":
            number = f"0{number}"
        return f'"{"-" if sign and number != "0" else ""}{number}"{DECIMAL}'
    return as_stored(f'"{figures}"{DECIMAL}')


def integer_literal(figures: str) -> str:
    """Return figures as the literal that a store gives back."""
    if len(figures) <= _STORED_DIGITS:
        return f'"{int(figures)}"{INTEGER}'
    return as_stored(f'"{figures}"{INTEGER}')


def read_number(text: str) -> Number:
    """Return a text as a number: with pounds, commas, brackets or CR around it, or without."""
    figures = _figures(text)
    if figures:
        return Number(figures)
    if _SHORTENED(text):
        best = format(Decimal(text), "f")
        return Number("", "was shortened by a spreadsheet, so that digits may be lost", best)
    if _CONTINENTAL(text):
        best = _figures(re.sub(r"[\s.]", "", text).replace(",", "."))
        return Number("", "has a comma where the decimal point belongs", best)
    if text[-1] == "%":
        return Number(
            "", "has a percent sign; write the number alone", _figures(text[:-1].rstrip())
        )
    if text[-1] in "pP" and _PLAIN_DECIMAL(text[:-1]):
        pounds = format(Decimal(text[:-1]) / 100, ".2f") if len(text) < 20 else ""
        return Number("", "is in pence; write pounds", pounds)
    multiple = _MULTIPLE(text)
    if multiple:
        number = _figures(multiple[1])
        if number:
            times = Decimal(10) ** _MULTIPLES[multiple[2].lower()]
            best = format(Decimal(number) * times, "f")
            return Number("", "is rounded and has a word for its noughts", _without_noughts(best))
    return Number("", best=_part(text))


def _figures(text: str) -> str:
    """Return the figures of a text that is a number, with pounds and commas or without; or none."""
    match = _NUMBER(text)
    if not match or not (match["whole"] or len(match["fraction"] or "") > 1):
        return ""
    after = (match["after"] or "").upper()
    minuses = [match["sign"] not in (None, "+"), match["inner"], after, match["open"]]
    if bool(match["open"]) != bool(match["close"]) or sum(map(bool, minuses)) > 1:
        return ""
    whole = re.sub(r"[^0-9]", "", match["whole"]) or "0"
    fraction = match["fraction"] or ""
    sign = "-" if any(minuses) and after != "DR" else ""
    return sign + whole + (fraction if len(fraction) > 1 else "")


def _part(text: str) -> str:
    """Return the figures of the one number that a short text holds; empty if there is not one."""
    parts = _PART.findall(text) if len(text) <= 100 else []
    return _figures(parts[0]) if len(parts) == 1 else ""


def _without_noughts(figures: str) -> str:
    return figures.rstrip("0").rstrip(".") if "." in figures else figures
