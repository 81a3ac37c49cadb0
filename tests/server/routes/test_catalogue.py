from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.compare import isomorphic

from moothall.graph.config import Config
from moothall.graph.terms import Triple, parse
from moothall.server.app import create_app
from moothall.server.forms.rdf_files import FILE_FORMATS
from moothall.server.routes import downloads

from ..headers import lasting_headers

DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
TIERS = "<http://localhost:8080/graph/tiers>"
GZIP = {"Accept-Encoding": "gzip, deflate"}


def test_every_dataset_is_listed_with_its_licence(client: FlaskClient) -> None:
    datasets = json.loads(client.get("/datasets?format=json").data)["datasets"]
    by_slug = {entry["slug"]: entry for entry in datasets}
    assert {"services", "authorities"} <= by_slug.keys()
    assert all(entry["licence"] and entry["title"] and entry["triples"] for entry in datasets)


def test_the_catalogue_describes_every_dataset(client: FlaskClient) -> None:
    graph = rdflib.Graph().parse(data=client.get("/catalogue.ttl").data, format="turtle")
    listed = json.loads(client.get("/datasets?format=json").data)["datasets"]
    described = {str(iri) for iri in graph.subjects(rdflib.RDF.type, DCAT.Dataset)}
    assert {entry["iri"] for entry in listed} <= described
    for suffix, parser in (("jsonld", "json-ld"), ("rdf", "xml")):
        other = rdflib.Graph().parse(data=client.get(f"/catalogue.{suffix}").data, format=parser)
        assert isomorphic(graph, other)


def test_every_download_of_the_catalogue_is_there(client: FlaskClient) -> None:
    graph = rdflib.Graph().parse(data=client.get("/catalogue.ttl").data, format="turtle")
    addresses = sorted(str(address) for address in graph.objects(None, DCAT.downloadURL))
    assert addresses
    for address in addresses:
        path = address.removeprefix("http://localhost:8080")
        assert client.get(path).status_code == 200, address


@pytest.mark.parametrize("slug", ["interactions", "authorities"])
def test_a_dataset_is_downloaded_whole(client: FlaskClient, slug: str) -> None:
    entry = next(
        e
        for e in json.loads(client.get("/datasets?format=json").data)["datasets"]
        if e["slug"] == slug
    )
    response = client.get(f"/datasets/{slug}.nt")
    assert response.headers["Content-Disposition"] == f'attachment; filename="{slug}.nt"'
    assert response.headers["Content-Length"] == str(len(response.data))
    assert len(response.data.splitlines()) == entry["triples"]
    assert 'rel="license"' in response.headers["Link"]


def triples(data: bytes, suffix: str) -> set[Triple]:
    """Return the triples of a document, whatever graph it says that they are in."""
    return {quad.triple for quad in parse(data, FILE_FORMATS[suffix])}


