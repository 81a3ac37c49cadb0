"""Time travel over releases: which of them hold a resource, and the words of Memento for it.

What is served now is the original resource; its mementos are the same address with ``?release=`` of
each release that holds it. A draft is none, as it may still be made anew. ::

    URI-R   /doc/service/579                    the original
    URI-G   /timegate/doc/service/579           sends on to the memento of a date
    URI-M   /doc/service/579?release=2026.1     a memento
    URI-T   /timemap/link/doc/service/579       all of them; /timemap/json/... as JSON

Source: RFC 7089, section 4.2 (pattern 2: the TimeGate is another resource, and answers 302).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import quote, unquote, urlencode

from ..graph.addresses import Addresses
from ..graph.errors import NotFoundError, RequestError
from ..graph.releases.folder import Releases
from ..graph.releases.release import Release
from ..graph.releases.terms import TermRecord
from ..graph.releases.timelines import Moment
from .forms.differences import change_as_dict
from .forms.lists import by_language
from .negotiate import DOCUMENT_FORMS, LIST_FORMS, Form, split_form
from .rendered import http_date

LINK_FORMAT = Form("link", "application/link-format", "Link format")

_DATE = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d "
    r"(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d GMT",
    re.ASCII,
)
_SAFE = "/!$&'()*+,;=:@~-._"


@dataclass(frozen=True, slots=True)
class Original:
    """A resource as it is served now.

    Attributes:
        path: its path, percent-encoded.
        query: what else its address asks for, e.g. the page of a long document.
    """

    path: str
    query: tuple[tuple[str, str], ...] = ()

    @property
    def address(self) -> str:
        """Its address on this service."""
        return f"{self.path}?{urlencode(self.query)}" if self.query else self.path

    def memento(self, version: str) -> str:
        """Return the address of the resource as a release has it."""
        return f"{self.path}?{urlencode([*self.query, ('release', version)])}"


def original_named(path: str, query: Sequence[tuple[str, str]], base_iri: str) -> Original:
    """Return the resource that the path of a TimeGate or a TimeMap names.

    Args:
        path: what follows its beginning: the path of a document, a thing or a list, decoded, or the
            whole IRI of any of them, as clients put the address that they start from.
        query: the parameters of the request.
        base_iri: base of the addresses of this service.

    Raises:
        NotFoundError: releases are not asked for there.
    """
    own = path.removeprefix(base_iri)
    if "://" in own or ":/" in own[:7]:
        # some clients and proxies make one slash of two
        iri = re.sub(r"^(https?):/+", r"\1://", own)
        own = (Addresses(base_iri).path(iri.removeprefix(base_iri)) or "").lstrip("/")
        own = unquote(own) if own else iri.removeprefix(base_iri)
    own = own.lstrip("/")
    if not own.startswith(("doc/", "id/", "list/")) and own != "list":
        raise NotFoundError(
            f"releases have no mementos of {path[:200]!r}",
            remedy="ask for the path of a document, a thing or a list, for example "
            "/timegate/doc/service/579 or /timemap/json/list/services",
        )
    kept = tuple((name, value) for name, value in query if name != "release")
    return Original("/" + quote(own, safe=_SAFE), kept)


def mementos(releases: Releases, original: Original) -> tuple[Release, ...]:
    """Return the releases that hold a resource, oldest first; drafts are none."""
    return tuple(r for r in releases.released() if holds(releases, r, original.path))


def holds(releases: Releases, release: Release, path: str) -> bool:
    """Return whether a release has what a path stands for: a list, or a thing with a name.

    It is asked of the release's index; opening its store would take a hundred times as long.
    """
    if path == "/list":
        return True
    kind, _, rest = unquote(path).lstrip("/").partition("/")
    if kind == "list":
        return any(name in release.lists for name in _stems(rest, LIST_FORMS))
    iris = iris_of(path, releases.base_iri)
    marks = ", ".join("?" * len(iris))
    index = releases.index(release)
    return bool(index.rows(f"SELECT 1 FROM entity WHERE iri IN ({marks}) LIMIT 1", iris))


def iris_of(path: str, base_iri: str) -> list[str]:
    """Return the IRIs that a path may stand for, best first."""
    kind, _, rest = unquote(path).lstrip("/").partition("/")
    forms = {"doc": DOCUMENT_FORMS, "list": LIST_FORMS}.get(kind, ())
    found: dict[str, None] = {}
    for stem in _stems(f"list/{rest}" if kind == "list" else rest, forms):
        for spelling in (stem, quote(stem, safe=_SAFE + "%")):
            found.update(dict.fromkeys(Addresses(base_iri).candidates(spelling)))
    return list(found)


def _stems(name: str, forms: tuple[Form, ...]) -> tuple[str, ...]:
    """Return what a name that may end in the suffix of a form can stand for."""
    plain, form = split_form(name, forms)
    return (name, plain) if form else (name,)


def moment_asked(text: str | None) -> datetime | None:
    """Return the moment that an Accept-Datetime header names; None if there is no header.

    Raises:
        RequestError: it is no date of HTTP.

    Source: RFC 7089, sections 2.1.1 and 4.5.3.
    """
    if text is None:
        return None
    try:
        if not _DATE.fullmatch(text.strip()):
            raise ValueError(text)
        return parsedate_to_datetime(text.strip())
    except ValueError as error:
        raise RequestError(
            f"{text[:60]!r} is no date of HTTP",
            where="header Accept-Datetime",
            remedy=f"write for example {http_date(datetime.now(UTC))}, or leave it out for the "
            "newest release",
        ) from error


def chosen(found: Sequence[Release], moment: datetime | None) -> Release:
    """Return the release that was the newest at a moment.

    Before the first that is the first, and without a moment the last.

    Args:
        found: the releases that hold the resource, oldest first; at least one.
        moment: the moment asked for; None for none.

    Source: RFC 7089, section 4.5.3.
    """
    if moment is None:
        return found[-1]
    return next((r for r in reversed(found) if r.issued <= moment), found[0])


def links_of_original(original: Original, base_iri: str) -> str:
    """Return the links of an original resource to its TimeGate and its TimeMap.

    Source: RFC 7089, section 2.2.
    """
    root, address = base_iri.rstrip("/"), original.address
    return (
        f'<{root}/timegate{address}>; rel="timegate", '
        f'<{root}/timemap/link{address}>; rel="timemap"; type="{LINK_FORMAT.media_type}"'
    )


def headers_of_memento(original: Original, release: Release, base_iri: str) -> Mapping[str, str]:
    """Return the headers that make an answer a memento.

    Source: RFC 7089, sections 2.1.2 and 2.2. Other mementos are not linked: this answer is kept for
        ever, and there will be more of them.
    """
    root = base_iri.rstrip("/")
    links = f'<{root}{original.address}>; rel="original", {links_of_original(original, base_iri)}'
    return {"Memento-Datetime": http_date(release.issued), "Link": links}


def links_of_timegate(
    original: Original, found: Sequence[Release], selected: Release, base_iri: str
) -> str:
    """Return the links of a TimeGate's answer: the original, the TimeMap, and mementos."""
    root = base_iri.rstrip("/")
    place = found.index(selected)
    near: dict[int, list[str]] = {0: ["first"], len(found) - 1: []}
    near[len(found) - 1].append("last")
    near.setdefault(place, [])
    if place > 0:
        near.setdefault(place - 1, []).append("prev")
    if place + 1 < len(found):
        near.setdefault(place + 1, []).append("next")
    links = [f'<{root}{original.address}>; rel="original"', _timemap_link(original, found, root)]
    links += [_memento_link(original, found[at], root, near[at]) for at in sorted(near)]
    return ", ".join(links)


