"""Reading the tables of public facts that the lists are written from."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import ParseError, fromstring

FUNCTIONS_AND_SERVICES = "standard/dgulocal_functions_services.xml"
INTERACTIONS = "standard/lgil_interactions_transcribed.csv"
GOVUK_SERVICES = "standard/govuk_publisher_local_services.csv"
PROCLASS = "standard/proclass_17.csv"
LINKS = "links/govuk_lgsl_lgil_fallback_links.csv"

TIERS = {
    "all": ("county", "district", "unitary"),
    "county/unitary": ("county", "unitary"),
    "district/unitary": ("district", "unitary"),
}
"""The tiers of councils that each word in GOV.UK's table stands for."""


@dataclass(frozen=True, slots=True)
class TermFact:
    """A function or service of the official list.

    Args:
        identifier: the number of the term, as text.
        label: as published, spaces included.
        created: xsd:dateTime without a time zone.
        modified: likewise.
        parent: the function that holds it; empty at the top.
    """

    identifier: str
    label: str
    created: str
    modified: str
    parent: str


@dataclass(frozen=True, slots=True)
class CodeFact:
    """A code of a flat list and its label."""

    identifier: str
    label: str


@dataclass(frozen=True, slots=True)
class GovukServiceFact:
    """A service that GOV.UK offers: its code, GOV.UK's wording and the tiers that provide it."""

    identifier: str
    title: str
    tiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PairFact:
    """A service and an interaction for which GOV.UK has held links of councils."""

    service: str
    interaction: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the generated files say, each tuple in the order of its numbers."""

    functions: tuple[TermFact, ...]
    services: tuple[TermFact, ...]
    interactions: tuple[CodeFact, ...]
    govuk_services: tuple[GovukServiceFact, ...]
    procurement_categories: tuple[CodeFact, ...]
    pairs: tuple[PairFact, ...]


def read_facts(facts_dir: Path) -> Facts:
    """Return the facts of every table under a folder.

    Raises:
        FileNotFoundError: a table is absent.
        ValueError: a table does not have the form expected; the message says where.
    """
    functions: list[TermFact] = []
    services: list[TermFact] = []
    for function in _read_xml(facts_dir / FUNCTIONS_AND_SERVICES).iterfind("Function"):
        _read_function(function, "", functions, services)
    return Facts(
        functions=tuple(sorted(functions, key=lambda term: int(term.identifier))),
        services=tuple(sorted(services, key=lambda term: int(term.identifier))),
        interactions=_read_interactions(facts_dir / INTERACTIONS),
        govuk_services=_read_govuk_services(facts_dir / GOVUK_SERVICES),
        procurement_categories=_read_procurement_categories(facts_dir / PROCLASS),
        pairs=_read_pairs(facts_dir / LINKS),
    )


def _read_xml(path: Path) -> Element:
    try:
        root: Element = fromstring(path.read_bytes())
    except ParseError as error:
        raise ValueError(
            f"{path}: {error}: this is not well-formed XML; take the file from its source again"
        ) from error
    return root


def _read_function(
    element: Element, parent: str, functions: list[TermFact], services: list[TermFact]
) -> None:
    function = _read_term(element, parent)
    functions.append(function)
    services += [
        _read_term(service, function.identifier) for service in element.iterfind("Services/Service")
    ]
    for narrower in element.iterfind("Functions/Function"):
        _read_function(narrower, function.identifier, functions, services)


def _read_term(element: Element, parent: str) -> TermFact:
    values = {}
    for name in ("Identifier", "Label", "Created", "Modified"):
        value = element.findtext(name)
        if not value:
            known_as = element.findtext("Identifier") or "one that has no Identifier"
            raise ValueError(
                f"{FUNCTIONS_AND_SERVICES}: {element.tag} {known_as} has no {name}; "
                "take the file from its source again"
            )
        values[name] = value
    return TermFact(
        values["Identifier"], values["Label"], values["Created"], values["Modified"], parent
    )


def _rows(path: Path, heading: list[str], cells: int) -> Iterator[list[str]]:
    """Yield the rows of a CSV file below its heading, each checked for its number of cells."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        found = next(reader, [])
        if found != heading:
            raise ValueError(
                f"{path} line 1: the headings are {found}, not {heading}; "
                "take the file from its source again, or change what this module expects"
            )
        for row in reader:
            if len(row) != cells:
                raise ValueError(
                    f"{path} line {reader.line_num}: {len(row)} cells, where there should be "
                    f"{cells}; mend the line"
                )
            yield row


def _read_interactions(path: Path) -> tuple[CodeFact, ...]:
    facts = [CodeFact(*row) for row in _rows(path, ["Identifier", "Label"], 2)]
    return tuple(sorted(facts, key=lambda fact: int(fact.identifier)))


def _read_govuk_services(path: Path) -> tuple[GovukServiceFact, ...]:
    facts = []
    for code, title, tiers in _rows(path, ["LGSL", "Description", "Providing Tier"], 3):
        if tiers not in TIERS:
            raise ValueError(
                f'{path}, service {code}, column "Providing Tier": {tiers!r} is not one of '
                f"{', '.join(TIERS)}"
            )
        facts.append(GovukServiceFact(code, title, TIERS[tiers]))
    return tuple(sorted(facts, key=lambda fact: int(fact.identifier)))


def _read_procurement_categories(path: Path) -> tuple[CodeFact, ...]:
    heading = ["code", "level1", "level2", "level3", "clarification_info"]
    facts = [
        CodeFact(code, level1)
        for code, level1, level2, _, _ in _rows(path, heading, 5)
        if not level2
    ]
    return tuple(sorted(facts, key=lambda fact: int(fact.identifier)))


def _read_pairs(path: Path) -> tuple[PairFact, ...]:
    # The heading names four columns, and every row has two more: the codes of the service and of
    # the interaction that columns two and three spell out.
    pairs = {
        PairFact(row[4].strip(), row[5].strip())
        for row in _rows(path, ["la", "lgsl", "lgil", "link"], 6)
    }
    return tuple(sorted(pairs, key=lambda pair: (int(pair.service), int(pair.interaction))))
