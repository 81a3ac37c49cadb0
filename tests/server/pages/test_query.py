"""The query page: its questions, its answers as table, bars and map, its links and downloads."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlparse

import pytest

from moothall.graph.examples import example_named, examples
from moothall.graph.generation import Generation
from moothall.graph.namespaces import GEO, XSD
from moothall.graph.terms import Literal, NamedNode, Term
from moothall.server import pages
from moothall.server.pages.chart import MOST_BARS, bar_chart
from moothall.server.pages.map import WIDTH, point_map
from moothall.server.pages.outcome import GraphText, Table, Verdict, read_outcome
from moothall.server.view import View

from .conftest import BASE_IRI
from .html import Document, read

See = Callable[..., View]


def number(value: float) -> Literal:
    return Literal(str(value), datatype=XSD.integer if value == int(value) else XSD.decimal)


def counted(*rows: tuple[str, float]) -> Table:
    return Table(("name", "n"), tuple((Literal(name), number(n)) for name, n in rows))


def placed(*points: tuple[float, float]) -> Table:
    rows = tuple((Literal("here"), number(lat), number(long)) for lat, long in points)
    return Table(("name", "lat", "long"), rows)


def wkt(text: str) -> Table:
    return Table(("name", "where"), ((Literal("here"), Literal(text, datatype=GEO.wktLiteral)),))


def draw(see: See, table: Table, query: str = "SELECT * {}", **parameters: str) -> Document:
    return read(pages.sparql(see("/sparql", **parameters), query, table))


def test_names_with_numbers_are_bars_against_the_largest() -> None:
    chart = bar_chart(counted(("a", 10), ("b", 2.5), ("c", 0)))
    assert chart is not None
    assert [bar.width for bar in chart.bars] == ["100.0%", "25.0%", "0.0%"]
    assert [bar.number for bar in chart.bars] == ["10", "2.50", "0"]
    assert (chart.longest.label, chart.shortest.label) == ("a", "c")


@pytest.mark.parametrize(
    "table",
    [
        Table((), ()),
        counted(("a", 1)),
        counted(("a", 1), ("a", 2)),
        counted(("a", -1), ("b", 2)),
        counted(("a", 0), ("b", 0)),
        Table(("name", "n"), ((Literal("a"), None), (Literal("b"), number(1)))),
        Table(("n", "name"), ((number(1), Literal("a")), (number(2), Literal("b")))),
        Table(("n", "m"), ((number(1), number(2)), (number(2), number(3)))),
        Table(
            ("name", "n"),
            tuple((Literal(name), Literal("NaN", datatype=XSD.double)) for name in "ab"),
        ),
    ],
)
def test_rows_that_are_no_bars_have_no_chart(table: Table) -> None:
    assert bar_chart(table) is None


def test_a_long_answer_has_bars_for_its_first_rows() -> None:
    chart = bar_chart(counted(*((f"row {n}", n) for n in range(1, 100))))
    assert chart is not None and chart.is_cut
    assert len(chart.bars) == MOST_BARS
    assert chart.longest.number == str(MOST_BARS)


def test_the_chart_is_named_by_the_column_that_tells_rows_apart() -> None:
    rows = tuple((Literal("same"), Literal(name), number(1)) for name in "abc")
    chart = bar_chart(Table(("group", "name", "things"), rows))
    assert chart is not None
    assert (chart.label_name, chart.number_name) == ("name", "things")


def test_north_is_up_and_east_is_right() -> None:
    drawn = point_map(placed((51.0, -3.0), (53.0, -4.0)))
    assert drawn is not None
    south_east, north_west = drawn.dots
    assert south_east.x > north_west.x and south_east.y > north_west.y
    assert drawn.edges == ("51°N", "53°N", "4°W", "3°W")
    for dot in drawn.dots:
        assert 0 < dot.x < WIDTH and 0 < dot.y < drawn.height


@pytest.mark.parametrize(
    "points",
    [
        [(53.9, 0.9)],
        [(0.0, -180.0), (0.0, 180.0)],
        [(-84.0, 0.0), (84.0, 0.0)],
        [(53.9, 0.9), (53.9, 0.9001)],
    ],
)
def test_a_map_has_a_sensible_shape_and_a_few_lines(points: list[tuple[float, float]]) -> None:
    drawn = point_map(placed(*points))
    assert drawn is not None
    assert WIDTH / 4 < drawn.height < WIDTH
    assert 1 <= len(drawn.meridians) <= 10 and 1 <= len(drawn.parallels) <= 10
    assert 0 < drawn.bar <= WIDTH / 3


def test_the_scale_says_how_far_it_is() -> None:
    drawn = point_map(placed((53.0, 0.0), (54.0, 0.0)))
    assert drawn is not None
    south, north = drawn.dots
    kilometres = float(drawn.bar_label.removesuffix(" km"))
    assert (south.y - north.y) * kilometres / drawn.bar == pytest.approx(111.2, rel=0.01)


@pytest.mark.parametrize(
    "text",
    [
        "POINT(0.9 53.9)",
        "point ( 0.9  53.9 )",
        "<http://www.opengis.net/def/crs/OGC/1.3/CRS84> POINT(0.9 53.9)",
    ],
)
def test_a_wkt_point_is_on_the_map(text: str) -> None:
    drawn = point_map(wkt(text))
    assert drawn is not None
    assert drawn.edges == ("53.9°N", "53.9°N", "0.9°E", "0.9°E")


@pytest.mark.parametrize(
    "table",
    [
        wkt("POLYGON((0 0, 1 1, 1 0, 0 0))"),
        wkt("<http://www.opengis.net/def/crs/EPSG/0/27700> POINT(400000 300000)"),
        wkt("POINT(0.9 95)"),
        wkt("POINT(" + "9" * 5_000 + " 1)"),
        Table(("lat", "long"), ((None, number(1)),)),
        Table(("lat", "long"), ((Literal("north"), number(1)),)),
        Table(("latitude",), ((number(1),),)),
    ],
)
def test_what_is_no_place_is_on_no_map(table: Table) -> None:
    assert point_map(table) is None


def test_the_page_offers_every_question_and_marks_the_one_that_is_asked(
    see: See, shipped: Generation
) -> None:
    example = example_named(shipped, "acts-by-services")
    document = draw(see, counted(("a", 1), ("b", 2)), example.query)
    links = document.hrefs()
    for theme in examples(shipped):
        for offered in theme.examples:
            assert f"/sparql?example={offered.name}" in links
    current = [e.text for e in document.all("a") if e.attributes.get("aria-current") == "true"]
    assert example.question("en").value in current
    opened = [e for e in document.all("details") if "open" in e.attributes]
    assert len(opened) == 1 and example.question("en").value in opened[0].text
    assert document.with_id("query").text.strip() == example.query.strip()


def test_an_example_has_a_short_link_and_any_other_query_one_with_its_text(
    see: See, shipped: Generation
) -> None:
    table = counted(("a", 1), ("b", 2))
    document = draw(see, table, example_named(shipped, "spend-by-month").query)
    assert f"{BASE_IRI}sparql?example=spend-by-month" in document.all("main")[0].text
    assert "/sparql?example=spend-by-month&format=csv" in document.hrefs()
    query = "SELECT * { ?s ?p 'a&b' }"
    graph = f"{BASE_IRI}graph/services"
    document = draw(see, table, query, **{"default-graph-uri": graph})
    (link,) = [e.text for e in document.all("code") if e.text.startswith(BASE_IRI)]
    assert parse_qs(urlparse(link).query) == {"query": [query], "default-graph-uri": [graph]}
    for suffix in ("csv", "tsv", "json", "xml"):
        wanted = {"query": [query], "default-graph-uri": [graph], "format": [suffix]}
        assert wanted in [parse_qs(urlparse(href).query) for href in document.hrefs()]


def test_a_chart_says_in_words_what_it_shows(see: See) -> None:
    document = draw(see, counted(("Parks", 1200), ("Bins", 3)))
    (chart,) = [e for e in document.elements if e.attributes.get("class") == "chart"]
    label = chart.attributes["aria-label"]
    assert "Parks, 1,200" in label and "Bins, 3" in label
    assert [e.attributes["width"] for e in document.all("rect")] == ["100.0%", "0.2%"]


def test_a_map_says_in_words_what_it_shows(see: See) -> None:
    document = draw(see, placed((53.9, 0.9), (53.8, 0.7)))
    (drawing,) = [e for e in document.elements if e.attributes.get("class") == "map"]
    assert "Points: 2, from 53.8°N to 53.9°N" in drawing.attributes["aria-label"]
    assert len(document.all("circle")) == 2
    assert not document.all("rect"), "there is no chart of latitudes"


def test_nothing_on_the_page_is_styled_in_place(see: See) -> None:
    for table in (counted(("a", 1), ("b", 2)), placed((53.9, 0.9))):
        document = draw(see, table)
        assert not document.all("style")
        assert not [e for e in document.elements if "style" in e.attributes]


def test_a_graph_without_questions_still_has_an_editor(hostile: Generation) -> None:
    view = View(hostile, "en", "/sparql", {}, BASE_IRI)
    document = read(pages.sparql(view, "", None))
    assert document.with_id("query").text.strip() == ""
    assert not document.all("aside")


ROWS = (
    b"?thing\t?n\t?none\n<http://a.example/>\t2\t\n"
    b'"caf\xc3\xa9"@fr\t"1"^^<http://www.w3.org/2001/XMLSchema#decimal>\t\n'
)


def test_rows_are_read_from_tsv() -> None:
    first: tuple[Term | None, ...] = (NamedNode("http://a.example/"), number(2), None)
    second = (Literal("café", language="fr"), Literal("1", datatype=XSD.decimal), None)
    assert read_outcome("SELECT", ROWS, False) == Table(("thing", "n", "none"), (first, second))
    cut = read_outcome("SELECT", ROWS, True)
    assert isinstance(cut, Table) and cut.is_cut


def test_a_yes_or_no_is_read_from_json() -> None:
    assert read_outcome("ASK", b'{"head":{},"boolean":true}', False) == Verdict(True)
    assert read_outcome("ASK", b'{"head":{},"boolean":false}', False) == Verdict(False)


@pytest.mark.parametrize("kind", ["CONSTRUCT", "DESCRIBE"])
def test_a_graph_is_read_from_n_triples_and_shown_as_turtle(kind: str) -> None:
    body = b"<http://id.esd.org.uk/service/1> a <x:y> .".replace(
        b" a ", b" <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
    )
    graph = read_outcome(kind, body, True)
    assert isinstance(graph, GraphText) and graph.is_cut
    assert "<http://id.esd.org.uk/service/1> a <x:y> ." in graph.text
