"""Retention guidance: a spreadsheet of record types becomes a list, addresses, links and pages."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from moothall.graph.config import Config
from moothall.server.app import create_app
from moothall.server.cli import main

EXPORT = (
    "Ref,Record type name,LGSL codes,LGFL codes\n"
    "R1,Bookings of lavatories,579,\n"
    "R2,Plans of markets,579|524,1\n"
)
MAP = ("Ref=Identifier", "Record type name=Label", "LGSL codes=Service", "LGFL codes=Function")


@pytest.fixture(scope="module")
def data_dir(shipped_config: Config, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of all that ships, to which an export of record types was loaded."""
    folder = tmp_path_factory.mktemp("retention")
    shutil.copytree(shipped_config.data_dir, folder / "data", symlinks=True)
    (folder / "export.csv").write_text(EXPORT, encoding="utf-8")
    pairs = [argument for pair in MAP for argument in ("--map", pair)]
    result = CliRunner().invoke(
        main,
        ["load", str(folder / "export.csv"), "--list", "retention", *pairs],
        env={"MOOTHALL_DATA_DIR": str(folder / "data")},
    )
    assert result.exit_code == 0, result.output
    return folder / "data"


@pytest.fixture(scope="module")
def client(data_dir: Path) -> FlaskClient:
    """A service over it."""
    return create_app(Config(data_dir=data_dir)).test_client()


def page(client: FlaskClient, path: str) -> str:
    """Return the page at a path, whatever leads to it."""
    answer = client.get(path, headers={"Accept": "text/html"}, follow_redirects=True)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_the_list_has_a_page_and_a_download(client: FlaskClient) -> None:
    assert "Plans of markets" in page(client, "/list/retention")
    download = client.get("/csv?uri=list/retention&mappedToUri=list/services").get_data(
        as_text=True
    )
    assert "R1,Bookings of lavatories" in download and "579" in download


def test_a_record_type_leads_to_its_services_and_back(client: FlaskClient) -> None:
    own = page(client, "/id/retention/R2")
    assert "Records the work of" in own and "/service/579" in own and "/function/1" in own
    service = page(client, "/id/service/579")
    assert "Types of record to keep" in service and "Bookings of lavatories" in service
    assert "Mathau o gofnodion" in page(client, "/doc/service/579?lang=cy")


def test_record_types_are_asked_for_in_sparql(client: FlaskClient) -> None:
    query = (
        "PREFIX esd: <http://def.esd.org.uk/> PREFIX mh: <https://w3id.org/moothall/def/> "
        "SELECT ?code WHERE { ?type a esd:Retention ; mh:recordsWorkOf "
        "<http://id.esd.org.uk/service/524> ; <http://purl.org/dc/terms/identifier> ?code }"
    )
    answer = client.get(
        "/sparql", query_string={"query": query}, headers={"Accept": "application/json"}
    )
    rows = json.loads(answer.get_data())["results"]["bindings"]
    assert [row["code"]["value"] for row in rows] == ["R2"]


def test_what_is_exported_can_be_loaded_again(data_dir: Path, tmp_path: Path) -> None:
    out = CliRunner().invoke(
        main,
        ["export", "--list", "retention", "--mapped-to", "services", "--format", "csv"],
        env={"MOOTHALL_DATA_DIR": str(data_dir)},
    )
    file = tmp_path / "retention.csv"
    file.write_text(out.output, encoding="utf-8")
    result = CliRunner().invoke(
        main, ["load", "--draft", str(file)], env={"MOOTHALL_DATA_DIR": str(data_dir)}
    )
    assert result.exit_code == 0, result.output
    assert "retention" in result.output
