"""A service with a small list that something uses, and a token for each role."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.loaders.load import load
from moothall.server.roles import Role
from moothall.server.tokens import Tokens

VIEWING = "http://id.esd.org.uk/service/900101"
LIST = (Path(__file__).parents[1] / "data" / "loaders" / "list.ttl").read_text(encoding="utf-8")
RENAMED = LIST.replace('"Moon viewing"', '"Moon watching"')
OTHERWISE = LIST.replace('"Moon polishing"', '"Moon shining"')
RETIRED = LIST.replace(
    "service:900101 a esd:Service, skos:Concept ;",
    "service:900101 a esd:Service, skos:Concept ; <http://www.w3.org/2002/07/owl#deprecated> true ;"
    " skos:historyNote 'Over.'@en ;",
)
USERS = (
    f"<http://example.org/one> a <http://example.org/Visit> ; <http://example.org/u> <{VIEWING}> ."
)


def with_list(config: Config, folder: Path) -> Config:
    """Return settings of a service that holds the list, what uses it, and a file of tokens."""
    generations = Generations(config.data_dir, config.base_iri)
    for slug, text in (("services", LIST), ("visits", USERS)):
        path = folder / f"{slug}.ttl"
        path.write_text(text, encoding="utf-8")
        load(generations, config, str(path), slug=slug)
    return dataclasses.replace(config, tokens_file=folder / "tokens")


def bearer(config: Config, name: str, role: Role) -> dict[str, str]:
    """Return the header of a new token."""
    return {"Authorization": f"Bearer {Tokens(config.tokens_file).add(name, role)}"}
