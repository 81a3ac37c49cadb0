"""The validator in a browser: a file goes in without script, and every page of its report is good.

The pages are those that a person meets on the way, so each test goes the way of one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

SITES = Path(__file__).parents[1] / "data" / "checks" / "brownfield.csv"
A_WHILE_MS = 60_000


@pytest.fixture(scope="module", params=(390, 1280))
def report(request: pytest.FixtureRequest, browser: Browser, site: str) -> Iterator[Page]:
    """The page of a report that a person came to by the form, with script turned off."""
    with browser.new_context(
        viewport={"width": request.param, "height": 900}, java_script_enabled=False
    ) as context:
        page = context.new_page()
        page.goto(f"{site}/check")
        page.get_by_label("Your file").set_input_files(SITES)
        page.get_by_label("Publisher").fill("Westmere Borough Council (fictional)")
        page.get_by_role("button", name="Check it").click()
        # while the file is being checked, the page looks again by itself
        expect(page.locator("#rec-h")).to_be_visible(timeout=A_WHILE_MS)
        yield page


@pytest.fixture
def page(report: Page, browser: Browser) -> Iterator[Page]:
    """A page as wide as that of the report, in which script may look at it."""
    with browser.new_context(viewport=report.viewport_size) as context:
        yield context.new_page()


def _keeps_to_the_rules(page: Page, address: str, status: int = 200) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    answer = page.goto(address)
    assert answer is not None and answer.status == status
    is_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(is_wide)
    found = Axe().run(page).response["violations"]
    bad = [f"{f['id']}: {[n['target'] for n in f['nodes']]}" for f in found]
    grave = [b for b, f in zip(bad, found, strict=True) if f["impact"] in ("serious", "critical")]
    assert grave == []
    assert [c for c in complaints if "responded with a status" not in c] == []


@pytest.mark.parametrize("end", ["", "?lang=cy", "/rule/0", "/matching"])
def test_a_page_of_a_report_keeps_to_the_rules(end: str, report: Page, page: Page) -> None:
    _keeps_to_the_rules(page, report.url + end)


def test_the_history_keeps_to_the_rules(report: Page, page: Page, site: str) -> None:
    _keeps_to_the_rules(page, f"{site}/check/history/brownfield-land/ZZW")


def test_a_report_leads_to_every_cell_and_back(report: Page, browser: Browser) -> None:
    address = report.url
    report.get_by_role("link", name=re.compile("^All 6")).click()
    expect(report.locator("tbody tr")).to_have_count(6)
    report.get_by_role("link", name="Back to the report").click()
    assert report.url == address


def test_headings_are_matched_anew_without_script(report: Page) -> None:
    address = report.url
    report.get_by_role("link", name="Change the matching").click()
    report.get_by_label("SHLAARef").select_option("PreviouslyPartOf")
    report.get_by_role("button", name="Check again").click()
    expect(report.locator("#rec-h")).to_be_visible(timeout=A_WHILE_MS)
    assert report.url != address
    expect(report.locator("aside p", has_text="SHLAARef is")).to_be_visible()
    report.goto(address)


def test_the_keyboard_alone_reaches_the_button(browser: Browser, site: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{site}/check/brownfield-land")
        page.get_by_label("Your file").focus()
        for _ in range(10):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent") == "Check it":
                break
        else:
            pytest.fail("the button was not reached")


def test_what_cannot_be_read_says_so_on_a_page_that_keeps_to_the_rules(
    report: Page, page: Page, site: str
) -> None:
    page.goto(f"{site}/check")
    page.get_by_text("Or paste the rows").click()
    page.get_by_label("Rows, with their headings").fill("Colour,Size\nblue,7\n")
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "This file could not be checked", timeout=A_WHILE_MS
    )
    _keeps_to_the_rules(page, page.url, 422)


def test_a_report_is_deleted_by_its_button(report: Page, browser: Browser, site: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/check/brownfield-land")
        page.get_by_label("Your file").set_input_files(SITES)
        page.get_by_role("button", name="Check it").click()
        expect(page.locator("#rec-h")).to_be_visible(timeout=A_WHILE_MS)
        address = page.url
        page.get_by_role("button", name="Delete the report").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("The report is deleted")
        answer = page.goto(address)
        assert answer is not None and answer.status == 404
