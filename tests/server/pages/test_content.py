"""What pages say: relations in words, trees, letters, languages, guesses, successors."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from moothall.graph.describe import describe
from moothall.graph.generation import Generation
from moothall.graph.lists import term_list
from moothall.graph.search import search
from moothall.server import pages
from moothall.server.problems import Problem, problem_for_status
from moothall.server.view import View

from .conftest import BASE_IRI
from .html import Document, read

See = Callable[..., View]

TOILETS = "http://id.esd.org.uk/service/579"


@pytest.fixture(scope="module")
def toilets(see: See, shipped: Generation) -> Document:
    return read(pages.document(see("/doc/service/579"), describe(shipped, TOILETS), 1))


def test_a_term_page_says_each_relation_in_words_and_in_page_order(toilets: Document) -> None:
    headings = [e.text for e in toilets.all("h3")]
    assert headings.index("Is part of") < headings.index("Meets the need for")
    assert "/doc/function/40" in toilets.hrefs()


def test_a_term_page_has_its_codes_with_copy_buttons(toilets: Document) -> None:
    copied = [e.attributes.get("data-copy") for e in toilets.all("button")]
    assert {TOILETS, "esdServiceType:579", "579"} <= set(copied)
    assert all("hidden" in e.attributes for e in toilets.all("button") if "copy" in str(e))


def test_a_term_page_counts_the_records_of_each_dataset(toilets: Document) -> None:
    assert "47 records in 2 datasets" in toilets.with_id("data").text
    rows = [" ".join(e.text.split()) for e in toilets.all("tr")]
    assert any("Public toilets in Westmere" in row and row.endswith("40") for row in rows)


def test_the_diagram_says_what_groups_of_the_page_say(toilets: Document) -> None:
    drawn = [e for e in toilets.all("a") if "svg" in e.parents]
    assert len(drawn) > 3
    for link in drawn:
        group = toilets.with_id(link.attributes["href"].removeprefix("#"))
        assert "rel" in group.attributes["class"]


def test_welsh_stands_marked_on_an_english_page_and_english_on_a_welsh_one(
    see: See, shipped: Generation, toilets: Document
) -> None:
    marked = {e.text.strip() for e in toilets.elements if e.attributes.get("lang") == "cy"}
    assert "Toiledau cyhoeddus" in marked
    welsh = read(pages.document(see("/doc/service/579", "cy"), describe(shipped, TOILETS), 1))
    marked = {e.text.strip() for e in welsh.elements if e.attributes.get("lang") == "en"}
    assert "Public toilets" in marked
    assert "Beth mae'n ei olygu" in [e.text for e in welsh.all("h2")]


def test_the_language_switch_keeps_the_address_and_a_choice_is_kept(
    see: See, shipped: Generation
) -> None:
    view = see("/list/services", "en", q="toilet")
    english = read(pages.term_list(view, term_list(shipped, "services"), q="toilet"))
    assert "/list/services?q=toilet&lang=cy" in english.hrefs()
    chosen = see("/list/services", "cy", lang="cy")
    welsh = read(pages.term_list(chosen, term_list(shipped, "services")))
    assert "/doc/service/579?lang=cy" in welsh.hrefs()
    assert "lang" in [e.attributes.get("name") for e in welsh.all("input")]


def test_services_stand_under_their_functions(see: See, shipped: Generation) -> None:
    document = read(pages.term_list(see("/list/services"), term_list(shipped, "services")))
    links = {
        e.attributes["href"]
        for e in document.all("a")
        if "details" in e.parents and e.attributes["href"].startswith("/doc/service/")
    }
    assert len(links) == 1127
    summaries = [" ".join(e.text.split()) for e in document.all("summary")]
    assert "Environmental protection 121" in summaries


def test_a_filter_shows_what_contains_the_words(see: See, shipped: Generation) -> None:
    terms = term_list(shipped, "services")
    document = read(pages.term_list(see("/list/services", q="toilet"), terms, q="toilet"))
    assert document.with_id("found-h").text == "2 with “toilet”"
    assert "/doc/service/1615" in document.hrefs()


def test_a_letter_opens_the_terms_that_begin_with_it(see: See, shipped: Generation) -> None:
    terms = term_list(shipped, "services")
    document = read(pages.term_list(see("/list/services", letter="Y"), terms, letter="y"))
    listed = [e.text for e in document.all("a") if "section" in e.parents and "ul" in e.parents]
    assert "Youth clubs" in listed or any(text.startswith("Youth") for text in listed)


def test_a_council_page_names_all_its_codes_and_its_county(see: See, shipped: Generation) -> None:
    description = describe(shipped, f"{BASE_IRI}id/authority/ADU")
    document = read(pages.document(see("/doc/authority/ADU"), description, 1))
    codes = [e.text for e in document.all("code")]
    assert {"E07000223", "45UB", "adur", "3805", "ADU"} <= set(codes)
    assert "/doc/authority/WSX" in document.hrefs()


def test_an_abolished_council_says_who_took_over(see: See, shipped: Generation) -> None:
    description = describe(shipped, f"{BASE_IRI}id/authority/ALL")
    text = read(pages.document(see("/doc/authority/ALL"), description, 1)).all("main")[0].text
    assert "This council is no more" in text
    assert "31 March 2023" in text
    assert "Cumberland Council" in text


def test_a_sample_council_lists_its_datasets(see: See, shipped: Generation) -> None:
    description = describe(shipped, f"{BASE_IRI}id/authority/ZZW")
    document = read(pages.document(see("/doc/authority/ZZW"), description, 1))
    assert "/doc/dataset/westmere-public-toilets" in document.hrefs()


def test_a_record_shows_its_values_as_people_write_them(see: See, shipped: Generation) -> None:
    iri = f"{BASE_IRI}id/record/payments/ZZW/PAY-0001"
    text = read(pages.document(see("/doc/x"), describe(shipped, iri), 1)).all("main")[0].text
    assert "£32,913.40" in text
    assert "1 April 2025" in text


def test_many_values_are_folded_away_and_counted(see: See, shipped: Generation) -> None:
    iri = "https://w3id.org/moothall/id/tier/county"
    document = read(pages.document(see("/doc/tier/county"), describe(shipped, iri), 1))
    open_links = [
        e for e in document.all("a") if "section" in e.parents and "details" not in e.parents
    ]
    assert len(open_links) < 100
    assert any(e.text.strip().startswith("All ") for e in document.all("summary"))


def test_search_says_why_each_thing_was_found(see: See, shipped: Generation) -> None:
    document = read(pages.search(see("/search", q="loos"), search(shipped, "loos")))
    main = " ".join(document.all("main")[0].text.split())
    assert "it is also called: loos" in main
    misspelt = read(pages.search(see("/search", q="libary"), search(shipped, "libary")))
    assert "“libary”" in misspelt.all("h1")[0].text


def test_search_offers_the_next_page_only_where_there_is_one(see: See, shipped: Generation) -> None:
    first = search(shipped, "council", page_size=5)
    document = read(pages.search(see("/search", q="council"), first, 1, page_size=5))
    assert "/search?q=council&page=2" in document.hrefs()
    last_page = (first.total + 4) // 5
    last = search(shipped, "council", page=last_page, page_size=5)
    view = see("/search", q="council", page=str(last_page))
    document = read(pages.search(view, last, last_page, page_size=5))
    assert not [e for e in document.all("a") if e.attributes.get("rel") == "next"]


def test_an_unknown_code_brings_things_with_a_code_like_it(see: See) -> None:
    problem = problem_for_status(404, BASE_IRI)
    document = read(pages.error(see("/id/service/5799"), problem))
    assert "/doc/service/579" in document.hrefs()


def test_what_is_on_offer_stands_in_the_order_of_the_negotiation(see: See) -> None:
    offered = ["text/html", "text/turtle", "application/x-unknown"]
    problem = problem_for_status(406, BASE_IRI, extras={"offered": offered})
    document = read(pages.error(see("/doc/service/579"), problem))
    assert [e.text for e in document.all("code")][1:4] == offered
    assert "/doc/service/579.ttl" in document.hrefs()


def test_a_removed_record_says_what_replaced_it(see: See) -> None:
    extras = {"removed_on": "2026-10-02", "replaced_by": [TOILETS]}
    problem = Problem(410, "Gone", "It was removed.", "about#problem-gone", "", extras)
    document = read(pages.error(see("/doc/record/x"), problem))
    assert "2 October 2026" in document.all("main")[0].text
    assert "/doc/service/579" in document.hrefs()


def test_the_about_page_explains_every_type_of_problem(see: See) -> None:
    document = read(pages.about(see("/about")))
    identifiers = {e.attributes.get("id") for e in document.elements}
    for status in (400, 403, 404, 405, 406, 410, 413, 414, 415, 422, 500, 503):
        anchor = problem_for_status(status, BASE_IRI).type.partition("#")[2]
        assert anchor in identifiers
