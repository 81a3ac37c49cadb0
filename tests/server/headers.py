"""Headers as tests compare them."""

from __future__ import annotations

from werkzeug.test import TestResponse


def lasting_headers(response: TestResponse) -> dict[str, str]:
    """Return the headers of an answer but for its age, which only a kept one has."""
    return {name: value for name, value in response.headers if name != "Age"}
