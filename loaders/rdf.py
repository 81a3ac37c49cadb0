"""RDF: Turtle, TriG, N-Triples, N-Quads, RDF/XML and JSON-LD."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence

from ..graph.errors import SourceError
from ..graph.namespaces import DCT, MH, RDF
from ..graph.terms import Literal, NamedNode, Quad, RdfFormat, Triple, parse
from .skolem import skolemise
from .source import Source, decode
from .staged import RESERVED_SLUGS, Context, Staged, StagedDataset, check_slug, slug_of
from .xml_input import check_xml, root_name

_TURTLE_START = re.compile(
    r"(?:\s|#[^\n]*\n)*(?:@prefix|@base|PREFIX\b|BASE\b|VERSION\b|GRAPH\b|<[^<>\"{}|^`\s]*>|_:|\[|\{"
    r"|[A-Za-z][\w.-]*:[^\s/])",
    re.IGNORECASE,
)

_NAMES = {RdfFormat.TRIG: "Turtle or TriG"}


def recognises(source: Source) -> bool:
    """Return whether a source looks like RDF in any of its syntaxes."""
    if root_name(source) == "RDF":
        return True
    try:
        text = decode(source).text
    except SourceError:
        return False
    start = text.lstrip()[:1]
    if start in ("{", "[") and _is_json(text):
        return re.search(r'"@(?:context|id|graph|type)"', text) is not None
    return _TURTLE_START.match(text) is not None and not text.lstrip().lower().startswith("<html")


def read(source: Source, context: Context) -> Staged:
    """Return the datasets that an RDF document holds.

    Statements outside any graph go to the dataset that is named by the person who loads, by the
    one list that the document describes, or by the file's name. Statements in graphs of this
    service go back to the datasets of those graphs; other graphs are folded into one.

    Raises:
        SourceError: the syntax is wrong, or it holds no statements.
    """
    parsed = parse_rdf(source, context.base_iri)
    if any(isinstance(quad.object, Triple) for quad in parsed):
        raise SourceError(
            "it holds statements about statements, which are not kept",
            source=source.name,
            remedy="leave out the triple terms of RDF 1.2",
        )
    quads = skolemise(parsed, context.base_iri)
    if not quads:
        raise SourceError(
            "it holds no statements", source=source.name, remedy="look at what was exported"
        )
    default_slug = check_slug(
        context.slug or _slug_from_list(quads) or slug_of(source.name), source.name
    )
    by_slug: dict[str, list[Quad]] = {}
    folded: Counter[str] = Counter()
    own_graphs = f"{context.base_iri}graph/"
    for quad in quads:
        name = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
        slug = default_slug
        if name.startswith(own_graphs) and context.slug is None:
            slug = name.removeprefix(own_graphs)
        elif name:
            folded[name] += 1
        by_slug.setdefault(slug, []).append(quad)
    notes = [] if root_name(source) else list(decode(source).notes)
    notes += [f"the statements of graph {name} were put into {default_slug}" for name in folded]
    for slug in RESERVED_SLUGS:
        if by_slug.pop(slug, None):
            notes.append(f"the graph {slug} was left out: the service writes it itself")
    datasets = tuple(
        stage_rdf(check_slug(slug, source.name), members, context)
        for slug, members in by_slug.items()
    )
    return Staged(datasets, tuple(notes))


def stage_rdf(slug: str, quads: Sequence[Quad], context: Context) -> StagedDataset:
    """Return the dataset of some statements, put into its graph."""
    graph = context.graph(slug)
    placed = [Quad(q.subject, q.predicate, q.object, graph) for q in quads]
    lists = list_names(placed)
    return StagedDataset(
        slug, None, placed, kind=MH.ListData if lists else MH.RecordData, lists=lists
    )


def list_names(quads: Sequence[Quad]) -> tuple[str, ...]:
    """Return the names of the lists that some statements describe."""
    lists = {q.subject for q in quads if q.predicate == RDF.type and q.object == MH.List}
    return tuple(
        sorted(
            {
                q.object.value
                for q in quads
                if q.subject in lists
                and q.predicate == DCT.identifier
                and isinstance(q.object, Literal)
            }
        )
    )


def parse_rdf(source: Source, base_iri: str) -> list[Quad]:
    """Return the statements of an RDF document, with relative addresses resolved.

    Raises:
        SourceError: the syntax is wrong; with line and column where the parser knows them.
    """
    if root_name(source) == "RDF":
        check_xml(source)
        return _parse(source, source.data, RdfFormat.RDF_XML, base_iri)
    data = decode(source).text.encode()
    if data.lstrip()[:1] in (b"{", b"[") and _is_json(data.decode()):
        return _parse(source, data, RdfFormat.JSON_LD, base_iri)
    if source.name.lower().endswith((".nq", ".nt")):
        return _parse(source, data, RdfFormat.N_QUADS, base_iri)
    try:
        # every Turtle and N-Triples document is a TriG document too
        return _parse(source, data, RdfFormat.TRIG, base_iri)
    except SourceError as error:
        try:
            return _parse(source, data, RdfFormat.N_QUADS, base_iri)
        except SourceError as other:
            # the parser that got further is the one for what was meant
            raise (error if (error.line or 0) >= (other.line or 0) else other) from error


def _parse(source: Source, data: bytes, format: RdfFormat, base_iri: str) -> list[Quad]:
    try:
        if format in (RdfFormat.N_QUADS, RdfFormat.N_TRIPLES):
            return list(parse(input=data, format=format))
        return list(parse(input=data, format=format, base_iri=base_iri))
    except SyntaxError as error:
        message = str(error.msg or error)
        if "LoadDocumentCallback" in message:
            raise SourceError(
                "its @context is at another address, which is not fetched",
                source=source.name,
                remedy="put the context's own text into the file",
            ) from error
        raise SourceError(
            f"it is not {_NAMES.get(format, format.name)} ({message})",
            source=source.name,
            line=error.lineno,
            column=error.offset,
            remedy="mend the syntax there; the fault may be just before it",
        ) from error
    except ValueError as error:
        raise SourceError(
            f"it is not {_NAMES.get(format, format.name)} ({error})",
            source=source.name,
            remedy="mend the syntax",
        ) from error


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _slug_from_list(quads: Sequence[Quad]) -> str | None:
    names = list_names(quads)
    return names[0] if len(names) == 1 else None
