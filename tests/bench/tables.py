"""Cells of tables: how many become terms in a second of processor time, by kind."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from .measure import Row

CELLS = 100_000
MUST_REPEATED = 1_000_000
MUST_DISTINCT = 200_000
MUST_POINTS_S = 2.0

Value = TypeVar("Value")

BASE = "https://data.example.org/"


def measure() -> list[Row]:
    """Return the cells a CPU second of each kind, for repeated and distinct values, and points."""
    rows = [_row(kind, fields, value) for kind, fields, value in _kinds()]
    return [*rows, _points()]


def _kinds() -> list[tuple[str, dict[str, object], Callable[[int], str]]]:
    """Return (what it is called, fields of its column, its value of a number)."""
    from moothall.graph.namespaces import MH, XSD
    from moothall.graph.terms import Literal
    from moothall.shapes.standard import Code

    postcode = "^(?:GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})$"
    codes = tuple(Code(Literal(f"code {n}"), f"code {n}", (f"code {n}",)) for n in range(30))
    text = XSD.string.value
    return [
        ("text", {"datatypes": (text,)}, lambda n: f"Office supplies, order {n}"),
        ("text with a pattern", {"datatypes": (text,), "pattern": postcode}, _postcode),
        ("ISO dates and times", {"datatypes": (XSD.dateTime.value,)},
         lambda n: f"2026-03-{n % 28 + 1:02}T{n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02}"),
        ("dates dd/mm/yyyy", {"datatypes": (XSD.date.value,)},
         lambda n: f"{n % 28 + 1:02}/{n // 28 % 12 + 1:02}/{1000 + n // 336:04}"),
        ("amounts", {"datatypes": (XSD.decimal.value,)}, lambda n: f"{n * 7 / 100:.2f}"),
        ("amounts with pounds and commas", {"datatypes": (XSD.decimal.value,)},
         lambda n: f"£{n * 7 / 100:,.2f}"),
        ("counts", {"datatypes": (XSD.integer.value,)}, str),
        ("web addresses", {"is_iri": True}, lambda n: f"https://www.example.org/payments/{n}"),
        ("yes and no", {"datatypes": (XSD.boolean.value,)}, lambda n: ("yes", "No", "TRUE")[n % 3]),
        ("codes", {"codes": codes}, lambda n: f"Code {n % 30}"),
        ("councils", {"is_iri": True, "class_iri": MH.Authority.value},
         lambda n: ("E07000176", "Rushcliffe", "NGM")[n % 3]),
    ]  # fmt: skip


def _postcode(number: int) -> str:
    letters = "ABDEFGHJLN"
    ones, tens = letters[number % 10], letters[number // 10 % 10]
    return f"NG{number // 1000 % 100} {number // 100 % 10}{tens}{ones}"


def _row(kind: str, fields: dict[str, object], value: Callable[[int], str]) -> Row:
    from moothall.graph.terms import NamedNode
    from moothall.loaders.shipped import shipped_look_up
    from moothall.loaders.tables.conversion import conversion_of
    from moothall.shapes.standard import Column

    about = {"name": "Column", "label": "column", "description": "", "shape": "_:shape"}
    path = NamedNode(f"{BASE}path")
    column = Column(**about, path=path, **fields)  # type: ignore[arg-type]
    look_up = shipped_look_up(BASE)
    few, many = [value(n) for n in range(100)], [value(n) for n in range(CELLS)]
    chance = random.Random(1)
    repeated = chance.choices(few, k=CELLS)
    convert = conversion_of(column, look_up)
    convert(few[0])
    repeated_rate = _rate(convert, repeated)
    faults = sum(1 for text in few if convert(text).fault)
    if faults:
        raise AssertionError(f"{faults} of the {kind} of the measurement are faulty")
    figures = f"{repeated_rate:,.0f} a CPU s repeated"
    is_reached = repeated_rate >= MUST_REPEATED
    must = f"{MUST_REPEATED:,} repeated"
    if len(set(many)) > CELLS // 2:
        distinct_rate = max(_rate(conversion_of(column, look_up), many) for _ in range(3))
        figures += f", {distinct_rate:,.0f} distinct"
        must += f", {MUST_DISTINCT:,} distinct"
        is_reached = is_reached and distinct_rate >= MUST_DISTINCT
    return Row(f"cells to terms: {kind}", figures, must, is_reached)


def _rate(convert: Callable[[Value], object], texts: list[Value]) -> float:
    start = time.process_time()
    for text in texts:
        convert(text)
    return len(texts) / (time.process_time() - start)


def _points() -> Row:
    from moothall.loaders.tables.points import point_of

    texts = [(f"{400_000 + n}", f"{300_000 + n * 7 % 100_000}") for n in range(CELLS)]
    if any(not point_of(x, y, "OSGB36").latitude for x, y in texts):
        raise AssertionError("a point of the measurement has no latitude")
    seconds = CELLS / max(_rate(lambda at: point_of(*at, "OSGB36"), texts) for _ in range(3))
    return Row(
        f"{CELLS:,} eastings and northings to latitude and longitude",
        f"{seconds:.2f} CPU s",
        f"{MUST_POINTS_S:.0f} CPU s",
        seconds <= MUST_POINTS_S,
    )
