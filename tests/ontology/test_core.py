"""The ontology says what every word of the shipped files means, and contradicts none of them."""

from __future__ import annotations

import json
from pathlib import Path

import owlrl
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.compare import isomorphic

from moothall.ontology import CATALOGUE, CONTEXT, path, shipped_files

BASE = "https://moothall.test/"
ESD = Namespace("http://def.esd.org.uk/")
MH = Namespace("https://w3id.org/moothall/def/")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
DCT = Namespace("http://purl.org/dc/terms/")
ONTOLOGY = URIRef(MH)
SAMPLES = Path(__file__).parents[2] / "loaders" / "samples"

PROPERTY_TYPES = (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
TERM_CLASSES = {
    *(ESD[n] for n in "Service Function Interaction Power Duty Need Circumstance".split()),
    *(MH[n] for n in "OrganisationType Channel NavigationHeading Subject".split()),
    MH.ProcurementCategory,
    ESD.Retention,
}
OF_RECORDS = {MH[n] for n in "classifiedAs category accessibleCategory libraryType".split()}
"""Relations of records to terms: a term may have very many, so they are stated in one direction."""
SEEN_IN_USE = {
    *(ESD[n] for n in "Service Function Interaction Power Duty Need Circumstance".split()),
    ESD.Retention,
    *(ESD[n] for n in "hasInteraction requiredByDuty containedBy isPartOfServiceGroup".split()),
}
"""Names under the standard's own namespace that have been seen in published use."""


def read(name: str) -> Graph:
    return Graph().parse(data=path(name).read_text("utf-8"), format="turtle", publicID=BASE)


@pytest.fixture(scope="module")
def core() -> Graph:
    return read("core.ttl")


@pytest.fixture(scope="module")
def shipped() -> dict[str, Graph]:
    """Every file that ships, samples among them, by name."""
    graphs = {name: read(name) for name in (*shipped_files(), CATALOGUE)}
    for file in sorted(SAMPLES.glob("*.ttl")):
        graphs[file.name] = Graph().parse(file, format="turtle", publicID=BASE)
    return graphs


def declared(core: Graph, *types: URIRef) -> set[URIRef]:
    return {s for t in types for s in core.subjects(RDF.type, t) if isinstance(s, URIRef)}


def ours(names: set[URIRef]) -> set[URIRef]:
    return {name for name in names if str(name).startswith((str(MH), str(ESD)))}


def relations(core: Graph) -> set[URIRef]:
    return ours(declared(core, OWL.ObjectProperty))


def members(core: Graph, node: object) -> set[object]:
    """Return the classes that a domain or range stands for: itself, or those of its union."""
    union = core.value(node, OWL.unionOf)
    return {node} if union is None else set(Collection(core, union))


def test_the_ontology_says_what_it_is(core: Graph) -> None:
    assert (ONTOLOGY, RDF.type, OWL.Ontology) in core
    for predicate in (DCT.title, DCT.description, DCT.creator, DCT.license, OWL.versionInfo):
        assert core.value(ONTOLOGY, predicate), predicate


def test_every_relation_is_described_in_full(core: Graph) -> None:
    assert len(relations(core)) == 34
    for relation in relations(core):
        for predicate in (RDFS.label, RDFS.comment, RDFS.domain, RDFS.range, MH.pageOrder):
            assert core.value(relation, predicate), f"{relation} has no {predicate}"
        assert core.value(relation, RDFS.isDefinedBy) == ONTOLOGY, relation
        assert {p.language for p in core.objects(relation, MH.phrase)} == {"en", "cy"}, relation


def test_every_relation_but_those_of_records_to_terms_has_an_inverse(core: Graph) -> None:
    for relation in relations(core) - OF_RECORDS:
        inverse = core.value(relation, OWL.inverseOf)
        assert inverse is not None, relation
        assert core.value(inverse, OWL.inverseOf) == relation
        for own, other in ((RDFS.domain, RDFS.range), (RDFS.range, RDFS.domain)):
            assert members(core, core.value(relation, own)) == members(
                core, core.value(inverse, other)
            ), relation
    assert [each for each in OF_RECORDS if core.value(each, OWL.inverseOf)] == []


def test_every_class_and_property_of_ours_has_words_and_a_home(core: Graph) -> None:
    for name in ours(declared(core, OWL.Class, RDFS.Datatype, *PROPERTY_TYPES)):
        assert core.value(name, RDFS.label) and core.value(name, RDFS.comment), name
        assert core.value(name, RDFS.isDefinedBy) == ONTOLOGY, name


def test_every_property_of_ours_with_a_text_value_says_what_the_text_is(core: Graph) -> None:
    for name in ours(declared(core, OWL.DatatypeProperty)):
        assert core.value(name, RDFS.range), name


def test_a_property_is_of_one_kind_only(core: Graph) -> None:
    for name in declared(core, *PROPERTY_TYPES):
        kinds = [kind for kind in PROPERTY_TYPES if (name, RDF.type, kind) in core]
        assert len(kinds) == 1, name


def test_no_name_is_made_up_in_the_namespace_of_the_standard(
    shipped: dict[str, Graph],
) -> None:
    for name, graph in shipped.items():
        things = {t for triple in graph for t in triple if isinstance(t, URIRef)}
        used = {t for t in things if t.startswith(str(ESD))}
        assert used <= SEEN_IN_USE, name


def test_classes_of_terms_are_terms_and_share_none(core: Graph) -> None:
    (axiom,) = core.subjects(RDF.type, OWL.AllDisjointClasses)
    assert set(Collection(core, core.value(axiom, OWL.members))) == TERM_CLASSES
    for name in TERM_CLASSES:
        assert (name, RDFS.subClassOf, SKOS.Concept) in core
    assert (MH.Tier, RDFS.subClassOf, MH.OrganisationType) in core


def test_every_name_that_the_shipped_files_use_is_declared(
    core: Graph, shipped: dict[str, Graph]
) -> None:
    properties = declared(core, *PROPERTY_TYPES)
    classes = declared(core, OWL.Class, RDFS.Datatype)
    built_in = (str(RDF), str(RDFS), str(OWL))
    for name, graph in shipped.items():
        for _, predicate, value in graph:
            assert predicate in properties or str(predicate).startswith(built_in), (
                f"{name}: {predicate}"
            )
            if predicate == RDF.type:
                assert value in classes or str(value).startswith(built_in), f"{name}: {value}"
            if isinstance(value, Literal) and str(value.datatype).startswith(str(MH)):
                assert value.datatype in classes, f"{name}: {value.datatype}"
            if isinstance(value, URIRef) and value.startswith(str(MH)) and value != ONTOLOGY:
                assert (value, RDF.type, None) in core, f"{name}: {value}"


def test_things_and_texts_are_never_confused(core: Graph, shipped: dict[str, Graph]) -> None:
    things = declared(core, OWL.ObjectProperty)
    texts = declared(core, OWL.DatatypeProperty)
    for name, graph in shipped.items():
        for triple in graph:
            if triple[1] in things:
                assert not isinstance(triple[2], Literal), f"{name}: {triple}"
            if triple[1] in texts:
                assert isinstance(triple[2], Literal), f"{name}: {triple}"


def test_texts_are_of_the_datatype_that_their_property_asks_for(
    core: Graph, shipped: dict[str, Graph]
) -> None:
    for prop in ours(declared(core, OWL.DatatypeProperty)):
        wanted = core.value(prop, RDFS.range)
        for name, graph in shipped.items():
            for value in graph.objects(None, prop):
                assert isinstance(value, Literal) and not value.ill_typed, f"{name}: {value!r}"
                plain = URIRef("http://www.w3.org/2001/XMLSchema#string")
                found = value.datatype or (RDF.langString if value.language else plain)
                assert wanted in (RDFS.Literal, found), f"{name}: {prop} {value!r}"


def contradictions(graph: Graph) -> set[str]:
    """Return what OWL 2 RL's rules find wrong with a graph, which they are let loose on."""
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    error = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return {str(message) for message in graph.objects(None, error)}


def councils_of_every_kind(graph: Graph) -> Graph:
    """Return the councils who between them show each property, with all that is said of them."""
    chosen = {next(graph.subjects(predicate, None)) for predicate in set(graph.predicates())}
    found = Graph()
    for subject in chosen:
        for triple in graph.triples((subject, None, None)):
            found.add(triple)
    return found


def test_the_ontology_contradicts_nothing_that_ships(shipped: dict[str, Graph]) -> None:
    # The closure of all councils takes half a minute because each is the same as several others:
    # those that show every property stand for the rest.
    whole = Graph()
    for name, graph in shipped.items():
        whole += councils_of_every_kind(graph) if name == "authorities.ttl" else graph
    assert contradictions(whole) == set()


def test_a_contradiction_would_be_found(core: Graph) -> None:
    toilets = URIRef("http://id.esd.org.uk/service/579")
    both = core + Graph().add((toilets, RDF.type, ESD.Service)).add(
        (toilets, ESD.requiredByDuty, URIRef("http://id.esd.org.uk/interaction/0"))
    ).add((URIRef("http://id.esd.org.uk/interaction/0"), RDF.type, ESD.Interaction))
    assert contradictions(both)


def test_the_catalogue_lists_every_shipped_file_once_in_order() -> None:
    catalogue = read(CATALOGUE)
    (whole,) = catalogue.subjects(RDF.type, DCAT.Catalog)
    datasets = set(catalogue.objects(whole, DCAT.dataset))
    assert datasets == set(catalogue.subjects(RDF.type, MH.Dataset))
    files = [str(catalogue.value(dataset, MH.shippedFile)) for dataset in datasets]
    assert sorted(files) == list(shipped_files())
    orders = sorted(catalogue.value(dataset, MH.loadOrder).toPython() for dataset in datasets)
    assert orders == list(range(1, len(datasets) + 1))


def test_each_dataset_of_the_catalogue_is_described() -> None:
    catalogue = read(CATALOGUE)
    for dataset in catalogue.subjects(RDF.type, MH.Dataset):
        slug = str(catalogue.value(dataset, MH.slug))
        file = str(catalogue.value(dataset, MH.shippedFile))
        assert str(dataset) == f"{BASE}id/dataset/{slug}"
        stem = file.removesuffix(".ttl").replace("words/", "words-").rpartition("/")[2]
        assert slug == ("ontology" if file == "core.ttl" else stem)
        for predicate in (DCT.title, DCT.description, DCT.license, DCT.publisher, DCT.type):
            assert catalogue.value(dataset, predicate), f"{slug} has no {predicate}"


def test_a_file_that_does_not_ship_is_named_with_those_that_do() -> None:
    with pytest.raises(FileNotFoundError, match=r"ontology/lists/none\.ttl.*lists/services\.ttl"):
        path("lists/none.ttl")


def test_the_context_covers_every_declared_property(core: Graph) -> None:
    context = json.loads(path(CONTEXT).read_text("utf-8"))["@context"]
    assert context["@version"] == 1.1
    prefixes = {name: value for name, value in context.items() if isinstance(value, str)}
    covered: dict[str, bool] = {}
    for name, value in context.items():
        if isinstance(value, dict):
            assert value["@id"] == name
            prefix, _, local = name.partition(":")
            covered[prefixes[prefix] + local] = value.get("@type") == "@id"
    for prop in declared(core, *PROPERTY_TYPES):
        assert str(prop) in covered, prop
    for prop in declared(core, OWL.ObjectProperty):
        assert covered[str(prop)], f"{prop} leads to a thing"
    for prop in declared(core, OWL.DatatypeProperty):
        assert not covered[str(prop)], f"{prop} has a text"


@pytest.mark.parametrize("name", ["core.ttl", "lists/tiers.ttl", "authorities.ttl"])
def test_a_graph_written_with_the_context_reads_back_the_same(name: str) -> None:
    context = json.loads(path(CONTEXT).read_text("utf-8"))["@context"]
    graph = read(name)
    written = graph.serialize(format="json-ld", context=context)
    assert isomorphic(graph, Graph().parse(data=written, format="json-ld"))
