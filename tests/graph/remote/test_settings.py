from __future__ import annotations

from dataclasses import replace

import pytest

from moothall.graph.config import Config
from moothall.graph.errors import ConfigError


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"MOOTHALL_STORE_URL": "store.example.org/sparql"}, "MOOTHALL_STORE_URL"),
        ({"MOOTHALL_STORE_URL": "https://clerk:pass@store.example.org/"}, "MOOTHALL_STORE_USER"),
        ({"MOOTHALL_STORE_UPDATE_URL": "https://store.example.org/u"}, "MOOTHALL_STORE_URL"),
        (
            {
                "MOOTHALL_STORE_URL": "https://store.example.org/q",
                "MOOTHALL_STORE_USER": "clerk",
                "MOOTHALL_STORE_TOKEN": "abc",
            },
            "MOOTHALL_STORE_TOKEN",
        ),
        ({"MOOTHALL_STORE_TIMEOUT_S": "0"}, "MOOTHALL_STORE_TIMEOUT_S"),
    ],
)
def test_settings_that_do_not_fit_together_are_named(settings: dict[str, str], named: str) -> None:
    with pytest.raises(ConfigError, match=named) as raised:
        Config.from_env(settings)
    assert "pass" not in str(raised.value)


def test_no_secret_is_shown() -> None:
    config = replace(Config(), store_url="https://store.example.org/", store_password="s3cret")
    assert "s3cret" not in repr(config)
    assert "t0ken" not in repr(replace(config, store_token="t0ken"))
