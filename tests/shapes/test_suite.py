"""The public conformance suite of SHACL, data files unchanged.

A test passes when ``sh:conforms`` and the multiset of focus node, path, component, value and
severity are those it states; one that expects a failure, when the engine refuses the shapes.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from moothall.graph.namespaces import SH, Namespace
from moothall.graph.terms import RdfFormat, parse
from moothall.shapes.columns import Columns
from moothall.shapes.written import RDF_TYPE, iri

from .results import keys_of, keys_of_engine

MF = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
SHT = Namespace("http://www.w3.org/ns/shacl-test#")
REFUSALS = {
    "pre-binding-006": "must select",
    "unsupported-sparql-001": "MINUS",
    "unsupported-sparql-002": "VALUES",
    "unsupported-sparql-003": "SERVICE",
    "unsupported-sparql-004": "must select",
    "unsupported-sparql-005": "give",
    "unsupported-sparql-006": "give",
}


def load(path: Path) -> Columns:
    quads = parse(path=str(path), base_iri=path.as_uri(), format=RdfFormat.TURTLE)
    return Columns.of_default_graph(quads)


def failures(folder: Path) -> tuple[int, list[str]]:
    """How many tests a folder has, and the names of those that fail."""
    count, failed = 0, []
    for path in sorted(folder.rglob("*.ttl")):
        manifest = load(path) if path.name != "manifest.ttl" else Columns()
        for test in manifest.backward(RDF_TYPE).values(iri(SHT, "Validate")):
            count += 1
            if not passes(path, manifest, test):
                failed.append(path.stem)
    return count, failed


def passes(path: Path, manifest: Columns, test: str) -> bool:
    action, expected = manifest.one(test, iri(MF, "action")), manifest.one(test, iri(MF, "result"))
    assert action is not None and expected is not None
    graphs = {}
    for name in ("dataGraph", "shapesGraph"):
        address = manifest.one(action, iri(SHT, name))
        assert address is not None
        file = Path(address[1:-1].removeprefix("file://"))
        graphs[name] = manifest if file == path else load(file)
    if expected == iri(SHT, "Failure"):
        with pytest.raises(ValueError, match=REFUSALS[path.stem]):
            keys_of_engine(graphs["dataGraph"], graphs["shapesGraph"])
        return True
    found = keys_of_engine(graphs["dataGraph"], graphs["shapesGraph"])
    conforms = manifest.one(expected, iri(SH, "conforms")) or ""
    wanted = keys_of(manifest, manifest.values(expected, iri(SH, "result")))
    return found == wanted and conforms.startswith('"true"') == (not found)


@pytest.mark.reference
@pytest.mark.parametrize(("part", "tests"), [("core", 98), ("sparql", 23)])
def test_the_public_suite_passes(reference_data: Path, part: str, tests: int) -> None:
    folder = reference_data.parent / "suites" / "shacl" / "tests" / part
    if not folder.is_dir():
        pytest.skip(f"no conformance suite at {folder}")
    assert failures(folder) == (tests, [])
