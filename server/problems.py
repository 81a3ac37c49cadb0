"""Problems: every error as RFC 9457 problem details, with the HTTP status that it stands for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus

from ..graph.errors import (
    BusyError,
    ConfigError,
    ContentError,
    EndpointFailedError,
    EndpointSlowError,
    ForbiddenError,
    GoneError,
    GraphStateError,
    LimitError,
    MoothallError,
    NotAcceptableError,
    NotFoundError,
    OvertakenError,
    PreconditionError,
    QueryError,
    QueryMemoryError,
    QueryTimeoutError,
    QueryWorkerError,
    RequestError,
    RoleError,
    ShapesError,
    SourceError,
    StillUsedError,
    StoreError,
    UnauthorisedError,
    UnknownFormatError,
    UnknownNameError,
    UnknownReleaseError,
    UnmatchedHeadingsError,
)

MEDIA_TYPE = "application/problem+json"

STATUSES: dict[type[MoothallError], int] = {
    MoothallError: 500,
    ConfigError: 500,
    RequestError: 400,
    NotFoundError: 404,
    GoneError: 410,
    NotAcceptableError: 406,
    QueryError: 400,
    QueryTimeoutError: 503,
    QueryMemoryError: 503,
    EndpointFailedError: 502,
    EndpointSlowError: 504,
    UnauthorisedError: 401,
    ForbiddenError: 403,
    PreconditionError: 412,
    StillUsedError: 409,
    GraphStateError: 409,
    OvertakenError: 409,
    BusyError: 503,
    LimitError: 413,
    SourceError: 422,
    UnknownFormatError: 415,
    ShapesError: 422,
    StoreError: 503,
    QueryWorkerError: 503,
}
"""Error -> HTTP status; an error that is not here has the status of the one that it is a kind of.

Source: RFC 9110, section 15.
"""

_NAMES: dict[int, str] = {
    400: "bad-request",
    401: "unauthorised",
    403: "refused",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    408: "too-slow",
    409: "still-used",
    410: "gone",
    411: "length-required",
    412: "changed-meanwhile",
    413: "too-large",
    414: "address-too-long",
    415: "unknown-format",
    422: "data-not-usable",
    500: "internal",
    503: "unavailable",
}
"""HTTP status -> name of the kind of problem, which the page about the service explains."""

_OWN_NAMES: dict[type[MoothallError], str] = {
    GraphStateError: "state-of-graphs",
    QueryTimeoutError: "timeout",
    QueryMemoryError: "memory",
    BusyError: "busy",
    RoleError: "role-needed",
    OvertakenError: "overtaken",
    EndpointSlowError: "other-endpoint-slow",
    EndpointFailedError: "other-endpoint-failed",
}
"""Error -> name of the kind of problem, where the status alone does not tell what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong with a request.

    Attributes:
        status: HTTP status.
        title: the kind of problem in a few words.
        detail: what happened, as a sentence.
        type: IRI of the kind of problem.
        remedy: what the client can do about it; empty if nothing.
        extras: further members, e.g. ``line``, ``column``, ``offered``, ``replaced_by``.

    Source: RFC 9457, section 3.
    """

    status: int
    title: str
    detail: str
    type: str
    remedy: str = ""
    extras: Mapping[str, object] = field(default_factory=dict)

    def as_json(self) -> bytes:
        """Return the problem as an ``application/problem+json`` document."""
        members: dict[str, object] = {
            "type": self.type,
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        }
        if self.remedy:
            members["remedy"] = self.remedy
        return json.dumps(members | dict(self.extras), ensure_ascii=False, indent=1).encode()


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """A kind of problem, as the page about the service explains it.

    Attributes:
        name: its name; the type of a problem ends with ``#problem-`` and it.
        status: its HTTP status.
        title: the status in words.
    """

    name: str
    status: int
    title: str


def problem_kinds() -> tuple[ProblemKind, ...]:
    """Return every kind of problem, by status."""
    own = ((_status_of_kind(kind), name) for kind, name in _OWN_NAMES.items())
    named = [*_NAMES.items(), *own]
    return tuple(
        ProblemKind(name, status, HTTPStatus(status).phrase) for status, name in sorted(named)
    )


def status_of(error: MoothallError) -> int:
    """Return the HTTP status of an error."""
    return _status_of_kind(type(error))


def _status_of_kind(kind: type[MoothallError]) -> int:
    return next(STATUSES[each] for each in kind.__mro__ if each in STATUSES)


def problem_of(error: MoothallError, base_iri: str) -> Problem:
    """Return the problem that an error is, as a client is told of it.

    What is wrong with the service itself (a setting, the data directory) is told without the
    places and remedies that concern its operator alone.
    """
    status = status_of(error)
    if status >= 500 and not isinstance(error, RequestError):
        return problem_for_status(status, base_iri)
    where = f" ({error.where})" if error.where else ""
    detail = f"{error.what}{where}."
    problem = problem_for_status(
        status, base_iri, detail[0].upper() + detail[1:], error.remedy, _extras(error)
    )
    names = [_OWN_NAMES[kind] for kind in type(error).__mro__ if kind in _OWN_NAMES]
    return replace(problem, type=f"{base_iri}about#problem-{names[0]}") if names else problem


def problem_for_status(
    status: int,
    base_iri: str,
    detail: str = "",
    remedy: str = "",
    extras: Mapping[str, object] | None = None,
) -> Problem:
    """Return the problem that an HTTP status stands for.

    Args:
        status: HTTP status, 400 to 599.
        base_iri: base of the addresses of this service.
        detail: what happened; a sentence about the status in general if it is empty.
        remedy: what to do about it.
        extras: further members.
    """
    known = HTTPStatus(status)
    if not detail:
        detail = _GENERAL.get(status, f"{known.description or known.phrase}.")
    name = _NAMES.get(status, str(status))
    return Problem(
        status=status,
        title=known.phrase,
        detail=detail,
        type=f"{base_iri}about#problem-{name}",
        remedy=remedy,
        extras=extras or {},
    )


_GENERAL = {
    500: "Something went wrong here, and it has been logged.",
    503: "The service cannot read its data at the moment; try again in a few minutes.",
}


def _extras(error: MoothallError) -> dict[str, object]:
    extras: dict[str, object] = {}
    if isinstance(error, QueryError | ContentError | SourceError):
        if error.line is not None:
            extras["line"] = error.line
        if error.column is not None:
            extras["column"] = error.column
    if isinstance(error, UnmatchedHeadingsError):
        extras["headings"] = list(error.headings)
        extras["standard"] = error.standard
    if isinstance(error, NotAcceptableError):
        extras["offered"] = list(error.offered)
    if isinstance(error, UnknownReleaseError):
        extras["releases"] = list(error.releases)
    if isinstance(error, UnknownNameError):
        extras["suggestions"] = list(error.likely)
    if isinstance(error, StillUsedError):
        extras["still_used"] = [each.as_dict() for each in error.retirements]
    if isinstance(error, OvertakenError):
        extras["datasets"] = list(error.datasets)
        extras["generation"] = error.generation
    if isinstance(error, RoleError):
        extras["role"] = error.role
        extras["needed_role"] = error.needed
    if isinstance(error, BusyError):
        extras["retry_after_s"] = error.retry_after_s
    if isinstance(error, ShapesError):
        extras["report"] = error.report.as_dict()
    if isinstance(error, GoneError):
        extras["iri"] = error.iri
        extras["label"] = error.label
        extras["removed_on"] = error.removed_on
        extras["replaced_by"] = list(error.replaced_by)
        if error.last_version:
            extras["last_version"] = error.last_version
    return extras
