"""Every kind of page in a browser: accessibility, widths, policy, keyboard, without script."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

_QUERY = "SELECT ?s ?name WHERE { ?s a esd:Function ; skos:prefLabel ?name } LIMIT 5"

PATHS = {
    "home": "/",
    "lists": "/list",
    "list": "/list/services?letter=P",
    "list with matches": "/list/services?q=toilet&cy=1&deprecated=1",
    "term": "/doc/service/579",
    "term in Welsh": "/doc/service/579?lang=cy",
    "function": "/doc/function/40",
    "council": "/doc/authority/ADU",
    "abolished council": "/doc/authority/ALL",
    "record": "/doc/record/public-toilets/ZZW/WST-001",
    "dataset": "/datasets/westmere-public-toilets",
    "class": "/doc/def/Service",
    "property": "/doc/def/hasInteraction",
    "datasets": "/datasets",
    "standards": "/standards",
    "standard": "/standards/public-toilets",
    "standard with editions in Welsh": "/standards/libraries?lang=cy",
    "codes of a standard": "/list/toiletUsers",
    "search": "/search?q=library",
    "search that guesses": "/search?q=libary",
    "search without results": "/search?q=qqqqzzzz",
    "query": "/sparql",
    "query with rows": "/sparql?" + urlencode({"query": _QUERY}),
    "query with a graph": "/sparql?" + urlencode({"query": "DESCRIBE mh:contains"}),
    "about": "/about",
    "check a file": "/check",
    "check by a standard with personal data": "/check/premises-licences",
    "check in Welsh": "/check?lang=cy",
    "changes": "/changes",
    "changes in Welsh": "/changes?list=services&codes=579,524&lang=cy",
    "who provides a service": "/responsible?service=18&area=BPC&date=2018-01-01",
    "who provided it, in Welsh": "/responsible?service=524&area=CMA&date=2026-04-01&lang=cy",
    "who provides, not stated": "/responsible?service=524&area=GLA&date=2026-04-01",
    "who provides, the form": "/responsible",
    "releases": "/releases",
    "release": "/releases/2026.1",
    "draft of a release in Welsh": "/releases/2026.2?lang=cy",
    "changes of a release": "/releases/2026.1..2026.2",
    "impact": "/impact?built_on=2026.1",
    "impact in Welsh": "/impact?lang=cy",
    "term of a release": "/doc/service/579?release=2026.1",
    "quality": "/quality",
    "quality of a release in Welsh": "/quality?release=2026.1&lang=cy",
    "terms that a check found": "/quality/overlapping-labels",
    "many terms that a check found": "/quality/orphan-terms?lang=cy",
    "review": "/review",
    "review of names": "/review/near-duplicates?lang=cy",
    "review of functions": "/review/coverage-by-function",
    "review of one list": "/review/no-definition?list=functions",
}

OTHER_STATUSES = {
    "choices": ("/resolve?q=40", 300),
    "unknown thing": ("/doc/service/5799", 404),
    "who provides, mended first": ("/responsible?service=524&area=Camdn", 404),
    "query with a fault": ("/sparql?query=SELECT+WHER", 400),
}

WIDTHS = (390, 1280)


@pytest.fixture(scope="module", params=WIDTHS)
def context(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": request.param, "height": 900})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    opened = context.new_page()
    yield opened
    opened.close()


def _open(page: Page, address: str, status: int = 200) -> list[str]:
    """Return what the browser complained of while it opened a page."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    page.on(
        "response",
        lambda answer: (
            complaints.append(f"{answer.status}: {answer.url}")
            if answer.status >= 400 and answer.url != address
            else None
        ),
    )
    answer = page.goto(address)
    assert answer is not None and answer.status == status
    return complaints


def _findings(page: Page) -> list[str]:
    """Return the accessibility rules that a page breaks badly, each with where."""
    violations = Axe().run(page).response["violations"]
    return [
        f"{found['id']}: {[node['target'] for node in found['nodes']]}"
        for found in violations
        if found["impact"] in ("serious", "critical")
    ]


def _is_too_wide(page: Page) -> bool:
    return bool(
        page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    )


@pytest.mark.parametrize("name", PATHS)
def test_a_page_keeps_to_the_rules(name: str, browser: Browser, site: str) -> None:
    """The rules of accessibility are looked at on a phone, and the width of every screen."""
    with browser.new_context(viewport={"width": WIDTHS[0], "height": 900}) as context:
        page = context.new_page()
        assert _open(page, site + PATHS[name]) == []
        assert _findings(page) == []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert not _is_too_wide(page)


