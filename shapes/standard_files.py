"""The files of data standards: where they are, and how one becomes a `Standard`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import cast

from ..graph.errors import NotFoundError, SourceError
from ..graph.namespaces import CSVW, DCT, MH, RDF, RDFS, SH, SKOS
from ..graph.terms import BlankNode, Literal, NamedNode, Quad, RdfFormat, Subject, Term, parse
from .standard import BreakingExample, Code, Column, Edition, Level, Role, Standard, Use

SHARED = "columns.ttl"
"""The file of the columns that many standards share."""

_NAME = re.compile(r"[a-z][a-z0-9-]{0,60}")


def standard_named(name: str, folder: Path | None = None) -> Standard:
    """Return the data standard of a name.

    Args:
        name: its name, such as ``public-toilets``.
        folder: a folder of further standards; None for those that ship alone.

    Raises:
        NotFoundError: there is none of that name.
        SourceError: a file in the folder is no standard.
    """
    found = standards(folder)
    if name not in found:
        raise NotFoundError(
            f"there is no data standard {name[:100]!r}",
            remedy=f"there are {', '.join(sorted(found))}",
        )
    return found[name]


def standards(folder: Path | None = None) -> Mapping[str, Standard]:
    """Return every data standard by its name: those that ship, then those of a folder.

    A file of the folder is read again when it has changed; its standard comes before one of the
    same name that ships.

    Raises:
        SourceError: a file in the folder is no standard.
    """
    found = dict(_shipped())
    if folder is not None:
        for path in sorted(folder.glob("*.ttl")):
            standard = _read_path(path, path.stat().st_mtime_ns)
            found[standard.name] = standard
    return dict(sorted(found.items(), key=lambda item: item[1].title))


def read_standard(data: bytes, source: str) -> Standard:
    """Return the data standard in a Turtle file.

    Args:
        data: the file.
        source: its name, for errors.

    Raises:
        SourceError: it is no Turtle, or does not say what a standard must say.
    """
    try:
        own = list(parse(data, RdfFormat.TURTLE))
    except SyntaxError as error:
        raise SourceError(
            f"it is not Turtle ({error.msg or error})",
            source=source,
            line=error.lineno,
            column=error.offset,
            remedy="mend the syntax there; the fault may be just before it",
        ) from error
    return _File(_with_shared(own), source).standard()


@cache
def _shipped() -> Mapping[str, Standard]:
    folder: Traversable = files(__package__).joinpath("standards")
    entries = sorted((e for e in folder.iterdir() if e.name.endswith(".ttl")), key=lambda e: e.name)
    found = [read_standard(entry.read_bytes(), entry.name) for entry in entries]
    return {standard.name: standard for standard in found}


@cache
def _read_path(path: Path, _changed: int) -> Standard:
    return read_standard(path.read_bytes(), path.name)


@cache
def _shared() -> tuple[Quad, ...]:
    data = files(__package__).joinpath(SHARED).read_bytes()
    return tuple(parse(data, RdfFormat.TURTLE))


def _with_shared(own: list[Quad]) -> list[Quad]:
    """Return a file's statements with those about the shared columns that it uses."""
    by_subject: dict[Subject, list[Quad]] = {}
    for quad in _shared():
        by_subject.setdefault(quad.subject, []).append(quad)
    stated = {quad.subject for quad in own}
    found = list(own)
    waiting = [quad.object for quad in own]
    taken: set[Term] = set()
    while waiting:
        node = waiting.pop()
        if node in taken or node in stated or not isinstance(node, NamedNode | BlankNode):
            continue
        taken.add(node)
        found += by_subject.get(node, [])
        waiting += [quad.object for quad in by_subject.get(node, [])]
    return found


