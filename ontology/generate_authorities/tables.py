"""Reading the published tables of councils, and joining them by council code."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

Row = Mapping[str, str]

CODE = "local-authority-code"
"""The column of mySociety's tables that holds the code of a council."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The published tables, keyed by council code, which is mySociety's."""

    councils: dict[str, Row]
    govuk: dict[str, Row]
    digital_land: dict[str, Row]
    register: dict[str, Row]
    open_data_communities: dict[str, str]
    names: dict[str, list[str]]
    gss_codes: dict[str, list[str]]

    @classmethod
    def read(cls, facts: Path) -> Tables:
        """Return the tables in that folder.

        Raises:
            FileNotFoundError: a table is absent; the message names it.
            KeyError: a table lacks a column that is read; the message names it.
            ValueError: GOV.UK has a council that mySociety's tables lack.
        """
        councils = _by(_rows(facts / "mysociety_uk_local_authorities_future.csv"), CODE)
        gss_codes: defaultdict[str, list[str]] = defaultdict(list)
        for row in _rows(facts / "mysociety_lookup_gss_to_registry.csv"):
            if row["gss-code"]:
                gss_codes[row[CODE]].append(row["gss-code"])
        holder = {gss: code for code, codes in gss_codes.items() for gss in codes}
        names: defaultdict[str, list[str]] = defaultdict(list)
        for row in _rows(facts / "mysociety_lookup_name_to_registry.csv"):
            names[row[CODE]].append(row["la-name"])
        digital_land = {}
        for row in _rows(facts / "digitalland_organisation.csv"):
            key = row["organisation"].partition(":")[2]
            found = key if key in councils else holder.get(row["statistical-geography"], "")
            if found:
                digital_land[found] = row
        return cls(
            councils=councils,
            govuk=_govuk_rows(facts / "govuk_local-authorities.csv", councils, holder),
            digital_land=digital_land,
            # the register lists its newest entries first, and of several rows the last is kept
            register=_by(
                reversed(list(_rows(facts / "register_local-authority-eng.csv"))),
                "local-authority-eng",
            ),
            open_data_communities={
                row["local-authority-eng"]: row["opendatacommunities"]
                for row in _rows(facts / "odc_localgov.csv")
                if row["local-authority-eng"]
            },
            names=dict(names),
            gss_codes=dict(gss_codes),
        )


def _rows(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as table:
        for row in csv.DictReader(table):
            yield {key: (value or "").strip() for key, value in row.items() if key}


def _by(rows: Iterable[Row], column: str) -> dict[str, Row]:
    return {row[column]: row for row in rows}


def _govuk_rows(
    path: Path, councils: Mapping[str, Row], holder: Mapping[str, str]
) -> dict[str, Row]:
    found = {}
    for row in _rows(path):
        if row["gss"] not in holder:
            raise ValueError(
                f'{path.name}, column "gss": no council has {row["gss"]} ({row["name"]}); '
                "fetch the newer tables of mySociety, the code of a council may have changed"
            )
        found[_successor_if_replaced(councils[holder[row["gss"]]])] = row
    return found


def _successor_if_replaced(council: Row) -> str:
    codes = successors(council)
    return codes[0] if len(codes) == 1 else council[CODE]


def successors(council: Row) -> list[str]:
    """Return the codes of the councils that took over from this one; none if it goes on."""
    return [code.strip() for code in council["replaced-by"].split(",") if code.strip()]
