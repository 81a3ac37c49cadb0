from __future__ import annotations

import csv
import gzip
import io
import json

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.compare import isomorphic

from moothall.loaders.formats import recognise
from moothall.loaders.source import Source
from moothall.server.negotiate import XLSX

from ..headers import lasting_headers

COLUMNS = (
    "Identifier,Label,Description,Created,Modified,History notes,Type,Parent identifiers,"
    "Parent labels"
)
MAPPING_COLUMNS = "Mapping type,Mapped identifier,Mapped label,Mapped type"
IMPORTED = [
    "/csv?uri=list/englishAndWelshServices",
    "/csv?uri=list/interactions",
    "/csv?uri=list/englishAndWelshServices&mappedToUri=list/interactions",
]


@pytest.mark.parametrize("address", IMPORTED)
def test_the_official_download_is_what_importers_read(client: FlaskClient, address: str) -> None:
    response = client.get(address, headers={"Accept": "application/json"})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert not response.data.startswith(b"\xef\xbb\xbf")
    header, _, _ = response.data.partition(b"\r\n")
    mapped = f",{MAPPING_COLUMNS}" if "mappedToUri" in address else ""
    assert header.decode() == COLUMNS + mapped
    rows = list(csv.DictReader(io.StringIO(response.text)))
    identifiers = [int(row["Identifier"]) for row in rows]
    assert identifiers == sorted(identifiers)
    labels = {row["Identifier"]: row["Label"] for row in rows}
    assert all(labels.values())
    assert len(set(labels.values())) == len(labels)


def test_the_mapping_download_names_interactions_by_their_codes(client: FlaskClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(IMPORTED[2]).text)))
    known = {row["Identifier"] for row in csv.DictReader(io.StringIO(client.get(IMPORTED[1]).text))}
    mapped = {row["Mapped identifier"] for row in rows if row["Mapped identifier"]}
    assert mapped and mapped <= known


@pytest.mark.parametrize(
    "uri",
    [
        "list/interactions",
        "/list/interactions",
        "interactions",
        "http://id.esd.org.uk/list/interactions",
        "http%253A%252F%252Fid.esd.org.uk%252Flist%252Finteractions",
        "http://localhost:8080/list/interactions",
    ],
)
def test_a_list_can_be_named_in_every_way_in_use(client: FlaskClient, uri: str) -> None:
    response = client.get(f"/csv?uri={uri}")
    assert response.status_code == 200
    assert response.data == client.get(IMPORTED[1]).data
    assert response.headers["Content-Disposition"] == 'attachment; filename="interactions.csv"'


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/csv", 400),
        ("/csv?uri=", 404),
        ("/csv?uri=list/", 404),
        ("/csv?uri=list/nothing", 404),
        ("/csv?uri=list/services&mappedToUri=list/nothing", 404),
        ("/csv?uri=list/services&mappedToUri=", 404),
        ("/csv?uri=" + "x" * 600, 400),
    ],
)
def test_a_list_that_is_not_there_is_a_problem(
    client: FlaskClient, address: str, status: int
) -> None:
    response = client.get(address)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert json.loads(response.data)["remedy"]


def test_the_overview_names_every_list(client: FlaskClient) -> None:
    lists = json.loads(client.get("/list?format=json").data)["lists"]
    names = {entry["name"] for entry in lists}
    assert {"services", "functions", "interactions"} <= names
    for entry in lists:
        found = json.loads(client.get(f"{entry['document']}.json").data)
        assert found["size"] == entry["size"] == len(found["terms"]) > 0


@pytest.mark.parametrize(
    ("suffix", "parser"), [("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld")]
)
def test_a_list_as_rdf_holds_all_its_statements(
    client: FlaskClient, suffix: str, parser: str
) -> None:
    expected = rdflib.Graph().parse(data=client.get("/list/interactions.nt").data, format="nt")
    found = rdflib.Graph().parse(
        data=client.get(f"/list/interactions.{suffix}").data, format=parser
    )
    assert isomorphic(found, expected)
    concepts = set(found.subjects(rdflib.RDF.type, rdflib.SKOS.Concept))
    assert len(concepts) == json.loads(client.get("/list/interactions.json").data)["size"]


@pytest.mark.parametrize("suffix", ["csv", "ttl", "nt", "rdf", "jsonld", "json"])
def test_a_long_list_is_sent_from_a_file(
    client: FlaskClient, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = client.get(f"/list/interactions.{suffix}")
    monkeypatch.setattr("moothall.server.routes.lists.MAX_TERMS_IN_MEMORY", 0)
    with client.get(f"/list/interactions.{suffix}?long") as long:
        assert long.data == kept.data
        assert lasting_headers(long) == lasting_headers(kept)
    with client.get(f"/list/interactions.{suffix}?long", headers={"Accept-Encoding": "gzip"}) as gz:
        assert gzip.decompress(gz.data) == kept.data
        assert gz.headers["Content-Length"] == str(len(gz.data))


def test_a_list_is_negotiated(client: FlaskClient) -> None:
    turtle = client.get("/list/interactions", headers={"Accept": "text/turtle"})
    assert turtle.mimetype == "text/turtle"
    assert 'rel="alternate"; type="text/csv"' in turtle.headers["Link"]
    refused = client.get("/list/interactions", headers={"Accept": "image/png"})
    assert refused.status_code == 406
    assert "text/csv" in json.loads(refused.data)["offered"]


@pytest.mark.parametrize("name", ["nothing", "nothing.csv", "services.pdf", "services.trig"])
def test_an_unknown_list_or_form_is_a_problem(client: FlaskClient, name: str) -> None:
    response = client.get(f"/list/{name}")
    assert response.status_code in (404, 406)
    assert response.mimetype == "application/problem+json"


def test_a_list_is_downloaded_as_a_spreadsheet_to_be_edited(client: FlaskClient) -> None:
    response = client.get("/list/interactions.xlsx")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == XLSX.media_type
    assert response.headers["Content-Disposition"] == 'attachment; filename="interactions.xlsx"'
    assert recognise(Source("a", "a", response.data)).name == "edit-sheet"
    again = client.get("/list/interactions", headers={"Accept": XLSX.media_type})
    assert again.data == response.data
