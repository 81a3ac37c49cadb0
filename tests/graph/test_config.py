from __future__ import annotations

from pathlib import Path

import pytest

from moothall.graph.config import Config, setting_rows
from moothall.graph.errors import ConfigError


def test_settings_come_from_the_environment() -> None:
    config = Config.from_env({"MOOTHALL_PORT": "9000", "MOOTHALL_DATA_DIR": "/tmp/x", "HOME": "/"})
    assert (config.port, config.data_dir) == (9000, Path("/tmp/x"))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("MOOTHALL_PROT", "1", "there is no setting MOOTHALL_PROT"),
        ("MOOTHALL_PORT", "eighty", "'eighty' is not a whole number"),
        ("MOOTHALL_PORT", "0", "too small"),
        ("MOOTHALL_BASE_IRI", "data.example", "not an http or https address"),
        ("MOOTHALL_BASE_IRI", "https://data.example", "does not end with a slash"),
        ("MOOTHALL_BASE_IRI", "https://data.example/?a=b", "not an http"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        Config.from_env({name: value})


def test_every_setting_has_help() -> None:
    assert all(help_text.endswith(".") for _, _, help_text in setting_rows())


def test_the_default_graph_is_one_of_two() -> None:
    assert Config.from_env({"MOOTHALL_DEFAULT_GRAPH": "unnamed"}).default_graph == "unnamed"
    with pytest.raises(ConfigError, match="union or unnamed"):
        Config(default_graph="all")
    with pytest.raises(ConfigError, match="remote store"):
        Config(default_graph="unnamed", store_url="https://store.example.org/sparql")
