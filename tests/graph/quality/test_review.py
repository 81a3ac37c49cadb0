"""The review: each question, asked of what ships and of small lists made for it."""

from __future__ import annotations

from pathlib import Path

import pytest

from moothall.graph.config import Config
from moothall.graph.errors import NotFoundError
from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.lists import all_lists, term_list
from moothall.graph.quality.measuring import quality_record
from moothall.graph.quality.questions import reviews
from moothall.graph.quality.review import review
from moothall.graph.quality.review_table import ReviewTable, text_of
from moothall.loaders.load import load

from ..releases.conftest import BASE, side_of, standard

NAMES = tuple(reviews(BASE))


def column(table: ReviewTable, name: str) -> list[str]:
    at = table.columns.index(name)
    return [text_of(row[at]) for row in table.rows]


def small(things: str) -> Generation:
    return side_of(standard(things)).generation


@pytest.mark.parametrize("name", NAMES)
def test_a_question_has_words_and_an_answer_for_what_ships(name: str, shipped: Generation) -> None:
    question = reviews(shipped.base_iri)[name]
    assert {literal.language for literal in question.titles} == {"en", "cy"}
    assert {literal.language for literal in question.explanations} == {"en", "cy"}
    table = review(shipped, name)
    assert {"code", "name", "term"} <= set(table.columns)
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert len(set(table.rows)) == len(table.rows)
    known = {
        term.iri for entry in all_lists(shipped) for term in term_list(shipped, entry.iri).terms
    }
    assert set(column(table, "term")) <= known
    assert review(shipped, name) is table


def test_every_query_file_belongs_to_a_question() -> None:
    folder = Path(__file__).parents[3] / "graph" / "quality"
    assert {path.stem for path in (folder / "reviews").glob("*.rq")} == set(NAMES)


def test_a_term_of_several_lists_is_one_row(shipped: Generation) -> None:
    table = review(shipped, "no-welsh-name")
    rows = dict(zip(column(table, "term"), column(table, "list"), strict=True))
    assert rows["http://id.esd.org.uk/service/1"].split() == [
        "englishAndWelshServices", "govukServices", "services"
    ]  # fmt: skip
    assert len(review(shipped, "no-welsh-name", "functions").rows) == 100
    assert set(column(review(shipped, "no-welsh-name", "functions"), "list")) == {"functions"}


def test_two_functions_with_one_name_are_found(shipped: Generation) -> None:
    table = review(shipped, "same-name-in-list", "functions")
    assert set(column(table, "code")) == {"41", "92"}
    pairs = review(shipped, "near-duplicates", "functions")
    assert (column(pairs, "code"), column(pairs, "other_code")) == (["41"], ["92"])


def test_coverage_counts_the_services_of_each_function(shipped: Generation) -> None:
    table = review(shipped, "coverage-by-function")
    services = [int(number) for number in column(table, "services")]
    assert sum(services) == 1_127
    for name in ("with_definition", "with_welsh_name", "with_law", "with_need", "with_records"):
        numbers = [int(number) for number in column(table, name)]
        assert 0 < sum(numbers) < 1_127
        assert all(number <= all_ for number, all_ in zip(numbers, services, strict=True))
    lawless = len(review(shipped, "services-without-law").rows)
    assert 1_127 - sum(int(n) for n in column(table, "with_law")) <= lawless


def test_the_record_and_the_review_agree(shipped: Generation) -> None:
    counts = quality_record(shipped).counts()
    # GOV.UK's titles of six services beyond the edition describe nothing, and have no description
    assert len(review(shipped, "no-definition").rows) >= counts["undocumented-terms"]


_TERM = 'a skos:Concept ; skos:inScheme <urn:list> ; dct:identifier "{0}" ; skos:prefLabel "{1}"@en'
_LIST = '<urn:list> a skos:ConceptScheme ; dct:identifier "things" ; skos:prefLabel "Things"@en .'


def things(*labels: str) -> str:
    return _LIST + "".join(
        f"<urn:{n}> {_TERM.format(n, label)} .\n" for n, label in enumerate(labels, 1)
    )


def test_a_record_or_a_relation_is_use_and_a_place_in_the_tree_is_none() -> None:
    used = (
        "<urn:2> skos:broader <urn:1> . <urn:1> skos:narrower <urn:2> ."
        "<urn:3> mh:metBy <urn:4> . <urn:r> mh:classifiedAs <urn:5> ."
    )
    generation = small(things("One", "Two", "Three", "Four", "Five") + used)
    assert column(review(generation, "unused-terms"), "code") == ["1", "2"]


def test_names_that_differ_in_letters_or_order_are_nearly_the_same() -> None:
    generation = small(
        things("Free school meals", "School meals, free", "Museum", "Musuem loans", "Museum loans")
    )
    table = review(generation, "near-duplicates")
    pairs = set(zip(column(table, "code"), column(table, "other_code"), strict=True))
    assert {frozenset(pair) for pair in pairs} == {frozenset("12"), frozenset("45")}


def test_deprecated_terms_answer_no_question() -> None:
    gone = "<urn:1> owl:deprecated true ."
    generation = small(things("Museums", "Museums") + gone)
    for name in ("unused-terms", "no-definition", "no-welsh-name", "same-name-in-list",
                 "near-duplicates"):  # fmt: skip
        assert "1" not in column(review(generation, name), "code")


def test_a_function_with_two_names_has_its_services_counted_once() -> None:
    generation = small(
        '<urn:f> a esd:Function ; dct:identifier "1" ; skos:prefLabel "B"@en, "A"@en . '
        "<urn:s> a esd:Service ; esd:containedBy <urn:f> ."
    )
    table = review(generation, "coverage-by-function")
    assert (column(table, "name"), column(table, "services")) == (["A"], ["1"])


def test_a_term_without_a_name_is_not_lost() -> None:
    generation = small(_LIST + "<urn:1> a skos:Concept ; skos:inScheme <urn:list> .")
    assert column(review(generation, "no-definition"), "term") == ["urn:1"]


def test_unknown_names_are_refused_with_those_there_are(shipped: Generation) -> None:
    with pytest.raises(NotFoundError, match="the reviews are .*unused-terms"):
        review(shipped, "unused")
    with pytest.raises(NotFoundError, match="the lists are .*services"):
        review(shipped, "unused-terms", "service")


@pytest.mark.reference
def test_the_checks_read_the_integrated_public_sector_vocabulary(
    reference_data: Path, empty_config: Config
) -> None:
    file = reference_data / "standard" / "ipsv_2.00.xml"
    if not file.is_file():
        pytest.skip(f"no {file.name} among the real files")
    generations = Generations(empty_config.data_dir, empty_config.base_iri)
    load(generations, empty_config, str(file))
    record = quality_record(generations.current())
    (entry,) = all_lists(generations.current())
    # its edition states 3,080 preferred terms
    assert entry.size == 3_080
    assert record.terms == 3_081
    assert record.measurements["hierarchical-cycles"].count == 0
    assert record.measurements["missing-labels"].count == 0
