from __future__ import annotations

import ast
from pathlib import Path

import pytest

from moothall.graph import namespaces
from moothall.graph.namespaces import ESD, MH, Namespace
from moothall.graph.terms import NamedNode, RdfFormat, parse

ROOT = Path(__file__).parents[2]
FOLDERS = ("graph", "shapes", "loaders", "server")


def terms_named_in_code(namespace: str) -> set[str]:
    """Return the attributes that code takes of a namespace, e.g. of ``MH``."""
    return {
        node.attr
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == namespace
        and node.attr != "iri"
    }


@pytest.fixture(scope="module")
def defined() -> set[str]:
    """IRIs that the ontology says something about."""
    core = ROOT / "ontology" / "core.ttl"
    quads = parse(path=str(core), format=RdfFormat.TURTLE)
    return {q.subject.value for q in quads if isinstance(q.subject, NamedNode)}


@pytest.mark.parametrize(("name", "namespace"), [("MH", MH), ("ESD", ESD)])
def test_every_constant_is_defined_in_the_ontology(
    name: str, namespace: Namespace, defined: set[str]
) -> None:
    named = terms_named_in_code(name)
    assert named or name == "ESD"
    assert {namespace.iri + term for term in named} <= defined


def test_a_prefix_stands_for_one_namespace() -> None:
    iris = list(namespaces.PREFIXES.values())
    assert len(set(iris)) == len(iris)


def test_a_namespace_makes_each_term_once() -> None:
    assert MH.metBy is MH["metBy"]
    assert MH.metBy.value in MH
