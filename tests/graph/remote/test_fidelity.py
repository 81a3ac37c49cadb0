from __future__ import annotations

import pytest

from moothall.graph.namespaces import GEO, RDFS, XSD
from moothall.graph.remote.fidelity import find_loss
from moothall.graph.terms import Literal, NamedNode, Quad

A = NamedNode("urn:a")


def quad(literal: Literal, property: NamedNode = RDFS.label) -> Quad:
    return Quad(A, property, literal, NamedNode("urn:graph"))


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (Literal("a"), Literal("a")),
        (Literal("10000000000", datatype=XSD.float), Literal("1e+10", datatype=XSD.float)),
        (Literal("51.123456789", datatype=XSD.double), Literal("51.1235", datatype=XSD.double)),
        (
            Literal("123456789012", datatype=XSD.integer),
            Literal("123456789012", datatype=XSD.decimal),
        ),
        (
            Literal("POINT(0.8679612 53.8845234)", datatype=GEO.wktLiteral),
            Literal("POINT(0.86796 53.88452)", datatype=GEO.wktLiteral),
        ),
        (Literal("P1D", datatype=XSD.duration), Literal("PT86400.0S", datatype=XSD.duration)),
    ],
)
def test_another_spelling_is_no_loss(sent: Literal, kept: Literal) -> None:
    assert find_loss([quad(sent)], [quad(kept)]) is None


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (Literal("abc", datatype=XSD.integer), Literal("0", datatype=XSD.integer)),
        (Literal("a"), Literal("b")),
        (Literal("a", language="en"), Literal("a")),
        (Literal("51.5", datatype=XSD.double), Literal("52.5", datatype=XSD.double)),
        (Literal("0.0000001", datatype=XSD.decimal), Literal("0", datatype=XSD.decimal)),
        (
            Literal("POINT(1.5 2.5)", datatype=GEO.wktLiteral),
            Literal("LINESTRING(1.5 2.5)", datatype=GEO.wktLiteral),
        ),
    ],
)
def test_another_value_is_a_loss(sent: Literal, kept: Literal) -> None:
    loss = find_loss([quad(sent), quad(Literal("same"))], [quad(Literal("same")), quad(kept)])
    assert loss is not None
    assert (loss.sent.object, loss.kept and loss.kept.object) == (sent, kept)


def test_a_statement_that_nothing_looks_like_is_lost() -> None:
    loss = find_loss([quad(Literal("a"))], [quad(Literal("a"), RDFS.comment)])
    assert loss is not None
    assert (loss.sent.object, loss.kept) == (Literal("a"), None)


def test_two_numbers_are_not_kept_by_one() -> None:
    one, other = (Literal(text, datatype=XSD.double) for text in ("51.1234561", "51.1234562"))
    kept = Literal("51.1235", datatype=XSD.double)
    assert find_loss([quad(one), quad(other)], [quad(kept)]) is not None
