"""Texts, patterns and web addresses."""

from __future__ import annotations

import pytest

from moothall.loaders.tables.addresses import address_reading
from moothall.loaders.tables.text import text_reading
from moothall.shapes.written import lexical, plain

POSTCODE = r"^(?:GIR ?0AA|[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2})$"
UPRN = r"^\d{1,12}$"


@pytest.mark.parametrize(
    ("text", "value", "best"),
    [
        ("Pier Gardens", "Pier Gardens", "Pier Gardens"),
        ("n/a", "n/a", "n/a"),
        ("By the gate\nof the park", "By the gate\nof the park", "By the gate\nof the park"),
        ("bell\x07\u200bs", "bells", "bells"),
        ("'0123", "0123", "0123"),
        ("'=1+1", "=1+1", "'=1+1"),
        ("'t Hooft", "'t Hooft", "'t Hooft"),
        ("Café Môn’s", "Café Môn’s", "Café Môn’s"),
        ('say "hi" \\', 'say "hi" \\', 'say "hi" \\'),
    ],
)
def test_a_text_is_kept_but_for_what_nobody_typed(text: str, value: str, best: str) -> None:
    cell = text_reading("")(text)
    assert (cell.objects, cell.fault, cell.best) == ((plain(value),), "", best)
    assert lexical(cell.objects[0]) == value


@pytest.mark.parametrize(
    ("text", "best", "is_sure"),
    [
        ("Â£5", "£5", True),
        ("CafÃ©", "Café", True),
        ("itâ€™s Ã  la carte", "it’s Ã  la carte", False),
        ("’ and Â£5", "’ and £5", False),
        ("TÅ·", "Tŷ", True),
    ],
)
def test_letters_that_a_wrong_encoding_has_spoilt_are_found(
    text: str, best: str, is_sure: bool
) -> None:
    cell = text_reading("")(text)
    assert cell.objects == (plain(text),)
    assert "wrong encoding" in cell.fault
    assert (cell.best, cell.is_sure) == (best, is_sure)


@pytest.mark.parametrize(
    ("pattern", "text", "best"),
    [
        (POSTCODE, "NG2 5FE", "NG2 5FE"),
        (POSTCODE, "NG25FE", "NG25FE"),
        (POSTCODE, "ng25fe", "NG2 5FE"),
        (POSTCODE, "ng2  5fe", "NG2 5FE"),
        (POSTCODE, "NG2\xa05FE", "NG2 5FE"),
        (POSTCODE, "NG2", "NG2"),
        (UPRN, "100031234567", "100031234567"),
        (UPRN, "100031234567.0", "100031234567"),
        (UPRN, "100 031 234 567", "100031234567"),
        (UPRN, "0012", "0012"),
        (UPRN, "'0012", "0012"),
        (UPRN, "see list", "see list"),
    ],
)
def test_a_text_takes_the_form_that_its_pattern_asks_for(
    pattern: str, text: str, best: str
) -> None:
    cell = text_reading(pattern)(text)
    assert (cell.objects, cell.fault, cell.best) == ((plain(best),), "", best)


def test_a_number_that_a_spreadsheet_has_shortened_is_explained() -> None:
    cell = text_reading(UPRN)("1.00031E+11")
    assert "shortened" in cell.fault and cell.best == ""
    assert text_reading(UPRN)("n/a").is_sure


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://www.example.org/toilets", "https://www.example.org/toilets"),
        ("HTTP://Example.org", "http://Example.org"),
        ("<http://example.org/>", "http://example.org/"),
        ("http://example.org/?to=http://example.com", "http://example.org/?to=http://example.com"),
        ("https://example.org:8443/a#b", "https://example.org:8443/a#b"),
        ("https://example.org/café", "https://example.org/café"),
    ],
)
def test_a_web_address_is_an_iri(text: str, address: str) -> None:
    cell = address_reading(text)
    assert (cell.objects, cell.fault, cell.best) == ((f"<{address}>",), "", address)


@pytest.mark.parametrize(
    ("text", "why", "best", "is_sure"),
    [
        ("www.example.org", "has no https://", "https://www.example.org", True),
        ("example.gov.uk/a", "has no https://", "https://example.gov.uk/a", False),
        ("http://example.org/a b", "cannot have", "http://example.org/a%20b", True),
        ("http://example.org/100%", "cannot have", "http://example.org/100%25", True),
        ("http://example.org/{a}", "cannot have", "http://example.org/%7Ba%7D", True),
        ("http://a.org http://b.org", "more than one web address", "", False),
        ("http://a.orghttp://b.org", "more than one web address", "", False),
        ("http://http://a.org", "starts twice", "http://a.org", True),
        ("http:/a.org/b", "does not start with https://", "https://a.org/b", False),
        ("clerk@example.org", "is an e-mail address", "", False),
        ("C:\\Users\\map.pdf", "is a file", "", False),
        ("ftp://example.org/", "does not start with http://", "", False),
        ("http://localhost/", "is not a web address that can be followed", "", False),
        ("see website", "is not a web address", "", False),
        ("-", "is no value", "", True),
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_explained(text: str, why: str, best: str, is_sure: bool) -> None:
    cell = address_reading(text)
    assert cell.objects == (plain(text),)
    assert why in cell.fault
    assert (cell.best, cell.is_sure) == (best, is_sure)
