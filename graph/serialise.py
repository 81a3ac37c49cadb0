"""Serialise: triples and quads as bytes in every RDF syntax that is offered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from .namespaces import PREFIXES, RDF, XSD
from .terms import BlankNode, Literal, NamedNode, Quad, RdfFormat, Term, Triple, serialize

RDF_FORMATS: dict[str, RdfFormat] = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}
"""Suffix -> syntax, for those that Oxigraph writes; JSON-LD is written here, with a context."""


def serialise(statements: Iterable[Triple] | Iterable[Quad], suffix: str) -> bytes:
    """Return statements in the syntax of a suffix: ttl, nt, rdf, trig, nq or jsonld.

    Equal statements in equal order give equal bytes, as a strong ETag promises.
    """
    if suffix == "jsonld":
        return as_json_ld(statements)
    prefixes = PREFIXES if suffix in ("ttl", "trig", "rdf") else None
    data = serialize(statements, format=RDF_FORMATS[suffix], prefixes=prefixes) or b""
    if suffix in ("ttl", "trig"):
        return _with_used_prefixes(data)
    return _with_ordered_namespaces(data) if suffix == "rdf" else data


def _with_used_prefixes(data: bytes) -> bytes:
    """Return Turtle or TriG with the prefixes that it uses, in order.

    Oxigraph writes all of them, in an order that differs from process to process.
    """
    lines = data.split(b"\n")
    declared = [line for line in lines if line.startswith(b"@prefix ")]
    body = b"\n".join(lines[len(declared) :])
    used = [line for line in sorted(declared) if line.split(b" ", 2)[1] in body]
    return b"\n".join([*used, b"", body]) if used else body


def _with_ordered_namespaces(data: bytes) -> bytes:
    """Return RDF/XML with the namespaces of its root element in order."""
    root = re.search(rb"<rdf:RDF([^>]*)>", data)
    if root is None:
        return data
    declared = re.findall(rb'\sxmlns:[\w-]+="[^"]*"', root.group(1))
    return data[: root.start(1)] + b"".join(sorted(declared)) + data[root.end(1) :]


def as_json_ld(statements: Iterable[Triple] | Iterable[Quad]) -> bytes:
    """Return statements as flattened JSON-LD 1.1 whose context is the prefixes that it uses.

    Source: JSON-LD 1.1, sections 4.1.5 (compact IRIs) and 9.4 (value objects). The context stands
    in the document, so no client has to fetch it.
    """
    nodes: dict[str, dict[str, Any]] = {}
    used: set[str] = set()
    for statement in statements:
        subject = _identify(statement.subject)
        node = nodes.setdefault(subject, {"@id": subject})
        if statement.predicate == RDF.type and isinstance(statement.object, NamedNode):
            node.setdefault("@type", []).append(_compact(statement.object.value, used))
        else:
            key = _compact(statement.predicate.value, used)
            node.setdefault(key, []).append(_value(statement.object, used))
    graph = [{k: _single(v) for k, v in node.items()} for node in nodes.values()]
    context = {prefix: PREFIXES[prefix] for prefix in sorted(used)}
    document = {"@context": context, "@graph": graph}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _identify(term: Term) -> str:
    return term.value if isinstance(term, NamedNode) else str(term)


def _compact(iri: str, used: set[str]) -> str:
    for prefix, namespace in PREFIXES.items():
        local = iri[len(namespace) :]
        if iri.startswith(namespace) and local and not local.startswith("//"):
            used.add(prefix)
            return f"{prefix}:{local}"
    return iri


def _value(term: Term, used: set[str]) -> Any:
    if isinstance(term, NamedNode | BlankNode):
        return {"@id": _identify(term)}
    if not isinstance(term, Literal):
        raise TypeError(f"JSON-LD 1.1 cannot hold {term}")
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype == XSD.string:
        return term.value
    return {"@value": term.value, "@type": _compact(term.datatype.value, used)}


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value
