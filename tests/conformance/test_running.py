"""The runner of the suite, with a small suite of its own: right passes, and wrong fails."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from .manifest import SuiteTest, read_manifest, read_suite
from .running import run
from .site import Site

HEAD = """
@prefix : <http://example.org/manifest#> .
@prefix mf: <http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#> .
@prefix qt: <http://www.w3.org/2001/sw/DataAccess/tests/test-query#> .
@prefix ut: <http://www.w3.org/2009/sparql/tests/test-update#> .
@prefix ht: <http://www.w3.org/2011/http#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""

ACTION = "qt:query <{}> ; qt:data <data.ttl> ; qt:graphData <g.ttl>"
UPDATED = """:update a mf:UpdateEvaluationTest ;
    mf:action [ ut:request <update.ru> ; ut:data <data.ttl> ;
        ut:graphData [ ut:graph <g.ttl> ; rdfs:label "http://example.org/g" ] ] ;
    mf:result [ ut:data <{}> ;
        ut:graphData [ ut:graph <data.ttl> ; rdfs:label "http://example.org/g" ] ] ."""

FILES = {
    "data.ttl": '@prefix : <http://example.org/> . :a :p [ :q "x" ], 01 .',
    "g.ttl": "@prefix : <http://example.org/> . :g :p [] .",
    "select.rq": "PREFIX : <http://example.org/> SELECT ?b ?v { :a :p ?b OPTIONAL { ?b :q ?v } }",
    "graph.rq": "SELECT ?s (isBlank(?o) AS ?is) { GRAPH <g.ttl> { ?s ?p ?o } }",
    "construct.rq": "PREFIX : <http://example.org/> CONSTRUCT { ?b :of [] } { ?b :q ?v }",
    "ask.rq": "ASK { ?s ?p 1 }",
    "update.ru": "PREFIX : <http://example.org/> MOVE DEFAULT TO :g ; CLEAR GRAPH :none",
    "good.rq": "SELECT * { ?s ?p ?o }",
    "bad.rq": "SELECT * { ?s ?p ",
    "select.srj": """{"head": {"vars": ["v", "b"]}, "results": {"bindings": [
        {"b": {"type": "bnode", "value": "any"}, "v": {"type": "literal", "value": "x"}},
        {"b": {"type": "literal", "value": "1",
               "datatype": "http://www.w3.org/2001/XMLSchema#integer"}}]}}""",
    "graph.tsv": "?s\t?is\n<http://example.org/g>\ttrue\n",
    "graph.csv": "s,is\r\nhttp://example.org/g,true\r\n",
    "construct.ttl": "@prefix : <http://example.org/> . [] :of [] .",
    "ask.srx": '<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head/>'
    "<boolean>true</boolean></sparql>",
    "empty.ttl": "",
}


def evaluation(name: str, query: str, result: str, kind: str = "QueryEvaluationTest") -> str:
    return f":{name} a mf:{kind} ; mf:action [ {ACTION.format(query)} ] ; mf:result <{result}> ."


RIGHT = [
    evaluation("select", "select.rq", "select.srj"),
    evaluation("tsv", "graph.rq", "graph.tsv"),
    evaluation("csv", "graph.rq", "graph.csv", "CSVResultFormatTest"),
    evaluation("ask", "ask.rq", "ask.srx"),
    evaluation("construct", "construct.rq", "construct.ttl"),
    UPDATED.format("empty.ttl"),
    ":good a mf:PositiveSyntaxTest11 ; mf:action <good.rq> .",
    ":bad a mf:NegativeSyntaxTest11 ; mf:action <bad.rq> .",
    ":clear a mf:PositiveUpdateSyntaxTest11 ; mf:action <update.ru> .",
    ":noupdate a mf:NegativeUpdateSyntaxTest11 ; mf:action <good.rq> .",
]

WRONG = [
    evaluation("select", "graph.rq", "select.srj"),
    evaluation("tsv", "select.rq", "graph.tsv"),
    evaluation("csv", "select.rq", "graph.csv", "CSVResultFormatTest"),
    evaluation("ask", "select.rq", "ask.srx"),
    evaluation("construct", "construct.rq", "data.ttl"),
    UPDATED.format("g.ttl"),
    ":good a mf:NegativeSyntaxTest11 ; mf:action <good.rq> .",
    ":bad a mf:PositiveSyntaxTest11 ; mf:action <bad.rq> .",
    ":clear a mf:NegativeUpdateSyntaxTest11 ; mf:action <update.ru> .",
    ":unknown a mf:OtherTest ; mf:action <good.rq> .",
]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("running"))
    yield made
    made.close()


def write_suite(folder: Path, tests: list[str]) -> list[SuiteTest]:
    """Return the tests of a suite that is written to a folder."""
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    names = " ".join(test.split()[0] for test in tests)
    manifest = f"{HEAD} <> mf:entries ( {names} ) .\n" + "\n".join(tests)
    (folder / "manifest.ttl").write_text(manifest, encoding="utf-8")
    return list(read_manifest(folder / "manifest.ttl"))


@pytest.mark.timeout(180)
def test_what_is_right_passes_and_what_is_wrong_fails(site: Site, tmp_path: Path) -> None:
    faults = {test.name: run(test, site) for test in write_suite(tmp_path, RIGHT)}
    assert {name: fault for name, fault in faults.items() if fault} == {}
    faults = {test.name: run(test, site) for test in write_suite(tmp_path, WRONG)}
    assert [name for name, fault in faults.items() if not fault] == []
    assert len(faults) == len(WRONG)


def test_a_folder_of_folders_is_a_suite(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    write_suite(tmp_path / "one", RIGHT)
    assert {test.name.partition("/")[0] for test in read_suite(tmp_path)} == {"one"}
