from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.errors import SourceError
from moothall.graph.namespaces import DCT, ESD, RDF, SKOS
from moothall.graph.store import Reader
from moothall.graph.terms import Literal, NamedNode
from moothall.loaders.list_csv import read, recognises
from moothall.loaders.source import Source
from moothall.loaders.staged import Context, Staged

Make = Callable[[str, str | bytes], Source]
ReaderOf = Callable[[Staged], Reader]

HEADER = (
    "Identifier,Label,Description,Created,Modified,History notes,Type,"
    "Parent identifiers,Parent labels"
)
SKY = NamedNode("http://id.esd.org.uk/function/0")
MOONS = NamedNode("http://id.esd.org.uk/function/900001")
STARS = NamedNode("http://id.esd.org.uk/function/900002")
VIEWING = NamedNode("http://id.esd.org.uk/service/900101")


def rows(*lines: str) -> str:
    return "\n".join([HEADER, *lines]) + "\n"


@pytest.fixture
def functions(source: Make, context: Context, example: Callable[[str], str]) -> Staged:
    return read(source("functions.csv", example("functions.csv")), context)


def test_each_identifier_is_one_term_however_many_rows_it_has(
    functions: Staged, reader_of: ReaderOf
) -> None:
    terms = reader_of(functions).subjects(RDF.type, ESD.Function)
    assert terms == [SKY, MOONS, STARS]


def test_zero_is_an_identifier_and_a_parent(functions: Staged, reader_of: ReaderOf) -> None:
    reader = reader_of(functions)
    assert reader.value(SKY, SKOS.notation) == Literal("0")
    assert reader.objects(STARS, SKOS.broader) == [SKY, MOONS]
    assert reader.objects(SKY, SKOS.topConceptOf) != []
    assert reader.objects(STARS, SKOS.topConceptOf) == []


def test_columns_become_properties(functions: Staged, reader_of: ReaderOf) -> None:
    reader = reader_of(functions)
    assert reader.value(STARS, SKOS.prefLabel) == Literal("Stars, near and far", language="en")
    assert reader.value(SKY, DCT.description) == Literal("What is above", language="en")
    assert reader.value(MOONS, SKOS.historyNote) == Literal("Split in two in 2021", language="en")


def test_a_mapping_is_stated_in_one_direction(functions: Staged, reader_of: ReaderOf) -> None:
    assert reader_of(functions).objects(VIEWING, ESD.containedBy) == [MOONS]


def test_mapped_terms_are_named_only_where_their_list_is_not_loaded(
    functions: Staged, source: Make, context: Context, example: Callable[[str], str]
) -> None:
    assert [d.slug for d in functions.datasets] == ["functions", "services"]
    published = Reader.of(q for dataset in functions.datasets for q in dataset.quads)
    knowing = Context(context.base_iri, published)
    again = read(source("functions.csv", example("functions.csv")), knowing)
    assert [d.slug for d in again.datasets] == ["functions"]


def test_services_are_in_the_wider_list_and_the_narrower_one(
    source: Make, context: Context, reader_of: ReaderOf
) -> None:
    text = rows("900101,Moon viewing,,,,,Service,,")
    both = reader_of(read(source("a.csv", text), context))
    assert [t.value.rpartition("/")[2] for t in both.objects(VIEWING, SKOS.inScheme)] == [  # type: ignore[union-attr]
        "englishAndWelshServices",
        "services",
    ]
    named = Context(context.base_iri, list_name="services")
    one = reader_of(read(source("a.csv", text), named))
    assert len(one.objects(VIEWING, SKOS.inScheme)) == 1


def test_a_list_that_the_terms_cannot_be_in_is_an_error(source: Make, context: Context) -> None:
    named = Context(context.base_iri, list_name="needs")
    with pytest.raises(SourceError, match="cannot be in the list 'needs'"):
        read(source("a.csv", rows("1,A,,,,,Service,,")), named)


