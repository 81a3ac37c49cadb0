"""The impact check in a browser: codes go in without script, and the answer is good."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

CODES = "LGSL 579\nservice 440\nesd:service/524\n40\nLibary loans\nNothing like it\n"


@pytest.fixture(params=(390, 1280))
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": request.param, "height": 900}) as context:
        yield context.new_page()


def _answered(page: Page, site: str, language: str = "en") -> None:
    """Give codes to the form, and wait for the answer."""
    page.goto(f"{site}/impact?built_on=2026.1&lang={language}")
    page.locator("#codes").fill(CODES)
    page.locator("#to").select_option("2026.2")
    page.locator("main form button").click()
    expect(page.locator("#deprecated")).to_be_visible()


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_answer_keeps_to_the_rules(language: str, page: Page, site: str) -> None:
    _answered(page, site, language)
    is_wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(is_wide)
    found = Axe().run(page).response["violations"]
    assert [f"{f['id']}: {[n['target'] for n in f['nodes']]}" for f in found] == []


def test_the_keyboard_reaches_the_files_of_the_answer(page: Page, site: str) -> None:
    _answered(page, site)
    for _ in range(100):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "sssom":
            break
    else:
        pytest.fail("the button of the patch was not reached in 100 steps")
    assert page.evaluate(
        "getComputedStyle(document.activeElement).outlineStyle !== 'none'"
        " || getComputedStyle(document.activeElement).boxShadow !== 'none'"
    )


def test_the_patch_is_made_without_script(browser: Browser, site: str, tmp_path: Path) -> None:
    with browser.new_context(java_script_enabled=False, accept_downloads=True) as plain:
        page = plain.new_page()
        _answered(page, site)
        with page.expect_download() as download:
            page.get_by_role("button", name="Patch as CSV").click()
        path = tmp_path / "patch.csv"
        download.value.save_as(path)
        assert download.value.suggested_filename == "impact-2026.1-2026.2-patch.csv"
        lines = path.read_text(encoding="utf-8").splitlines()
        assert any(line.startswith("service 440,") and "service 442" in line for line in lines)


def test_a_refusal_says_what_to_do_and_keeps_what_was_chosen(page: Page, site: str) -> None:
    page.goto(f"{site}/impact")
    page.locator("#built_on").select_option("2026.2")
    page.locator("#to").select_option("2026.1")
    page.locator("#codes").fill("579")
    page.locator("main form button").click()
    expect(page.get_by_role("alert")).to_contain_text("comes after 2026.1")
    assert page.locator("#built_on").input_value() == "2026.2"
    found = Axe().run(page).response["violations"]
    assert [f["id"] for f in found if f["impact"] in ("serious", "critical")] == []
