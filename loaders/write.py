"""Write: a change that a client asks for, checked as a load is and published by the one writer.

Source: SPARQL 1.1 Update, section 3; SPARQL 1.1 Graph Store HTTP Protocol, section 5.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from ..graph.attribution import NOBODY, Attribution
from ..graph.change import Change
from ..graph.errors import BusyError, RequestError, ShapesError, StoreLockedError
from ..graph.generation import Generation
from ..graph.generations import Generations, Writer
from ..graph.moment import this_second
from ..graph.namespaces import RDF
from ..graph.reader import Reader
from ..graph.terms import NamedNode, Quad, Triple
from ..shapes.check import check
from ..shapes.report import Report
from .carry_over import tombstones_of
from .changed_view import ChangedView, WrittenView, view_change
from .graph_names import GraphName, check_writable, mark_empty, sizes_after
from .ledger import DatasetChange, ledger_change
from .retirement import check_confirmed, retirements
from .reuse import check_reuse
from .staging import stated_inverses
from .thing_changes import quad_change
from .transitions import check_transitions
from .written_entries import by_graph, entries_after, slug_of_graph, title_of

_RETRY_S = 0.05
_RETRY_AFTER_S = 5

_Outcome = TypeVar("_Outcome")


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did.

    Attributes:
        generation: number of the generation that is served then; the one before if nothing changed.
        added: statements that came.
        removed: statements that went.
        is_new: whether the graph that was written to was not there before.
    """

    generation: int
    added: int
    removed: int
    is_new: bool = False


@contextmanager
def writing(generations: Generations, wait_s: float) -> Iterator[Writer]:
    """Hold the live store, after waiting for whoever holds it.

    Raises:
        BusyError: somebody else still held it after `wait_s` seconds.
    """
    with ExitStack() as stack:
        yield when_free(lambda: stack.enter_context(generations.writing()), wait_s)


def when_free(act: Callable[[], _Outcome], wait_s: float) -> _Outcome:
    """Return what comes of something that needs the live store, after waiting for its holder.

    Args:
        act: raises StoreLockedError, having done nothing, as long as somebody else holds it.
        wait_s: how long it is tried again.

    Raises:
        BusyError: somebody else still held it after `wait_s` seconds.
    """
    deadline = time.monotonic() + wait_s
    while True:
        try:
            return act()
        except StoreLockedError as error:
            if time.monotonic() > deadline:
                raise BusyError("another write is going on", _RETRY_AFTER_S) from error
            time.sleep(_RETRY_S)


def publish_write(
    writer: Writer,
    served: Generation,
    asked: Change,
    empty: Collection[str],
    standards_dir: Path | None,
    *,
    is_confirmed: bool = False,
    attribution: Attribution = NOBODY,
) -> Written:
    """Return what publishing a change did; a change that is none publishes nothing.

    Args:
        writer: the live store.
        served: the generation that is served, which is what the live store holds.
        asked: what the client wants to go and to come, exact; its blank nodes have the labels that
            they have, or are to have, in the store.
        empty: IRIs of the graphs that shall exist although they hold nothing.
        standards_dir: a folder of further data standards, which records are checked by.
        is_confirmed: whether terms that are still used may become not for new use.
        attribution: who publishes, and why.

    Raises:
        ForbiddenError: it changes a graph that the service itself writes.
        RequestError: it holds what is not kept.
        StillUsedError: it deprecates terms that are still used, and nobody has confirmed that.
        ShapesError: it breaks the shapes where they were not broken; nothing has changed.
    """
    live, base_iri = writer.live, served.base_iri
    _check_kept(asked, base_iri)
    change = _with_inverses(live, asked, base_iri)
    view = view_change(live, change, served.manifest.graphs)
    _check_shapes(view, standards_dir)
    check_confirmed(retirements(view, base_iri), is_confirmed)
    now = this_second()
    sizes = sizes_after(served.manifest, change)
    told = list(_told(view, live, change, base_iri))
    change += tombstones_of(view, base_iri, now.date(), *things_of(change, base_iri))
    change += entries_after(live, change, sizes, empty, base_iri, now)
    change += mark_empty(live, sizes, empty, base_iri)
    change += ledger_change(told, base_iri, writer.next_number, now, attribution, live)
    if not change:
        return Written(served.number, 0, 0)
    return Written(writer.publish(change).number, len(asked.added), len(asked.removed))


def _check_kept(asked: Change, base_iri: str) -> None:
    for graph in {quad.graph_name for quad in (*asked.removed, *asked.added)}:
        check_writable(cast(GraphName, graph), base_iri)
    for _ in kept(asked.added):
        pass


def kept(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield statements, as long as they are such as are kept.

    Raises:
        RequestError: one is about a statement.
    """
    for quad in quads:
        if isinstance(quad.object, Triple):
            raise RequestError(
                "it holds statements about statements, which are not kept",
                remedy="leave out the triple terms of RDF 1.2",
            )
        yield quad


def _told(
    view: ChangedView, live: Reader, change: Change, base_iri: str
) -> Iterator[DatasetChange]:
    """Yield what a change does to each dataset that it touches."""
    parts = by_graph(change)
    for graph in sorted(parts, key=str):
        slug = slug_of_graph(graph, base_iri)
        if slug is not None:
            yield quad_change(view, graph, parts[graph], slug, title_of(live, slug, base_iri))


def _with_inverses(live: Reader, asked: Change, base_iri: str) -> Change:
    """Return the change with the other direction of each relation that comes or goes."""
    inverses = stated_inverses(live, base_iri)
    other_directions = set(inverses.of(asked.added))
    added = dict.fromkeys(asked.added)
    added.update(dict.fromkeys(q for q in other_directions if q not in live))
    removed = dict.fromkeys(asked.removed)
    removed.update(dict.fromkeys(q for q in inverses.of(asked.removed) if q in live))
    # the other direction of what comes stays, even where it was asked to go
    return Change([q for q in removed if q not in other_directions], list(added))


def things_of(change: Change, base_iri: str) -> tuple[set[NamedNode], set[NamedNode]]:
    """Return the things of ours that lose a class, and those that get one."""
    lose, get = (
        {
            quad.subject
            for quad in quads
            if quad.predicate == RDF.type
            and isinstance(quad.subject, NamedNode)
            and quad.subject.value.startswith(f"{base_iri}id/")
        }
        for quads in (change.removed, change.added)
    )
    return lose, get


def _check_shapes(view: ChangedView, standards_dir: Path | None) -> None:
    """Raise if there are violations that are not published already."""
    report = new_violations(view, standards_dir)
    new = report.findings
    if new:
        count = "1 violation" if len(new) == 1 else f"{len(new):,} violations"
        raise refusal(report, count)


def refusal(report: Report, count: str) -> ShapesError:
    """Return the error of a write that breaks the shapes.

    Args:
        report: its violations.
        count: how many there are, in words.
    """
    return ShapesError(
        f"it breaks the shapes ({count}, the first: {report.findings[0]})",
        report=report,
        where="the request",
    )


def new_violations(view: ChangedView | WrittenView, standards_dir: Path | None) -> Report:
    """Return the violations of what a change is about that are not published already.

    Args:
        view: the graph as the change leaves it.
        standards_dir: a folder of further data standards, which records are checked by.
    """
    report = check(view, standards_dir) + check_transitions(view) + check_reuse(view)
    new = report.violations
    if new:
        known = {finding.key for finding in check(view.before(), standards_dir).violations}
        new = tuple(finding for finding in new if finding.key not in known)
    return Report(new, report.checked, report.engine)
