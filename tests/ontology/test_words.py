"""The needs, circumstances, powers and duties, the words of services, and what links them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS
from rdflib.term import Node

from moothall.ontology import path

ESD = Namespace("http://def.esd.org.uk/")
MH = Namespace("https://w3id.org/moothall/def/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
SERVICE = Namespace("http://id.esd.org.uk/service/")
OFFICIAL = "http://id.esd.org.uk/"
OURS = "https://w3id.org/moothall/id/"
LEGISLATION = "http://www.legislation.gov.uk/id/"
ENGLAND = URIRef("http://statistics.data.gov.uk/id/statistical-geography/E92000001")
WALES = URIRef("http://statistics.data.gov.uk/id/statistical-geography/W92000004")

LISTS = {
    "needs": (ESD.Need,),
    "circumstances": (ESD.Circumstance,),
    "powersAndDuties": (ESD.Duty, ESD.Power),
}
FEWEST = {"needs": 40, "circumstances": 60, "powersAndDuties": 40}
KNOWN_OFFICIAL = {
    "need/69",
    "need/71",
    "circumstance/Gender_Female",
    "circumstance/AddictSubstanceAbuser_Smoking",
}


@cache
def shipped(name: str) -> Graph:
    return Graph().parse(
        data=path(name).read_text(encoding="utf-8"),
        format="turtle",
        publicID="https://example.org/",
    )


@cache
def services() -> frozenset[Node]:
    found = frozenset(shipped("lists/services.ttl").subjects(RDF.type, ESD.Service))
    assert found
    return found


def terms(name: str) -> list[Node]:
    graph = shipped(f"lists/{name}.ttl")
    return [term for kind in LISTS[name] for term in graph.subjects(RDF.type, kind)]


def token(term: Node) -> str:
    return str(term).rsplit("/", 1)[1]


def in_language(graph: Graph, term: Node, predicate: URIRef, language: str) -> list[str]:
    return [
        str(value)
        for value in graph.objects(term, predicate)
        if isinstance(value, Literal) and value.language == language
    ]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_the_terms_it_is_meant_to(name: str) -> None:
    assert len(terms(name)) >= FEWEST[name]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_that_our_terms_are_no_part_of_the_official_one(name: str) -> None:
    description = shipped(f"lists/{name}.ttl").value(
        URIRef(f"{OFFICIAL}list/{name}"), DCTERMS.description
    )
    said = " ".join(str(description).split())
    assert "https://w3id.org/moothall" in said
    assert "no part of the official list" in said


@pytest.mark.parametrize("name", LISTS)
def test_only_known_identifiers_are_taken_for_official(name: str) -> None:
    official = {
        str(term).removeprefix(OFFICIAL) for term in terms(name) if str(term).startswith(OFFICIAL)
    }
    assert official <= KNOWN_OFFICIAL
    assert all(str(term).startswith((OURS, OFFICIAL)) for term in terms(name))


@pytest.mark.parametrize("name", LISTS)
def test_our_tokens_are_lower_case_words_and_no_number(name: str) -> None:
    ours = [token(term) for term in terms(name) if str(term).startswith(OURS)]
    assert [one for one in ours if not re.fullmatch(r"[a-z]+(-[a-z]+)*", one)] == []


@pytest.mark.parametrize("name", LISTS)
def test_a_token_is_used_once_and_is_the_terms_identifier(name: str) -> None:
    graph = shipped(f"lists/{name}.ttl")
    tokens = Counter(token(term) for term in terms(name))
    assert [one for one, uses in tokens.items() if uses > 1] == []
    for term in terms(name):
        assert list(graph.objects(term, DCTERMS.identifier)) == [Literal(token(term))], term
        assert list(graph.objects(term, SKOS.notation)) == [Literal(token(term))], term


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("name", LISTS)
def test_each_term_has_one_label_of_its_own_in_each_language(name: str, language: str) -> None:
    graph = shipped(f"lists/{name}.ttl")
    labels: Counter[str] = Counter()
    for term in terms(name):
        (label,) = in_language(graph, term, SKOS.prefLabel, language)
        labels[label.lower()] += 1
    assert [label for label, uses in labels.items() if uses > 1] == []


@pytest.mark.parametrize("name", LISTS)
def test_each_term_is_defined_in_our_own_words(name: str) -> None:
    graph = shipped(f"lists/{name}.ttl")
    for term in terms(name):
        (definition,) = in_language(graph, term, SKOS.definition, "en")
        assert definition.endswith("."), term
        assert (term, DCTERMS.description, None) not in graph, term


@pytest.mark.parametrize("name", ["needs", "circumstances"])
def test_other_names_differ_from_the_label(name: str) -> None:
    graph = shipped(f"lists/{name}.ttl")
    for term in terms(name):
        assert (term, SKOS.altLabel, None) in graph, term
        shared = set(graph.objects(term, SKOS.altLabel)) & set(graph.objects(term, SKOS.prefLabel))
        assert shared == set(), term


@pytest.mark.parametrize("name", LISTS)
def test_each_term_stands_under_a_top_term_of_its_list(name: str) -> None:
    graph = shipped(f"lists/{name}.ttl")
    scheme = URIRef(f"{OFFICIAL}list/{name}")
    members = set(terms(name))
    for term in members:
        assert list(graph.objects(term, SKOS.inScheme)) == [scheme], term
        above = list(graph.objects(term, SKOS.broader))
        is_top = (term, SKOS.topConceptOf, scheme) in graph
        assert is_top != bool(above), term
        assert set(above) <= members, term
        assert term not in graph.transitive_objects(above[0], SKOS.broader) if above else is_top


@pytest.mark.parametrize(
    ("mapping", "predicate", "name", "most"),
    [
        ("needs-services", MH.metBy, "needs", 10),
        ("circumstances-services", MH.relevantTo, "circumstances", 8),
    ],
)
def test_each_term_leads_to_a_few_services_that_exist(
    mapping: str, predicate: URIRef, name: str, most: int
) -> None:
    graph = shipped(f"mappings/{mapping}.ttl")
    assert set(graph.predicates()) == {predicate}
    assert set(graph.subjects()) == set(terms(name))
    assert set(graph.objects()) <= services()
    for term in terms(name):
        assert 1 <= len(list(graph.objects(term, predicate))) <= most, term


def test_each_power_and_duty_rests_on_one_provision_of_an_act() -> None:
    graph = shipped("lists/powersAndDuties.ttl")
    for term in terms("powersAndDuties"):
        (provision,) = graph.objects(term, MH.basedOn)
        (act,) = graph.objects(provision, ELI.is_part_of)
        assert str(act).startswith(LEGISLATION)
        number = str(provision).removeprefix(f"{act}/")
        assert re.fullmatch(r"(section|regulation)/\d+[A-Z]*", number), provision
        assert (provision, RDF.type, ELI.LegalResource) in graph
        assert (act, RDF.type, ELI.LegalResource) in graph
        (title,) = in_language(graph, act, RDFS.label, "en")
        (label,) = in_language(graph, provision, RDFS.label, "en")
        assert label == f"{title}, {number.replace('/', ' ')}"


def test_each_citation_names_the_act_and_the_provision() -> None:
    graph = shipped("lists/powersAndDuties.ttl")
    for term in terms("powersAndDuties"):
        provision = graph.value(term, MH.basedOn)
        (label,) = in_language(graph, provision or term, RDFS.label, "en")
        expected = label.replace(", section ", ", s. ").replace(", regulation ", ", reg. ")
        assert list(graph.objects(term, MH.citation)) == [Literal(expected)]


def test_each_power_and_duty_says_where_it_applies() -> None:
    graph = shipped("lists/powersAndDuties.ttl")
    for term in terms("powersAndDuties"):
        places = set(graph.objects(term, DCTERMS.spatial))
        assert places and places <= {ENGLAND, WALES}, term


def test_an_act_of_the_senedd_applies_in_wales_alone() -> None:
    graph = shipped("lists/powersAndDuties.ttl")
    welsh = [
        term
        for term in terms("powersAndDuties")
        if re.match(f"{LEGISLATION}(mwa|anaw|asc)/", str(graph.value(term, MH.basedOn)))
    ]
    assert welsh
    for term in welsh:
        assert list(graph.objects(term, DCTERMS.spatial)) == [WALES], term


def test_a_label_says_whether_it_is_a_power_or_a_duty() -> None:
    graph = shipped("lists/powersAndDuties.ttl")
    for kind, word in ((ESD.Duty, "duty"), (ESD.Power, "power")):
        for term in graph.subjects(RDF.type, kind):
            (label,) = in_language(graph, term, SKOS.prefLabel, "en")
            assert word in label.lower().split(), term
            assert str(term).startswith(f"{OURS}{word}/")


def test_services_and_law_are_linked_by_the_right_relation() -> None:
    law = shipped("lists/powersAndDuties.ttl")
    links = shipped("mappings/services-law.ttl")
    assert set(links.predicates()) == {ESD.requiredByDuty, MH.allowedByPower}
    assert set(links.subjects()) <= services()
    assert set(links.objects(None, ESD.requiredByDuty)) == set(law.subjects(RDF.type, ESD.Duty))
    assert set(links.objects(None, MH.allowedByPower)) == set(law.subjects(RDF.type, ESD.Power))


def test_the_words_state_nothing_but_words() -> None:
    words = shipped("words/services.ttl")
    assert set(words.predicates()) == {
        SKOS.prefLabel,
        SKOS.altLabel,
        SKOS.hiddenLabel,
        SKOS.definition,
    }
    assert set(words.subjects()) <= services()
    assert len(set(words.subjects())) >= 60


def test_each_service_with_words_has_a_welsh_name_and_a_definition() -> None:
    words = shipped("words/services.ttl")
    for service in set(words.subjects()):
        assert len(in_language(words, service, SKOS.prefLabel, "cy")) == 1, service
        assert in_language(words, service, SKOS.prefLabel, "en") == [], service
        (definition,) = in_language(words, service, SKOS.definition, "en")
        assert definition.endswith("."), service
        assert in_language(words, service, SKOS.altLabel, "en"), service


def test_a_citizens_word_differs_from_the_name_in_the_list() -> None:
    words = shipped("words/services.ttl")
    names = shipped("lists/services.ttl")
    for service in set(words.subjects()):
        known = in_language(names, service, SKOS.prefLabel, "en")
        known += in_language(words, service, SKOS.prefLabel, "cy")
        other = [
            str(value)
            for predicate in (SKOS.altLabel, SKOS.hiddenLabel)
            for value in words.objects(service, predicate)
        ]
        lower = [one.lower() for one in known + other]
        assert len(lower) == len(set(lower)), service


@pytest.mark.parametrize(
    ("number", "said"),
    [("579", "loos"), ("579", "public conveniences"), ("524", "bin collection")],
)
def test_a_service_is_found_by_what_people_call_it(number: str, said: str) -> None:
    assert said in in_language(shipped("words/services.ttl"), SERVICE[number], SKOS.altLabel, "en")


@pytest.mark.reference
def test_the_services_that_councils_link_to_most_have_words(reference_data: Path) -> None:
    links = reference_data / "links" / "govuk_lgsl_lgil_fallback_links.csv"
    with links.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    # the heading names four columns; each row has six, the service's number in the fifth
    counted = Counter(row[4] for row in rows)
    most = {SERVICE[number] for number, links_held in counted.items() if links_held >= 13}
    assert most & services() == most
    assert most <= set(shipped("words/services.ttl").subjects())
