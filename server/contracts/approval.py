"""Approval of a release: no contract with a consumer breaks, unless its notes say so."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

from flask import Flask

from ...graph.config import Config
from ...graph.errors import BrokenContractError, RequestError
from ...graph.generation import Generation
from ...graph.releases.folder import Releases
from ..app import create_app
from .contract import Contract, contracts
from .replay import Answer, Ask, Break, replay

_BREAKS = re.compile(r"[ \t]*(?:[-*][ \t]+)?Breaks:(.*)", re.IGNORECASE)
_NAMED = re.compile(r"\s*`?([\w.-]+?)`?\s+[-\N{EN DASH}\N{EM DASH}]\s+(\S.*)")


def breaks_of(
    config: Config, version: str = "", known: Sequence[Contract] | None = None
) -> tuple[Break, ...]:
    """Return what consumers would not get of what is served, or of a release.

    Args:
        config: the settings.
        version: a release or draft; empty for what is served.
        known: the contracts; those that ship if none are given.

    Raises:
        UnknownReleaseError: there is no release of that version.
    """
    app = create_app(config)
    releases = Releases(config.data_dir, config.base_iri)
    if version:
        releases.get(version)
    earlier = [each.version for each in releases.released() if each.version != version]
    before = _ask(app, earlier[-1]) if earlier else None
    held = contracts() if known is None else known
    return tuple(found for each in held for found in replay(each, _ask(app, version), before))


def approval(config: Config, notes: str) -> Callable[[Generation], None]:
    """Return what refuses to freeze a generation that breaks a contract.

    A break is let pass where the notes have a line ``Breaks: NAME - reason``.

    Args:
        config: the settings.
        notes: the notes of the release.

    Raises:
        RequestError: a line of the notes names no contract, or gives no reason.
    """
    told = announced_breaks(notes)

    def approve(generation: Generation) -> None:
        found = [each for each in breaks_of(config) if each.contract not in told]
        if found:
            raise BrokenContractError([str(each) for each in found], found[0].contract)

    return approve


def announced_breaks(notes: str, known: Sequence[Contract] | None = None) -> Mapping[str, str]:
    """Return name of contract -> reason, for each that the notes of a release say it breaks.

    Raises:
        RequestError: a line names no contract, or gives no reason.
    """
    names = [each.name for each in (contracts() if known is None else known)]
    told = {}
    for number, line in enumerate(notes.splitlines(), 1):
        start = _BREAKS.fullmatch(line)
        if start is None:
            continue
        match = _NAMED.fullmatch(start[1])
        if match is None or match[1] not in names:
            raise RequestError(
                f"{line.strip()[:100]!r} does not say which contract is broken, and why",
                where=f"line {number} of the notes",
                remedy=f"write Breaks: NAME - reason, where NAME is {' or '.join(names)}",
            )
        told[match[1]] = match[2].strip()
    return told


def _ask(app: Flask, version: str) -> Ask:
    """Return what asks the application, as a release has its data."""

    def ask(path: str, headers: Mapping[str, str]) -> Answer:
        if version:
            path = f"{path}{'&' if '?' in path else '?'}release={quote(version)}"
        answer = app.test_client().get(path, headers=dict(headers))
        found = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status_code, found, answer.data)

    return ask
