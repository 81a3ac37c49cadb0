"""Look up: from what somebody wrote to the thing of a class that it means.

Tables of councils, reconciliation and forms ask the same: which service is "LGSL 579", which
council "Rushcliffe BC"? Everything that is exact is found; what is merely like a name is a
suggestion, for a person to take or leave.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple, Protocol

from .addresses import Addresses
from .class_names import ClassNames, Named, address_key, council_key, read_class_names
from .folding import fold_letters, fold_words
from .generation import Generation
from .index import fold
from .namespaces import MH
from .reader import Reader
from .resolve import readings

_LONGEST = 300
"""Characters above which a text is nobody's name."""

_LEAST_LIKENESS = 78.0
"""Likeness (0 to 100) under which a name is no suggestion."""

_CODE = re.compile(r"(?:(?:gss|snac|ons|slug|code|id|no)\.?[ :#]+)?([^\s:#]+?)(?:\.0+)?")
"""A code, perhaps with a word for its kind before it, or made a fraction by a spreadsheet."""

_COUNTY = re.compile(r"\bcounty\b")
_OTHER_KIND = re.compile(r"\b(?:city|borough|district)\b")


class LookUp(Protocol):
    """Things of a class by what they are called."""

    def find(self, class_iri: str, text: str) -> tuple[Named, ...]:
        """Return the things of a class that a text names exactly; several if it is ambiguous.

        Args:
            class_iri: IRI of the class.
            text: an address, compact address, code or name.
        """

    def suggest(self, class_iri: str, text: str) -> Named | None:
        """Return the thing of a class whose name is most like a text; None if none is like it."""


class GraphLookUp:
    """Look-up in a graph; what a class holds is read once, when it is first asked for.

    Any number of threads may ask.
    """

    def __init__(self, open_reader: Callable[[], Reader], addresses: Addresses) -> None:
        self._open_reader = open_reader
        self._addresses = addresses
        self._classes: dict[str, ClassNames] = {}
        self._lock = threading.Lock()

    def find(self, class_iri: str, text: str) -> tuple[Named, ...]:
        """Return the things of a class that a text names exactly; several if it is ambiguous."""
        names = self._names(class_iri)
        found = find_among(names, self._addresses, text)
        plain = text.strip().strip("<>").strip()
        if found or class_iri != MH.Authority.value or address_key(plain):
            return found
        return _by_council(names, plain)

    def suggest(self, class_iri: str, text: str) -> Named | None:
        """Return the thing of a class whose name is most like a text; None if none is like it.

        Of an address that leads to nothing, the last part is taken for a name.
        """
        names = self._names(class_iri)
        if class_iri == MH.Authority.value:
            part = _last_part(text)
            found = names.named(fold_letters(part)) or _by_council(names, part)
            if part and found:
                return found[0]
        return suggest_among(names, text)

    def _names(self, class_iri: str) -> ClassNames:
        names = self._classes.get(class_iri)
        if names is None:
            with self._lock:
                names = self._classes.get(class_iri)
                if names is None:
                    names = read_class_names(self._open_reader(), class_iri)
                    self._classes[class_iri] = names
        return names


def look_up_of(generation: Generation) -> GraphLookUp:
    """Return the look-up of a generation, the same one each time."""
    return generation.remember(
        "look-up", lambda: GraphLookUp(lambda: generation.reader, generation.addresses)
    )


def find_among(names: ClassNames, addresses: Addresses, text: str) -> tuple[Named, ...]:
    """Return the things that a text names exactly; several if it is ambiguous.

    Args:
        names: the things, by what they are called.
        addresses: which addresses are this service's own.
        text: an address, compact address, code or name.
    """
    plain = text.strip().strip("<>").strip()
    if not plain or len(plain) > _LONGEST:
        return ()
    if plain in names.things:
        return (names.things[plain],)
    key = address_key(plain)
    if key in names.by_address:
        return names.current(names.by_address[key])
    for _, iri in readings(addresses, plain):
        if iri in names.things:
            return (names.things[iri],)
    return () if key else _by_code(names, plain) or names.named(fold_letters(plain))


class Key(NamedTuple):
    """A key of `ClassNames`: which of its tables, and what is looked for in it."""

    kind: Literal["thing", "address", "code", "name"]
    text: str


def keys_of(names: ClassNames) -> Iterator[Key]:
    """Yield every key under which `find_among` finds something."""
    yield from (Key("thing", iri) for iri in names.things)
    yield from (Key("address", address) for address in names.by_address)
    yield from (Key("code", code) for code in names.by_code)
    yield from (Key("name", name) for name in names.by_name)


def keys_tried(addresses: Addresses, text: str) -> Iterator[Key]:
    """Yield every key under which `find_among` looks for a text.

    Args:
        addresses: which addresses are this service's own.
        text: an address, compact address, code or name.
    """
    plain = text.strip().strip("<>").strip()
    if not plain or len(plain) > _LONGEST:
        return
    yield Key("thing", plain)
    yield Key("address", address_key(plain))
    yield from (Key("thing", iri) for _, iri in readings(addresses, plain))
    folded = fold(plain)
    yield Key("code", folded)
    match = _CODE.fullmatch(folded)
    if match:
        yield Key("code", match[1])
    yield Key("name", fold_letters(plain))


def suggest_among(names: ClassNames, text: str) -> Named | None:
    """Return the thing whose name is most like a text; None if none is like it.

    Of an address that leads to nothing, the last part is taken for a name.
    """
    part = _last_part(text)
    found = names.named(fold_letters(part)) if part else ()
    if found:
        return found[0]
    words = fold_words(part or text.strip().strip("<>")[:_LONGEST])
    if len(words) < 4 or words.isdigit():
        return None
    from rapidfuzz import fuzz, process  # most ask for what is exact alone

    likely = process.extractOne(
        words, names.words.keys(), scorer=fuzz.ratio, score_cutoff=_LEAST_LIKENESS
    )
    if likely:
        return names.words[likely[0]]
    holding = [name for name in names.words if words in name] if len(words) > 5 else []
    return names.words[min(holding, key=len)] if holding else None


def _last_part(text: str) -> str:
    """Return the last part of an address; empty if a text is none."""
    plain = text.strip().strip("<>").rstrip("/")[:_LONGEST]
    return plain.rsplit("/", 1)[1] if "/" in plain and address_key(plain) else ""


def _by_code(names: ClassNames, text: str) -> tuple[Named, ...]:
    folded = fold(text)
    if folded in names.by_code:
        return names.current(names.by_code[folded])
    match = _CODE.fullmatch(folded)
    return names.current(names.by_code.get(match[1], ())) if match else ()


def _by_council(names: ClassNames, text: str) -> tuple[Named, ...]:
    """Return the councils whose name is a text but for the words that many councils share."""
    if len(text) > _LONGEST:
        return ()
    key = council_key(text)
    return tuple(
        thing for thing in names.councils.get(key, ()) if key and _may_be(text, thing.label)
    )


def _may_be(text: str, label: str) -> bool:
    """Return whether a council may be called a text: no county is a city, borough or district."""
    written, named = fold_words(text), fold_words(label)
    if _COUNTY.search(written):
        return not _OTHER_KIND.search(named)
    return not (_OTHER_KIND.search(written) and _COUNTY.search(named))
