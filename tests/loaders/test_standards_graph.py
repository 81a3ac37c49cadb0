from __future__ import annotations

import shutil
from pathlib import Path

from moothall.graph.config import Config
from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.lists import term_list
from moothall.graph.namespaces import CSVW, DCT, MH, MOOTHALL_ID, OWL, RDF, RDFS, SH, SKOS
from moothall.graph.terms import BlankNode, Literal, NamedNode
from moothall.loaders.shipped import load_shipped
from moothall.shapes.standard_files import standards

STANDARDS = Path(__file__).parents[2] / "shapes" / "standards"


def test_the_graph_of_standards_has_each_with_its_columns(shipped: Generation) -> None:
    reader = shipped.reader
    found = reader.subjects(RDF.type, MH.DataStandard)
    assert {s.value for s in found} == {s.iri for s in standards().values()}
    for standard in standards().values():
        columns = reader.objects(NamedNode(standard.iri), MH.column)
        headings = {reader.value(c, CSVW.name) for c in columns if isinstance(c, NamedNode)}
        assert headings == {Literal(name) for name in standard.columns}


def test_every_property_of_a_column_under_our_namespace_is_described(shipped: Generation) -> None:
    reader = shipped.reader
    paths = {c.path for s in standards().values() for c in s.columns.values() if c.path.value in MH}
    for path in paths:
        assert reader.objects(path, RDFS.label), path
        assert reader.objects(path, RDFS.isDefinedBy), path


def test_every_code_that_a_column_allows_is_a_term_of_a_list_with_a_name(
    shipped: Generation,
) -> None:
    reader = shipped.reader
    columns = [column for s in standards().values() for column in s.columns.values()]
    terms = {c.term for column in columns for c in column.codes}
    for term in terms:
        if isinstance(term, NamedNode) and term.value.startswith(MOOTHALL_ID):
            assert SKOS.Concept in reader.objects(term, RDF.type), term
            assert reader.objects(term, SKOS.prefLabel), term
            (scheme,) = (s for s in reader.objects(term, SKOS.inScheme))
            assert isinstance(scheme, NamedNode)
            name = scheme.value.rpartition("/")[2]
            assert term.value in term_list(shipped, name).by_iri


def test_the_rules_themselves_are_not_in_the_graph(shipped: Generation) -> None:
    graph = NamedNode(shipped.graph_iri("shapes"))
    quads = list(shipped.reader.quads(graph=graph))
    assert not [q for q in quads if isinstance(q.subject, BlankNode)]
    assert not [q for q in quads if "/.well-known/genid/" in str(q)]
    used = {q.predicate for q in quads if q.predicate.value in SH}
    assert used == {SH.name, SH.description}
    about = NamedNode(f"{shipped.base_iri}id/dataset/shapes")
    assert MH.StandardData in shipped.reader.objects(about, DCT.type)


def test_a_changed_file_changes_the_graph_with_the_next_init_and_a_lost_code_is_kept(
    shipped_config: Config, shipped: Generation, tmp_path: Path
) -> None:
    shutil.copytree(shipped_config.data_dir, tmp_path / "data", symlinks=True)
    folder = tmp_path / "standards"
    folder.mkdir()
    config = Config(data_dir=tmp_path / "data", standards_dir=folder)
    generations = Generations(config.data_dir, config.base_iri)
    text = (STANDARDS / "public-toilets.ttl").read_text(encoding="utf-8")
    changed = text.replace('"Public toilets"@en', '"Toilets"@en').replace(
        " toiletUsers:children-only toiletUsers:none )", " toiletUsers:none )"
    )
    start = changed.index("toiletUsers:children-only\n")
    changed = changed[:start] + changed[changed.index("toiletUsers:none\n") :]
    (folder / "public-toilets.ttl").write_text(changed, encoding="utf-8")
    assert not load_shipped(generations, config).unchanged
    reader = generations.current().reader
    iri = NamedNode("https://w3id.org/moothall/standard/public-toilets")
    assert Literal("Toilets", language="en") in reader.objects(iri, DCT.title)
    lost = NamedNode(f"{MOOTHALL_ID}toiletUsers/children-only")
    assert [str(v) for v in reader.objects(lost, OWL.deprecated)] == [
        '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'
    ]
    assert load_shipped(generations, config).unchanged
