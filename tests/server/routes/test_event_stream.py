"""Every page of the event stream is as TREE and LDES ask, by shapes that our own engine checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.namespaces import DCT, LDES, RDF, RDFS, SH, TREE, XSD
from moothall.graph.terms import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse
from moothall.server.app import create_app
from moothall.server.negotiate import N_TRIPLES, STREAM_FORMS, Form
from moothall.shapes.checking import check_graph
from moothall.shapes.columns import Columns
from moothall.shapes.files import read_columns
from moothall.shapes.report import Report
from moothall.shapes.shapes_graph import ShapesGraph

from ..ledger import BASE, with_ledger

SHAPES = Path(__file__).parents[1] / "event_stream_shapes.ttl"
ROOT = f"{BASE}changes/ldes"
STREAM = NamedNode(f"{ROOT}#stream")
PAGES = {"the root": "", "a full page": "/1", "the open page": "/4"}
"""Every kind of page -> the end of its address."""


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of a service whose ledger has a full page and one that is not."""
    return create_app(with_ledger(tmp_path_factory.mktemp("stream") / "data")).test_client()


@pytest.fixture(scope="module")
def shapes() -> ShapesGraph:
    return ShapesGraph(read_columns(SHAPES))


def statements(client: FlaskClient, page: str, form: Form = N_TRIPLES) -> list[Triple]:
    """Return what a page says."""
    response = client.get(f"/changes/ldes{page}", headers={"Accept": form.media_type})
    assert (response.status_code, response.mimetype) == (200, form.media_type)
    format = RdfFormat.from_media_type(form.media_type)
    assert format is not None
    return [quad.triple for quad in parse(response.data, format)]


def report(page: Iterable[Triple], shapes: ShapesGraph) -> Report:
    return check_graph(Columns.of_default_graph(Quad(*each) for each in page), shapes)


@pytest.mark.parametrize("form", STREAM_FORMS, ids=lambda form: form.suffix)
@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_kind_of_page_is_as_the_specifications_ask(
    client: FlaskClient, shapes: ShapesGraph, page: str, form: Form
) -> None:
    found = report(statements(client, page, form), shapes)
    assert found.checked > 1
    assert [str(finding) for finding in found.findings] == []


def test_the_root_of_a_stream_without_members_is_as_they_ask(
    empty_config: Config, shapes: ShapesGraph
) -> None:
    label = Quad(NamedNode("urn:a"), RDFS.label, Literal("A"), NamedNode(f"{BASE}graph/a"))
    with Generations(empty_config.data_dir, empty_config.base_iri).writing() as writer:
        writer.publish(Change(added=[label]))
    page = statements(create_app(empty_config).test_client(), "")
    assert [str(finding) for finding in report(page, shapes).findings] == []


def test_the_stream_of_what_ships_is_as_they_ask(
    shipped_config: Config, shapes: ShapesGraph
) -> None:
    client = create_app(shipped_config).test_client()
    root = statements(client, "")
    nodes = {str(each.object.value) for each in root if each.predicate == TREE.node}
    assert nodes
    for page in ("", *(node.removeprefix(ROOT) for node in sorted(nodes))):
        assert report(statements(client, page), shapes).findings == ()


@pytest.mark.parametrize("page", ["/1", "/4"])
def test_members_are_as_the_shape_that_the_stream_names_asks(
    client: FlaskClient, page: str
) -> None:
    root = statements(client, "")
    [shape] = [each.object for each in root if each.predicate == TREE.shape]
    assert isinstance(shape, NamedNode)
    asked = [*root, Triple(shape, SH.targetObjectsOf, TREE.member)]
    members = statements(client, page)
    named = ShapesGraph(Columns.of_default_graph(Quad(*each) for each in asked))
    found = report(members, named)
    assert found.checked == sum(each.predicate == TREE.member for each in members) > 1
    assert found.findings == ()


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_every_page_has_a_tag_and_says_how_long_it_holds(client: FlaskClient, page: str) -> None:
    headers = client.get(f"/changes/ldes{page}").headers
    assert headers["ETag"].startswith('"')
    assert "Accept" in headers["Vary"]
    assert "max-age=" in headers["Cache-Control"]
    says_so = Triple(NamedNode(f"{ROOT}{page}"), LDES.immutable, yes()) in statements(client, page)
    assert ("immutable" in headers["Cache-Control"]) == says_so == (page == "/1")


def yes() -> Literal:
    return Literal("true", datatype=XSD.boolean)


Edit = Callable[[Triple], Triple | None]


def without(predicate: NamedNode) -> Edit:
    return lambda each: None if each.predicate == predicate else each


def instead(predicate: NamedNode, value: NamedNode | BlankNode | Literal) -> Edit:
    def edit(each: Triple) -> Triple:
        if each.predicate != predicate:
            return each
        return Triple(each.subject, predicate, value)

    return edit


A_TIME = Literal("2026-11-20T09:00:00", datatype=XSD.dateTime)


@pytest.mark.parametrize(
    ("page", "edit"),
    [
        ("", without(TREE.view)),
        ("", without(TREE.node)),
        ("", without(TREE.path)),
        ("", without(TREE.value)),
        ("", without(TREE["shape"])),
        ("", without(LDES.timestampPath)),
        ("", without(LDES.versionOfPath)),
        ("", instead(TREE.node, Literal("1"))),
        ("", instead(TREE.path, DCT.created)),
        ("", instead(TREE.value, Literal("2026-11-20"))),
        ("", instead(TREE.value, A_TIME)),
        ("", instead(LDES.startingFrom, A_TIME)),
        ("", instead(LDES.retentionPolicy, BlankNode("policy"))),
        ("", instead(LDES.pollingInterval, Literal("300"))),
        ("/1", without(TREE.view)),
        ("/1", without(DCT.isPartOf)),
        ("/1", without(DCT.issued)),
        ("/1", without(DCT.isVersionOf)),
        ("/1", without(RDF.type)),
        ("/1", instead(DCT.isPartOf, NamedNode(ROOT))),
        ("/1", instead(DCT.issued, A_TIME)),
        ("/1", instead(DCT.isVersionOf, Literal("7"))),
        ("/1", instead(TREE.member, BlankNode("member"))),
        ("/1", instead(LDES.immutable, Literal("false", datatype=XSD.boolean))),
    ],
)
def test_the_shapes_find_what_is_wrong_with_a_page(
    client: FlaskClient, shapes: ShapesGraph, page: str, edit: Edit
) -> None:
    good = statements(client, page)
    edited = [changed for each in good if (changed := edit(each)) is not None]
    assert edited != good
    assert not report(edited, shapes).conforms
