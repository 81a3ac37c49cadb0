"""The graph store: graphs by ``/graphs?graph=IRI``, ``/graphs?default`` or their own address.

Reading is open; writing needs a token. The default graph here is the one without a name, which
holds what clients have put there; queries see it together with all the others.

Source: SPARQL 1.1 Graph Store HTTP Protocol.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import IO
from urllib.parse import quote, urljoin

from flask import Blueprint, Response, request

from ...graph.errors import RequestError
from ...graph.namespaces import PREFIXES
from ...graph.serialise import serialise
from ...graph.store import EmbeddedReader
from ...graph.terms import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Term,
    Triple,
    parse_iri,
    serialize,
)
from ...loaders.graph_names import GraphName
from ...loaders.graph_store import raise_if_missing
from ..forms.rdf_files import FILE_FORMATS, MAX_TRIPLES_IN_MEMORY, opened
from ..negotiate import GRAPH_FORMS, RDF_XML, TURTLE, Form
from ..roles import Action
from .downloads import deliver_file
from .graph_writing import write_graph
from .service import choose_form, current_generation, deliver, service
from .writing import GENERATION_HEADER, answer_write, asked_for

routes = Blueprint("graph_store", __name__)


@routes.get("/graphs", strict_slashes=False)
@routes.get("/graphs/<path:path>")
@routes.get("/graph/<path:path>")
def get(path: str = "") -> Response:
    """Answer with the statements of a graph."""
    graph = _named_graph(path)
    generation = current_generation()
    base_iri = service().config.base_iri
    raise_if_missing(generation.reader, graph, base_iri)
    form = choose_form(GRAPH_FORMS)
    headers = {GENERATION_HEADER: str(generation.number)}
    name = graph.value if isinstance(graph, NamedNode) else ""
    if generation.manifest.graphs.get(name, 0) <= MAX_TRIPLES_IN_MEMORY:
        return deliver(
            form,
            lambda: serialise(_triples(graph), form.suffix),
            headers=headers,
            vary="Accept",
            is_kept=False,
        )
    return deliver_file(
        form,
        f"graph {name}",
        lambda output: _write(graph, form, output),
        headers=headers,
        vary="Accept",
    )


@routes.put("/graphs", strict_slashes=False)
@routes.put("/graphs/<path:path>")
@routes.put("/graph/<path:path>")
def put(path: str = "") -> Response:
    """Make a graph hold just what is sent."""
    attribution = asked_for(Action.WRITE_GRAPH)
    written = write_graph("put", _named_graph(path), attribution)
    return answer_write(attribution.by, written, 201 if written.is_new else 204)


@routes.post("/graphs", strict_slashes=False)
@routes.post("/graphs/<path:path>")
@routes.post("/graph/<path:path>")
def post(path: str = "") -> Response:
    """Add what is sent to a graph, or to a new one if none is named."""
    attribution = asked_for(Action.WRITE_GRAPH)
    if path or "graph" in request.args or "default" in request.args:
        written = write_graph("post", _named_graph(path), attribution)
        return answer_write(attribution.by, written, 201 if written.is_new else 200)
    path = f"graphs/{uuid.uuid4().hex}"
    new_graph = NamedNode(service().config.base_iri + path)
    response = answer_write(attribution.by, write_graph("put", new_graph, attribution), 201)
    # by the host that the client knows, which a proxy may call otherwise
    response.headers["Location"] = urljoin(request.url_root, path)
    return response


@routes.delete("/graphs", strict_slashes=False)
@routes.delete("/graphs/<path:path>")
@routes.delete("/graph/<path:path>")
def delete(path: str = "") -> Response:
    """Delete a graph."""
    attribution = asked_for(Action.WRITE_GRAPH)
    written = write_graph("delete", _named_graph(path), attribution)
    return answer_write(attribution.by, written)


def _named_graph(path: str) -> GraphName:
    """Return the name of the graph that a request is about.

    An address under the host that the client uses is the one under the base of the service, by
    whatever name the client reaches it.

    Raises:
        RequestError: it names none, or several, or not by an IRI.

    Source: SPARQL 1.1 Graph Store HTTP Protocol, sections 4.1 and 4.2.
    """
    base_iri = service().config.base_iri
    if path:
        return NamedNode(base_iri + quote(request.path[1:], safe="/!$&'()*+,;=:@~-._"))
    names = request.args.getlist("graph")
    if "default" in request.args and not names:
        return DefaultGraph()
    if len(names) != 1 or "default" in request.args:
        raise RequestError(
            "the request names no graph" if not names else "the request names several graphs",
            remedy="say which one with ?graph=IRI, or ?default",
        )
    iri = urljoin(request.base_url, names[0])
    if iri.startswith(request.url_root):
        iri = base_iri + iri[len(request.url_root) :]
    graph = parse_iri(iri)
    if graph is None:
        raise RequestError(
            f"{names[0][:200]!r} does not name a graph",
            where="parameter graph",
            remedy="give the graph's whole IRI, percent-encoded",
        )
    return graph


def _triples(graph: GraphName) -> Iterator[Triple]:
    """Yield the statements of a graph.

    Where another store keeps them, those that were sent with blank nodes are kept with addresses,
    and go back as they came.

    Source: RDF 1.1 Concepts, section 3.5.
    """
    reader = current_generation().reader
    triples = (quad.triple for quad in reader.quads(graph=graph))
    if isinstance(reader, EmbeddedReader):
        return triples
    return (_with_blank_nodes(triple) for triple in triples)


def _with_blank_nodes(triple: Triple) -> Triple:
    made_up = f"{service().config.base_iri}.well-known/genid/"

    def named(term: Term) -> Term:
        if isinstance(term, NamedNode) and term.value.startswith(made_up):
            return BlankNode(term.value[len(made_up) :])
        return term

    return Triple(named(triple.subject), triple.predicate, named(triple.object))  # type: ignore[arg-type]


def _write(graph: GraphName, form: Form, output: IO[bytes]) -> None:
    prefixes = PREFIXES if form in (TURTLE, RDF_XML) else None
    with opened(output, form.suffix) as stream:
        serialize(_triples(graph), stream, FILE_FORMATS[form.suffix], prefixes=prefixes)
