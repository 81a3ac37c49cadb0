"""The pages of the lists: all of them, and one with its tree, its letters and its downloads."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from ...graph.index import fold
from ...graph.lists import ListedTerm, ListEntry, TermList, all_lists, term_list
from ...graph.namespaces import DCT, ESD_ID
from ...graph.terms import Literal, NamedNode
from ..view import View
from .relations import Fact, values_of
from .template import generation_of, render
from .tree import Tree, tree_of
from .values import Names, Value

_SHORT = 60
"""Terms of a list up to which A to Z shows them all."""

_MOST_MATCHES = 300
_SHORT_CODE = 8
_MAPPED_BY_GOVUK = (ESD_ID + "list/services", ESD_ID + "list/englishAndWelshServices")
_FAMILY = 8


@dataclass(frozen=True, slots=True)
class ListRow:
    """One list in an overview."""

    title: Value
    name: str
    size: int
    lede: Value | None
    example: Value | None


@dataclass(frozen=True, slots=True)
class Row:
    """One term of a list: its name, its code, its Welsh name if asked for."""

    label: Value
    code: str
    welsh: str
    is_deprecated: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of A to Z and how many names begin with it."""

    text: str
    count: int


@dataclass(frozen=True, slots=True)
class ListPage:
    """What the template of a list shows."""

    title: Value
    lede: Value | None
    iri: str
    name: str
    current: int
    deprecated: int
    welsh: int
    about: tuple[Fact, ...]
    matches: tuple[Row, ...]
    total_matches: int
    tree: Tree | None
    letters: tuple[Letter, ...]
    letter: str
    rows: tuple[Row, ...]
    family: tuple[ListRow, ...]
    mapped: ListEntry | None


def lists(view: View) -> str:
    """Return the overview of all lists as HTML."""
    return render("lists.html", view, rows=list_rows(view), code_rows=list_rows(view, codes=True))


def list_rows(view: View, *, codes: bool = False) -> tuple[ListRow, ...]:
    """Return a row for each list, by title.

    Args:
        view: the request.
        codes: whether to take the lists of codes of data standards, or those of the standard.
    """
    generation = generation_of(view)
    names = Names(view, generation, {})
    rows = []
    for entry in all_lists(generation):
        address = names.address(entry.iri)
        if entry.has_codes is not codes or address is None or not address.startswith("/list/"):
            continue
        title = names.text(entry.title(view.language))
        rows.append(
            ListRow(
                Value(title.text, title.lang, address),
                entry.name,
                entry.size,
                _lede(names, entry.iri),
                _example(names, term_list(generation, entry.iri)),
            )
        )
    return tuple(rows)


def list_titles(names: Names) -> dict[str, Value]:
    """Return name -> title of every list, with a link to its page."""
    found = {}
    for entry in all_lists(names.generation):
        title = names.text(entry.title(names.view.language))
        href = names.page.to(f"/list/{quote(entry.name)}")
        found[entry.name] = Value(title.text, title.lang, href)
    return found


def term_list_page(
    view: View,
    terms: TermList,
    *,
    q: str = "",
    letter: str | None = None,
    show_deprecated: bool = False,
    show_welsh: bool = False,
) -> str:
    """Return the page of a list as HTML.

    Args:
        view: the request.
        terms: the list.
        q: only terms whose name or code contains this.
        letter: the letter of A to Z that is open; None for none.
        show_deprecated: whether terms that should no longer be used are shown.
        show_welsh: whether Welsh names stand beside the others.
    """
    names = Names(view, generation_of(view), {})
    shown = [t for t in terms.terms if show_deprecated or not t.is_deprecated]
    page = _list_page(names, terms, shown, q, letter or "", show_welsh)
    return render(
        "list.html",
        view,
        list=page,
        q=q,
        show_deprecated=show_deprecated,
        show_welsh=show_welsh,
        row=lambda term: _row(names, term, show_welsh),
    )


