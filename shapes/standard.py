"""Data standards: what a kind of record must look like, read from one Turtle file each.

The file's node shape carries the rules, and the property shapes that have a ``csvw:name`` are the
columns of a table. `shapes/README.md` says how such a file is written.

Source: SHACL, section 2; Metadata Vocabulary for Tabular Data (CSVW), sections 5.5 to 5.7.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal as OneOf

from ..graph.terms import NamedNode, Term, Triple

Level = OneOf["must", "should", "may"]
Role = OneOf["", "Eastwards", "Northwards", "ReferenceSystem"]


@dataclass(frozen=True, slots=True)
class Code:
    """A value that a column allows.

    Attributes:
        term: the term of a list, or a literal, that stands in the graph.
        label: its name in English.
        names: everything that it may be called in a cell: names, other names, code and address.
        definition: what it means; empty if the list does not say.
    """

    term: Term
    label: str
    names: tuple[str, ...]
    definition: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table, and what is right in it.

    Attributes:
        name: its heading, as the standard writes it.
        titles: other headings that mean it.
        label: what it is called in a sentence.
        description: what it says, and why it is asked for.
        shape: the written node of its property shape.
        path: the property that a cell becomes.
        datatypes: IRIs of the datatypes that a value may have; none where it is an IRI.
        is_iri: whether a value is an address or a term.
        codes: the values that are allowed, if they are listed.
        class_iri: IRI of the class that a value belongs to, if it is a term or thing of the graph.
        more_classes: IRIs of further classes that it may belong to instead.
        separators: what stands between several values in one cell; the first that is there counts.
        formats: formats of dates in the notation of Unicode TR35, beside the usual ones.
        level: whether a value is asked for.
        max_count: how many values a record may have; None for any number.
        max_length: the most characters; None for any number.
        pattern: the regular expression that values match; empty for any.
        minimum: the lowest value; empty for none.
        maximum: the highest value; empty for none.
        examples: good values, as somebody would write them in a cell.
        bad_examples: values that break a rule of the column.
        mistakes: what often goes wrong, in sentences.
        guidance: address of a page about it; empty for none.
        is_personal: whether it holds personal data, which is not published unless asked for.
        role: what part it has in a point on the map; empty for none.
    """

    name: str
    titles: tuple[str, ...] = ()
    label: str
    description: str
    shape: str
    path: NamedNode
    datatypes: tuple[str, ...] = ()
    is_iri: bool = False
    codes: tuple[Code, ...] = ()
    class_iri: str = ""
    more_classes: tuple[str, ...] = ()
    separators: tuple[str, ...] = ()
    formats: tuple[str, ...] = ()
    level: Level = "may"
    max_count: int | None = None
    max_length: int | None = None
    pattern: str = ""
    minimum: str = ""
    maximum: str = ""
    examples: tuple[str, ...] = ()
    bad_examples: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()
    guidance: str = ""
    is_personal: bool = False
    role: Role = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """The headings of a standard as it was published at one time.

    Attributes:
        name: a short name, such as ``2019``.
        label: what it is called, such as ``2019 headings``.
        columns: the names of its columns, in order.
    """

    name: str
    label: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Use:
    """Something that people can do with the data, if certain columns are filled.

    Attributes:
        label: what they can do.
        needs: the names of the columns.
        otherwise: what they see, or cannot do, where one of them is blank.
    """

    label: str
    needs: tuple[str, ...]
    otherwise: str


@dataclass(frozen=True, slots=True)
class BreakingExample:
    """Cells that, together in the record of the examples, break one rule.

    Attributes:
        label: what is wrong with them.
        cells: name of a column -> text, for each record; a record without entries is the example.
    """

    label: str
    cells: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """A data standard.

    Attributes:
        iri: its IRI.
        name: its name in addresses and on the command line.
        variant_of: IRI of the standard that this is a variant of; empty if it is none.
        title: its title in English.
        titles: language -> title.
        description: what it is for.
        source: address of the publication that it follows; empty for none.
        licence: address of the licence under which its data is usually published; empty for none.
        guidance: addresses of pages about it.
        shape: the written node of the shape of its records.
        record_class: the class of its records.
        record_name: what one record is called.
        record_name_plural: what several are called.
        label_template: how a record is named where no column does, with ``{Column}`` in it.
        tags: the terms that every record is classified as.
        key: names of the columns that tell one record from another; none if nothing does.
        may_repeat: whether two rows may have the same key, as equal payments may.
        editions: its editions, the newest last.
        columns: name -> column, in the order of the newest edition, older ones' columns after.
        derived: path of a property that is worked out of columns -> the names of those columns.
        uses: what people can do with the data.
        breaking: examples that break a rule about several cells or rows.
        triples: the whole file, with the shared columns that it uses.
    """

    iri: str
    name: str
    variant_of: str
    title: str
    titles: Mapping[str, str]
    description: str
    source: str
    licence: str
    guidance: tuple[str, ...]
    shape: str
    record_class: NamedNode
    record_name: str
    record_name_plural: str
    label_template: str
    tags: tuple[NamedNode, ...]
    key: tuple[str, ...]
    may_repeat: bool
    editions: tuple[Edition, ...]
    columns: Mapping[str, Column]
    derived: Mapping[str, tuple[str, ...]]
    uses: tuple[Use, ...]
    breaking: tuple[BreakingExample, ...]
    triples: tuple[Triple, ...] = field(repr=False)

    @property
    def has_personal_data(self) -> bool:
        """Whether a column holds personal data."""
        return any(column.is_personal for column in self.columns.values())

    def columns_of(self, path: str) -> tuple[str, ...]:
        """Return the names of the columns that a property comes from."""
        named = tuple(c.name for c in self.columns.values() if c.path.value == path)
        return named or self.derived.get(path, ())

    def not_asked_by(self, edition: Edition) -> frozenset[str]:
        """Return the properties that no column of an edition becomes.

        A table that follows the edition cannot have them, so it is not told that they are missing.
        """
        held = {self.columns[name].path.value for name in edition.columns}
        return frozenset(c.path.value for c in self.columns.values()) - held
