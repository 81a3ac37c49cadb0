"""SPARQL Update over HTTP.

Source: SPARQL 1.1 Protocol, section 2.2.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from ...graph.errors import RequestError, UnknownFormatError
from ...graph.terms import parse_iri
from ...graph.updates.request import UpdateRequest
from ...loaders.update import update as run_update
from ..roles import Action
from .service import service
from .sparql_body import body_text
from .writing import answer_write, asked_for, is_confirmed

routes = Blueprint("update", __name__)

_QUERY_PARAMETERS = ("query", "default-graph-uri", "named-graph-uri")


@routes.post("/sparql/update", strict_slashes=False)
def update() -> Response:
    """Run an update, and answer with what it did."""
    attribution = asked_for(Action.UPDATE)
    asked = _read_request()
    written = run_update(
        service().generations,
        service().config,
        asked,
        is_confirmed=is_confirmed(),
        attribution=attribution,
    )
    return answer_write(attribution.by, written)


def _read_request() -> UpdateRequest:
    """Return what is asked, by a form or by the update itself.

    Raises:
        RequestError: there is no update or several, or it is mixed with a query.
        UnknownFormatError: the body is of another type.
    """
    parameters = request.args
    if request.mimetype == "application/sparql-update":
        texts = [body_text("update")]
    elif request.mimetype == "application/x-www-form-urlencoded":
        parameters = request.form
        _check_form_encoding()
        texts = parameters.getlist("update")
    else:
        raise UnknownFormatError(
            f"a body of type {request.mimetype[:100] or 'no type'!r} cannot be an update",
            source="the request",
            remedy="send application/sparql-update or application/x-www-form-urlencoded",
        )
    if len(texts) != 1:
        raise RequestError(
            f"there are {len(texts)} updates in the request" if texts else "there is no update",
            remedy="send one at a time; one may hold several operations, with ';' between them",
        )
    mixed = [parameter for parameter in _QUERY_PARAMETERS if parameter in request.values]
    if mixed:
        raise RequestError(
            f"the parameter {mixed[0]} belongs to queries",
            remedy="an update names graphs with using-graph-uri and using-named-graph-uri",
        )
    return UpdateRequest(
        text=texts[0],
        base_iri=service().config.base_iri,
        # a form may come to an address that names graphs itself
        default_graphs=_graphs(request.values.getlist("using-graph-uri")),
        named_graphs=_graphs(request.values.getlist("using-named-graph-uri")),
    )


def _check_form_encoding() -> None:
    """Raise unless the form's texts were UTF-8; what was not stands there as a replacement."""
    if any("\ufffd" in text for text in request.form.getlist("update")):
        raise RequestError("the update is not UTF-8", remedy="send it percent-encoded in UTF-8")


def _graphs(iris: list[str]) -> tuple[str, ...]:
    for iri in iris:
        if parse_iri(iri) is None:
            raise RequestError(
                f"{iri[:200]!r} does not name a graph", remedy="give the graph's whole IRI"
            )
    return tuple(iris)
