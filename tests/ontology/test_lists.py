"""The lists that ship hold the facts they were written from, whole and in good form."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from rdflib import RDF, SKOS, Graph, Literal, Namespace, URIRef

from moothall.ontology import path, shipped_files
from moothall.ontology.generate import documents, facts
from moothall.ontology.generate.turtle import Description, document, say, text

ESD = Namespace("http://def.esd.org.uk/")
MH = Namespace("https://w3id.org/moothall/def/")
DCT = Namespace("http://purl.org/dc/terms/")
ESD_ID = Namespace("http://id.esd.org.uk/")
OUR_ID = Namespace("https://w3id.org/moothall/id/")
SERVICES = ESD_ID["list/englishAndWelshServices"]
GOVUK_SERVICES = OUR_ID["list/govukServices"]

ABSENT_FROM_2013 = {"35", "90", "1741", "1742", "1743", "1788"}
TOP_FUNCTIONS = {"1", "6", "16", "23", "30", "42", "58", "66", "72", "82", "95", "99", "105"}


def read(name: str) -> Graph:
    return Graph().parse(
        data=path(name).read_text("utf-8"), format="turtle", publicID="https://moothall.test/"
    )


@pytest.fixture(scope="module")
def terms() -> Graph:
    """Everything that ships about terms, as one graph."""
    whole = Graph()
    for name in shipped_files():
        if name.partition("/")[0] in ("lists", "words", "mappings"):
            whole += read(name)
    return whole


def in_list(graph: Graph, scheme: URIRef) -> set[URIRef]:
    return {s for s in graph.subjects(SKOS.inScheme, scheme) if isinstance(s, URIRef)}


def identifiers(graph: Graph, scheme: URIRef) -> set[str]:
    return {str(graph.value(term, DCT.identifier)) for term in in_list(graph, scheme)}


def labels(graph: Graph, scheme: URIRef, language: str) -> list[str]:
    return [
        str(label)
        for term in in_list(graph, scheme)
        for label in graph.objects(term, SKOS.prefLabel)
        if isinstance(label, Literal) and label.language == language
    ]


def test_there_are_113_functions_of_which_13_stand_at_the_top(terms: Graph) -> None:
    functions = ESD_ID["list/functions"]
    assert identifiers(terms, functions) == {str(n) for n in range(1, 114)}
    tops = {
        str(terms.value(t, DCT.identifier)) for t in terms.subjects(SKOS.topConceptOf, functions)
    }
    assert tops == TOP_FUNCTIONS
    for function in in_list(terms, functions):
        parent = terms.value(function, SKOS.broader)
        assert (parent is None) == (terms.value(function, DCT.identifier).value in TOP_FUNCTIONS)
        assert parent is None or terms.value(parent, DCT.identifier).value in TOP_FUNCTIONS


def test_there_are_1127_services_each_within_one_function(terms: Graph) -> None:
    services = in_list(terms, SERVICES)
    assert len(services) == 1_127
    assert in_list(terms, ESD_ID["list/services"]) == services
    functions = in_list(terms, ESD_ID["list/functions"])
    for service in services:
        (function,) = terms.objects(service, ESD.containedBy)
        assert function in functions
    assert max(int(i) for i in identifiers(terms, SERVICES)) == 1_619


def test_there_are_33_interactions_and_0_is_one_of_them(terms: Graph) -> None:
    found = identifiers(terms, ESD_ID["list/interactions"])
    assert found == {str(n) for n in range(35)} - {"18", "19"}
    nought = ESD_ID["interaction/0"]
    assert terms.value(nought, DCT.identifier) == Literal("0")
    assert Literal("Applications for service", lang="en") in set(
        terms.objects(nought, SKOS.prefLabel)
    )
    assert (ESD_ID["service/4"], ESD.hasInteraction, nought) in terms


def test_govuk_offers_117_services_and_six_of_them_are_later_than_the_list(terms: Graph) -> None:
    offered = identifiers(terms, GOVUK_SERVICES)
    assert len(offered) == 117
    assert offered - identifiers(terms, SERVICES) == ABSENT_FROM_2013
    for identifier in ABSENT_FROM_2013:
        service = ESD_ID[f"service/{identifier}"]
        assert list(terms.objects(service, SKOS.inScheme)) == [GOVUK_SERVICES]
        assert terms.value(service, MH.govukTitle) == terms.value(service, SKOS.prefLabel)
        assert f"code {identifier}" in str(terms.value(service, SKOS.scopeNote))
    for service in in_list(terms, GOVUK_SERVICES):
        assert len(list(terms.objects(service, MH.govukTitle))) == 1


def test_proclass_has_its_32_top_codes(terms: Graph) -> None:
    found = identifiers(terms, ESD_ID["list/proClass"])
    assert len(found) == 32
    assert all(len(code) == 6 and code.isdigit() for code in found)


def test_labels_stand_as_published_spaces_and_all(terms: Graph) -> None:
    assert Literal("Premises  licence", lang="en") in set(
        terms.objects(ESD_ID["service/860"], SKOS.prefLabel)
    )
    assert terms.value(ESD_ID["service/57"], MH.govukTitle) == Literal(
        "Find out more about  council tax", lang="en"
    )


@pytest.mark.parametrize("name", ["englishAndWelshServices", "interactions"])
def test_names_within_a_list_that_govuk_imports_are_unique(terms: Graph, name: str) -> None:
    counted = Counter(labels(terms, ESD_ID[f"list/{name}"], "en"))
    assert [label for label, count in counted.items() if count > 1] == []


def test_only_one_name_occurs_twice_among_the_functions(terms: Graph) -> None:
    counted = Counter(labels(terms, ESD_ID["list/functions"], "en"))
    assert [label for label, count in counted.items() if count > 1] == ["Utilites"]
    for identifier in ("41", "92"):
        function = ESD_ID[f"function/{identifier}"]
        assert (function, SKOS.altLabel, Literal("Utilities", lang="en")) in terms


def test_no_term_carries_an_official_description(terms: Graph) -> None:
    described = set(terms.subjects(DCT.description, None))
    assert described == set(terms.subjects(RDF.type, MH.List))


def test_every_term_has_its_code_twice_and_one_name_in_a_language(terms: Graph) -> None:
    for term in set(terms.subjects(RDF.type, SKOS.Concept)):
        (identifier,) = terms.objects(term, DCT.identifier)
        assert list(terms.objects(term, SKOS.notation)) == [identifier]
        assert str(term).endswith(f"/{identifier}")
        counted = Counter(label.language for label in terms.objects(term, SKOS.prefLabel))
        assert counted["en"] == 1 and set(counted.values()) == {1}, term


def test_every_term_is_in_a_list_of_its_own_class(terms: Graph) -> None:
    for term in set(terms.subjects(RDF.type, SKOS.Concept)):
        schemes = list(terms.objects(term, SKOS.inScheme))
        assert schemes, term
        for scheme in schemes:
            classes = set(terms.objects(scheme, MH.termClass))
            assert classes & set(terms.objects(term, RDF.type)), f"{term} in {scheme}"


def test_a_term_has_its_broader_term_in_the_same_list_and_is_not_also_at_the_top(
    terms: Graph,
) -> None:
    for term, broader in terms.subject_objects(SKOS.broader):
        shared = set(terms.objects(term, SKOS.inScheme)) & set(
            terms.objects(broader, SKOS.inScheme)
        )
        assert shared, f"{term} under {broader}"
        assert not set(terms.objects(term, SKOS.topConceptOf)), term


def test_a_code_of_ours_can_never_be_taken_for_an_official_number(terms: Graph) -> None:
    for term in set(terms.subjects(RDF.type, SKOS.Concept)):
        if str(term).startswith(str(OUR_ID)) and "/procurementCategory/" not in str(term):
            token = str(term).rpartition("/")[2]
            assert token == token.lower() and not token.replace("-", "").isdigit(), term


def test_every_list_is_described_in_english_and_welsh(terms: Graph) -> None:
    for scheme in set(terms.subjects(RDF.type, MH.List)):
        assert (scheme, RDF.type, SKOS.ConceptScheme) in terms
        assert str(scheme).endswith(f"/list/{terms.value(scheme, DCT.identifier)}")
        for predicate in (SKOS.prefLabel, DCT.title):
            assert {label.language for label in terms.objects(scheme, predicate)} == {"en", "cy"}
        for predicate in (DCT.description, DCT.license, DCT.modified, MH.termClass):
            assert terms.value(scheme, predicate), f"{scheme} has no {predicate}"
        assert terms.value(scheme, DCT.publisher) or terms.value(scheme, DCT.source), scheme


@pytest.mark.parametrize(
    "scheme",
    [
        OUR_ID["list/tiers"],
        OUR_ID["list/navigation"],
        ESD_ID["list/channels"],
        ESD_ID["list/organisationTypes"],
        ESD_ID["list/interactions"],
    ],
)
def test_every_term_of_a_short_list_has_a_welsh_name_and_a_definition(
    terms: Graph, scheme: URIRef
) -> None:
    found = in_list(terms, scheme)
    assert found
    for term in found:
        languages = {label.language for label in terms.objects(term, SKOS.prefLabel)}
        assert languages == {"en", "cy"}, term
        definitions = list(terms.objects(term, SKOS.definition))
        assert [d.language for d in definitions] == ["en"] and definitions[0].endswith("."), term
    for language in ("en", "cy"):
        assert len(set(labels(terms, scheme, language))) == len(found)


def test_every_top_function_has_a_welsh_name_and_a_definition(terms: Graph) -> None:
    for identifier in TOP_FUNCTIONS:
        function = ESD_ID[f"function/{identifier}"]
        assert len(list(terms.objects(function, SKOS.prefLabel))) == 2
        assert terms.value(function, SKOS.definition)


def test_only_two_organisation_types_claim_an_official_number(terms: Graph) -> None:
    found = in_list(terms, ESD_ID["list/organisationTypes"])
    official = {str(term) for term in found if str(term).startswith(str(ESD_ID))}
    assert official == {str(ESD_ID[f"organisationType/{number}"]) for number in (57, 214)}
    assert (
        terms.value(ESD_ID["organisationType/214"], SKOS.broader) == ESD_ID["organisationType/57"]
    )


def test_tiers_of_the_services_on_govuk_are_as_its_table_says(terms: Graph) -> None:
    tiers = {
        service: frozenset(str(t).rpartition("/")[2] for t in terms.objects(service, MH.providedBy))
        for service in set(terms.subjects(MH.providedBy, None))
    }
    assert set(tiers) == in_list(terms, GOVUK_SERVICES)
    assert Counter(tiers.values()) == {
        frozenset({"county", "district", "unitary"}): 16,
        frozenset({"county", "unitary"}): 51,
        frozenset({"district", "unitary"}): 50,
    }


def test_observed_interactions_are_the_four_in_use(terms: Graph) -> None:
    pairs = list(terms.subject_objects(ESD.hasInteraction))
    assert len(pairs) == 81
    assert {str(interaction).rpartition("/")[2] for _, interaction in pairs} == {
        "0",
        "4",
        "8",
        "17",
    }


def test_every_service_on_govuk_is_found_under_a_heading(terms: Graph) -> None:
    grouped = set(terms.subjects(ESD.isPartOfServiceGroup, None))
    assert in_list(terms, GOVUK_SERVICES) <= grouped
    used = set(terms.objects(None, ESD.isPartOfServiceGroup))
    assert used == in_list(terms, OUR_ID["list/navigation"])


def test_every_mapping_joins_terms_that_exist(terms: Graph) -> None:
    known = set(terms.subjects(RDF.type, SKOS.Concept))
    for name in shipped_files():
        if name.startswith("mappings/"):
            for subject, _, target in read(name):
                assert subject in known and target in known, f"{name}: {subject} {target}"


def test_turtle_that_is_written_reads_back_whatever_the_text() -> None:
    label = 'a "quoted" \\ text\nof two lines, â\t'
    written = document(
        "One term.", [Description("service:0", (say("skos:prefLabel", text(label)),))]
    )
    (triple,) = Graph().parse(data=written, format="turtle")
    assert triple == (ESD_ID["service/0"], SKOS.prefLabel, Literal(label, lang="en"))


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    """A folder of tables of facts, with one of each kind."""
    function = "<Identifier>{}</Identifier><Label>{}</Label><Created>2013-04-03T00:00:00</Created>"
    term = function + "<Modified>2013-04-03T00:00:00</Modified>"
    for name, content in {
        facts.FUNCTIONS_AND_SERVICES: f"<Functions><Function>{term.format(1, 'Leisure')}"
        f"<Services><Service>{term.format(2, 'Pools &amp; baths')}</Service></Services>"
        "</Function></Functions>",
        facts.INTERACTIONS: "Identifier,Label\n8,Providing information\n0,Applications\n",
        facts.GOVUK_SERVICES: "LGSL,Description,Providing Tier\n2,Find a pool,all\n",
        facts.PROCLASS: "code,level1,level2,level3,clarification_info\n"
        "100000,Clothing,,,Products\n110000,Clothing,Shoes,,Products\n",
        facts.LINKS: "la,lgsl,lgil,link\nx,pools,info,https://example.org/,2,0\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def test_tables_become_lists_and_mappings(tables: Path) -> None:
    written = documents(tables)
    graph = Graph()
    for turtle in written.values():
        graph.parse(data=turtle, format="turtle")
    pools = ESD_ID["service/2"]
    assert set(graph.objects(pools, SKOS.prefLabel)) == {Literal("Pools & baths", lang="en")}
    assert (pools, ESD.hasInteraction, ESD_ID["interaction/0"]) in graph
    assert len(set(graph.objects(pools, MH.providedBy))) == 3
    assert identifiers(graph, ESD_ID["list/proClass"]) == {"100000"}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (facts.LINKS, "la,lgsl,lgil,link\nx,pools,info\n", "line 2: 3 cells"),
        (facts.INTERACTIONS, "Code,Label\n", r"line 1: the headings are \['Code', 'Label'\]"),
        (
            facts.GOVUK_SERVICES,
            "LGSL,Description,Providing Tier\n2,Find a pool,parish\n",
            "service 2, column \"Providing Tier\": 'parish'",
        ),
        (
            facts.FUNCTIONS_AND_SERVICES,
            "<Functions><Function><Identifier>7</Identifier></Function></Functions>",
            "Function 7 has no Label",
        ),
        (facts.FUNCTIONS_AND_SERVICES, "<Functions>", "not well-formed XML"),
    ],
)
def test_a_faulty_table_is_refused_with_the_place_of_the_fault(
    tables: Path, name: str, content: str, message: str
) -> None:
    (tables / name).write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        documents(tables)


@pytest.mark.reference
def test_writing_the_lists_again_changes_no_byte(reference_data: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "moothall.ontology.generate", str(reference_data)]
    subprocess.run([*command, "--out", str(tmp_path)], check=True, capture_output=True)
    written = sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*.ttl"))
    assert len(written) == 7
    for name in written:
        assert (tmp_path / name).read_bytes() == path(name).read_bytes(), name


@pytest.mark.reference
def test_no_published_description_has_been_carried_over(reference_data: Path) -> None:
    table = (reference_data / facts.FUNCTIONS_AND_SERVICES).read_text("utf-8")
    published = {
        text.partition("<")[0].strip() for text in table.split("<Description>") if len(text) > 40
    } - {""}
    assert len(published) > 1_000
    shipped = " ".join(path(name).read_text("utf-8") for name in shipped_files())
    assert [sentence for sentence in published if len(sentence) > 30 and sentence in shipped] == []
