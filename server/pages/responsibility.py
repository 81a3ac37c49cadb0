"""Who provides a service in an area on a day: the page with the form and the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...graph.errors import RequestError
from ...graph.responsibility import Reason, Responsibility
from ...graph.succession import Council
from ...graph.terms import Literal
from ..view import View
from .template import generation_of, render
from .values import Names, Value
from .words import Words

_HEADINGS = {
    "answered": "who_answered",
    "depends on the place": "who_depends",
    "not stated": "who_not_stated",
}
"""Outcome -> text over the answer."""


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """A council that provides the service, its kind, and why it does, in sentences."""

    link: Value
    kind: str
    why: tuple[str, ...]


def responsibility(
    view: View, answer: Responsibility | None, day: str, *, fault: RequestError | None = None
) -> str:
    """Return the page as HTML.

    Args:
        view: the request; its query holds what was asked for.
        answer: the answer; None where service or area is still to be named.
        day: the day that is asked about, as it stands in the form.
        fault: why what was asked for cannot be answered; None if nothing is wrong.
    """
    names = Names(view, generation_of(view), {})
    words = names.page.words
    return render(
        "responsible.html",
        view,
        answer=answer,
        fault=fault,
        day=day,
        said=names.day(Literal(day)),
        heading=words(_HEADINGS[answer.outcome]) if answer else "",
        service=names.link(answer.service.iri) if answer else None,
        area=names.link(answer.area.iri) if answer else None,
        rows=_rows(names, answer) if answer else (),
        successors=tuple(names.link(c.iri) for c in answer.successors) if answer else (),
        notes=reason_texts(words, "caveat", answer.notes) if answer else (),
    )


def _rows(names: Names, answer: Responsibility) -> tuple[ProviderRow, ...]:
    words = names.page.words
    return tuple(
        ProviderRow(
            names.link(each.council.iri),
            tier_noun(words, each.council),
            reason_texts(words, "because", each.why),
        )
        for each in answer.responsible
    )


def reason_texts(words: Words, use: str, reasons: Sequence[Reason]) -> tuple[str, ...]:
    """Return reasons as sentences.

    Args:
        words: the language.
        use: ``because`` for the steps that lead to a council, ``caveat`` for notes.
        reasons: the reasons.
    """
    return tuple(_sentence(words, use, reason) for reason in reasons)


def tier_noun(words: Words, council: Council) -> str:
    """Return what kind of council one is, as a noun: county council, cyngor sir."""
    name = f"tier_council_{council.tier.rpartition('/')[2]}"
    return words(name if name in words.texts else "tier_council_other")


def _sentence(words: Words, use: str, reason: Reason) -> str:
    fields: dict[str, str] = {}
    if reason.council is not None:
        fields |= {"council": reason.council.name, "nation": reason.council.nation}
        fields["tier"] = tier_noun(words, reason.council)
    if reason.other is not None:
        fields["other"] = reason.other.name
    if reason.day is not None:
        fields["day"] = words.date(reason.day)
    return words(f"{use}_{reason.kind}", **fields)