class _File:
    """One file, as it is read."""

    def __init__(self, quads: Iterable[Quad], source: str) -> None:
        self._quads = tuple(dict.fromkeys(quads))
        self._source = source
        self._stated: dict[tuple[Term, NamedNode], list[Term]] = {}
        for quad in self._quads:
            self._stated.setdefault((quad.subject, quad.predicate), []).append(quad.object)

    def standard(self) -> Standard:
        kind = (RDF.type, MH.DataStandard)
        found = [q.subject for q in self._quads if (q.predicate, q.object) == kind]
        if len(found) != 1:
            raise self._fault(
                f"it describes {len(found)} data standards",
                "describe one with 'a mh:DataStandard'",
            )
        (iri,) = found
        if not isinstance(iri, NamedNode):
            raise self._fault("the standard has no address", "give it one")
        name = self._text(iri, DCT.identifier)
        if not _NAME.fullmatch(name):
            raise self._fault(
                f"dct:identifier {name!r} cannot be a standard's name",
                'write lower-case letters, digits and hyphens, such as "public-toilets"',
            )
        shape = self._node(iri, MH.recordShape)
        columns = self._columns(shape)
        editions = self._editions(iri, columns)
        order = dict.fromkeys(n for e in reversed(editions) for n in e.columns)
        key = self._names(iri, MH.key, columns)
        record_class = self._node(shape, SH.targetClass)
        return Standard(
            iri=iri.value,
            name=name,
            variant_of=self._optional(iri, MH.variantOf),
            title=self._text(iri, DCT.title),
            titles=self._by_language(iri, DCT.title),
            description=self._text(iri, DCT.description),
            source=self._optional(iri, DCT.source),
            licence=self._optional(iri, DCT.license),
            guidance=self._all(iri, RDFS.seeAlso),
            shape=str(shape),
            record_class=record_class,
            record_name=self._text(iri, MH.recordName),
            record_name_plural=self._text(iri, MH.recordNamePlural),
            label_template=self._optional(iri, MH.labelTemplate),
            tags=tuple(t for t in self._objects(iri, MH.tag) if isinstance(t, NamedNode)),
            key=key,
            may_repeat=self._optional(iri, MH.mayRepeat) == "true",
            editions=editions,
            columns={name: columns[name] for name in order},
            derived=self._derived(columns),
            uses=tuple(self._uses(iri, columns)),
            breaking=tuple(self._breaking(iri, columns)),
            triples=tuple(quad.triple for quad in self._quads),
        )

    def _columns(self, shape: Subject) -> dict[str, Column]:
        found: dict[str, Column] = {}
        for node in self._objects(shape, SH.property):
            if not isinstance(node, NamedNode | BlankNode):
                continue
            name = self._optional(node, CSVW.name)
            if not name:
                continue
            if name in found:
                raise self._fault(
                    f"two columns have the csvw:name {name!r}",
                    "leave csvw:name out of a property shape that only adds a rule",
                )
            found[name] = self._column(node, name)
        if not found:
            raise self._fault(
                "its record shape has no column", "give property shapes a csvw:name each"
            )
        return found

    def _column(self, node: Subject, name: str) -> Column:
        path = self._value(node, SH.path)
        if not isinstance(path, NamedNode):
            raise self._fault(f"the column {name!r} has no sh:path of one property", "state one")
        classes = self._alternatives(node, SH["class"])
        allowed = [Code(term, *self._names_of(term)) for term in self._list(node, SH["in"])]
        is_term = any(isinstance(code.term, NamedNode) for code in allowed) or bool(classes)
        is_iri = is_term or self._optional(node, SH.nodeKind) == SH.IRI.value
        high = self._optional(node, SH.maxCount)
        length = self._optional(node, SH.maxLength)
        return Column(
            name=name,
            titles=self._all(node, CSVW.titles),
            label=self._optional(node, SH.name) or name,
            description=self._optional(node, SH.description),
            shape=str(node),
            path=path,
            datatypes=self._alternatives(node, SH.datatype),
            is_iri=is_iri,
            codes=tuple(allowed),
            class_iri=classes[0] if classes else "",
            more_classes=classes[1:],
            separators=self._all(node, CSVW.separator),
            formats=self._formats(node),
            level=self._level(node),
            max_count=int(high) if high else None,
            max_length=int(length) if length else None,
            minimum=self._optional(node, SH.minInclusive) or self._optional(node, SH.minExclusive),
            maximum=self._optional(node, SH.maxInclusive) or self._optional(node, SH.maxExclusive),
            examples=self._all(node, MH.example),
            bad_examples=self._all(node, MH.badExample),
            mistakes=self._all(node, MH.mistake),
            guidance=self._optional(node, RDFS.seeAlso),
            is_personal=self._optional(node, MH.isPersonalData) == "true",
            pattern=self._optional(node, SH.pattern),
            role=self._role(node),
        )

    def _alternatives(self, node: Subject, predicate: NamedNode) -> tuple[str, ...]:
        """Return what a shape states with a property, or else the members of its ``sh:or``."""
        stated = self._all(node, predicate)
        if stated:
            return stated
        members = [m for m in self._list(node, SH["or"]) if isinstance(m, NamedNode | BlankNode)]
        return tuple(iri for member in members for iri in self._all(member, predicate))

    def _level(self, node: Subject) -> Level:
        low = self._optional(node, SH.minCount)
        if not low or int(low) < 1:
            return "may"
        severity = self._optional(node, SH.severity)
        return "must" if severity in ("", SH.Violation.value) else "should"

    def _role(self, node: Subject) -> Role:
        name = self._optional(node, MH.role).removeprefix(MH.iri)
        if name not in ("", "Eastwards", "Northwards", "ReferenceSystem"):
            raise self._fault(
                f"there is no role {name!r}",
                "write mh:Eastwards, mh:Northwards or mh:ReferenceSystem",
            )
        return cast(Role, name)

    def _formats(self, node: Subject) -> tuple[str, ...]:
        described = [
            term
            for term in self._objects(node, CSVW.datatype)
            if isinstance(term, NamedNode | BlankNode)
        ]
        return tuple(f for term in described for f in self._all(term, CSVW.format))

    def _names_of(self, term: Term) -> tuple[str, tuple[str, ...], str]:
        """Return a code's label, its names, and its definition."""
        if isinstance(term, Literal):
            return term.value, (term.value,), ""
        if not isinstance(term, NamedNode):
            raise self._fault("sh:in holds a blank node", "list terms and literals only")
        label = self._optional(term, SKOS.prefLabel) or term.value.rsplit("/", 1)[-1]
        names = [
            label,
            *self._all(term, SKOS.prefLabel),
            *self._all(term, SKOS.altLabel),
            *self._all(term, SKOS.hiddenLabel),
            *self._all(term, SKOS.notation),
            *self._all(term, DCT.identifier),
            term.value,
        ]
        return label, tuple(dict.fromkeys(names)), self._optional(term, SKOS.definition)

    def _editions(self, iri: Subject, columns: Mapping[str, Column]) -> tuple[Edition, ...]:
        found = []
        for node in self._objects(iri, MH.edition):
            if isinstance(node, NamedNode | BlankNode):
                name = self._text(node, DCT.identifier)
                names = self._names(node, MH.columns, columns)
                found.append(Edition(name, self._optional(node, RDFS.label) or name, names))
        if not found:
            raise self._fault(
                "it has no edition", "state mh:edition [ dct:identifier ... ; mh:columns ( ... ) ]"
            )
        left_out = sorted(columns.keys() - {n for edition in found for n in edition.columns})
        if left_out:
            raise self._fault(f"no edition has the column {left_out[0]!r}", "name it in mh:columns")
        return tuple(sorted(found, key=lambda edition: edition.name))

    def _derived(self, columns: Mapping[str, Column]) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for quad in self._quads:
            if quad.predicate != MH.fromColumns:
                continue
            path = self._value(quad.subject, SH.path)
            key = path.value if isinstance(path, NamedNode) else str(quad.subject)
            found[key] = tuple(
                term.value
                for term in self._list(quad.subject, MH.fromColumns)
                if isinstance(term, Literal) and term.value in columns
            )
        return found

    def _uses(self, iri: Subject, columns: Mapping[str, Column]) -> Iterator[Use]:
        for node in self._objects(iri, MH.use):
            if isinstance(node, NamedNode | BlankNode):
                label = self._text(node, RDFS.label)
                needs = self._names(node, MH.needs, columns)
                yield Use(label, needs, self._text(node, MH.otherwise))

    def _breaking(self, iri: Subject, columns: Mapping[str, Column]) -> Iterator[BreakingExample]:
        for node in self._objects(iri, MH.breakingExample):
            if not isinstance(node, NamedNode | BlankNode):
                continue
            rows = []
            for row in self._list(node, MH.rows):
                cells = self._objects(cast(Subject, row), MH.cell)
                rows.append(dict(self._cell(cast(Subject, cell), columns) for cell in cells))
            yield BreakingExample(self._text(node, RDFS.label), tuple(rows))

    def _cell(self, node: Subject, columns: Mapping[str, Column]) -> tuple[str, str]:
        name = self._text(node, CSVW.name)
        self._check_column(name, columns)
        return name, self._optional(node, RDF.value)

    def _names(
        self, node: Subject, predicate: NamedNode, columns: Mapping[str, Column]
    ) -> tuple[str, ...]:
        names = [t.value for t in self._list(node, predicate) if isinstance(t, Literal)]
        for name in names:
            self._check_column(name, columns)
        return tuple(names)

    def _check_column(self, name: str, columns: Mapping[str, Column]) -> None:
        if name not in columns:
            raise self._fault(
                f"there is no column {name!r}", "spell it as the csvw:name of a property shape"
            )

    def _list(self, node: Subject, predicate: NamedNode) -> list[Term]:
        found: list[Term] = []
        cell = self._value(node, predicate)
        while isinstance(cell, NamedNode | BlankNode) and cell != RDF.nil:
            member = self._value(cell, RDF.first)
            if member is None or len(found) > 10_000:
                raise self._fault(f"{predicate.value} holds no well-formed list", "write ( ... )")
            found.append(member)
            cell = self._value(cell, RDF.rest)
        return found

    def _objects(self, node: Term, predicate: NamedNode) -> list[Term]:
        return self._stated.get((node, predicate), [])

    def _value(self, node: Term, predicate: NamedNode) -> Term | None:
        return next(iter(self._objects(node, predicate)), None)

    def _all(self, node: Subject, predicate: NamedNode) -> tuple[str, ...]:
        """Return the values of a property as text, in the order of the file."""
        wanted = self._objects(node, predicate)
        return tuple(dict.fromkeys(t.value for t in wanted if isinstance(t, Literal | NamedNode)))

    def _by_language(self, node: Subject, predicate: NamedNode) -> dict[str, str]:
        found = self._objects(node, predicate)
        return {t.language or "en": t.value for t in found if isinstance(t, Literal)}

    def _optional(self, node: Subject, predicate: NamedNode) -> str:
        """Return a value as text, the English one of several; empty if there is none."""
        found = self._objects(node, predicate)
        english = [t for t in found if isinstance(t, Literal) and t.language in (None, "en")]
        for term in english or found:
            if isinstance(term, Literal | NamedNode):
                return term.value
        return ""

    def _text(self, node: Subject, predicate: NamedNode) -> str:
        value = self._optional(node, predicate)
        if not value.strip():
            raise self._fault(f"{node} has no <{predicate.value}>", "state it once")
        return value

    def _node(self, node: Subject, predicate: NamedNode) -> NamedNode:
        value = self._value(node, predicate)
        if not isinstance(value, NamedNode):
            raise self._fault(f"{node} has no <{predicate.value}>", "state one address")
        return value

    def _fault(self, what: str, remedy: str) -> SourceError:
        return SourceError(what, source=self._source, remedy=f"{remedy}; see shapes/README.md")