@pytest.fixture
def all_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every dataset counts as one that is too large to be made in memory."""
    monkeypatch.setattr("moothall.server.routes.catalogue.MAX_TRIPLES_IN_MEMORY", 0)
    monkeypatch.setattr("moothall.server.forms.datasets.MAX_TRIPLES_IN_MEMORY", 0)


def test_a_large_download_is_the_same_as_a_small_one(
    client: FlaskClient, request: pytest.FixtureRequest
) -> None:
    kept = client.get("/datasets/tiers.nt")
    request.getfixturevalue("all_large")
    with client.get("/datasets/tiers.nt?fresh=2") as large:
        assert sorted(large.data.splitlines()) == sorted(kept.data.splitlines())
        assert lasting_headers(large) == lasting_headers(kept)
    known = {"If-None-Match": kept.headers["ETag"]}
    assert client.get("/datasets/tiers.nt?fresh=3", headers=known).status_code == 304


@pytest.mark.parametrize("suffix", ["nt", "ttl", "jsonld", "rdf", "nq", "nt.gz", "nq.gz"])
@pytest.mark.parametrize("size", ["large", "small"])
def test_a_download_is_whole_in_every_form(
    client: FlaskClient, suffix: str, size: str, request: pytest.FixtureRequest
) -> None:
    expected = triples(client.get("/datasets/tiers.nt").data, "nt")
    if size == "large":
        request.getfixturevalue("all_large")
    with client.get(f"/datasets/tiers.{suffix}?{size}") as response:
        assert response.status_code == 200
        assert response.headers["Content-Length"] == str(len(response.data))
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Content-Encoding" not in response.headers
        body = response.data
    if suffix.endswith(".gz"):
        assert response.mimetype == "application/gzip"
        body = gzip.decompress(body)
    assert triples(body, suffix.removesuffix(".gz")) == expected
    if suffix.startswith("nq"):
        assert {line.split()[-2] for line in body.splitlines()} == {TIERS.encode()}


@pytest.mark.usefixtures("all_large")
@pytest.mark.parametrize("suffix", ["nt", "ttl"])
def test_a_large_download_in_gzip_is_told_apart_by_its_etag(
    client: FlaskClient, suffix: str
) -> None:
    address = f"/datasets/tiers.{suffix}?encoded"
    with client.get(address) as plain, client.get(address, headers=GZIP) as small:
        assert gzip.decompress(small.data) == plain.data
        assert small.headers["Content-Encoding"] == "gzip"
        assert small.headers["Content-Length"] == str(len(small.data))
        assert plain.headers["ETag"] != small.headers["ETag"]
        assert "Accept-Encoding" in plain.headers["Vary"]
        assert "Accept-Encoding" in small.headers["Vary"]
    known = {**GZIP, "If-None-Match": small.headers["ETag"]}
    again = client.get(address, headers=known)
    assert (again.status_code, again.headers["ETag"]) == (304, small.headers["ETag"])
    without = {"If-None-Match": small.headers["ETag"]}
    with client.get(address, headers=without) as unlike:
        assert unlike.status_code == 200


@pytest.mark.usefixtures("all_large")
@pytest.mark.parametrize("path", ["/datasets/tiers.nt", "/datasets/tiers.nq", "/datasets/all.nq"])
def test_a_file_in_gzip_is_what_the_plain_file_is_sent_as(
    shipped_config: Config, path: str
) -> None:
    first, second = (create_app(shipped_config).test_client() for _ in range(2))
    with first.get(path, headers=GZIP) as sent, second.get(f"{path}.gz") as file:
        assert sent.data == file.data
    with first.get(f"{path}.gz") as shared:
        assert shared.data == file.data


@pytest.mark.usefixtures("all_large")
def test_head_of_a_large_download_writes_no_file(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr("moothall.server.spool.SpooledFile.__init__")
    response = client.head("/datasets/tiers.nt?head")
    assert response.status_code == 200
    assert "Content-Length" not in response.headers
    assert response.headers["ETag"]


@pytest.mark.usefixtures("all_large")
def test_a_download_that_would_wait_too_long_is_put_off(shipped_config: Config) -> None:
    app = create_app(replace(shipped_config, threads=2))
    with app.app_context():
        spool = downloads._spool()
        with spool._place():
            response = app.test_client().get("/datasets/tiers.nt")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"


@pytest.mark.parametrize("suffix", ["nq", "nq.gz", "trig"])
def test_everything_can_be_downloaded(client: FlaskClient, suffix: str) -> None:
    with client.get(f"/datasets/all.{suffix}") as response:
        assert response.status_code == 200
        assert response.headers["Content-Disposition"] == f'attachment; filename="all.{suffix}"'
        body = response.data
    text = gzip.decompress(body) if suffix == "nq.gz" else body
    assert b"http://localhost:8080/graph/services" in text
    if suffix != "trig":
        health = json.loads(client.get("/health").data)
        assert text.count(b"\n") == health["triples"]


VOID = rdflib.Namespace("http://rdfs.org/ns/void#")


@pytest.mark.parametrize(
    ("accept", "parser"),
    [
        ("", "turtle"),
        ("text/html, */*;q=0.8", "turtle"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("application/n-triples", "nt"),
    ],
)
def test_the_description_of_the_data_is_where_crawlers_look(
    client: FlaskClient, accept: str, parser: str
) -> None:
    response = client.get("/.well-known/void", headers={"Accept": accept})
    assert response.status_code == 200
    assert "Accept" in response.headers["Vary"]
    found = rdflib.Graph().parse(data=response.data, format=parser)
    (whole,) = found.objects(None, rdflib.FOAF.primaryTopic)
    assert found.value(whole, VOID.sparqlEndpoint) == rdflib.URIRef("http://localhost:8080/sparql")
    assert client.get("/void", headers={"Accept": accept}).data == response.data


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld"])
def test_the_description_of_the_data_has_an_address_in_each_form(
    client: FlaskClient, suffix: str
) -> None:
    response = client.get(f"/void.{suffix}", headers={"Accept": "image/png"})
    assert response.status_code == 200
    assert b"void#" in response.data


def test_every_dump_of_the_description_is_there(client: FlaskClient) -> None:
    found = rdflib.Graph().parse(data=client.get("/void.nt").data, format="nt")
    addresses = sorted(str(address) for address in found.objects(None, VOID.dataDump))
    assert "http://localhost:8080/datasets/all.nq.gz" in addresses
    for address in addresses:
        path = address.removeprefix("http://localhost:8080")
        assert client.head(path).status_code == 200, address


def test_the_entry_of_a_dataset_comes_as_json(client: FlaskClient) -> None:
    found = json.loads(client.get("/datasets/services.json").data)
    assert found["iri"] == "http://localhost:8080/id/dataset/services"


def test_the_context_is_json_ld(client: FlaskClient) -> None:
    response = client.get("/context.jsonld")
    assert response.mimetype == "application/ld+json"
    assert "@context" in json.loads(response.data)


@pytest.mark.parametrize(
    "path",
    [
        "/datasets/nothing",
        "/datasets/nothing.ttl",
        "/datasets/nothing.nq.gz",
        "/datasets/services.exe",
        "/datasets/services.gz",
        "/datasets/all.ttl",
        "/datasets/all",
        "/catalogue.x",
        "/void.html",
    ],
)
def test_an_unknown_dataset_or_form_is_a_problem(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (404, 406)
    assert response.mimetype == "application/problem+json"
