from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.namespaces import RDFS, SKOS
from moothall.graph.releases.lines import differing, quads_about

lines = st.sets(st.integers(0, 60)).map(
    lambda found: sorted(f"<urn:{number}> <urn:p> <urn:o> .\n".encode() for number in found)
)

SAID = sorted(
    [
        b'<urn:a> <http://www.w3.org/2000/01/rdf-schema#label> "A"@en <urn:g> .\n',
        b"<urn:a> <http://www.w3.org/2004/02/skos/core#inScheme> <urn:list> <urn:g> .\n",
        b'<urn:a/b> <http://www.w3.org/2000/01/rdf-schema#label> "in <urn:a> it" <urn:g> .\n',
        b"<urn:b> <http://www.w3.org/2000/01/rdf-schema#comment> "
        b'"a <http://www.w3.org/2004/02/skos/core#inScheme> b" <urn:g> .\n',
        "<urn:caf\u00e9> <http://www.w3.org/2000/01/rdf-schema#label> "
        '"\u00e9" <urn:g> .\n'.encode(),
        b'_:b <http://www.w3.org/2000/01/rdf-schema#label> "Nobody" <urn:g> .\n',
    ]
)


@given(lines, lines)
def test_what_is_different_in_sorted_lines_is_what_only_one_has(
    old: list[bytes], new: list[bytes]
) -> None:
    found = differing(old, new)
    assert found.gone == sorted(set(old) - set(new))
    assert found.come == sorted(set(new) - set(old))


def test_the_statements_about_a_thing_are_all_of_its_own_and_no_others() -> None:
    assert [quad.predicate for quad in quads_about(SAID, "urn:a")] == [RDFS.label, SKOS.inScheme]
    assert len(quads_about(SAID, "urn:caf\u00e9")) == 1
    assert quads_about(SAID, "urn:") == quads_about(SAID, "urn:zz") == []
