"""The home page, the page about the service, its health, and the small files that hosts serve."""

from __future__ import annotations

import json

from flask import Blueprint, Response, current_app, url_for

from ...graph.errors import StoreError
from .. import pages
from ..metrics import CONTENT_TYPE, write_metrics
from ..negotiate import HTML, JSON
from ..openapi import description
from ..rendered import http_date
from .service import current_generation, deliver, see_other, service, view

routes = Blueprint("operations", __name__)


@routes.get("/")
def home() -> Response:
    """Answer with the home page."""
    return deliver(HTML, lambda: pages.home(view()).encode(), vary="")


@routes.get("/about")
def about() -> Response:
    """Answer with the page about the service, its data and how to use it."""
    return deliver(HTML, lambda: pages.about(view()).encode(), vary="")


@routes.get("/health")
def health() -> Response:
    """Answer with the state of the service: 200 while a generation can be read, else 503."""
    generation = current_generation()
    document = {
        "status": "ok",
        "generation": generation.number,
        "triples": generation.manifest.triples,
        "published": generation.manifest.published.isoformat(),
    }
    response = Response(json.dumps(document), content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    response.headers["Last-Modified"] = http_date(generation.manifest.published)
    return response


@routes.get("/ready")
def ready() -> Response:
    """Answer 200 while a generation can be read and queried, else 503, for a load balancer."""
    generation = current_generation()
    response = Response(f"generation {generation.number}\n", content_type="text/plain")
    response.headers["Cache-Control"] = "no-store"
    return response


@routes.get("/openapi.json")
def openapi() -> Response:
    """Answer with the description of this API, for programs that make clients of it."""

    def body() -> bytes:
        found = description(current_app, service().config.base_iri)
        return json.dumps(found, ensure_ascii=False, indent=1).encode()

    return deliver(JSON, body, vary="")


@routes.get("/metrics")
def metrics() -> Response:
    """Answer with what the service has done so far, in Prometheus's format."""
    try:
        generation = current_generation()
    except StoreError:
        generation = None
    text = write_metrics(generation, service().queries.status())
    response = Response(text, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = "no-store"
    return response


@routes.get("/robots.txt")
def robots() -> Response:
    """Answer with what crawlers may read: everything but the addresses that work out answers."""
    lines = ["User-agent: *", "Disallow: /sparql", "Disallow: /search", "Disallow: /suggest"]
    lines.append("Disallow: /check/report/")
    response = Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=86400"
    return response


@routes.get("/favicon.ico")
def icon() -> Response:
    """Send browsers that ask for the old address of the icon to the mark."""
    return see_other(url_for("static", filename="mark.svg"), vary="Accept")
