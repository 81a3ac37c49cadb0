"""The one tree of errors; HTTP statuses and exit codes are two tables at the edges.

::

    MoothallError
    ├── ConfigError          a setting is wrong or unknown
    ├── RequestError         what was asked for makes no sense
    │   ├── NotFoundError    nothing is known under that address
    │   │   ├── UnknownReleaseError      there is no release of that version; lists those there are
    │   │   └── UnknownNameError         nothing is called that; names what is like it
    │   ├── StillUsedError   terms that are still used would be deprecated; says by what
    │   ├── BrokenContractError  a release would break what consumers rely on; lists what
    │   ├── GoneError        it was published once and has been removed
    │   ├── NotAcceptableError   it exists, but in none of the forms asked for
    │   ├── QueryError       the SPARQL text is wrong (line, column)
    │   │   ├── QuerySyntaxError     it is not SPARQL; shows the line
    │   │   └── GraphStateError      it needs a graph to be there, or not, and it is otherwise
    │   ├── QueryTimeoutError    the query took longer than it may
    │   ├── QueryMemoryError     the query needed more memory than it may
    │   ├── ContentError     the body is not what its media type says (line, column)
    │   ├── UnauthorisedError    who asks has not shown that they may write
    │   ├── ForbiddenError   nobody may do that
    │   │   ├── ServiceForbiddenError    the query calls an endpoint that it may not
    │   │   └── RoleError        somebody may do that, and who asks may not
    │   ├── PreconditionError    a write was to be done only if something is so, and it is not
    │   ├── OvertakenError   what a draft changes has been published anew since it was made
    │   ├── BusyError        somebody else is at it; says when to come back
    │   │   └── QueryBusyError   every place for a query is taken
    │   ├── EndpointFailedError  an endpoint that the query calls does not answer as it should
    │   │   └── EndpointSlowError    it does not answer in time
    │   └── LimitError       larger or longer than a limit allows
    ├── SourceError          a file or feed cannot be read (file, line, column)
    │   ├── UnknownFormatError   no loader recognises it
    │   └── UnmatchedHeadingsError   no heading of a table is a column; lists both
    ├── ShapesError          the data breaks the shapes; carries the report
    ├── StoreError           the data directory cannot be used
    │   ├── StoreMissingError
    │   ├── StoreLockedError
    │   ├── StoreVersionError    made by another version, or for another base IRI
    │   └── StoreCorruptError
    └── QueryWorkerError     a query worker ended, and the query is not to blame

Every error says what happened, where, and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any


class MoothallError(Exception):
    """Base of every error that Moothall raises on purpose.

    Args:
        what: what happened, as a sentence without a full stop.
        where: the place, e.g. ``libraries.csv line 41, column "UPRN"``; empty if there is none.
        remedy: what the reader can do about it; empty if nothing.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(what)

    def __reduce__(self) -> tuple[Any, ...]:
        """Return what the error is made of again in another process, with all that it carries."""
        return _made_again, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}; {self.remedy}" if self.remedy else text


def _made_again(kind: type[MoothallError], args: Any, state: Mapping[str, Any]) -> MoothallError:
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class ConfigError(MoothallError):
    """A setting is wrong or unknown."""


class RequestError(MoothallError):
    """What was asked for makes no sense."""


class NotFoundError(RequestError):
    """Nothing is known under that address."""


class UnknownReleaseError(NotFoundError):
    """There is no release of that version.

    Args:
        version: the version asked for.
        releases: versions that there are, oldest first.
    """

    def __init__(self, version: str, releases: Sequence[str]) -> None:
        self.version = version
        self.releases = tuple(releases)
        known = f"the releases are {', '.join(releases)}" if releases else "none has been made yet"
        super().__init__(f"there is no release {version[:50]!r}", remedy=known)


class UnknownNameError(NotFoundError):
    """Nothing of a kind is called that.

    Args:
        where: the parameter or argument that named it.
        text: what was written.
        likely: names of things that are like it, likeliest first.
        remedy: how to name one.
    """

    def __init__(self, where: str, text: str, likely: Sequence[str], remedy: str) -> None:
        self.likely = tuple(likely)
        hint = f"perhaps you meant {' or '.join(likely)}; else {remedy}" if likely else remedy
        super().__init__(f"no {where} is known as {text[:100]!r}", where=where, remedy=hint)


class BrokenContractError(RequestError):
    """A release would break what consumers rely on.

    Args:
        breaks: what would break, one sentence each, with consumer and request.
        name: name of the contract that the first of them breaks.
    """

    def __init__(self, breaks: Sequence[str], name: str) -> None:
        self.breaks = tuple(breaks)
        count = "1 thing" if len(breaks) == 1 else f"{len(breaks):,} things"
        super().__init__(
            f"it breaks {count} that consumers rely on",
            remedy=f"mend what is listed below, or say in the notes: Breaks: {name} - reason",
        )


