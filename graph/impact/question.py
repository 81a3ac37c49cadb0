"""The question: which releases a system is compared by, in which list, and for which nation."""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import NotFoundError, RequestError
from ..generations import Generations
from ..releases.folder import Releases
from ..releases.sides import side
from ..releases.version import NOW, version_order
from .edition import Edition, edition_of
from .nation import nation_named

MOST_STEPS = 12
"""Steps from release to release that are told apart; of more, the oldest are taken together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked about the codes of a system.

    Attributes:
        built_on: version of the release that the system was built on.
        to: version of the release that it is compared with, or ``now``.
        list_name: name of the list that bare codes and names are of; empty for all lists.
        nation: name of the nation that the system is for; empty if it is not said.
    """

    built_on: str
    to: str = NOW
    list_name: str = ""
    nation: str = ""


def checked(question: Question, releases: Releases) -> Question:
    """Return a question that makes sense, with its nation as it is named here.

    Raises:
        RequestError: no release is named, or the two are in the wrong order; no such nation.
        UnknownReleaseError: there is no release of a version.
    """
    built_on, to = question.built_on.strip(), question.to.strip() or NOW
    versions = [release.version for release in releases.all()]
    if built_on in ("", NOW):
        raise RequestError(
            "it is not said on which release the system was built",
            where="built_on",
            remedy=f"the releases are {', '.join(versions)}"
            if versions
            else "none has been made yet; 'moothall release create' makes one",
        )
    for version in (built_on, *([to] if to != NOW else [])):
        releases.get(version)
    if to != NOW and version_order(built_on) > version_order(to):
        raise RequestError(
            f"release {built_on} comes after {to}, which it is to be compared with",
            where="built_on",
            remedy=f"name a release before {to}, or leave out 'to' for what is published now",
        )
    return Question(
        built_on=built_on,
        to=to,
        list_name=question.list_name.strip(),
        nation=nation_named(question.nation),
    )


def check_list(name: str, editions: tuple[Edition, Edition]) -> None:
    """Raise unless a list has terms in one of two editions.

    Raises:
        NotFoundError: there is no such list.
    """
    known = sorted({name for each in editions for name in each.members})
    if name and name not in known:
        raise NotFoundError(
            f"there is no list {name[:100]!r}", remedy=f"the lists are {', '.join(known)}"
        )


def points_between(question: Question, releases: Releases) -> tuple[str, ...]:
    """Return the releases from the one to the other that are told apart, both included."""
    last = version_order(question.to) if question.to != NOW else None
    between = [
        release.version
        for release in releases.released()
        if version_order(release.version) > version_order(question.built_on)
        and (last is None or version_order(release.version) < last)
    ]
    return (question.built_on, *between[-(MOST_STEPS - 1) :], question.to)


def edition_named(
    version: str, releases: Releases, generations: Generations, like: Edition | None = None
) -> Edition:
    """Return the edition of a release, or of what is published now.

    Args:
        version: version of the release, or ``now``.
        releases: the releases.
        generations: what is published now.
        like: an edition that may say much the same.
    """
    return edition_of(side(releases, generations, version).generation, like)
