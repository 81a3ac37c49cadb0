"""Cases: questions and updates with what the specification says of them, from the files in `cases`.

They are this project's own, and need no suite. What is expected is read by rdflib, so that it does
not depend on the engine under test.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rdflib import Dataset, Graph, URIRef
from rdflib.graph import DATASET_DEFAULT_GRAPH_ID

from .results import Outcome, Rows, term_of

_FOLDER = Path(__file__).parent / "cases"
_DEFAULT = URIRef("urn:default")


@dataclass(frozen=True, slots=True)
class Cases:
    """The cases of one file.

    Attributes:
        prologue: declarations for their texts.
        data: name -> data set as TriG.
        cases: their members.
    """

    prologue: str
    data: dict[str, str]
    cases: list[dict[str, Any]]


def read_cases(name: str) -> Cases:
    """Return the cases of a file."""
    read = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    return Cases(read["prefixes"], read.get("data", {}), read["case"])


def read_data(prologue: str, trig: str) -> Dataset:
    """Return a data set."""
    return Dataset().parse(data=f"{prologue}\n{trig}", format="trig")


def as_update(data: Dataset) -> str:
    """Return the update that makes a store hold a data set, and nothing else."""
    quads = []
    for subject, predicate, value, name in data.quads():
        triple = f"{subject.n3()} {predicate.n3()} {value.n3()} ."
        is_default = name is None or name == DATASET_DEFAULT_GRAPH_ID
        quads.append(triple if is_default else f"GRAPH {URIRef(str(name)).n3()} {{ {triple} }}")
    return f"DROP ALL ; INSERT DATA {{ {' '.join(quads)} }}"


def as_rows(data: Dataset) -> Rows:
    """Return the statements of a data set as an answer with the variables s, p, o and g."""
    rows = []
    for subject, predicate, value, name in data.quads():
        is_default = name is None or name == DATASET_DEFAULT_GRAPH_ID
        graph = _DEFAULT if is_default else URIRef(str(name))
        terms = {"g": graph, "o": value, "p": predicate, "s": subject}
        rows.append(tuple((key, term_of(term)) for key, term in terms.items()))
    return Rows(frozenset("sopg"), tuple(rows))


ALL = f"""SELECT ?s ?p ?o ?g {{
  {{ ?s ?p ?o BIND({_DEFAULT.n3()} AS ?g) }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}"""
"""Asks for all statements, as `as_rows` has them."""


def expected_of(case: dict[str, Any], prologue: str) -> Outcome:
    """Return what a query is to answer."""
    if "boolean" in case:
        return bool(case["boolean"])
    if "graph" in case:
        return Graph().parse(data=f"{prologue}\n{case['graph']}", format="turtle")
    values = case.get("ordered", case.get("rows", ""))
    if re.search(r"\{\s*\}$", values):
        return Rows(frozenset(re.findall(r"\?(\w+)", values)), ())
    # rdflib reads VALUES into the terms that are written there
    result = Graph().query(f"{prologue}\nSELECT * {{ VALUES {values} }}")
    names = [str(variable) for variable in result.vars or ()]
    rows = tuple(
        tuple(sorted((str(name), term_of(term)) for name, term in binding.items()))
        for binding in result.bindings
    )
    return Rows(frozenset(names), rows)
