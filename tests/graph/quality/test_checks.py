"""Each check, on a list without a fault and with just the fault that it is for."""

from __future__ import annotations

import pytest

from moothall.graph.quality.measuring import ALGORITHMS, quality_record
from moothall.graph.quality.questions import SEVERITIES, checks
from moothall.graph.quality.record import QualityRecord

from ..releases.conftest import BASE, side_of, standard

T = "http://things.example/"

CLEAN = f"""
<{T}list> a skos:ConceptScheme ; dct:identifier "things" ; skos:prefLabel "Things"@en ;
    skos:hasTopConcept <{T}1> .
<{T}1> a skos:Concept ; skos:inScheme <{T}list> ; skos:topConceptOf <{T}list> ;
    dct:identifier "1" ; skos:notation "1" ; skos:prefLabel "Culture"@en ;
    skos:definition "What people enjoy."@en ; skos:narrower <{T}2>, <{T}3> ;
    rdfs:seeAlso <http://elsewhere.example/1> .
<{T}2> a skos:Concept ; skos:inScheme <{T}list> ; dct:identifier "2" ; skos:notation "2" ;
    skos:prefLabel "Libraries"@en ; skos:altLabel "Book loans"@en ;
    skos:definition "Books to lend."@en ; skos:broader <{T}1> ;
    rdfs:seeAlso <http://elsewhere.example/2> .
<{T}3> a skos:Concept ; skos:inScheme <{T}list> ; dct:identifier "3" ; skos:notation "3" ;
    skos:prefLabel "Museums"@en ; skos:definition "Things to see."@en ; skos:broader <{T}1> ;
    rdfs:seeAlso <http://elsewhere.example/3> .
"""

_OTHER = f"""
<{T}other> a skos:ConceptScheme ; dct:identifier "other" ; skos:prefLabel "Other"@en ;
    skos:hasTopConcept <{T}8> .
<{T}8> a skos:Concept ; skos:inScheme <{T}other> ; skos:topConceptOf <{T}other> ;
    dct:identifier "8" ; skos:prefLabel "Parks"@en ; skos:note "Green."@en ;
    rdfs:seeAlso <http://elsewhere.example/8> .
"""

_NINE = f"""
<{T}9> a skos:Concept ; skos:inScheme <{T}list> ; dct:identifier "9" ; skos:prefLabel "Film"@en ;
    skos:note "To watch."@en ; rdfs:seeAlso <http://elsewhere.example/9> .
"""

BREAKING: dict[str, tuple[str, str, str, set[str], set[str]]] = {
    # name: (what is taken out, what comes instead, what is added, terms found, other checks)
    "missing-labels": (' ;\n    skos:prefLabel "Museums"@en', "", "", {"3"},
                       {"incomplete-language-coverage", "no-common-language"}),
    "empty-labels": ("", "", f'<{T}2> skos:altLabel " "@en .', {"2"}, set()),
    "inconsistent-preferred-labels": ("", "", f'<{T}2> skos:prefLabel "Library"@en .', {"2"},
                                      set()),
    "disjoint-labels": ("", "", f'<{T}2> skos:hiddenLabel "Libraries"@en .', {"2"}, set()),
    "overlapping-labels": ("", "", f'<{T}3> skos:altLabel "BOOK loans"@en .', {"2", "3"}, set()),
    "unprintable-characters": ("Book loans", "Book\\u200Bloans", "", {"2"}, set()),
    "omitted-or-invalid-language-tags": ('"Book loans"@en', '"Book loans"', "", {"2"}, set()),
    "incomplete-language-coverage": ("", "", f'<{T}2> skos:prefLabel "Llyfrgelloedd"@cy .',
                                     {"1", "3"}, set()),
    "no-common-language": ('"Museums"@en', '"Amgueddfeydd"@cy', "", {"list"},
                           {"incomplete-language-coverage"}),
    "undocumented-terms": (' ; skos:definition "Things to see."@en', "", "", {"3"}, set()),
    "ambiguous-notations": ("", "", f'<{T}3> skos:notation "2" .', {"2", "3"}, set()),
    "orphan-terms": ("", "", _NINE, {"9"}, set()),
    "disconnected-clusters": ("", "", f"{_OTHER}{_NINE}<{T}8> mh:metBy <{T}9> .", {"8"}, set()),
    "hierarchical-cycles": ("", "", f"<{T}2> skos:broader <{T}3> ; skos:narrower <{T}3> . "
                            f"<{T}3> skos:broader <{T}2> ; skos:narrower <{T}2> .", {"2", "3"},
                            {"hierarchical-redundancy"}),
    "omitted-top-terms": (f" ;\n    skos:hasTopConcept <{T}1> .\n<{T}1> a skos:Concept ; "
                          f"skos:inScheme <{T}list> ; skos:topConceptOf <{T}list> ;",
                          f" .\n<{T}1> a skos:Concept ; skos:inScheme <{T}list> ;", "", {"list"},
                          set()),
    "top-terms-with-broader": ("", "", f"<{T}list> skos:hasTopConcept <{T}2> . "
                               f"<{T}2> skos:topConceptOf <{T}list> .", {"2"}, set()),
    "reflexive-relations": ("", "", f"<{T}2> mh:metBy <{T}2> .", {"2"}, set()),
    "unidirectional-relations": (f"<{T}2>, ", "", "", {"2"}, set()),
    "solely-transitive-relations": ("", "", f"<{T}2> skos:broaderTransitive <{T}3> .", {"2"},
                                    set()),
    "valueless-associative-relations": ("", "", f"<{T}2> skos:related <{T}3> . "
                                        f"<{T}3> skos:related <{T}2> .", {"2", "3"}, set()),
    "relation-clashes": ("", "", f"<{T}2> skos:related <{T}1> . <{T}1> skos:related <{T}2> .",
                         {"1", "2"}, set()),
    "hierarchical-redundancy": ("", "", f"{_NINE}<{T}9> skos:broader <{T}1>, <{T}2> . "
                                f"<{T}1> skos:narrower <{T}9> . <{T}2> skos:narrower <{T}9> .",
                                {"9"}, set()),
    "undefined-skos-resources": ("", "", f'<{T}2> skos:preferredLabel "Libraries"@en .', {"2"},
                                 set()),
    "mapping-clashes": ("", "", f"<{T}2> skos:exactMatch <urn:x> ; skos:broadMatch <urn:x> .",
                        {"2"}, set()),
    "mapping-relations-misuse": ("", "", f"<{T}2> skos:closeMatch <{T}3> . "
                                 f"<{T}3> skos:closeMatch <{T}2> .", {"2", "3"}, set()),
    "missing-out-links": ("rdfs:seeAlso <http://elsewhere.example/3>", f"mh:metBy <{T}1>"
                          , "", {"3"}, set()),
    "http-uri-scheme-violations": ("", "", _NINE.replace(f"{T}9", "urn:9")
                                   + f"<urn:9> mh:metBy <{T}1> .", {"urn:9"}, set()),
    "links-to-deprecated-terms": ("", "", f"<{T}7> a skos:Concept ; skos:inScheme <{T}list> ; "
                                  f"owl:deprecated true . <{T}2> mh:metBy <{T}7> .", {"2"}, set()),
}  # fmt: skip