@pytest.mark.parametrize(
    "name", ["home", "list", "term", "query with rows", "changes of a release"]
)
def test_a_page_keeps_to_the_rules_on_a_desk(name: str, browser: Browser, site: str) -> None:
    with browser.new_context(viewport={"width": WIDTHS[1], "height": 900}) as context:
        page = context.new_page()
        assert _open(page, site + PATHS[name]) == []
        assert _findings(page) == []


@pytest.mark.parametrize("name", OTHER_STATUSES)
def test_a_page_of_another_status_keeps_to_the_rules(name: str, page: Page, site: str) -> None:
    path, status = OTHER_STATUSES[name]
    complaints = _open(page, site + path, status)
    # the browser itself says in the console that the page has a status of an error
    assert [c for c in complaints if "the server responded with a status" not in c] == []
    assert not _is_too_wide(page)
    assert _findings(page) == []


@pytest.mark.parametrize("name", ["home", "list", "term", "query with rows", "quality"])
def test_a_page_keeps_to_the_rules_in_the_dark_and_on_the_narrowest_screen(
    name: str, browser: Browser, site: str
) -> None:
    with browser.new_context(viewport={"width": 320, "height": 700}, color_scheme="dark") as dark:
        page = dark.new_page()
        assert _open(page, site + PATHS[name]) == []
        assert not _is_too_wide(page)
        assert _findings(page) == []


_FOCUS = """() => {
  const focused = document.activeElement;
  if (!focused || focused === document.body) return null;
  const shown = (element) => {
    const style = getComputedStyle(element);
    return style.outlineStyle !== "none" || style.boxShadow !== "none";
  };
  const box = focused.querySelector("rect");
  return {
    name: focused.textContent.trim() || focused.name,
    isSkipLink: focused.classList.contains("govuk-skip-link"),
    isShown: shown(focused) || (box !== null && getComputedStyle(box).strokeWidth === "4px"),
    isLast: focused.closest("footer") !== null,
  };
}"""


@pytest.mark.parametrize(
    "name", ["home", "lists", "term", "search", "query with rows", "impact", "quality", "review"]
)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(
    name: str, page: Page, site: str
) -> None:
    _open(page, site + PATHS[name])
    page.keyboard.press("Tab")
    focused = page.evaluate(_FOCUS)
    assert focused["isSkipLink"]
    for _ in range(200):
        assert focused["isShown"], f"nothing shows that {focused['name']!r} has the focus"
        if focused["isLast"]:
            break
        page.keyboard.press("Tab")
        focused = page.evaluate(_FOCUS)
    else:
        pytest.fail("the footer was not reached in 200 steps")


def test_the_skip_link_leads_to_the_content(page: Page, site: str) -> None:
    _open(page, site + PATHS["term"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_a_copy_button_copies_the_whole_identifier_and_says_so(
    context: BrowserContext, page: Page, site: str
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=site)
    _open(page, site + PATHS["term"])
    page.get_by_role("button", name="Copy web address").click()
    page.wait_for_function("document.getElementById('said').textContent !== ''")
    assert page.evaluate("navigator.clipboard.readText()") == "http://id.esd.org.uk/service/579"
    assert page.locator("#said").text_content() == "Copied web address"


def test_search_and_filters_work_without_script(browser: Browser, site: str) -> None:
    with browser.new_context(java_script_enabled=False) as plain:
        page = plain.new_page()
        page.goto(f"{site}/doc/service/579")
        assert page.locator("button.copy:visible").count() == 0
        page.locator("#q").fill("libraries")
        page.get_by_role("button", name="Search").click()
        assert page.url == f"{site}/search?q=libraries"
        assert page.locator("main h3 a").count() > 0
        page.goto(f"{site}/list/services")
        page.get_by_label("Name or code contains").fill("toilet")
        page.get_by_role("button", name="Filter").click()
        assert page.locator("#found-h").text_content() == "2 with “toilet”"
        page.goto(f"{site}/sparql")
        page.get_by_role("button", name="Run the query").click()
        assert page.locator("#res-h").text_content() == "Rows: 13"


def test_the_page_is_whole_without_the_built_stylesheet(browser: Browser, site: str) -> None:
    with browser.new_context(viewport={"width": 390, "height": 900}) as bare:
        page = bare.new_page()
        page.route("**/vendor/**", lambda route: route.abort())
        page.goto(site + PATHS["list"])
        assert not _is_too_wide(page)
        assert _findings(page) == []
        skip = page.locator(".govuk-skip-link").bounding_box()
        assert skip is not None and skip["x"] < 0
