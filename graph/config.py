"""Settings: one frozen object, made once at the edge from a mapping of names to texts."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .attribution import AGENT_NAME
from .errors import ConfigError
from .logs import LogFormat

PREFIX = "MOOTHALL_"

_MAY_BE_ZERO = ("access_log", "cache_bytes", "max_result_bytes", "query_workers")


def _setting(default: object, help_text: str, *, is_secret: bool = False) -> Any:
    return field(default=default, repr=not is_secret, metadata={"help": help_text})


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
    slow_clients: int = _setting(
        256,
        "Requests that may be coming in slowly, and long answers going out, in each web process.",
    )
    keep_generations: int = _setting(5, "Generations kept for rollback.")
    keep_load_reports: int = _setting(
        20, "Reports of loads of tables that are kept of each dataset; the oldest go first."
    )
    max_source_bytes: int = _setting(500_000_000, "Largest source that a load reads.")
    standards_dir: Path | None = _setting(
        None, "Folder of further data standards, one Turtle file each; none if not set."
    )
    fetch_timeout_s: int = _setting(30, "Seconds to wait for a source's server.")
    access_log: int = _setting(0, "1 to log a line for each request, 0 for none.")
    log_format: LogFormat = _setting("text", "Form of the log's lines: text, or json.")
    max_request_bytes: int = _setting(1_000_000, "Largest body of a web request.")
    max_upload_bytes: int = _setting(
        50_000_000, "Largest file that is checked over the web, uploaded or fetched."
    )
    max_impact_bytes: int = _setting(
        10_000_000, "Largest file of codes that is compared with releases over the web."
    )
    max_draft_bytes: int = _setting(
        10_000_000, "Largest list that is handed in as a draft over the web."
    )
    check_jobs: int = _setting(2, "Checks that run at a time, of all web processes together.")
    check_queue: int = _setting(20, "Checks that wait for a place.")
    check_timeout_s: int = _setting(120, "Seconds that a check over the web may take.")
    check_memory_bytes: int = _setting(
        2_000_000_000, "Address space that a check over the web may take."
    )
    check_keep_days: int = _setting(7, "Days for which a report and its file are kept.")
    check_keep_bytes: int = _setting(
        5_000_000_000, "Bytes of reports and their files that are kept; the oldest go first."
    )
    max_query_bytes: int = _setting(100_000, "Longest SPARQL query.")
    max_result_bytes: int = _setting(
        0, "Largest answer to a SPARQL query; 0 for whatever the spool holds."
    )
    default_graph: str = _setting(
        "union",
        "Default graph of SPARQL queries: union for all graphs together, or unnamed for the one "
        "without a name, which only clients write to.",
    )
    query_timeout_s: int = _setting(30, "Seconds that a SPARQL query may take.")
    query_memory_bytes: int = _setting(2_000_000_000, "Address space that a SPARQL query may take.")
    service_allow_list: str = _setting(
        "", "Endpoints that queries may call with SERVICE, as IRIs with spaces between them."
    )
    query_workers: int = _setting(
        0,
        "Processes kept ready for SPARQL queries; 0 for as many as there are processors, and at "
        "least 4.",
    )
    long_query_workers: int = _setting(4, "Queries that may take longer than a tenth of a second.")
    query_queue: int = _setting(16, "Queries that wait for a place, in each web process.")
    spool_dir: Path | None = _setting(
        None, "Folder of answers too long for memory; the system's temporary folder if not set."
    )
    spool_bytes: int = _setting(
        4_000_000_000, "Bytes of long answers that each web process may be delivering at a time."
    )
    cache_bytes: int = _setting(64_000_000, "Rendered answers kept in memory by each web process.")
    page_size: int = _setting(50, "Rows on a page of results.")
    store_url: str = _setting(
        "",
        "SPARQL query address of a remote store that holds the graph; empty for the data folder.",
    )
    store_update_url: str = _setting(
        "", "SPARQL update address of the remote store; empty to read only."
    )
    store_gsp_url: str = _setting(
        "", "Graph store address of the remote store; empty to send statements as updates."
    )
    store_user: str = _setting("", "User name at the remote store, for Basic or Digest.")
    store_password: str = _setting("", "Password at the remote store.", is_secret=True)
    store_token: str = _setting("", "Bearer token at the remote store.", is_secret=True)
    store_timeout_s: int = _setting(30, "Seconds to wait for the remote store's answer to a query.")
    tokens_file: Path | None = _setting(
        None, "File of the tokens for writing over HTTP; without one, nobody may."
    )
    published_by: str = _setting(
        "",
        "Who publishes with the commands that have no --by: a team or role such as "
        "standards-team, for everybody to read; nobody is named if empty.",
    )
    update_timeout_s: int = _setting(30, "Seconds that a SPARQL update may take.")
    update_memory_bytes: int = _setting(
        2_000_000_000, "Address space that a SPARQL update may take."
    )
    write_wait_s: int = _setting(5, "Seconds that a write waits for another one to finish.")

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
        if self.default_graph not in ("union", "unnamed"):
            raise ConfigError(
                f"{self.default_graph!r} is no default graph",
                where="MOOTHALL_DEFAULT_GRAPH",
                remedy="write union or unnamed",
            )
        if self.published_by and not AGENT_NAME.fullmatch(self.published_by):
            raise ConfigError(
                f"{self.published_by!r} cannot be the name of who publishes",
                where="MOOTHALL_PUBLISHED_BY",
                remedy="name a team or a role in small letters, digits and hyphens",
            )
        if self.log_format not in ("text", "json"):
            raise ConfigError(
                f"{self.log_format!r} is no form of a log",
                where="MOOTHALL_LOG_FORMAT",
                remedy="write text or json",
            )
        self._check_store()
        for endpoint in self.allowed_services:
            address = urlsplit(endpoint)
            if address.scheme not in ("http", "https") or not address.hostname:
                raise ConfigError(
                    f"{endpoint!r} is not an http or https address",
                    where="MOOTHALL_SERVICE_ALLOW_LIST",
                    remedy="write addresses such as https://example.org/sparql, with spaces "
                    "between them",
                )
        for setting in dataclasses.fields(self):
            value = getattr(self, setting.name)
            if isinstance(value, int) and value < (0 if setting.name in _MAY_BE_ZERO else 1):
                raise ConfigError(
                    f"{value} is too small",
                    where=PREFIX + setting.name.upper(),
                    remedy="write a whole number above zero",
                )

    @property
    def allowed_services(self) -> tuple[str, ...]:
        """Return the endpoints that queries may call with SERVICE."""
        return tuple(self.service_allow_list.split())

    def _check_store(self) -> None:
        """Raise unless the settings of the remote store fit together."""
        for name in ("store_url", "store_update_url", "store_gsp_url"):
            address = urlsplit(getattr(self, name))
            if getattr(self, name) and (
                address.scheme not in ("http", "https") or not address.hostname or address.username
            ):
                raise ConfigError(
                    "this is not an http or https address without a user name",
                    where=PREFIX + name.upper(),
                    remedy="write it as https://store.example.org/sparql, and the user name in "
                    "MOOTHALL_STORE_USER",
                )
        if not self.store_url and (self.store_update_url or self.store_gsp_url):
            raise ConfigError(
                "the remote store has no query address",
                where="MOOTHALL_STORE_URL",
                remedy="set it as well, or leave out the other addresses",
            )
        if self.store_url and self.default_graph == "unnamed":
            raise ConfigError(
                "nothing is ever in the unnamed graph of a remote store",
                where="MOOTHALL_DEFAULT_GRAPH",
                remedy="leave it at union, or keep the graph in the data folder",
            )
        if self.store_user and self.store_token:
            raise ConfigError(
                "both a user and a token are set",
                where="MOOTHALL_STORE_TOKEN",
                remedy="set the one that the store asks for",
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
    return text if isinstance(default, str) else Path(text)


def setting_rows() -> list[tuple[str, str, str]]:
    """Return (variable, default, help) of every setting, for the README's table."""
    return [
        (
            PREFIX + f.name.upper(),
            "none" if f.default is None else str(f.default),
            str(f.metadata["help"]),
        )
        for f in dataclasses.fields(Config)
    ]
