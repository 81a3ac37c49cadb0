"""Terms as N-Triples writes them: the text is the term, so its original spelling is kept.

The engine compares terms as texts. A store would rewrite ``"004"^^xsd:integer`` to ``4``; and a
text costs less time and memory than an object.

Source: RDF 1.1 N-Triples, sections 2 and 4 (canonical form).
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ..graph.namespaces import Namespace
from ..graph.store import Reader
from ..graph.terms import BlankNode, Literal, NamedNode, Quad, RdfFormat, Term, parse

RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
SUBCLASS_OF = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
TRUE = '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>'

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))")
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}


@cache
def iri(namespace: Namespace, name: str) -> str:
    """Return the written form of a vocabulary's term."""
    return f"<{namespace.iri}{name}>"


def is_literal(text: str) -> bool:
    """Return whether a written term is a literal."""
    return text[0] == '"'


def is_iri(text: str) -> bool:
    """Return whether a written term is an IRI, and no triple term."""
    return text[0] == "<" and text[1:2] != "<"


def lexical(text: str) -> str:
    """Return an IRI, or the characters of a literal; a blank node with its mark."""
    if text[0] == "<":
        return text[1:-1]
    if text[0] == "_":
        return text
    body = text[1 : text.rindex('"')]
    return _ESCAPE.sub(_unescape, body) if "\\" in body else body


def language(text: str) -> str:
    """Return the language of a written term; empty if it has none."""
    tag = text[text.rfind('"') + 1 :]
    return tag[1:].partition("--")[0] if text[0] == '"' and tag[:1] == "@" else ""


def datatype(text: str) -> str:
    """Return the IRI, without its brackets, of a literal's datatype; empty for other terms."""
    if text[0] != '"':
        return ""
    suffix = text[text.rindex('"') + 1 :]
    if not suffix:
        return "http://www.w3.org/2001/XMLSchema#string"
    if suffix[0] == "@":
        return "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"
    return suffix[3:-1]


def plain(characters: str) -> str:
    """Return the written form of a plain literal."""
    return str(Literal(characters))


@lru_cache(maxsize=10_000)
def as_term(text: str) -> Term:
    """Return a written term as a term."""
    if text[0] == "_":
        return BlankNode(text[2:])
    if is_iri(text):
        return NamedNode(text[1:-1])
    if is_literal(text) and "--" not in text[text.rindex('"') :]:
        tag = language(text)
        if tag:
            return Literal(lexical(text), language=tag)
        return Literal(lexical(text), datatype=NamedNode(datatype(text)))
    quads = parse(f"<x:s> <x:p> {text} .".encode(), format=RdfFormat.N_TRIPLES)
    quad: Quad = next(quads)
    return quad.object


@lru_cache(maxsize=1_000)
def as_stored(text: str) -> str:
    """Return a written literal as a store gives it back: it keeps the value, not the spelling."""
    quad = Quad(NamedNode("x:s"), NamedNode("x:p"), as_term(text))
    (stored,) = Reader.of([quad]).quads()
    return str(stored.object)


def _unescape(match: re.Match[str]) -> str:
    short, long, letter = match.groups()
    if letter is None:
        return chr(int(short or long, 16))
    return _ESCAPED.get(letter, letter)
