from __future__ import annotations

import pytest

from moothall.server.view import choose_language


@pytest.mark.parametrize(
    ("asked", "accept_language", "language"),
    [
        (None, "", "en"),
        (None, "cy", "cy"),
        (None, "cy-GB, en;q=0.8", "cy"),
        (None, "en-GB,en;q=0.9,cy;q=0.8", "en"),
        (None, "fr, cy;q=0.1", "cy"),
        (None, "cy;q=0", "en"),
        (None, "cy;q=much", "en"),
        ("cy", "en", "cy"),
        ("en", "cy", "en"),
        ("fr", "cy", "cy"),
        ("", "", "en"),
    ],
)
def test_the_language_is_what_was_asked_else_what_is_accepted_else_english(
    asked: str | None, accept_language: str, language: str
) -> None:
    assert choose_language(asked, accept_language) == language