def record_of(things: str) -> QualityRecord:
    return quality_record(side_of(standard(things)).generation)


def found(record: QualityRecord) -> dict[str, set[str]]:
    """Return each check that finds anything -> the terms, without what all addresses start with."""
    return {
        name: {finding.term.removeprefix(T) for finding in measurement.findings}
        for name, measurement in record.measurements.items()
        if measurement.count
    }


def test_a_list_without_fault_has_none() -> None:
    record = record_of(CLEAN)
    assert found(record) == {}
    assert record.terms == 4
    assert set(record.counts()) == set(checks(BASE))


@pytest.mark.parametrize("name", BREAKING)
def test_a_check_finds_the_terms_with_its_fault(name: str) -> None:
    old, new, added, terms, others = BREAKING[name]
    assert old in CLEAN
    broken = (CLEAN.replace(old, new, 1) if old else CLEAN) + added
    here = found(record_of(broken))
    assert here.pop(name) == terms
    assert set(here) == others


def test_each_check_has_a_list_that_breaks_it() -> None:
    assert set(BREAKING) == set(checks(BASE))


def test_each_check_has_words_in_both_languages_and_one_way_to_answer() -> None:
    for check in checks(BASE).values():
        for words in (check.titles, check.explanations, check.remedies, check.dimension_titles):
            assert {literal.language for literal in words} == {"en", "cy"}, check.name
        assert (check.query is None) == (check.name in ALGORITHMS)
        assert check.severity in SEVERITIES
        assert check.iri == f"{BASE}quality#{check.name}"


def test_what_is_deprecated_is_not_looked_at() -> None:
    retired = (
        f"<{T}7> a skos:Concept ; skos:inScheme <{T}list> ; owl:deprecated true ; "
        'skos:notation "2" .'
    )
    assert found(record_of(CLEAN + retired)) == {}


def test_a_term_of_two_lists_counts_once_and_in_each() -> None:
    both = (
        CLEAN + _OTHER + f"<{T}2> skos:inScheme <{T}other> ; mh:metBy <{T}8> . "
        f'<{T}2> skos:hiddenLabel "Libraries"@en .'
    )
    measurement = record_of(both).measurements["disjoint-labels"]
    assert measurement.count == 1
    assert measurement.by_list == {"other": 1, "things": 1}
    (finding,) = measurement.findings
    assert (finding.code, finding.label, finding.values) == ("2", "Libraries", ("Libraries",))


def test_a_check_names_some_terms_and_counts_all() -> None:
    many = "".join(
        f'<{T}n{n}> a skos:Concept ; skos:inScheme <{T}list> ; dct:identifier "n{n}" ; '
        f'skos:prefLabel "Name {n}"@en ; skos:broader <{T}1> .\n'
        for n in range(400)
    )
    measurement = record_of(CLEAN + many).measurements["undocumented-terms"]
    assert measurement.count == 400
    assert len(measurement.findings) == 300
