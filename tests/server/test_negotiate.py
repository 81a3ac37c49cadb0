from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.errors import NotAcceptableError
from moothall.server.negotiate import (
    DOCUMENT_FORMS,
    HTML,
    JSON_LD,
    LIST_FORMS,
    RDF_XML,
    TURTLE,
    form_named,
    negotiate,
    suffix_form,
)

MEDIA_TYPES = st.sampled_from(
    [form.media_type for form in DOCUMENT_FORMS] + ["*/*", "text/*", "image/png", "a/b;c=d"]
)
RANGES = st.builds(
    lambda media_type, weight: f"{media_type};q={weight}",
    MEDIA_TYPES,
    st.sampled_from(["0", "0.1", "0.5", "0.999", "1"]),
)


@pytest.mark.parametrize(
    ("accept", "suffix"),
    [
        ("", "html"),
        ("*/*", "html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "html"),
        ("text/turtle", "ttl"),
        ("application/xml", "rdf"),
        ("text/turtle;q=0.5, application/ld+json", "jsonld"),
        ("text/turtle, */*;q=0.1", "ttl"),
        ("text/turtle, */*", "ttl"),
        ("text/*;q=0.9, text/html;q=0.1", "ttl"),
        ('application/ld+json;profile="http://example.org/a,b"', "jsonld"),
        ("TEXT/Turtle ; Q=0.9", "ttl"),
        ("application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5, */*;q=0.1", "rdf"),
        ("nonsense, text/turtle", "ttl"),
    ],
)
def test_the_best_form_for_a_header_is_chosen(accept: str, suffix: str) -> None:
    assert negotiate(accept, DOCUMENT_FORMS).suffix == suffix


@pytest.mark.parametrize(
    "accept", ["image/png", "text/turtle;q=0", "*/*;q=0", "text/turtle;q=hello", ";;;", "q=1"]
)
def test_a_header_that_rules_everything_out_says_what_is_offered(accept: str) -> None:
    with pytest.raises(NotAcceptableError) as caught:
        negotiate(accept, DOCUMENT_FORMS)
    assert caught.value.offered == tuple(form.media_type for form in DOCUMENT_FORMS)


def test_a_weight_of_zero_rules_a_form_out_of_a_wildcard() -> None:
    assert negotiate("text/html;q=0, */*", (HTML, TURTLE)) == TURTLE


@given(st.lists(RANGES, min_size=1, max_size=6).map(", ".join))
def test_negotiation_only_answers_what_is_offered_and_not_ruled_out(accept: str) -> None:
    try:
        form = negotiate(accept, LIST_FORMS)
    except NotAcceptableError:
        return
    assert form in LIST_FORMS
    assert negotiate(form.media_type, LIST_FORMS) == form
    assert f"{form.media_type};q=0" not in accept.split(", ") or accept.count(form.media_type) > 1


@given(st.text(max_size=200))
def test_no_header_breaks_negotiation(accept: str) -> None:
    try:
        assert negotiate(accept, DOCUMENT_FORMS) in DOCUMENT_FORMS
    except NotAcceptableError as error:
        assert error.offered


@given(st.permutations([form.media_type for form in DOCUMENT_FORMS]))
def test_the_order_of_equal_ranges_does_not_matter(media_types: list[str]) -> None:
    assert negotiate(", ".join(media_types), DOCUMENT_FORMS) == HTML


@pytest.mark.parametrize("name", ["jsonld", "application/ld+json", "application/ld json"])
def test_format_names_a_form_by_suffix_or_media_type(name: str) -> None:
    assert form_named(name, DOCUMENT_FORMS) == JSON_LD


def test_an_unknown_format_is_not_acceptable() -> None:
    with pytest.raises(NotAcceptableError):
        form_named("pdf", DOCUMENT_FORMS)


def test_a_suffix_is_the_end_of_a_path_after_its_last_dot() -> None:
    assert suffix_form("service/579.rdf", DOCUMENT_FORMS) == RDF_XML
    assert suffix_form("service/ttl", DOCUMENT_FORMS) is None
    assert suffix_form("ttl", DOCUMENT_FORMS) is None
    assert suffix_form("service/579.ttlx", DOCUMENT_FORMS) is None
