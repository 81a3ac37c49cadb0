"""The query editor in a browser: policy, keyboard, without script, without its file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page

from moothall import server

pytestmark = pytest.mark.browser

_QUERY = "SELECT * WHERE { ?a mh:con"
_BUILT = Path(next(iter(server.__path__))) / "static" / "vendor" / "query-editor.js"


@pytest.fixture(params=(390, 1280))
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page whose console must stay silent."""
    with browser.new_context(viewport={"width": request.param, "height": 900}) as context:
        opened = context.new_page()
        complaints: list[str] = []
        opened.on("console", lambda message: complaints.append(message.text))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        yield opened
        assert [c for c in complaints if "responded with a status" not in c] == []


def _editor(page: Page) -> Locator:
    if not _BUILT.is_file():
        pytest.skip("the query editor has not been built: 'make server/static/vendor/.built'")
    editor = page.get_by_role("textbox", name="Your query")
    editor.wait_for()
    return editor


def _text(page: Page) -> str:
    return page.locator("#query").input_value()


def _findings(page: Page) -> list[str]:
    violations = Axe().run(page).response["violations"]
    return [f"{found['id']}: {[node['target'] for node in found['nodes']]}" for found in violations]


def test_what_is_typed_is_suggested_completed_and_sent(page: Page, site: str) -> None:
    page.goto(f"{site}/sparql")
    editor = _editor(page)
    assert not page.locator("#query").is_visible()
    editor.press("Control+a")
    editor.press_sequentially(_QUERY)
    page.get_by_role("option", name="mh:contains").wait_for()
    assert _findings(page) == []
    page.get_by_role("option", name="mh:contains").click()
    editor.press_sequentially(" ?b } LIMIT 3")
    assert _text(page) == "SELECT * WHERE { ?a mh:contains ?b } LIMIT 3"
    editor.press("Escape")
    editor.press("Control+Enter")
    page.wait_for_url("**/sparql?release=now&query=**")
    assert page.locator("#res-h").text_content() == "Rows: 3"


def test_the_keyboard_is_never_caught_in_the_editor(page: Page, site: str) -> None:
    page.goto(f"{site}/sparql")
    editor = _editor(page)
    before = _text(page)
    editor.focus()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "Run the query"
    assert _text(page) == before
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.className") == "query-editor"
    hint = page.get_by_text("Tab moves on")
    assert hint.is_visible()


def test_the_label_leads_into_the_editor(page: Page, site: str) -> None:
    page.goto(f"{site}/sparql")
    _editor(page)
    page.get_by_text("Your query").click()
    assert page.evaluate("document.activeElement.className") == "query-editor"


def test_a_fault_leads_to_its_place(page: Page, site: str) -> None:
    page.goto(f"{site}/sparql?query=SELECT+*%0AWHERE+%7B+%3Fs+%3Fp+%7D")
    _editor(page)
    page.get_by_role("link", name="Line 2, column 16").click()
    page.keyboard.type(" # here")
    assert _text(page) == "SELECT *\nWHERE { ?s ?p } # here"


def test_a_chart_and_a_map_keep_to_the_policy(page: Page, site: str) -> None:
    for name, drawing in (("spend-by-function", "Bar chart"), ("libraries-on-a-map", "Map of")):
        page.goto(f"{site}/sparql?example={name}")
        assert page.locator(f"[role=img][aria-label^='{drawing}']").is_visible()
        assert _findings(page) == []
        width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert width <= 0
    circle = page.locator("circle").first.bounding_box()
    assert circle is not None and circle["width"] > 2


def test_bars_are_as_long_as_their_numbers(page: Page, site: str) -> None:
    page.goto(f"{site}/sparql?example=duties-by-nation")
    england, wales = [page.locator("rect").nth(n).bounding_box() for n in range(2)]
    assert england is not None and wales is not None
    more, fewer = [int(page.locator(".chart .num").nth(n).text_content() or "") for n in range(2)]
    assert wales["width"] / england["width"] == pytest.approx(fewer / more, abs=0.02)


def test_without_script_the_text_area_asks_and_examples_answer(browser: Browser, site: str) -> None:
    with browser.new_context(java_script_enabled=False) as plain:
        page = plain.new_page()
        page.goto(f"{site}/sparql")
        page.locator("summary", has_text="The law").click()
        page.get_by_role("link", name="Which Acts stand behind the most services?").click()
        assert page.locator("#res-h").text_content() == "Rows: 20"
        assert page.locator(".chart rect").count() == 20
        area = page.locator("#query")
        area.fill(area.input_value().replace("LIMIT 20", "LIMIT 2"))
        page.get_by_role("button", name="Run the query").click()
        assert page.locator("#res-h").text_content() == "Rows: 2"


def test_without_its_file_the_text_area_is_the_editor(browser: Browser, site: str) -> None:
    with browser.new_context() as bare:
        page = bare.new_page()
        page.route("**/query-editor.js*", lambda route: route.abort())
        page.goto(f"{site}/sparql")
        assert page.locator("#query").is_visible()
        assert page.locator(".query-editor").count() == 0
