"""The community services and the payments of Westmere, from the tables in this folder."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from importlib.resources import files

from ...ontology.generate.turtle import string
from ...ontology.generate_authorities.blocks import Properties, block, typed
from .place import (
    FUNCTION,
    NEIGHBOURHOODS,
    SERVICE,
    Neighbourhood,
    identity,
    number,
    pick,
    record,
    telephone,
    webpage,
    whereabouts,
)

PAYMENT_COUNT = 200
FIRST_PAYMENT_DAY = date(2025, 4, 1)
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
TIMES = ("9.30am to 11.30am", "10am to noon", "1pm to 3pm", "2pm to 4.30pm", "6pm to 8pm")
TERMS = {"service": SERVICE, "function": FUNCTION}


def community_services() -> Iterator[str]:
    """Yield the Turtle of every activity of the table, held in two neighbourhoods each."""
    position = 0
    for row_number, row in enumerate(_rows("community-services.csv")):
        for turn in (0, 3):
            position += 1
            area = NEIGHBOURHOODS[(row_number + turn) % len(NEIGHBOURHOODS)]
            yield _community_service(f"CS-{position:03d}", row, area)


def _community_service(key: str, row: Mapping[str, str], area: Neighbourhood) -> str:
    schedule = f"{pick(key + ' day', DAYS)}s, {pick(key + ' time', TIMES)}"
    ages = {"mh:minimumAge": row["minimum_age"], "mh:maximumAge": row["maximum_age"]}
    properties: Properties = {
        **identity(
            "mh:CommunityService", key, f"{area.name} {row['name']}", SERVICE + row["service"]
        ),
        "dct:description": [string(row["description"]) + "@en"],
        "mh:eligibility": [string(row["eligibility"])],
        **{name: [typed(age, "xsd:integer")] for name, age in ages.items() if age},
        "mh:cost": [string(row["cost"])],
        "mh:managedBy": [string(row["managed_by"])],
        "schema:openingHours": [string(schedule)],
        "schema:telephone": [telephone(key)],
        "schema:url": [webpage(f"activities/{key.lower()}")],
        **whereabouts(key, area),
    }
    return block(record("community-services", key), properties)


def payments() -> Iterator[str]:
    """Yield the Turtle of 200 payments of one financial year, on working days, oldest first."""
    kinds = list(_rows("payments.csv"))
    for position in range(PAYMENT_COUNT):
        key = f"PAY-{position + 1:04d}"
        day = FIRST_PAYMENT_DAY + timedelta(days=position * 364 // PAYMENT_COUNT)
        if day.weekday() > 4:
            day += timedelta(days=7 - day.weekday())
        yield _payment(key, kinds[position % len(kinds)], day)


def _payment(key: str, row: Mapping[str, str], day: date) -> str:
    lowest, highest = int(row["lowest_pence"]), int(row["highest_pence"])
    pence = lowest + number(key + " amount", highest - lowest)
    # one payment in forty comes back, as credit notes do in real records of spending
    sign = "-" if number(key + " refund", 40) == 0 else ""
    amount = f"{sign}{pence // 100}.{pence % 100:02d}"
    label = f"{row['purpose']}, {day.strftime('%B %Y')}"
    properties: Properties = {
        **identity("mh:Payment", key, label, TERMS[row["kind"]] + row["identifier"]),
        "mh:organisationalUnit": [string(row["department"])],
        "mh:amount": [typed(amount, "xsd:decimal")],
        # as in most real records: the council gets its VAT back
        "mh:irrecoverableVATAmount": [typed("0.00", "xsd:decimal")],
        "mh:paymentDate": [typed(day.isoformat(), "xsd:date")],
        "mh:beneficiary": [string(row["beneficiary"])],
        "mh:purpose": [string(row["purpose"])],
    }
    return block(record("payments", key), properties)


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    table = files(__package__).joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(table.splitlines())
