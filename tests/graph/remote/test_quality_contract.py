"""The quality record and the review are the same, whichever store holds the graph."""

from __future__ import annotations

from moothall.graph.change import Change
from moothall.graph.generations import Generations
from moothall.graph.quality.measuring import quality_record
from moothall.graph.quality.questions import reviews
from moothall.graph.quality.review import review
from moothall.graph.quality.review_table import ReviewTable, text_of

from ..releases.conftest import BASE, THINGS, side_of, standard

MORE = """
<urn:4> skos:altLabel "Record loans"@en ; esd:containedBy <urn:1> ; a esd:Service .
<urn:1> a esd:Function . <urn:5> a skos:Concept, esd:Duty ; skos:inScheme <urn:list> ;
    dct:identifier "5" ; skos:prefLabel "Museum"@en .
<urn:toilet> mh:classifiedAs <urn:4> .
<urn:other> a skos:ConceptScheme ; dct:identifier "other" ; skos:prefLabel "Others"@en .
<urn:6> a skos:Concept ; skos:inScheme <urn:other> ; dct:identifier "6" ;
    skos:prefLabel "Museums"@en .
"""
"""Something to answer each question with."""


def rows(table: ReviewTable) -> list[list[str]]:
    """Return a table as text; the order of rows of equal names is the store's."""
    return sorted([text_of(cell) for cell in row] for row in table.rows)


def test_every_store_gives_the_same_record_and_answers(generations: Generations) -> None:
    quads = standard(THINGS + MORE)
    with generations.writing() as writer:
        writer.publish(Change(added=quads))
    here, expected = generations.current(), side_of(quads).generation
    assert quality_record(here) == quality_record(expected)
    for name in reviews(BASE):
        found = review(here, name)
        assert found.columns == review(expected, name).columns
        assert rows(found) == rows(review(expected, name)), name
        assert found.rows
