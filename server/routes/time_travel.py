"""Time travel: the TimeGates and TimeMaps of documents, things and lists.

Source: RFC 7089 (Memento).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from urllib.parse import quote

from flask import Blueprint, Response, request

from ...graph.errors import NotFoundError
from ...graph.generation import Generation
from ...graph.releases.release import Release
from ..negotiate import JSON
from ..time_travel import (
    LINK_FORMAT,
    Original,
    chosen,
    headers_of_memento,
    holds,
    iris_of,
    links_of_original,
    links_of_timegate,
    mementos,
    moment_asked,
    original_named,
    timeline_as_list,
    timemap_as_dict,
    timemap_as_links,
)
from .service import CACHE_CONTROL, RELEASE, current_generation, deliver, service

routes = Blueprint("time_travel", __name__)


@routes.get("/timegate/<path:path>")
def timegate(path: str) -> Response:
    """Send the client to the memento of the moment that it names, or to the newest."""
    moment = moment_asked(request.headers.get("Accept-Datetime"))
    original, found = _mementos(path)
    release = chosen(found, moment)
    response = Response(status=302)
    response.headers["Location"] = original.memento(release.version)
    response.headers["Vary"] = "accept-datetime"
    response.headers["Cache-Control"] = CACHE_CONTROL
    response.headers["Link"] = links_of_timegate(
        original, found, release, service().config.base_iri
    )
    del response.headers["Content-Type"]
    return response


@routes.get("/timemap/link/<path:path>")
def timemap(path: str) -> Response:
    """Answer with all mementos of a resource in the link format."""
    original, found = _mementos(path)
    base_iri = service().config.base_iri
    return deliver(
        LINK_FORMAT,
        lambda: timemap_as_links(original, found, base_iri),
        vary="",
        edition=_edition(found),
        is_kept=False,
    )


@routes.get("/timemap/json/<path:path>")
def timemap_json(path: str) -> Response:
    """Answer with all mementos of a resource as JSON."""
    original, found = _mementos(path)
    base_iri = service().config.base_iri
    members = timemap_as_dict(original, found, base_iri)
    lives = (service().timelines.of(iri) for iri in iris_of(original.path, base_iri))
    timeline = next((life for life in lives if life), ())
    if timeline:
        members["timeline"] = timeline_as_list(timeline)
    return deliver(
        JSON,
        lambda: json.dumps(members, ensure_ascii=False, indent=1).encode(),
        vary="",
        edition=_edition(found),
        is_kept=False,
    )


def with_time_travel(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers of an answer with those of Memento: as an original, or as a memento.

    A draft, and a thing that has no name, are neither.
    """
    found = service()
    base_iri = found.config.base_iri
    query = tuple((n, v) for n, v in request.args.items(multi=True) if n != RELEASE)
    original = Original(quote(request.path, safe="/!$&'()*+,;=:@~-._"), query)
    version = current_generation().release
    more: Mapping[str, str] = {}
    if not version:
        if found.releases.released():
            more = {"Link": links_of_original(original, base_iri)}
    else:
        release = found.releases.get(version)
        if not release.is_draft and holds(found.releases, release, original.path):
            more = headers_of_memento(original, release, base_iri)
    links = [each["Link"] for each in (headers, more) if "Link" in each]
    return {**headers, **more, **({"Link": ", ".join(links)} if links else {})}


def last_version(generation: Generation, iri: str) -> str:
    """Return the address of a thing's document in the last release that has it.

    Empty if none has, or if the thing has no document here.

    Source: RFC 5829, section 3.5 (predecessor-version).
    """
    path = generation.addresses.path(iri)
    if path is None:
        return ""
    releases = service().releases
    held = (r for r in reversed(releases.released()) if holds(releases, r, path))
    last = next(held, None)
    return releases.base_iri.rstrip("/") + Original(path).memento(last.version) if last else ""


def releases_told() -> str:
    """Return what a page that speaks of the releases depends on."""
    return "|".join(
        f"{each.version} {each.status} {each.issued}" for each in service().releases.all()
    )


def _mementos(path: str) -> tuple[Original, tuple[Release, ...]]:
    """Return the resource that a path names, and the releases that hold it.

    Raises:
        NotFoundError: none does.
    """
    found = service()
    query = [*request.args.items(multi=True)]
    original = original_named(path, query, found.config.base_iri)
    releases = mementos(found.releases, original)
    if not releases:
        raise NotFoundError(
            f"no release holds {original.address[:200]}",
            remedy="ask for it as it is served now, without a date; /releases lists the releases",
        )
    return original, releases


def _edition(found: tuple[Release, ...]) -> str:
    return " ".join(release.version for release in found)