def test_an_extra_column_and_a_guess_at_dates_are_said(source: Make, context: Context) -> None:
    text = f"{HEADER},Theme\n1,A,,4/3/13,4/3/13,,Function,,,Society\n"
    notes = read(source("a.csv", text), context).notes
    assert any("month/day/year" in note for note in notes)
    assert any("'Theme'" in note for note in notes)


def test_markup_in_a_label_is_kept_as_text(
    source: Make, context: Context, reader_of: ReaderOf
) -> None:
    text = rows('1,"<script>alert(1)</script>",,,,,Function,,')
    term = NamedNode("http://id.esd.org.uk/function/1")
    label = reader_of(read(source("a.csv", text), context)).value(term, SKOS.prefLabel)
    assert label == Literal("<script>alert(1)</script>", language="en")


def test_old_mac_line_ends_are_read(source: Make, context: Context) -> None:
    text = rows("1,A,,,,,Function,,", "2,B,,,,,Function,,").replace("\n", "\r")
    (dataset,) = read(source("a.csv", text), context).datasets
    assert sum(q.predicate == SKOS.notation for q in dataset.quads) == 2


@pytest.mark.parametrize(
    ("text", "line", "column", "says"),
    [
        (rows(",A,,,,,Function,,"), 2, "Identifier", "identifier is blank"),
        (rows("1 2,A,,,,,Function,,"), 2, "Identifier", "'1 2' cannot be an identifier"),
        (rows("1,A,,,,,Function,,", "1,B,,,,,Function,,"), 3, "Identifier", "'A' on line 2"),
        (rows("1,A,,31/31/2013,,,Function,,"), 2, "Created", "is not a date"),
        (rows("1,A,,,,,Spaceship,,"), 2, "Type", "'Spaceship' is no kind of term"),
        (rows("1,A,,,,,Function,,", "2,B,,"), 3, None, "has 4 cells, the heading row has 9"),
        (rows('1,"A,,,,,Function'), 2, None, "cannot be read"),
        ("Identifier,Label\n1,A\n", 1, "Description", "lacks 'Description', 'Created'"),
        (rows(), None, None, "no rows"),
    ],
    ids=["blank", "space", "duplicate", "date", "type", "cut off", "quote", "header", "none"],
)
def test_a_fault_names_line_and_column(
    source: Make, context: Context, text: str, line: int | None, column: str | None, says: str
) -> None:
    with pytest.raises(SourceError) as caught:
        read(source("bad.csv", text), context)
    assert says in str(caught.value)
    assert (caught.value.column, caught.value.source) == (column, "bad.csv")
    if line is not None:
        assert caught.value.line in (line, line + 1)


def test_it_is_known_by_its_headings(source: Make) -> None:
    assert recognises(source("x", rows()))
    assert not recognises(source("x.csv", "code,level1\n"))


def test_mappings_without_a_relation_are_counted(source: Make, context: Context) -> None:
    header = f"{HEADER},Mapping type,Mapped identifier,Mapped label,Mapped type"
    text = f"{header}\n1,A,,,,,Function,,,broad,2,B,Spaceship\n"
    notes = read(source("a.csv", text), context).notes
    (note,) = notes
    assert note.startswith("1 mappings of the kind 'Function broad Spaceship' were left out")


@pytest.mark.reference
def test_the_real_functions_and_themes_are_read(
    reference_data: Path, context: Context, reader_of: ReaderOf
) -> None:
    path = reference_data / "standard" / "dgulocal_functions_services_themes.csv"
    staged = read(Source(path.name, str(path), path.read_bytes()), context)
    reader = reader_of(staged)
    assert len(reader.subjects(RDF.type, ESD.Function)) == 113
    created = reader.value(NamedNode("http://id.esd.org.uk/function/1"), DCT.created)
    assert isinstance(created, Literal) and created.value == "2013-04-03"