class StillUsedError(RequestError):
    """Terms that are still used would be deprecated, and nobody has confirmed that.

    Args:
        retirements: the terms of `moothall.loaders.retirement`, with what uses them.
    """

    def __init__(self, retirements: Sequence[Any]) -> None:
        self.retirements = tuple(retirements)
        count = len(retirements)
        terms = "a term that is" if count == 1 else f"{count:,} terms that are"
        super().__init__(
            f"it deprecates {terms} still used ({retirements[0]})",
            remedy="move what uses them first, or confirm it: --yes on the command line, "
            "?confirm=deprecation over HTTP",
        )


class GoneError(RequestError):
    """It was published once and has been removed.

    Args:
        iri: the IRI that was removed.
        removed_on: ISO date of the removal.
        replaced_by: IRIs that took its place, if any.
        label: language -> what it was called; ``und`` for a name without a language.
        last_version: address of its document in the last release that has it; empty unless
            whoever raises it on knows one.
    """

    def __init__(
        self,
        iri: str,
        removed_on: str,
        replaced_by: Sequence[str] = (),
        label: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.iri = iri
        self.removed_on = removed_on
        self.replaced_by = tuple(replaced_by)
        self.label = dict(label)
        self.last_version = ""
        remedy = f"use {' or '.join(replaced_by)}" if replaced_by else ""
        super().__init__(f"{iri} was removed on {removed_on}", remedy=remedy)


class NotAcceptableError(RequestError):
    """It exists, but in none of the forms asked for.

    Args:
        asked: the form asked for, as the client wrote it.
        offered: media types on offer, best first.
    """

    def __init__(self, asked: str, offered: Sequence[str]) -> None:
        self.asked = asked
        self.offered = tuple(offered)
        super().__init__(
            f"there is no form of this that matches {asked!r}",
            remedy=f"ask for one of {', '.join(offered)}",
        )


class QueryError(RequestError):
    """The SPARQL text is wrong.

    Args:
        what: what the parser said.
        line: line of the query, from 1; None if unknown.
        column: column in that line, from 1; None if unknown.
    """

    def __init__(self, what: str, *, line: int | None = None, column: int | None = None) -> None:
        self.line = line
        self.column = column
        where = f"line {line}, column {column}" if line is not None else ""
        super().__init__(what, where=where, remedy="see https://www.w3.org/TR/sparql11-query/")


class GraphStateError(QueryError):
    """An update needs a graph to be there, or not to be there, and it is otherwise.

    Source: SPARQL 1.1 Update, sections 3.2.1 (CREATE) and 3.2.2 (DROP).
    """

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.remedy = "write SILENT after the keyword if that does not matter"


class ContentError(RequestError):
    """The body of a request is not what its media type says.

    Args:
        what: what the parser said.
        line: line of the body, from 1; None if unknown.
        column: column in that line, from 1; None if unknown.
    """

    def __init__(self, what: str, *, line: int | None = None, column: int | None = None) -> None:
        self.line = line
        self.column = column
        where = f"line {line}, column {column}" if line is not None else ""
        super().__init__(what, where=where, remedy="mend it, or send it with its true Content-Type")


class UnauthorisedError(RequestError):
    """Who asks has not shown that they may write."""


class ForbiddenError(RequestError):
    """Nobody may do that."""


class RoleError(ForbiddenError):
    """Who asks is known, and their role does not let them do that.

    Args:
        action: what they asked to do.
        role: the role that they have.
        needed: the role that may do it.
    """

    def __init__(self, action: str, role: str, needed: str) -> None:
        self.role = role
        self.needed = needed
        super().__init__(
            f"{action} needs the role {needed}, and this token has the role {role}",
            remedy=f"ask somebody with the role {needed} to do it, or those who run this service "
            f"for such a token: 'moothall token add NAME --role {needed}'",
        )


class PreconditionError(RequestError):
    """A write was to be done only if something is so, and it is not."""


class OvertakenError(RequestError):
    """What a draft changes has been published anew since it was handed in.

    Args:
        name: the name of the draft.
        datasets: names of the datasets that others have changed since.
        generation: number of the generation that the draft was made for.
    """

    def __init__(self, name: str, datasets: Sequence[str], generation: int) -> None:
        self.datasets = tuple(datasets)
        self.generation = generation
        super().__init__(
            f"{', '.join(datasets)} has changed since generation {generation}, for which the draft "
            f"{name} was made, and publishing it would undo that",
            remedy=f"see /changes?since={generation} for what has changed, bring it into the list, "
            "and hand the draft in again",
        )


class BusyError(RequestError):
    """Somebody else is at it.

    Args:
        what: what is going on.
        retry_after_s: seconds after which to try again.
    """

    def __init__(self, what: str, retry_after_s: int) -> None:
        self.retry_after_s = retry_after_s
        super().__init__(what, remedy=f"try again in {retry_after_s} seconds")


class QuerySyntaxError(QueryError):
    """The text is not SPARQL.

    Args:
        what: what the parser said.
        line: line of the query, from 1; None if unknown.
        column: column in that line, from 1; None if unknown.
        source_line: that line, shortened around the column; empty if unknown.
    """

    def __init__(
        self,
        what: str,
        *,
        line: int | None = None,
        column: int | None = None,
        source_line: str = "",
    ) -> None:
        self.source_line = source_line
        super().__init__(
            f"{what}, in: {source_line}" if source_line else what, line=line, column=column
        )


class QueryTimeoutError(RequestError):
    """The query took longer than it may.

    Args:
        timeout_s: the seconds that it had.
    """

    def __init__(self, timeout_s: float) -> None:
        self.timeout_s = timeout_s
        super().__init__(
            f"the query did not finish in {timeout_s:g} seconds",
            remedy="ask for less: fix a subject or property, join on shared variables, add LIMIT",
        )


class QueryMemoryError(RequestError):
    """A query or an update needed more memory than it may.

    Args:
        is_update: whether it was an update.
    """

    def __init__(self, *, is_update: bool = False) -> None:
        if is_update:
            super().__init__(
                "the update needed more memory than an update may have",
                remedy="send fewer statements at a time, or narrow the patterns of WHERE; "
                "'moothall load' takes large files, and MOOTHALL_UPDATE_MEMORY_BYTES is the "
                "setting of those who run the service",
            )
            return
        super().__init__(
            "the query needed more memory than a query may have",
            remedy="sort, group or join fewer rows: narrow the patterns before ORDER BY, DISTINCT "
            "and GROUP BY",
        )


class QueryBusyError(BusyError):
    """Every place for a query is taken, or every place on the disk for its answer."""


class ServiceForbiddenError(ForbiddenError):
    """The query calls another endpoint, and may not.

    Args:
        what: why not.
        remedy: what to do instead.
    """

    def __init__(
        self,
        what: str = "SERVICE is not allowed: this service calls no other",
        *,
        remedy: str = "query the other endpoint yourself and send its answers as VALUES",
    ) -> None:
        super().__init__(what, remedy=remedy)


class EndpointFailedError(RequestError):
    """An endpoint that the query calls does not answer as it should.

    Args:
        endpoint: its address.
        what: what it does, as the rest of a sentence.
    """

    def __init__(self, endpoint: str, what: str) -> None:
        self.endpoint = endpoint
        super().__init__(
            f"the endpoint {endpoint} {what}",
            remedy="ask it for less within SERVICE, try again later, or write SERVICE SILENT to go "
            "on without it",
        )


class EndpointSlowError(EndpointFailedError):
    """An endpoint that the query calls does not answer in time.

    Args:
        endpoint: its address.
        timeout_s: the seconds that it had.
    """

    def __init__(self, endpoint: str, timeout_s: float) -> None:
        super().__init__(endpoint, f"did not answer within {timeout_s:.3g} seconds")


class LimitError(RequestError):
    """Larger or longer than a limit allows."""


class SourceError(MoothallError):
    """A file or feed cannot be read.

    Args:
        what: what is wrong with it.
        source: its name or address.
        line: line, from 1; None if it has none.
        column: a column number or heading; None if it has none.
        remedy: what to do.
    """

    def __init__(
        self,
        what: str,
        *,
        source: str,
        line: int | None = None,
        column: int | str | None = None,
        remedy: str = "",
    ) -> None:
        self.source = source
        self.line = line
        self.column = column
        where = source
        if line is not None:
            where += f" line {line}"
        if column is not None:
            where += f', column "{column}"' if isinstance(column, str) else f", column {column}"
        super().__init__(what, where=where, remedy=remedy)


class UnknownFormatError(SourceError):
    """No loader recognises the source."""


class UnmatchedHeadingsError(SourceError):
    """None of a table's headings is a column of the standard that was chosen for it.

    Args:
        what: what is wrong with it.
        source: its name or address.
        line: the line of the headings, from 1.
        remedy: what to do.
        headings: the headings; blank ones too, so that each has its position.
        standard: the name of the standard.
    """

    def __init__(
        self,
        what: str,
        *,
        source: str,
        line: int | None = None,
        remedy: str = "",
        headings: Sequence[str],
        standard: str,
    ) -> None:
        self.headings = tuple(headings)
        self.standard = standard
        super().__init__(what, source=source, line=line, remedy=remedy)


class ShapesError(MoothallError):
    """The data breaks the shapes; nothing was published.

    Args:
        what: a summary in one sentence.
        report: the report of `moothall.shapes` with one finding per fault.
        address: where the report is kept for everybody to read; empty if it is not.
    """

    def __init__(self, what: str, *, report: Any, where: str = "", address: str = "") -> None:
        self.report = report
        self.address = address
        super().__init__(
            what, where=where, remedy="mend the findings below; what is published has not changed"
        )


class StoreError(MoothallError):
    """The data directory cannot be used."""


class StoreMissingError(StoreError):
    """There is no store in the data directory."""


class StoreLockedError(StoreError):
    """Another process is writing to the store."""


class StoreVersionError(StoreError):
    """The store was made by another version, or for another base IRI."""


class StoreCorruptError(StoreError):
    """The store's files are damaged."""


class QueryWorkerError(MoothallError):
    """The worker ended, and the query is not to blame."""
