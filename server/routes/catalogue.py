"""The catalogue of datasets, and the download of each."""

from __future__ import annotations

import io
import json
from importlib.resources import files
from urllib.parse import quote

from flask import Blueprint, Response

from ... import ontology
from ...graph.catalogue import DatasetEntry, catalogue_triples, dataset_entries, dataset_entry
from ...graph.describe import describe
from ...graph.errors import NotFoundError
from ...graph.generation import Generation
from ...graph.serialise import serialise
from ...graph.void import void_triples
from .. import pages
from ..forms import descriptions as description_forms
from ..forms.datasets import (
    DATASET_FILES,
    WHOLE_FILES,
    triple_count,
    write_dataset,
    write_everything,
)
from ..forms.lists import by_language
from ..forms.rdf_files import MAX_TRIPLES_IN_MEMORY
from ..negotiate import (
    DATASET_FORMS,
    GRAPH_FORMS,
    HTML,
    JSON,
    JSON_LD,
    PAGE_FORMS,
    RDF_XML,
    TURTLE,
    Form,
)
from .downloads import deliver_file
from .service import (
    VARY,
    attachment,
    choose_form,
    current_generation,
    deliver,
    form_of_suffix,
    service,
    view,
)

routes = Blueprint("catalogue", __name__)


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
    slug, named = _split(generation, name)
    entry = dataset_entry(generation, slug)
    form = named or choose_form(DATASET_FORMS)
    vary = "" if named else VARY
    headers = {"Link": _links(entry)}
    if form in (HTML, JSON):
        return deliver(form, lambda: _in_form(generation, entry, form), headers=headers, vary=vary)
    headers |= attachment(f"{entry.slug}.{form.suffix}")
    if triple_count(generation, entry) <= MAX_TRIPLES_IN_MEMORY:
        return deliver(form, lambda: _data(generation, entry, form), headers=headers, vary=vary)
    return deliver_file(
        form,
        entry.iri,
        lambda output: write_dataset(generation, entry, form.suffix, output),
        headers=headers,
        vary=vary,
    )


@routes.get("/datasets/all.<suffix>")
def everything(suffix: str) -> Response:
    """Answer with all statements of all graphs."""
    generation = current_generation()
    form = form_of_suffix(suffix, WHOLE_FILES)
    return deliver_file(
        form,
        "all",
        lambda output: write_everything(generation, form.suffix, output),
        headers=attachment(f"all.{form.suffix}"),
        vary="",
    )


@routes.get("/.well-known/void")
@routes.get("/void")
def void() -> Response:
    """Answer with the VoID description.

    Source: Describing Linked Datasets with the VoID Vocabulary, section 7.2; RFC 8615.
    """
    generation = current_generation()
    form = choose_form(GRAPH_FORMS)
    return deliver(form, lambda: serialise(void_triples(generation), form.suffix), vary="Accept")


@routes.get("/void.<suffix>")
def void_in_form(suffix: str) -> Response:
    """Answer with the VoID description in the form of a suffix."""
    generation = current_generation()
    form = form_of_suffix(suffix, GRAPH_FORMS)
    return deliver(form, lambda: serialise(void_triples(generation), form.suffix), vary="")


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


def _split(generation: Generation, name: str) -> tuple[str, Form | None]:
    """Return the slug in a name, and the form that its suffix asks for; None if it asks for none.

    Raises:
        NotAcceptableError: there is a dataset, but not in that form.
    """
    offered = (*DATASET_FORMS, *DATASET_FILES)
    for form in offered:
        if name.endswith(f".{form.suffix}"):
            return name.removesuffix(f".{form.suffix}"), form
    for entry in dataset_entries(generation):
        if name.startswith(f"{entry.slug}."):
            form_of_suffix(name.removeprefix(f"{entry.slug}."), offered)
    return name, None


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
