from __future__ import annotations

from collections.abc import Callable

import pytest

from moothall.graph.errors import SourceError
from moothall.loaders.formats import recognise
from moothall.loaders.source import Source
from moothall.loaders.staged import Context
from moothall.loaders.xml_input import parse_xml, root_name

Make = Callable[[str, str | bytes], Source]

BOMB = """<?xml version="1.0"?>
<!DOCTYPE Functions [
  <!ENTITY a "aaaaaaaaaa">
  <!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
  <!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<{root}><Function><Label>&c;</Label></Function></{root}>"""

EXTERNAL = """<?xml version="1.0"?>
<!DOCTYPE Functions [<!ENTITY file SYSTEM "file:///etc/hostname">]>
<{root}><Function><Label>&file;</Label></Function></{root}>"""


@pytest.mark.parametrize("root", ["Functions", "ControlledList", "RDF"])
@pytest.mark.parametrize(("text", "line"), [(BOMB, 3), (EXTERNAL, 2)], ids=["bomb", "external"])
def test_a_document_with_entities_is_refused_by_every_loader(
    source: Make, context: Context, root: str, text: str, line: int
) -> None:
    made = source("bad.xml", text.replace("{root}", root))
    with pytest.raises(SourceError, match="declares an entity") as caught:
        recognise(made).read(made, context)
    assert caught.value.line == line


def test_a_parameter_entity_from_elsewhere_is_refused(source: Make) -> None:
    text = '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:1/p.dtd"> %p;]><a/>'
    with pytest.raises(SourceError, match="declares an entity"):
        parse_xml(source("bad.xml", text))


def test_xml_that_was_cut_off_names_line_and_column(source: Make) -> None:
    with pytest.raises(SourceError, match="not well-formed") as caught:
        parse_xml(source("cut.xml", "<Functions>\n<Function><Label>Sk"))
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('<?xml version="1.0"?>\n<!-- x --><Functions>', "Functions"),
        ('<!DOCTYPE html><html lang="en">', "html"),
        ("<rdf:RDF xmlns:rdf='x'>", "RDF"),
        ("Identifier,Label", ""),
    ],
)
def test_the_first_element_tells_what_a_document_is(source: Make, text: str, name: str) -> None:
    assert root_name(source("a.xml", text)) == name
    assert root_name(source("a.xml", text.encode("utf-16"))) == name
