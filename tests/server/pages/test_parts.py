"""The parts that pages are made of: words, Markdown, trees, drawings, data blocks, the script."""

from __future__ import annotations

import string
import tomllib
from base64 import b64encode
from datetime import UTC, date, datetime
from hashlib import sha256
from importlib.resources import files

import pytest

from moothall.graph.generation import Generation
from moothall.graph.lists import ListedTerm, ListEntry, TermList, term_list
from moothall.graph.terms import Literal
from moothall.server import pages
from moothall.server.pages.diagram import shortened
from moothall.server.pages.linked_data import as_block
from moothall.server.pages.markdown import markdown
from moothall.server.pages.tree import tree_of
from moothall.server.pages.values import pounds
from moothall.server.pages.words import words_in
from moothall.server.view import View

from .html import read


def _tables() -> dict[str, dict[str, dict[str, str | list[str]]]]:
    return tomllib.loads((files(pages) / "words.toml").read_text(encoding="utf-8"))


def _fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_text_has_both_languages_with_the_same_fields() -> None:
    for table in _tables().values():
        for name, entry in table.items():
            assert set(entry) == {"en", "cy"}, name
            english, welsh = entry["en"], entry["cy"]
            assert english and welsh, name
            if isinstance(english, str) and isinstance(welsh, str):
                assert _fields(english) == _fields(welsh), name


def test_every_text_is_used_by_a_page() -> None:
    server = files("moothall.server")
    texts = [p.read_text(encoding="utf-8") for p in (server / "templates").iterdir()]
    texts += [
        p.read_text(encoding="utf-8") for p in files(pages).iterdir() if p.name.endswith(".py")
    ]
    everything = "\n".join(texts)
    built = ("nav_", "language_", "card_", "problem_", "change_", "note_", "level_")
    built += ("severity_", "column_", "because_", "caveat_", "tier_council_")
    for name in _tables()["texts"]:
        used = f'"{name}"' in everything or f"'{name}'" in everything
        assert used or name.startswith(built), name


def test_dates_and_numbers_are_written_as_people_write_them() -> None:
    english, welsh = words_in("en"), words_in("cy")
    assert english.date(date(2026, 11, 16)) == "16 November 2026"
    assert welsh.date(date(2026, 11, 16)) == "16 Tachwedd 2026"
    assert english.moment(datetime(2026, 11, 22, 9, 4, tzinfo=UTC)) == (
        "22 November 2026 at 09:04 UTC"
    )
    assert english.count(1127, "service") == "1,127 services"
    assert english.count(1, "need") == "1 need"
    assert welsh.count(2, "service") == "2 o wasanaethau"
    assert pounds("1234.5") == "£1,234.50"
    assert pounds("-3") == "-£3.00"
    assert pounds("free") == "free"


def test_a_language_without_words_gets_english() -> None:
    assert words_in("fr").language == "en"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# One\ntext", "<h2>One</h2>\n<p>text</p>"),
        ("a\nb\n\nc", "<p>a b</p>\n<p>c</p>"),
        ("- a\n  b\n- c", "<ul><li>a b</li><li>c</li></ul>"),
        ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
        ("`<b>` **x** *y*", "<p><code>&lt;b&gt;</code> <strong>x</strong> <em>y</em></p>"),
        ("[a](https://b.example/)", '<p><a href="https://b.example/">a</a></p>'),
        ("[a](javascript:alert)", "<p>a</p>"),
        ("[a](//b.example)", "<p>a</p>"),
        ('[a](/"onclick=x)', '<p><a href="/&#34;onclick=x">a</a></p>'),
        ("```\n<i>\n```", '<pre tabindex="0"><code>&lt;i&gt;</code></pre>'),
        ("snake_case_name", "<p>snake_case_name</p>"),
        ("<script>", "<p>&lt;script&gt;</p>"),
    ],
)
def test_markdown_becomes_html_that_can_only_be_read(text: str, html: str) -> None:
    assert str(markdown(text)) == html


def test_a_data_block_is_json_without_characters_of_markup() -> None:
    block = str(as_block({"name": "</script><!-- & \u2028"}))
    assert not set(block) & set("<>&\u2028")


def test_a_cycle_in_a_list_is_drawn_once(shipped: Generation) -> None:
    def term(name: str, *parents: str) -> ListedTerm:
        return ListedTerm(name, name, (Literal(name, language="en"),), parents, False)

    top, one, two = term("top"), term("one", "top", "two"), term("two", "one")
    terms = (top, one, two)
    entry = ListEntry("list", "list", (), 3)
    narrower = {"top": (one,), "one": (two,), "two": (one,)}
    drawn = tree_of(shipped, TermList(entry, terms, {t.iri: t for t in terms}, narrower), terms)
    assert drawn is not None
    branch = drawn.branches[0]
    assert (branch.term.iri, branch.size) == ("top", 2)
    assert branch.branches[0].branches[0].branches == ()


def test_a_long_name_is_cut_between_words() -> None:
    assert shortened("Duty to prepare a local toilets strategy", 24) == "Duty to prepare a local…"
    assert shortened("short", 24) == "short"
    assert len(shortened("x" * 100, 24)) <= 24


def test_the_only_script_is_the_one_that_the_policy_allows(shipped: Generation) -> None:
    view = View(shipped, "en", "/list/tiers", {}, "http://localhost:8080/")
    document = read(pages.term_list(view, term_list(shipped, "tiers")))
    scripts = [e for e in document.all("script") if "type" not in e.attributes]
    hashes = ["sha256-" + b64encode(sha256(e.text.encode()).digest()).decode() for e in scripts]
    assert tuple(hashes) == pages.SCRIPT_HASHES
