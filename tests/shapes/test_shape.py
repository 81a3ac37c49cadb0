from __future__ import annotations

import pytest

from moothall.shapes.shape import read_shapes

START = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .
@prefix mh: <https://w3id.org/moothall/def/> .
"""


def test_a_rule_carries_its_words_and_severity() -> None:
    text = (
        START
        + """e:s a sh:NodeShape ; sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:minCount 1 ;
        sh:name "part"@en ; sh:severity sh:Warning ; sh:message "It lacks a part."@en ;
        mh:remedy "Add one."@en ] ."""
    )
    (shape,) = read_shapes(text.encode(), "a.ttl")
    (rule,) = shape.rules
    assert (rule.severity, rule.message, rule.remedy) == ("Warning", "It lacks a part.", "Add one.")
    assert (rule.name, rule.number("minCount"), rule.iri) == ("part", 1, "http://example.org/s-1")


@pytest.mark.parametrize(
    "text",
    [
        "e:s a sh:NodeShape ; sh:sparql e:q .",
        "e:s a sh:NodeShape ; sh:property [ sh:path e:p ; sh:minExclusive 3 ] .",
        "e:s a sh:NodeShape ; sh:closed true .",
    ],
)
def test_what_the_engine_does_not_compute_is_refused_not_ignored(text: str) -> None:
    with pytest.raises(ValueError, match="the engine does not compute"):
        read_shapes((START + text).encode(), "a.ttl")


def test_a_path_of_several_steps_is_refused() -> None:
    text = START + "e:s a sh:NodeShape ; sh:property [ sh:path ( e:p e:q ) ; sh:minCount 1 ] ."
    with pytest.raises(ValueError, match="neither a property nor its inverse"):
        read_shapes(text.encode(), "a.ttl")
