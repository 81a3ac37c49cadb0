"""What became of a system's codes as mappings in SSSOM, for tools that apply such mappings.

Source: SSSOM 1.0, sections on the data model and on the TSV serialisation: a YAML block behind
``#``, then tab separated values; all identifiers are CURIEs, whose prefixes the block declares.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ...graph.addresses import Addresses
from ...graph.impact.outcome import CodeImpact, Impact
from ...graph.list_csv import neutral
from ...graph.namespaces import DCT, PREFIXES, SKOS
from ...graph.releases.standing import TermName

COLUMNS = (
    "subject_id",
    "subject_label",
    "subject_type",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "comment",
)

NO_TERM = "sssom:NoTermFound"

_BUILT_IN = {
    "semapv": "https://w3id.org/semapv/vocab/",
    "skos": SKOS.iri,
    "sssom": "https://w3id.org/sssom/",
}
_DCTERMS = {"dcterms": DCT.iri}
_UNSPECIFIED_LICENCE = "https://w3id.org/sssom/license/unspecified"
_EXACT, _CLOSE, _REPLACED = "skos:exactMatch", "skos:closeMatch", "dcterms:isReplacedBy"
_CURATED = "semapv:ManualMappingCuration"
_CHAINED = "semapv:MappingChaining"
_SOUGHT = "semapv:LexicalMatching"
_LITERAL = "rdfs literal"
_OVER = frozenset(("removed", "withdrawn", "deprecated"))
_SAME = {"renamed": _EXACT, "recoded": _EXACT, "moved": _EXACT, "redefined": _CLOSE}
_LOCAL = re.compile(r"[^\s/#:]+")


@dataclass(slots=True)
class _Curies:
    """Makes compact addresses, and remembers the prefixes that they need."""

    addresses: Addresses
    prefixes: dict[str, str] = field(default_factory=lambda: {**_BUILT_IN, **_DCTERMS})

    def of(self, iri: str) -> str:
        """Return the compact form of an IRI."""
        curie = self.addresses.curie(iri)
        if curie is not None:
            prefix, _, local = curie.partition(":")
            if _LOCAL.fullmatch(local):
                self.prefixes[prefix] = iri.removesuffix(local)
                return curie
        cut = max(iri.rfind("/"), iri.rfind("#"), iri.rfind(":")) + 1
        namespace, local = iri[:cut], iri[cut:]
        known = {**{name: p for p, name in PREFIXES.items()}, **self._by_namespace()}
        prefix = known.get(namespace) or self._new_prefix(namespace)
        self.prefixes[prefix] = namespace
        return f"{prefix}:{local}"

    def _by_namespace(self) -> dict[str, str]:
        return {namespace: prefix for prefix, namespace in self.prefixes.items()}

    def _new_prefix(self, namespace: str) -> str:
        """Return a prefix that is not in use: the last word of a namespace, if it can be one."""
        words = re.findall(r"[A-Za-z][A-Za-z0-9]*", namespace)
        stem = words[-1] if words else "ns"
        taken = {*self.prefixes, *PREFIXES}
        number, prefix = 2, stem
        while prefix in taken:
            prefix, number = f"{stem}{number}", number + 1
        return prefix


def write_sssom(impact: Impact, base_iri: str) -> bytes:
    """Return the codes about which something is to be done as a set of mappings.

    Subjects are terms as the release had them that the system was built on, objects terms as they
    are now. A term that keeps its address is an exact match of itself, or a close one if it was
    redefined; one that is over is mapped to what takes its place; what nothing takes the place of,
    and what never existed, is mapped to no term. Codes that are ambiguous, or of another nation,
    are left out, because nothing states what they are to be mapped to.
    """
    curies = _Curies(Addresses(base_iri))
    curies.prefixes["moothall"] = base_iri
    rows = [row for code in impact.to_do() for row in _rows(curies, code)]
    output = io.StringIO(newline="")
    for line in _metadata(impact, base_iri, curies.prefixes):
        output.write(f"#{line}\n")
    writer = csv.writer(output, delimiter="\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return output.getvalue().encode()


def _metadata(impact: Impact, base_iri: str, prefixes: dict[str, str]) -> Iterator[str]:
    """Yield the lines of the metadata, as YAML."""
    from importlib.metadata import version  # which no other form needs

    name = f"{impact.built_on}..{impact.to}"
    yield f"mapping_set_id: {json.dumps(f'{base_iri}impact/{name}')}"
    yield f"mapping_set_title: {json.dumps(f'Codes of a system, from {name}')}"
    yield f"license: {json.dumps(_UNSPECIFIED_LICENCE)}"
    yield 'subject_source: "moothall:releases"'
    yield f"subject_source_version: {json.dumps(impact.built_on)}"
    yield 'object_source: "moothall:releases"'
    yield f"object_source_version: {json.dumps(impact.to)}"
    yield 'mapping_tool: "Moothall"'
    yield f"mapping_tool_version: {json.dumps(version('moothall'))}"
    yield "curie_map:"
    for prefix, namespace in sorted(prefixes.items()):
        yield f"  {prefix}: {json.dumps(namespace)}"


def _rows(curies: _Curies, code: CodeImpact) -> Iterator[tuple[str, ...]]:
    if code.outcome == "never_existed":
        yield _row("", code.code, _LITERAL, _EXACT, NO_TERM, "", _SOUGHT, _perhaps(code))
        return
    old = code.term
    if old is None or code.outcome not in (*_OVER, *_SAME):
        return
    subject = (curies.of(old.iri), old.label().value, "")
    comment = next((text.value for text in code.reason), "")
    if code.outcome in _SAME and code.after is not None:
        yield _row(*subject, _SAME[code.outcome], *_object(curies, code.after), _CURATED, comment)
    elif not code.successors:
        yield _row(*subject, _EXACT, NO_TERM, "", _CURATED, comment)
    for successor in code.successors:
        how = _CHAINED if code.via else _CURATED
        yield _row(*subject, _REPLACED, *_object(curies, successor), how, comment)


def _object(curies: _Curies, term: TermName) -> tuple[str, str]:
    return curies.of(term.iri), term.label().value


def _row(*cells: str) -> tuple[str, ...]:
    return tuple(neutral(" ".join(cell.split())) for cell in cells)


def _perhaps(code: CodeImpact) -> str:
    names = " or ".join(each.label().value for each in code.candidates)
    return f"perhaps {names}" if names else ""
