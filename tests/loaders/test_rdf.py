from __future__ import annotations

from collections.abc import Callable

import pytest

from moothall.graph.errors import SourceError
from moothall.graph.terms import Literal, NamedNode, RdfFormat, serialize
from moothall.loaders.rdf import parse_rdf, read, recognises
from moothall.loaders.source import Source
from moothall.loaders.staged import Context

Make = Callable[[str, str | bytes], Source]
BASE = "http://localhost:8080/"

RDF_XML = """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://example.org/">
  <rdf:Description rdf:about="http://example.org/a"><e:b>c</e:b></rdf:Description>
</rdf:RDF>"""

ONE_STATEMENT = {
    "turtle": '@prefix e: <http://example.org/> . e:a e:b "c" .',
    "turtle in capitals": '# a comment\nPREFIX e: <http://example.org/>\ne:a e:b "c" .',
    "n-triples": '<http://example.org/a> <http://example.org/b> "c" .\n',
    "n-quads": '<http://example.org/a> <http://example.org/b> "c" <http://example.org/g> .\n',
    "trig": '@prefix e: <http://example.org/> . e:g { e:a e:b "c" }',
    "rdf/xml": RDF_XML,
    "json-ld": '{"@id": "http://example.org/a", "http://example.org/b": "c"}',
}


@pytest.mark.parametrize("text", ONE_STATEMENT.values(), ids=list(ONE_STATEMENT))
def test_every_syntax_is_recognised_by_content_and_says_the_same(source: Make, text: str) -> None:
    made = source("no-ending", text)
    assert recognises(made)
    (quad,) = parse_rdf(made, BASE)
    assert quad.subject == NamedNode("http://example.org/a")
    assert quad.object == Literal("c")


@pytest.mark.parametrize(
    "text", ["Identifier,Label\n1,A\n", "<html><body>no</body></html>", '{"a": 1}', "hello there"]
)
def test_what_is_no_rdf_is_not_recognised(source: Make, text: str) -> None:
    assert not recognises(source("a.ttl", text))


def test_relative_addresses_are_those_of_the_service(source: Make) -> None:
    (quad,) = parse_rdf(source("a.ttl", "<id/authority/ZZW> a <graph/x> ."), BASE)
    assert quad.subject == NamedNode(f"{BASE}id/authority/ZZW")


def test_a_syntax_error_names_file_line_and_column(source: Make) -> None:
    with pytest.raises(SourceError) as caught:
        parse_rdf(source("a.ttl", '@prefix e: <http://e/> .\ne:a e:b "c"\ne:d e:e e:f .'), BASE)
    assert (caught.value.source, caught.value.line) == ("a.ttl", 3)
    assert str(caught.value).startswith("a.ttl line 3, column 1: it is not Turtle")


def test_a_context_elsewhere_is_refused(source: Make) -> None:
    text = '{"@context": "http://example.org/c.jsonld", "@id": "http://example.org/a", "b": "c"}'
    with pytest.raises(SourceError, match="@context is at another address"):
        parse_rdf(source("a.jsonld", text), BASE)


def test_a_document_without_statements_is_an_error(source: Make, context: Context) -> None:
    with pytest.raises(SourceError, match="holds no statements"):
        read(source("a.ttl", "@prefix e: <http://example.org/> ."), context)


def test_a_list_names_its_dataset(
    source: Make, context: Context, example: Callable[[str], str]
) -> None:
    (dataset,) = read(source("download (3).ttl", example("list.ttl")), context).datasets
    assert (dataset.slug, dataset.lists) == ("services", ("services",))


def test_a_file_names_its_dataset(source: Make, context: Context) -> None:
    text = ONE_STATEMENT["turtle"]
    slugs = [
        read(source(name, text), context).datasets[0].slug
        for name in ("Public Toilets.2024.ttl", "proClass.ttl", "42.ttl")
    ]
    assert slugs == ["public-toilets-2024", "proClass", "dataset-42"]


def test_graphs_of_the_service_become_their_datasets_again(source: Make, context: Context) -> None:
    lines = [
        f"<http://e/a> <http://e/b> <http://e/{name}> <{graph}> ."
        for name, graph in (
            ("1", f"{BASE}graph/toilets"),
            ("2", f"{BASE}graph/catalogue"),
            ("3", "http://example.org/other"),
        )
    ]
    staged = read(source("all.nq", "\n".join(lines) + "\n"), context)
    assert {d.slug: len(d.quads) for d in staged.datasets} == {"toilets": 1, "all": 1}
    assert len(staged.notes) == 2


def test_the_services_own_graphs_cannot_be_loaded_into(source: Make, context: Context) -> None:
    with pytest.raises(SourceError, match="written by the service itself"):
        read(source("catalogue.ttl", ONE_STATEMENT["turtle"]), context)


def test_what_is_written_out_reads_in_again(source: Make, example: Callable[[str], str]) -> None:
    quads = parse_rdf(source("list.ttl", example("list.ttl")), BASE)
    data = serialize((q.triple for q in quads), format=RdfFormat.RDF_XML) or b""
    assert set(parse_rdf(source("list.rdf", data), BASE)) == set(quads)


def test_statements_about_statements_are_refused(source: Make, context: Context) -> None:
    text = "PREFIX e: <http://example.org/>\ne:a e:b <<( e:c e:d e:e )>> ."
    with pytest.raises(SourceError, match="statements about statements"):
        read(source("a.ttl", text), context)


def test_text_that_is_not_utf_8_is_read_and_said_to_be(source: Make, context: Context) -> None:
    text = 'PREFIX e: <http://example.org/>\ne:a e:b "Caf\xe9" .'
    staged = read(source("a.ttl", text.encode("cp1252")), context)
    assert staged.datasets[0].quads[0].object == Literal("Caf\xe9")
    assert "Windows-1252" in staged.notes[0]


def test_a_path_of_json_ld_that_is_no_linked_data_is_not_recognised(source: Make) -> None:
    assert not recognises(source("a.json", '[{"identifier": 1}]'))