def _list_page(
    names: Names,
    terms: TermList,
    shown: list[ListedTerm],
    q: str,
    letter: str,
    show_welsh: bool,
) -> ListPage:
    by_label = sorted(shown, key=lambda t: fold(t.label(names.view.language).value))
    letters = _letters(names, by_label)
    chosen = letter.upper()[:1]
    if q.strip():
        matches = [t for t in by_label if _matches(t, q)]
    else:
        matches = []
    if chosen:
        listed = [t for t in by_label if _initial(names, t) == chosen]
    else:
        listed = by_label if len(by_label) <= _SHORT else []
    deprecated = sum(term.is_deprecated for term in terms.terms)
    return ListPage(
        title=names.text(terms.entry.title(names.view.language)),
        lede=_lede(names, terms.entry.iri),
        iri=terms.entry.iri,
        name=terms.entry.name,
        current=len(terms.terms) - deprecated,
        deprecated=deprecated,
        welsh=sum(any(w.language == "cy" for w in t.labels) for t in terms.terms),
        about=_about(names, terms.entry.iri),
        matches=tuple(_row(names, t, show_welsh) for t in matches[:_MOST_MATCHES]),
        total_matches=len(matches),
        tree=None if q.strip() else tree_of(names.generation, terms, shown),
        letters=letters,
        letter=chosen,
        rows=tuple(_row(names, t, show_welsh) for t in listed),
        family=_family(names.view, terms.entry),
        mapped=_mapped(names, terms),
    )


def _family(view: View, entry: ListEntry) -> tuple[ListRow, ...]:
    """Return other lists of the same sort."""
    rows = list_rows(view, codes=entry.has_codes)
    return tuple(row for row in rows if row.name != entry.name)[:_FAMILY]


def _row(names: Names, term: ListedTerm, show_welsh: bool) -> Row:
    label = names.text(term.label(names.view.language))
    path = names.generation.addresses.path(term.iri) or term.iri
    welsh = next((w.value for w in term.labels if w.language == "cy"), "")
    is_official = term.identifier.isdigit() or term.iri.startswith(ESD_ID)
    return Row(
        label=Value(label.text, label.lang, names.page.to(path)),
        code=term.identifier if is_official else "",
        welsh=welsh if show_welsh and welsh != label.text else "",
        is_deprecated=term.is_deprecated,
    )


def _matches(term: ListedTerm, q: str) -> bool:
    folded = fold(q)
    return folded == fold(term.identifier) or any(folded in fold(w.value) for w in term.labels)


def _initial(names: Names, term: ListedTerm) -> str:
    return fold(term.label(names.view.language).value)[:1].upper()


def _letters(names: Names, terms: list[ListedTerm]) -> tuple[Letter, ...]:
    counts: dict[str, int] = {letter: 0 for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
    for term in terms:
        initial = _initial(names, term)
        counts[initial] = counts.get(initial, 0) + 1
    return tuple(Letter(letter, count) for letter, count in sorted(counts.items()) if letter)


def _lede(names: Names, iri: str) -> Value | None:
    found = [
        t
        for t in names.generation.reader.objects(NamedNode(iri), DCT.description)
        if isinstance(t, Literal)
    ]
    found.sort(key=lambda t: (t.language != names.view.language, t.language or ""))
    return names.text(found[0]) if found else None


def _example(names: Names, terms: TermList) -> Value | None:
    """Return the first term that is in use, with its code."""
    term = next((t for t in terms.terms if not t.is_deprecated), None)
    if term is None:
        return None
    row = _row(names, term, show_welsh=False)
    code = row.code if len(row.code) <= _SHORT_CODE else ""
    return Value(row.label.text, row.label.lang, row.label.href, code)


def _about(names: Names, iri: str) -> tuple[Fact, ...]:
    reader = names.generation.reader
    rows = []
    for predicate, word in (
        (DCT.publisher, "publisher"),
        (DCT.source, "source"),
        (DCT.modified, "changed"),
        (DCT.license, "licence"),
    ):
        values = values_of(names, predicate, reader.objects(NamedNode(iri), predicate))
        if values:
            rows.append(Fact(Value(names.page.words(word)), values))
    return tuple(rows)


def _mapped(names: Names, terms: TermList) -> ListEntry | None:
    """Return the list of interactions, whose mapping from the services GOV.UK reads."""
    if terms.entry.iri not in _MAPPED_BY_GOVUK:
        return None
    wanted = ESD_ID + "list/interactions"
    return next((e for e in all_lists(names.generation) if e.iri == wanted), None)