def timemap_as_links(original: Original, found: Sequence[Release], base_iri: str) -> bytes:
    """Return a TimeMap in the link format.

    Source: RFC 7089, section 5; RFC 6690.
    """
    root, address = base_iri.rstrip("/"), original.address
    links = [
        f'<{root}{address}>; rel="original"',
        _timemap_link(original, found, root, "self"),
        f'<{root}/timemap/json{address}>; rel="alternate"; type="application/json"',
        f'<{root}/timegate{address}>; rel="timegate"',
    ]
    for at, release in enumerate(found):
        rels = (["first"] if at == 0 else []) + (["last"] if at == len(found) - 1 else [])
        links.append(_memento_link(original, release, root, rels))
    return ",\n".join(links).encode() + b"\n"


def timemap_as_dict(
    original: Original, found: Sequence[Release], base_iri: str
) -> dict[str, object]:
    """Return a TimeMap as members of a JSON object, in the form that Memento aggregators give."""
    root, address = base_iri.rstrip("/"), original.address
    listed = list(_listed(original, found, root))
    ends = {
        name: {"datetime": entry["datetime"], "uri": [entry["uri"]]}
        for name, entry in (("first", listed[0]), ("last", listed[-1]))
    }
    return {
        "original_uri": f"{root}{address}",
        "timegate_uri": f"{root}/timegate{address}",
        "timemap_uri": {
            "link_format": f"{root}/timemap/link{address}",
            "json_format": f"{root}/timemap/json{address}",
        },
        "mementos": {**ends, "list": listed},
    }


def timeline_as_list(timeline: Sequence[Moment]) -> list[dict[str, object]]:
    """Return the life of a term as a list of JSON objects, one a release."""
    return [
        {
            "release": moment.release.version,
            "issued": moment.release.issued.isoformat().replace("+00:00", "Z"),
            "held": moment.is_held,
            **_record_members(moment.record),
            "changes": [
                {"kind": change.kind, **change_as_dict(change)} for change in moment.record.changes
            ],
        }
        for moment in timeline
    ]


def _record_members(record: TermRecord) -> dict[str, object]:
    if record.name is None:
        return {}
    return {
        "identifier": record.name.code,
        "label": by_language(record.name.labels),
        # of several in a language the first is the best, and the last that is told counts
        "definition": by_language(record.definitions[::-1]),
        "lists": list(record.name.lists),
        "deprecated": record.is_deprecated,
    }


def _listed(original: Original, found: Sequence[Release], root: str) -> Iterator[dict[str, str]]:
    for release in found:
        yield {
            "datetime": release.issued.isoformat().replace("+00:00", "Z"),
            "uri": root + original.memento(release.version),
            "release": release.version,
        }


def _timemap_link(
    original: Original, found: Sequence[Release], root: str, rel: str = "timemap"
) -> str:
    span = f'from="{http_date(found[0].issued)}"; until="{http_date(found[-1].issued)}"'
    address = f"{root}/timemap/link{original.address}"
    return f'<{address}>; rel="{rel}"; type="{LINK_FORMAT.media_type}"; {span}'


def _memento_link(original: Original, release: Release, root: str, rels: Sequence[str]) -> str:
    address = root + original.memento(release.version)
    rel = " ".join([*rels, "memento"])
    return f'<{address}>; rel="{rel}"; datetime="{http_date(release.issued)}"'
