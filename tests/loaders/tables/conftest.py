"""Columns made of a few words, and the councils and terms that ship."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from moothall.graph.look_up import LookUp
from moothall.graph.namespaces import ESD, MH
from moothall.graph.terms import NamedNode
from moothall.loaders.shipped import shipped_look_up
from moothall.loaders.tables.cell import Conversion
from moothall.loaders.tables.conversion import conversion_of
from moothall.shapes.standard import Column

BASE = "https://data.example.org/"

Convert = Callable[..., Conversion]


@pytest.fixture(scope="session")
def look_up() -> LookUp:
    found = shipped_look_up(BASE)
    for class_iri in (MH.Authority.value, ESD.Service.value):
        assert found.find(class_iri, "nothing of the kind") == ()
    return found


@pytest.fixture(scope="session")
def conversion(look_up: LookUp) -> Convert:
    """The conversion of a column that is described by the fields of `Column`."""

    def make(**fields: object) -> Conversion:
        path = NamedNode("https://data.example.org/path")
        about = {"name": "Column", "label": "column", "description": "", "shape": "_:s"}
        return conversion_of(Column(**about, path=path, **fields), look_up)  # type: ignore[arg-type]

    return make
