"""The example questions: each is answered from what ships, in the columns that it promises."""

from __future__ import annotations

import re

import pytest

from moothall.graph.errors import NotFoundError
from moothall.graph.examples import Example, example_named, example_of_query, examples
from moothall.graph.generation import Generation
from moothall.graph.namespaces import MOOTHALL_ID, PREFIXES, RDF, SH
from moothall.graph.terms import Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples

TABLES = {
    "services-by-theme": "theme name services",
    "services-people-can-report": "service name",
    "interactions-by-services": "interaction name services",
    "headings-by-services": "heading name services",
    "names-on-govuk": "service name govuk",
    "terms-without-welsh": "list title terms",
    "names-in-welsh": "service english welsh",
    "shared-names": "list name terms codes",
    "services-of-a-need": "service name definition",
    "needs-by-services": "need name services",
    "services-of-a-circumstance": "service name",
    "circumstances-that-share-services": "one other services",
    "law-behind-a-service": "kind name section act",
    "required-services": "service name duty citation",
    "services-of-an-act": "service name basis",
    "acts-by-services": "act title services",
    "duties-by-nation": "nation duties",
    "councils-that-provide-a-service": "council name code",
    "services-of-districts-alone": "service name",
    "districts-of-a-county": "district name abolished",
    "codes-of-a-council": "scheme code",
    "abolished-councils": "council name ended successor successor_name",
    "council-of-an-old-code": "was now code",
    "councils-by-kind": "kind councils",
    "councils-on-a-map": "council name lat long",
    "records-of-a-term": "record name publisher lat long",
    "nearest-changing-places": "toilet name hours metres point",
    "libraries-on-a-map": "library name hours point",
    "activities-for-an-age": "activity name cost hours",
    "spend-by-function": "name pounds",
    "suppliers-by-spend": "supplier payments pounds",
    "spend-by-month": "month pounds",
    "published-when": "when dataset title generation",
    "datasets-and-licences": "dataset title publisher licence",
    "graphs-by-size": "graph statements",
    "classes-in-use": "class name things",
    "properties-in-use": "property name statements",
    "who-published-what": "when what who why new changed gone",
}
"""Name of a question that is answered with a table -> its columns."""

VERDICTS = ("is-a-service-required",)
GRAPHS = ("about-a-service",)


def every(generation: Generation) -> list[Example]:
    return [example for theme in examples(generation) for example in theme.examples]


def answer(generation: Generation, name: str) -> QuerySolutions | QueryBoolean | QueryTriples:
    """Return the answer to a question, with just the prefixes that its file declares."""
    reader = generation.reader
    declared = reader.objects(NamedNode(f"{MOOTHALL_ID}example/prefixes"), SH.declare)
    prologue = ""
    for prefix in declared:
        assert isinstance(prefix, NamedNode)
        short, namespace = reader.value(prefix, SH.prefix), reader.value(prefix, SH.namespace)
        assert isinstance(short, Literal) and isinstance(namespace, Literal)
        prologue += f"PREFIX {short.value}: <{namespace.value}>\n"
    return reader.query(prologue + example_named(generation, name).query)


def test_every_question_is_tested(shipped: Generation) -> None:
    names = {example.name for example in every(shipped)}
    assert names == {*TABLES, *VERDICTS, *GRAPHS}
    assert len(names) >= 25


@pytest.mark.parametrize("name", TABLES)
def test_a_question_is_answered_with_rows_of_its_columns(name: str, shipped: Generation) -> None:
    rows = answer(shipped, name)
    assert isinstance(rows, QuerySolutions)
    assert [variable.value for variable in rows.variables] == TABLES[name].split()
    first = next(iter(rows), None)
    assert first is not None, "there is no row"
    assert first[0] is not None, "the first column is empty"


@pytest.mark.parametrize("name", VERDICTS)
def test_a_question_of_yes_or_no_is_answered_with_yes(name: str, shipped: Generation) -> None:
    verdict = answer(shipped, name)
    assert isinstance(verdict, QueryBoolean) and bool(verdict)


@pytest.mark.parametrize("name", GRAPHS)
def test_a_question_for_a_graph_is_answered_with_statements(name: str, shipped: Generation) -> None:
    triples = answer(shipped, name)
    assert isinstance(triples, QueryTriples)
    assert len(list(triples)) > 10


def test_the_answers_say_what_is_known_to_be_so(shipped: Generation) -> None:
    def rows(name: str) -> list[list[str]]:
        found = answer(shipped, name)
        assert isinstance(found, QuerySolutions)
        return [[str(getattr(term, "value", "")) for term in row] for row in found]

    assert rows("council-of-an-old-code") == [
        ["Allerdale Borough Council", "Cumberland Council", "E06000063"]
    ]
    assert len(rows("councils-that-provide-a-service")) == 22, "Wales has 22 councils"
    metres = [float(row[3]) for row in rows("nearest-changing-places")]
    assert metres == sorted(metres)
    assert ["GSS code", "E07000223"] in rows("codes-of-a-council")
    assert {row[3] for row in rows("law-behind-a-service")} == {"Education Act 1996"}


def test_themes_and_their_questions_come_in_order_with_words(shipped: Generation) -> None:
    themes = examples(shipped)
    assert [theme.label("en").value for theme in themes][:2] == [
        "The lists",
        "Needs and circumstances",
    ]
    assert all(theme.label("cy").language == "cy" for theme in themes)
    assert themes[0].examples[0].name == "services-by-theme"
    for example in every(shipped):
        comment = example.comment("cy")
        assert comment is not None and comment.value.endswith("."), example.name
        assert example.question("en").value.endswith("?"), example.name
    questions = [example.question("en").value for example in every(shipped)]
    assert len(set(questions)) == len(questions)


def test_a_question_is_of_the_kind_that_its_query_is(shipped: Generation) -> None:
    for example in every(shipped):
        keyword = re.search(r"\b(SELECT|ASK|CONSTRUCT)\b", example.query)
        assert keyword is not None
        kinds = shipped.reader.objects(NamedNode(f"{MOOTHALL_ID}example/{example.name}"), RDF.type)
        assert SH[f"SPARQL{keyword.group().capitalize()}Executable"] in kinds, example.name


def test_a_question_names_no_address_of_one_service(shipped: Generation) -> None:
    for example in every(shipped):
        assert "localhost" not in example.query, example.name
        assert not re.search(r"<(?!https?://)", example.query.replace("<=", "").replace("< ", ""))


def test_the_declared_prefixes_are_those_that_are_ready_to_use(shipped: Generation) -> None:
    reader = shipped.reader
    found = {}
    for prefix in reader.objects(NamedNode(f"{MOOTHALL_ID}example/prefixes"), SH.declare):
        assert isinstance(prefix, NamedNode)
        short, namespace = reader.value(prefix, SH.prefix), reader.value(prefix, SH.namespace)
        assert isinstance(short, Literal) and isinstance(namespace, Literal)
        found[short.value] = namespace.value
    assert found == PREFIXES


def test_a_query_from_a_form_is_known_again(shipped: Generation) -> None:
    example = example_named(shipped, "spend-by-month")
    sent = example.query.replace("\n", "\r\n") + " "
    assert example_of_query(shipped, sent) == example
    assert example_of_query(shipped, example.query.replace("month", "moon")) is None


def test_an_unknown_name_is_an_error(shipped: Generation) -> None:
    with pytest.raises(NotFoundError, match="'nonsense'"):
        example_named(shipped, "nonsense")


def test_a_graph_without_questions_has_no_themes(small: Generation) -> None:
    assert examples(small) == ()
