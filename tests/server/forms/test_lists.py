from __future__ import annotations

import io
import json

import pytest

from moothall.graph.generation import Generation
from moothall.graph.terms import Triple, parse
from moothall.server.forms import lists as list_forms
from moothall.server.forms.lists import list_in_form, write_list
from moothall.server.forms.rdf_files import FILE_FORMATS


def triples(data: bytes, suffix: str) -> set[Triple]:
    return {quad.triple for quad in parse(data, FILE_FORMATS[suffix])}


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld"])
def test_a_long_list_is_the_same_as_a_short_one(
    shipped: Generation, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = list_in_form(shipped, "interactions", suffix)
    monkeypatch.setattr(list_forms, "MAX_TERMS_IN_MEMORY", 0)
    output = io.BytesIO()
    write_list(shipped, "interactions", suffix, output)
    assert triples(output.getvalue(), suffix) == triples(short, suffix)
    assert not output.closed


def test_a_list_as_json_is_laid_out_for_people_as_well(shipped: Generation) -> None:
    text = list_in_form(shipped, "interactions", "json").decode()
    document = json.loads(text)
    assert len(document["terms"]) == document["size"] > 0
    assert text == json.dumps(document, ensure_ascii=False, indent=1)


def test_a_list_as_csv_leaves_the_file_open(shipped: Generation) -> None:
    output = io.BytesIO()
    write_list(shipped, "interactions", "csv", output)
    assert output.getvalue().startswith(b"Identifier,Label,")
    assert output.getvalue() == list_in_form(shipped, "interactions", "csv")
