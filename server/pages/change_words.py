"""Changes in words, for feeds and pages alike: what happened to a thing, as a sentence ends."""

from __future__ import annotations

from ...graph.catalogue import dataset_entries
from ...graph.generation import Generation
from ...graph.labels import choose_label, read_labels
from ...graph.ledger import LedgerEntry
from ...graph.namespaces import DCT, MH
from ...graph.terms import NamedNode
from .words import Words

_WORDS = {
    MH.Addition.value: "change_Addition",
    MH.Removal.value: "change_Removal",
    MH.Deprecation.value: "change_Deprecation",
    MH.Restoration.value: "change_Restoration",
    MH.Redefinition.value: "change_Redefinition",
    MH.Move.value: "change_Move",
}
"""Kind of change -> the words for it, of those that need no more."""

_OF_LISTS = (MH.ListData.value, MH.MappingData.value, MH.WordsData.value)


def what_happened(words: Words, generation: Generation, entry: LedgerEntry) -> str:
    """Return what happened to the thing of an entry: ``renamed from “Sports clubs”``."""
    if entry.counts is not None:
        return _of_dataset(words, generation, entry)
    return ", ".join(_of_thing(words, kind, entry) for kind in entry.kinds)


def successors(generation: Generation, entry: LedgerEntry) -> tuple[str, ...]:
    """Return the IRIs of what is to be used in place of a term that an entry says is deprecated."""
    if not {MH.Deprecation.value, MH.Removal.value} & set(entry.kinds):
        return ()
    found = generation.reader.objects(NamedNode(entry.thing), DCT.isReplacedBy)
    return tuple(term.value for term in found if isinstance(term, NamedNode))


def sentence(words: Words, generation: Generation, entry: LedgerEntry) -> str:
    """Return an entry as a sentence of its own, with the code of the term."""
    curie = generation.addresses.curie(entry.thing)
    code = f" ({curie})" if curie else ""
    text = f"{entry.name(words.language).value}{code}: {what_happened(words, generation, entry)}"
    named = [_name(words, generation, iri) for iri in successors(generation, entry)]
    return f"{text}. {words('use_instead')} {', '.join(named)}" if named else text


def attributed(words: Words, entry: LedgerEntry) -> str:
    """Return who published an entry and why: ``by standards-team: names of 2026``; or nothing."""
    by = words("change_by", who=entry.by) if entry.by else ""
    return ": ".join(part for part in (by, entry.note) if part)


def _of_thing(words: Words, kind: str, entry: LedgerEntry) -> str:
    if kind == MH.Renaming.value:
        before = choose_label(entry.before, words.language)
        return words("change_Renaming", before=before.value if before else "")
    return words(_WORDS.get(kind, "change_OtherChange"))


def _of_dataset(words: Words, generation: Generation, entry: LedgerEntry) -> str:
    counts = entry.counts
    if counts is None:
        return ""
    if MH.Removal.value in entry.kinds:
        return words("change_dataset_gone")
    if MH.Addition.value in entry.kinds:
        number = words.count(counts.created, _noun(generation, entry))
        return words("change_dataset_new", things=number)
    parts = (
        ("change_Addition", counts.created),
        ("change_OtherChange", counts.changed),
        ("change_Removal", counts.removed),
    )
    said = [f"{number:,} {words(name)}" for name, number in parts if number]
    return ", ".join(said) or words("change_dataset_entry")


def _noun(generation: Generation, entry: LedgerEntry) -> str:
    kinds = [each.kind for each in dataset_entries(generation) if each.slug == entry.dataset]
    if not kinds:
        return "thing"
    return "term" if kinds[0] in _OF_LISTS else "record"


def _name(words: Words, generation: Generation, iri: str) -> str:
    label = choose_label(read_labels(generation.reader, iri), words.language)
    curie = generation.addresses.curie(iri)
    name = label.value if label else iri
    return f"{name} ({curie})" if curie else name
