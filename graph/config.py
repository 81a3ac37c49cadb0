"""Settings: one frozen object, made once at the edge from a mapping of names to texts."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .errors import ConfigError

PREFIX = "MOOTHALL_"


def _setting(default: object, help_text: str) -> Any:
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Every setting of Moothall; ``MOOTHALL_`` and the upper-case name is its variable."""

    data_dir: Path = _setting(Path("data"), "Folder of the store and its generations.")
    base_iri: str = _setting(
        "http://localhost:8080/",
        "Base of the addresses of councils, datasets and records; fixed when a store is created.",
    )
    host: str = _setting("127.0.0.1", "Address to listen on.")
    port: int = _setting(8080, "Port to listen on.")
    workers: int = _setting(2, "Web processes.")
    threads: int = _setting(4, "Threads of each web process.")
    keep_generations: int = _setting(5, "Generations kept for rollback.")
    max_source_bytes: int = _setting(200_000_000, "Largest source that a load reads.")
    fetch_timeout_s: int = _setting(30, "Seconds to wait for a source's server.")
    max_request_bytes: int = _setting(1_000_000, "Largest body of a web request.")
    max_query_bytes: int = _setting(100_000, "Longest SPARQL query.")
    max_result_bytes: int = _setting(50_000_000, "Largest answer to a SPARQL query.")
    cache_bytes: int = _setting(64_000_000, "Rendered answers kept in memory by each web process.")
    page_size: int = _setting(50, "Rows on a page of results.")

    def __post_init__(self) -> None:
        base = urlsplit(self.base_iri)
        if base.scheme not in ("http", "https") or not base.netloc or base.query or base.fragment:
            raise ConfigError(
                f"{self.base_iri!r} is not an http or https address",
                where="MOOTHALL_BASE_IRI",
                remedy="write it as https://data.example.org/",
            )
        if not self.base_iri.endswith("/"):
            raise ConfigError(
                f"{self.base_iri!r} does not end with a slash",
                where="MOOTHALL_BASE_IRI",
                remedy=f"write it as {self.base_iri}/",
            )
        for setting in dataclasses.fields(self):
            value = getattr(self, setting.name)
            if isinstance(value, int) and value < (0 if setting.name == "cache_bytes" else 1):
                raise ConfigError(
                    f"{value} is too small",
                    where=PREFIX + setting.name.upper(),
                    remedy="write a whole number above zero",
                )

    @classmethod
    def from_env(cls, environment: Mapping[str, str]) -> Config:
        """Return the settings that the environment's ``MOOTHALL_*`` variables state.

        Raises:
            ConfigError: a variable is unknown, or its value does not fit.
        """
        known = {PREFIX + f.name.upper(): f for f in dataclasses.fields(cls)}
        values: dict[str, object] = {}
        for name, text in environment.items():
            if not name.startswith(PREFIX):
                continue
            if name not in known:
                raise ConfigError(
                    f"there is no setting {name}", remedy=f"the settings are {', '.join(known)}"
                )
            values[known[name].name] = _parse(name, text, known[name].default)
        return cls(**values)  # type: ignore[arg-type]


def _parse(name: str, text: str, default: object) -> object:
    if isinstance(default, int):
        try:
            return int(text)
        except ValueError as error:
            raise ConfigError(
                f"{text!r} is not a whole number", where=name, remedy=f"for example {default}"
            ) from error
    return Path(text) if isinstance(default, Path) else text


def setting_rows() -> list[tuple[str, str, str]]:
    """Return (variable, default, help) of every setting, for the README's table."""
    return [
        (PREFIX + f.name.upper(), str(f.default), str(f.metadata["help"]))
        for f in dataclasses.fields(Config)
    ]
