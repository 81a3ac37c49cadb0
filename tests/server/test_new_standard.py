"""A standard that did not exist before: one file, as the README of the shapes says, and no code."""

from __future__ import annotations

import csv
import json
import re
import shlex
import shutil
from pathlib import Path

import csvw
import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.look_up import look_up_of
from moothall.graph.namespaces import MH, RDF, RDFS
from moothall.graph.terms import Literal, NamedNode, RdfFormat, parse
from moothall.loaders.source import Source
from moothall.loaders.tables.table_check import TableOptions, check_table
from moothall.server.app import create_app
from moothall.server.cli import main
from moothall.shapes.standard_files import read_standard, standards

README = Path(__file__).parents[2] / "shapes" / "README.md"
BASE = Config().base_iri


def block(language: str) -> str:
    """The first example of a language in the README."""
    found = re.search(rf"```{language}\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    return found.group(1)


@pytest.fixture(scope="module")
def folder(shipped_config: Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which everything that the README says has been done, word by word."""
    made = tmp_path_factory.mktemp("new")
    shutil.copytree(shipped_config.data_dir, made / "data", symlinks=True)
    (made / "standards").mkdir()
    (made / "standards" / "bandstands.ttl").write_text(block("turtle"), encoding="utf-8")
    (made / "bandstands.csv").write_text(block("csv"), encoding="utf-8")
    for line in block("console").splitlines():
        command, *arguments = shlex.split(line)
        assert command == "moothall"
        arguments = [str(made / a) if a.endswith(".csv") else a for a in arguments]
        result = run(made, *arguments)
        assert result.exit_code == 0, result.output
    return made


def run(folder: Path, *arguments: str) -> Result:
    environment = {
        "MOOTHALL_DATA_DIR": str(folder / "data"),
        "MOOTHALL_STANDARDS_DIR": str(folder / "standards"),
    }
    return CliRunner(env=environment).invoke(main, list(arguments))


@pytest.fixture(scope="module")
def config(folder: Path) -> Config:
    return Config(data_dir=folder / "data", standards_dir=folder / "standards")


@pytest.fixture(scope="module")
def client(config: Config) -> FlaskClient:
    return create_app(config).test_client()


def test_it_has_a_page_and_is_listed(client: FlaskClient) -> None:
    page = client.get("/standards/bandstands", headers={"Accept": "text/html"})
    assert page.status_code == 200
    for words in ("Bandstands", "The park that the bandstand is in.", "Name of park", "1899"):
        assert words in page.text, words
    assert "2 records of this kind here." in page.text
    assert re.search(r'href="/doc/dataset/[a-z-]*bandstands"', page.text)
    assert "/standards/bandstands" in client.get("/standards?format=html").text


def test_its_template_passes_its_own_metadata_and_schema(
    client: FlaskClient, tmp_path: Path
) -> None:
    (tmp_path / "template.csv").write_bytes(client.get("/standards/bandstands/example.csv").data)
    metadata = client.get("/standards/bandstands/metadata.json").data
    (tmp_path / "metadata.json").write_bytes(metadata)
    assert csvw.CSVW(str(tmp_path / "metadata.json"), validate=True).is_valid
    (row,) = csv.DictReader((tmp_path / "template.csv").read_text("utf-8").splitlines())
    schema = json.loads(client.get("/standards/bandstands/schema.json").data)
    Draft202012Validator(schema).validate(row)
    assert not Draft202012Validator(schema).is_valid(row | {"Seats": "many"})
    assert client.get("/standards/bandstands/template.csv").text == "Park,Opened,Seats\r\n"


def test_a_row_with_its_context_is_a_record(client: FlaskClient) -> None:
    context = json.loads(client.get("/standards/bandstands/context.jsonld").data)
    row = {"@id": "https://example.org/1", "@type": "Bandstand", "Park": "Pier", "Seats": "120"}
    found = list(parse(json.dumps(context | row).encode(), RdfFormat.JSON_LD))
    assert {quad.predicate for quad in found} == {RDF.type, MH.park, MH.seats}


def test_its_turtle_is_the_standard(client: FlaskClient) -> None:
    data = client.get("/standards/bandstands.ttl").data
    assert read_standard(data, "bandstands.ttl").columns.keys() == {"Park", "Opened", "Seats"}


def test_a_table_is_checked_by_it(config: Config) -> None:
    text = "Park,Opened,Seats\nPier Gardens,spring 1899,many\n,1 May 1899,3\n"
    checked = check_table(
        Source("b.csv", "b.csv", text.encode()),
        standards(config.standards_dir).values(),
        look_up_of(Generations(config.data_dir, config.base_iri).current()),
        config.base_iri,
        TableOptions(),
    )
    assert checked.report.standard.name == "bandstands", "by its headings alone"
    found = {(finding.row, finding.column) for finding in checked.report.findings()}
    assert found == {(2, "Opened"), (2, "Seats"), (3, "Park")}


def test_its_records_are_in_the_graph_and_answer_queries(client: FlaskClient) -> None:
    query = (
        "SELECT ?park ?day ?seats { ?b a mh:Bandstand ; rdfs:label ?park ; mh:opened ?day"
        " OPTIONAL { ?b mh:seats ?seats } } ORDER BY ?day"
    )
    rows = client.get("/sparql", query_string={"query": query}, headers={"Accept": "text/csv"})
    assert rows.text.splitlines() == [
        "park,day,seats",
        "Pier Gardens,1899-05-01,120",
        "Hill Park,1911-06-04,",
    ]


def test_its_address_its_columns_and_its_properties_resolve(
    client: FlaskClient, config: Config
) -> None:
    iri = "https://w3id.org/moothall/standard/bandstands"
    assert client.get(f"/resolve?q={iri}").status_code == 303
    place = client.get("/id/standard/bandstands/column/Park", follow_redirects=True)
    assert place.request.path == "/standards/bandstands"
    assert "The park that the bandstand is in." in client.get("/doc/def/park.ttl").text
    reader = Generations(config.data_dir, config.base_iri).current().reader
    assert reader.objects(MH.park, RDFS.label) == [Literal("park", language="en")]
    assert reader.objects(MH.park, RDFS.isDefinedBy) == [NamedNode(iri)]


def test_a_record_that_breaks_it_is_refused_as_rdf_too(folder: Path) -> None:
    file = folder / "records.ttl"
    file.write_text(
        f"<{BASE}id/record/bandstands/ADU/x> a <{MH.Record.value}>, <{MH.Bandstand.value}> ;"
        ' <http://www.w3.org/2000/01/rdf-schema#label> "Nameless" .',
        encoding="utf-8",
    )
    refused = run(folder, "load", str(file), "--dataset", "more-bandstands")
    assert refused.exit_code == 4
    assert "park" in refused.output


def test_the_validator_knows_it(folder: Path, client: FlaskClient) -> None:
    assert client.get("/check/bandstands", headers={"Accept": "text/html"}).status_code == 200
    offered = client.get("/check", headers={"Accept": "application/json"}).json
    assert offered is not None
    assert "bandstands" in [each["name"] for each in offered["standards"]]
    for named in ((), ("--standard", "bandstands")):
        result = run(folder, "check", str(folder / "bandstands.csv"), *named)
        assert result.exit_code == 0, result.output
        assert "Bandstands" in result.output
