from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.errors import SourceError
from moothall.graph.namespaces import DCT, ESD, RDF, SKOS
from moothall.graph.store import Reader
from moothall.graph.terms import Literal, NamedNode
from moothall.loaders.functions_xml import read, recognises
from moothall.loaders.source import Source
from moothall.loaders.staged import Context, Staged

Make = Callable[[str, str | bytes], Source]
ReaderOf = Callable[[Staged], Reader]

MOONS = NamedNode("http://id.esd.org.uk/function/900001")
VIEWING = NamedNode("http://id.esd.org.uk/service/900101")


def test_functions_and_services_become_two_lists(
    source: Make, context: Context, example: Callable[[str], str], reader_of: ReaderOf
) -> None:
    made = source("x", example("functions.xml"))
    assert recognises(made)
    staged = read(made, context)
    assert [d.slug for d in staged.datasets] == ["functions", "services"]
    reader = reader_of(staged)
    assert reader.objects(MOONS, SKOS.broader) == [NamedNode("http://id.esd.org.uk/function/0")]
    assert reader.objects(VIEWING, ESD.containedBy) == [MOONS]
    assert reader.value(VIEWING, SKOS.prefLabel) == Literal("Moon  viewing", language="en")
    assert reader.value(VIEWING, DCT.description) == Literal("Looking up.", language="en")


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("<Identifier>900101</Identifier>", "", "a Service has the identifier ''"),
        ("2021-03-04T05:06:07", "last week", "which is not a date"),
        ("<Services>", "<Other>", "not well-formed"),
    ],
)
def test_a_fault_says_what_it_is_about(
    source: Make,
    context: Context,
    example: Callable[[str], str],
    old: str,
    new: str,
    says: str,
) -> None:
    text = example("functions.xml").replace(old, new)
    with pytest.raises(SourceError, match=says):
        read(source("bad.xml", text), context)


def test_very_deep_nesting_does_not_exhaust_the_stack(source: Make, context: Context) -> None:
    depth = 5_000
    opening = "".join(
        f"<Functions><Function><Identifier>{n}</Identifier><Label>F</Label>" for n in range(depth)
    )
    service = "<Services><Service><Identifier>1</Identifier><Label>S</Label></Service></Services>"
    text = opening + service + "</Function></Functions>" * depth
    assert len(read(source("deep.xml", text), context).datasets) == 2


@pytest.mark.reference
def test_the_real_file_is_read_whole(
    reference_data: Path, context: Context, reader_of: ReaderOf
) -> None:
    path = reference_data / "standard" / "dgulocal_functions_services.xml"
    reader = reader_of(read(Source(path.name, str(path), path.read_bytes()), context))
    assert len(reader.subjects(RDF.type, ESD.Function)) == 113
    assert len(reader.subjects(RDF.type, ESD.Service)) == 1127
    assert sum(1 for _ in reader.quads(None, ESD.containedBy)) == 1127
    premises = reader.value(NamedNode("http://id.esd.org.uk/service/860"), SKOS.prefLabel)
    assert isinstance(premises, Literal) and "  " in premises.value
