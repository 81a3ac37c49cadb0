"""The catalogue of datasets, and the download of each."""

from __future__ import annotations

import io
import json
import tempfile
from importlib.resources import files
from urllib.parse import quote

from flask import Blueprint, Response, request
from werkzeug.wsgi import wrap_file

from ... import ontology
from ...graph.catalogue import DatasetEntry, catalogue_triples, dataset_entries, dataset_entry
from ...graph.describe import describe
from ...graph.errors import NotFoundError
from ...graph.generation import Generation
from ...graph.serialise import serialise
from .. import description_forms, pages
from ..dataset_forms import write_dataset
from ..list_forms import by_language
from ..negotiate import (
    DATASET_FORMS,
    HTML,
    JSON,
    JSON_LD,
    PAGE_FORMS,
    RDF_XML,
    TURTLE,
    Form,
    suffix_form,
)
from ..rendered import Rendered
from .service import (
    VARY,
    attachment,
    choose_form,
    current_generation,
    deliver,
    form_of_suffix,
    response_of,
    service,
    view,
    without_body,
)

routes = Blueprint("catalogue", __name__)

_KEPT_TRIPLES = 20_000
"""Statements of a dataset up to which its download is made in memory and kept."""


@routes.get("/datasets")
def datasets() -> Response:
    """Answer with every dataset."""
    generation = current_generation()
    form = choose_form(PAGE_FORMS)
    if form == HTML:
        return deliver(form, lambda: pages.datasets(view(), dataset_entries(generation)).encode())
    return deliver(JSON, lambda: _as_json(generation))


@routes.get("/datasets/<name>")
def dataset(name: str) -> Response:
    """Answer with the page of a dataset, with its entry as JSON, or with its data as RDF."""
    generation = current_generation()
    named = suffix_form(name, DATASET_FORMS)
    slug = name.removesuffix(f".{named.suffix}") if named else name
    stem, dot, suffix = name.rpartition(".")
    if dot and not named and any(entry.slug == stem for entry in dataset_entries(generation)):
        named = form_of_suffix(suffix, DATASET_FORMS)
    entry = dataset_entry(generation, slug)
    form = named or choose_form(DATASET_FORMS)
    vary = "" if named else VARY
    headers = {"Link": _links(entry)}
    if form in (HTML, JSON):
        return deliver(form, lambda: _in_form(generation, entry, form), headers=headers, vary=vary)
    headers |= attachment(f"{entry.slug}.{form.suffix}")
    if generation.manifest.graphs.get(entry.graph, 0) <= _KEPT_TRIPLES:
        return deliver(form, lambda: _data(generation, entry, form), headers=headers, vary=vary)
    return _large_download(generation, entry, form, without_body(form, headers, vary))


@routes.get("/catalogue.<suffix>")
def catalogue(suffix: str) -> Response:
    """Answer with the whole catalogue as DCAT."""
    generation = current_generation()
    form = form_of_suffix(suffix, (TURTLE, JSON_LD, RDF_XML))
    return deliver(form, lambda: serialise(catalogue_triples(generation), form.suffix), vary="")


@routes.get("/context.jsonld")
def context() -> Response:
    """Answer with the JSON-LD context of the standard's words."""
    file = files(ontology) / "context.jsonld"
    if not file.is_file():
        raise NotFoundError("there is no JSON-LD context in this installation")
    return deliver(JSON_LD, file.read_bytes, vary="")


def _in_form(generation: Generation, entry: DatasetEntry, form: Form) -> bytes:
    page_size = service().config.page_size
    description = describe(generation, entry.iri, page_size=page_size)
    if form == HTML:
        return pages.document(view(), description, 1, page_size=page_size).encode()
    return description_forms.as_json(generation, description)


def _data(generation: Generation, entry: DatasetEntry, form: Form) -> bytes:
    output = io.BytesIO()
    write_dataset(generation, entry, form.suffix, output)
    return output.getvalue()


def _large_download(
    generation: Generation, entry: DatasetEntry, form: Form, rendered: Rendered
) -> Response:
    """Return a download that is written to a file first, so that a cut one never looks whole."""
    if rendered.is_known_to(request.environ):
        return response_of(rendered.as_not_modified())
    output = tempfile.TemporaryFile()
    write_dataset(generation, entry, form.suffix, output)
    size = output.tell()
    output.seek(0)
    body = wrap_file(request.environ, output)
    response = Response(body, headers=list(rendered.headers), direct_passthrough=True)
    response.content_length = size
    return response


def _as_json(generation: Generation) -> bytes:
    document = {
        "datasets": [
            {
                "slug": entry.slug,
                "iri": entry.iri,
                "title": by_language(entry.titles),
                "description": by_language(entry.descriptions),
                "publisher": entry.publisher,
                "licence": entry.licence,
                "graph": entry.graph,
                "triples": entry.triples,
                "records": entry.record_count,
                "modified": entry.modified or None,
                "sources": list(entry.sources),
                "document": f"/datasets/{quote(entry.slug)}",
            }
            for entry in dataset_entries(generation)
        ]
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _links(entry: DatasetEntry) -> str:
    base_iri = service().config.base_iri
    address = f"{base_iri}datasets/{quote(entry.slug)}"
    links = [
        f'<{address}>; rel="canonical"',
        f'<{base_iri}doc/dataset/{quote(entry.slug)}>; rel="describedby"',
    ]
    if entry.licence and entry.licence.isascii():
        links.append(f'<{entry.licence}>; rel="license"')
    links += [
        f'<{address}.{form.suffix}>; rel="alternate"; type="{form.media_type}"'
        for form in DATASET_FORMS
    ]
    return ", ".join(links)
