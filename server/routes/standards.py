"""Data standards: the overview, each one's page and Turtle, and the files that follow from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from flask import Blueprint, Response

from ...graph.errors import NotFoundError
from ...graph.serialise import serialise
from ...shapes.derived.context import context
from ...shapes.derived.metadata import metadata
from ...shapes.derived.schema import json_schema
from ...shapes.derived.template import edition_named, template
from ...shapes.derived.turtle import statements, turtle
from ...shapes.rules import StandardRules
from ...shapes.standard import Edition, Standard
from .. import pages
from ..forms.standards import as_bytes, overview_json, standard_json
from ..negotiate import CSV, HTML, JSON, JSON_LD, PAGE_FORMS, STANDARD_FORMS, TURTLE, Form
from .known_standards import known_standard, known_standards
from .service import (
    VARY,
    attachment,
    choose_form,
    current_generation,
    deliver,
    encode_iri,
    form_of_suffix,
    service,
    text_parameter,
    view,
)

routes = Blueprint("standards", __name__)

_SCHEMA_JSON = Form("json", "application/schema+json", "JSON Schema", False, ("application/json",))
_CSVW_JSON = Form("json", "application/csvm+json", "CSVW", False, ("application/json",))


@routes.get("/standards")
def overview() -> Response:
    """Answer with every data standard."""
    return _overview(choose_form(PAGE_FORMS), VARY)


@routes.get("/standards.<suffix>")
def overview_in_form(suffix: str) -> Response:
    """Answer with every data standard in the form of a suffix."""
    return _overview(form_of_suffix(suffix, PAGE_FORMS), "")


@routes.get("/standards/<name>")
def standard(name: str) -> Response:
    """Answer with a standard: the page about it, what the page says as JSON, or the standard."""
    stem, _, suffix = name.partition(".")
    found = known_standard(stem)
    form = form_of_suffix(suffix, STANDARD_FORMS) if suffix else choose_form(STANDARD_FORMS)

    def body() -> bytes:
        if form == TURTLE:
            return turtle(found)
        if form not in (HTML, JSON):
            return serialise(statements(found), form.suffix)
        rules = StandardRules.of(found)
        if form == JSON:
            return standard_json(current_generation(), rules)
        return pages.standard(view(), found, rules, list(known_standards().values())).encode()

    return _deliver(form, body, {"Link": _links(found)}, "" if suffix else VARY)


@dataclass(frozen=True, slots=True)
class _File:
    """A file that follows from a standard: its form, and how it is made."""

    form: Form
    make: Callable[[Standard, Edition, str], bytes]


_FILES: Mapping[str, _File] = {
    "template.csv": _File(CSV, lambda s, edition, query: template(s, edition)),
    "example.csv": _File(CSV, lambda s, edition, query: template(s, edition, with_example=True)),
    "metadata.json": _File(
        _CSVW_JSON, lambda s, edition, query: as_bytes(metadata(s, edition, f"template.csv{query}"))
    ),
    "schema.json": _File(
        _SCHEMA_JSON,
        lambda s, edition, query: as_bytes(
            json_schema(
                s,
                edition,
                f"{service().config.base_iri}standards/{s.name}/schema.json{query}",
            )
        ),
    ),
    "context.jsonld": _File(JSON_LD, lambda s, edition, query: as_bytes(context(s))),
}
"""Name of a file -> what it is."""


@routes.get("/standards/<name>/<file>")
def derived_file(name: str, file: str) -> Response:
    """Answer with a file that follows from a standard, for the newest edition or ``?edition=``."""
    found = known_standard(name)
    wanted = _FILES.get(file)
    if wanted is None:
        raise NotFoundError(
            f"no file {file[:100]!r} follows from a standard",
            remedy=f"there are {', '.join(_FILES)}",
        )
    asked = text_parameter("edition")
    edition = edition_named(found, asked)
    query = f"?edition={edition.name}" if asked else ""
    headers = {"Link": _file_links(found, file)}
    if wanted.form == CSV:
        part = f"-{edition.name}" if asked else ""
        stem = "example-" if file == "example.csv" else ""
        headers |= attachment(f"{stem}{found.name}{part}.csv")
    return _deliver(wanted.form, lambda: wanted.make(found, edition, query), headers, "")


def _overview(form: Form, vary: str) -> Response:
    found = known_standards()

    def body() -> bytes:
        if form == HTML:
            return pages.standards(view(), found.values()).encode()
        return overview_json(current_generation(), found.values())

    return _deliver(form, body, {}, vary)


def _deliver(
    form: Form, body: Callable[[], bytes], headers: Mapping[str, str], vary: str
) -> Response:
    """Return an answer that changes with the generation and with the folder of further files."""
    folder = service().config.standards_dir
    return deliver(
        form,
        body,
        headers=headers,
        vary=vary,
        is_kept=folder is None,
        edition=_digest(folder) if folder is not None else "",
    )


def _digest(folder: Path) -> str:
    digest = blake2b(digest_size=8)
    for path in sorted(folder.glob("*.ttl")):
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _links(found: Standard) -> str:
    """Return the Link header of a standard's page.

    Source: RFC 8288; RFC 6596 (canonical); RFC 6892 (describes).
    """
    address = f"{service().config.base_iri}standards/{found.name}"
    links = [f'<{address}>; rel="canonical"', f'<{encode_iri(found.iri)}>; rel="describes"']
    links += [
        f'<{address}.{form.suffix}>; rel="alternate"; type="{form.media_type}"'
        for form in STANDARD_FORMS
    ]
    return ", ".join(links)


def _file_links(found: Standard, file: str) -> str:
    """Return the Link header of a file: the standard, and of CSV the metadata.

    Source: Model for Tabular Data and Metadata on the Web, section 5.2 (describedby).
    """
    address = f"{service().config.base_iri}standards/{found.name}"
    links = [f'<{address}>; rel="up"']
    if file.endswith(".csv"):
        links.append(
            f'<{address}/metadata.json>; rel="describedby"; type="{_CSVW_JSON.media_type}"'
        )
    return ", ".join(links)
