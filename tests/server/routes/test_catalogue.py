from __future__ import annotations

import json

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.compare import isomorphic

DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")


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


def test_a_large_download_is_the_same_as_a_small_one(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = client.get("/datasets/tiers.nt")
    monkeypatch.setattr("moothall.server.routes.catalogue._KEPT_TRIPLES", 0)
    for suffix in ("nt", "ttl", "jsonld", "rdf"):
        with client.get(f"/datasets/tiers.{suffix}?fresh=1") as response:
            assert response.status_code == 200
            assert response.headers["Content-Length"] == str(len(response.data))
            assert response.headers["Access-Control-Allow-Origin"] == "*"
    with client.get("/datasets/tiers.nt?fresh=2") as large:
        assert sorted(large.data.splitlines()) == sorted(kept.data.splitlines())
        assert dict(large.headers) == dict(kept.headers)
    known = {"If-None-Match": kept.headers["ETag"]}
    assert client.get("/datasets/tiers.nt?fresh=3", headers=known).status_code == 304


def test_the_entry_of_a_dataset_comes_as_json(client: FlaskClient) -> None:
    found = json.loads(client.get("/datasets/services.json").data)
    assert found["iri"] == "http://localhost:8080/id/dataset/services"


def test_the_context_is_json_ld(client: FlaskClient) -> None:
    response = client.get("/context.jsonld")
    assert response.mimetype == "application/ld+json"
    assert "@context" in json.loads(response.data)


@pytest.mark.parametrize(
    "path", ["/datasets/nothing", "/datasets/nothing.ttl", "/datasets/services.exe", "/catalogue.x"]
)
def test_an_unknown_dataset_or_form_is_a_problem(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (404, 406)
    assert response.mimetype == "application/problem+json"
