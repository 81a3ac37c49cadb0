from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.errors import SourceError
from moothall.graph.namespaces import DCT, MH, OWL, RDF, SKOS
from moothall.graph.store import Reader
from moothall.graph.terms import Literal, NamedNode
from moothall.loaders.source import Source
from moothall.loaders.staged import Context, Staged
from moothall.loaders.taxonomy_xml import read, recognises

Make = Callable[[str, str | bytes], Source]
ReaderOf = Callable[[Staged], Reader]

SCHEMA = "http://www.esd.org.uk/standards/ipsv/2.00/ipsv-schema#Concept"
MOONS, TIDES, SKY = (NamedNode(f"{SCHEMA}90000{n}") for n in (1, 2, 3))


@pytest.fixture
def staged(source: Make, context: Context, example: Callable[[str], str]) -> Staged:
    made = source("x", example("taxonomy.xml"))
    assert recognises(made)
    return read(made, context)


def test_preferred_items_are_terms_and_the_others_their_names(
    staged: Staged, reader_of: ReaderOf
) -> None:
    reader = reader_of(staged)
    assert reader.subjects(RDF.type, MH.Subject) == [MOONS, TIDES, SKY]
    assert reader.objects(MOONS, SKOS.altLabel) == [Literal("Satellites", language="en")]
    assert reader.objects(MOONS, SKOS.hiddenLabel) == [Literal("Mooons", language="en")]


def test_links_notes_and_obsolescence_are_read(staged: Staged, reader_of: ReaderOf) -> None:
    reader = reader_of(staged)
    assert reader.objects(MOONS, SKOS.broader) == [SKY]
    assert reader.objects(MOONS, SKOS.related) == [TIDES]
    assert reader.value(MOONS, SKOS.scopeNote) == Literal("Of any planet", language="en")
    assert reader.value(TIDES, OWL.deprecated) == Literal(True)
    assert reader.objects(SKY, SKOS.topConceptOf) == [
        NamedNode("http://id.esd.org.uk/list/subjects")
    ]


def test_the_list_says_its_names_and_dates(staged: Staged, reader_of: ReaderOf) -> None:
    reader, subjects = reader_of(staged), NamedNode("http://id.esd.org.uk/list/subjects")
    assert Literal("Sky words", language="en") in reader.objects(subjects, SKOS.altLabel)
    modified = reader.value(subjects, DCT.modified)
    assert isinstance(modified, Literal) and modified.value == "2021-03-04"


def test_what_is_left_out_is_said(staged: Staged) -> None:
    assert len(staged.notes) == 3
    assert all(note.startswith("1 ") for note in staged.notes)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('ItemName="IPSV"', 'ItemName="Spaceship"', "no known form of address"),
        ('Id="900002" ConceptId="900002" Obs', 'Id="900002" ConceptId="900001" Obs', "stands for"),
        ('ConceptId="900003" Obs', 'ConceptId="9 3" Obs', "cannot be an identifier"),
    ],
    ids=["kind", "duplicate", "identifier"],
)
def test_a_fault_says_what_it_is_about(
    source: Make, context: Context, example: Callable[[str], str], old: str, new: str, says: str
) -> None:
    text = example("taxonomy.xml").replace(old, new).replace("/ipsv/9.00/", "/x/9.00/")
    with pytest.raises(SourceError, match=says):
        read(source("bad.xml", text), context)


def test_items_of_a_kind_with_known_addresses_get_them(
    source: Make, context: Context, example: Callable[[str], str], reader_of: ReaderOf
) -> None:
    text = example("taxonomy.xml").replace('"IPSV"', '"Service"').replace("/ipsv/9.00/", "/x/9.00/")
    staged = read(source("services.xml", text), context)
    assert staged.datasets[0].slug == "services"
    assert reader_of(staged).describes("http://id.esd.org.uk/service/900001")


@pytest.mark.reference
def test_the_real_vocabulary_is_read_whole(
    reference_data: Path, context: Context, reader_of: ReaderOf
) -> None:
    path = reference_data / "standard" / "ipsv_2.00.xml"
    (dataset,) = read(Source(path.name, str(path), path.read_bytes()), context).datasets
    counted = [SKOS.notation, SKOS.altLabel, SKOS.hiddenLabel, SKOS.broader, SKOS.related]
    counts = [
        sum(q.predicate == name and SCHEMA in str(q.subject) for q in dataset.quads)
        for name in counted
    ]
    assert counts == [3080, 4822, 21, 3382, 3044]
    reader = reader_of(Staged((dataset,)))
    assert sum(1 for _ in reader.quads(None, SKOS.topConceptOf)) == 16
