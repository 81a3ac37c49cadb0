"""Releases: the overview, each of them in every form, its lists, and what changed between two.

What is asked of a release that is no draft is the same for ever, so all of its data may be kept
for ever; pages are the software's own and go on as the rest of them.
"""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, request

from ...graph.errors import NotFoundError
from ...graph.lists import term_list
from ...graph.releases.sides import sides_named
from .. import pages
from ..forms.differences import difference_in_form
from ..forms.lists import list_in_form
from ..forms.releases import WHOLE_FILES, release_in_form, releases_in_form, write_release
from ..negotiate import (
    CSV,
    HTML,
    JSON,
    JSON_LD,
    LIST_FORMS,
    N_TRIPLES,
    RDF_XML,
    TRIG,
    TURTLE,
    Form,
    split_form,
)
from .downloads import deliver_file
from .service import (
    attachment,
    choose_form,
    current_generation,
    deliver,
    form_of_suffix,
    read_release,
    service,
    text_parameter,
    view,
)
from .time_travel import releases_told

routes = Blueprint("releases", __name__)

TEXT = Form("txt", "text/plain", "Text", True)
UPDATE = Form("ru", "application/sparql-update", "SPARQL Update", True)

RELEASE_FORMS = (HTML, JSON, TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
DIFFERENCE_FORMS = (HTML, JSON, CSV, TEXT, TURTLE, TRIG, UPDATE)
_LIST_FILES = tuple(form for form in LIST_FORMS if form != HTML)


@routes.get("/releases")
def overview() -> Response:
    """Answer with every release and draft, or send who compares two to what changed."""
    if "a" in request.args or "b" in request.args:
        before, after = text_parameter("a"), text_parameter("b")
        sides_named(f"{before}..{after}")
        return _see_other(f"/releases/{quote(before)}..{quote(after)}")
    return _overview(choose_form(RELEASE_FORMS), "Accept")


@routes.get("/releases.<suffix>")
def overview_in_form(suffix: str) -> Response:
    """Answer with every release and draft in the form of a suffix."""
    return _overview(form_of_suffix(suffix, RELEASE_FORMS), "")


@routes.get("/releases/<name>")
def one_release(name: str) -> Response:
    """Answer with a release, with the whole of it as a file, or with what changed between two."""
    if ".." in name:
        return _difference(name)
    whole = next((form for form in WHOLE_FILES if name.endswith(f".{form.suffix}")), None)
    if whole is not None:
        return _download(name.removesuffix(f".{whole.suffix}"), whole)
    version, named = split_form(name, RELEASE_FORMS)
    release = service().releases.get(version)
    form = named or choose_form(RELEASE_FORMS)
    vary = "" if named else "Accept"
    edition = f"{release.version} {release.issued.isoformat()}"
    if form == HTML:
        return deliver(
            form,
            lambda: pages.release(view(), release).encode(),
            vary=vary,
            edition=edition,
            is_kept=False,
        )
    read_release(version)
    base_iri = service().config.base_iri
    return deliver(
        form,
        lambda: release_in_form(release, form.suffix, base_iri),
        vary=vary,
        edition=edition,
        is_kept=False,
    )


@routes.get("/releases/<version>/list/<name>")
def list_of_release(version: str, name: str) -> Response:
    """Answer with a list as a release froze it, in the form of a suffix."""
    generation = read_release(version)
    list_name, form = split_form(name, _LIST_FILES)
    if form is None:
        raise NotFoundError(
            f"/releases/{version}/list/{name[:100]} names no form",
            remedy=f"its forms are {' '.join(f'.{form.suffix}' for form in _LIST_FILES)}; the page "
            f"is /list/{name[:100]}?release={version}",
        )
    entry = term_list(generation, list_name).entry
    return deliver(
        form,
        lambda: list_in_form(generation, entry.iri, form.suffix),
        headers=attachment(f"{entry.name}-{version}.{form.suffix}"),
        vary="",
        is_kept=False,
    )


def _overview(form: Form, vary: str) -> Response:
    found = service().releases.all()
    edition = releases_told()
    base_iri = service().config.base_iri
    if form == HTML:
        return deliver(
            form,
            lambda: pages.releases(view(), found).encode(),
            vary=vary,
            edition=edition,
            is_kept=False,
        )
    return deliver(
        form,
        lambda: releases_in_form(found, form.suffix, base_iri),
        vary=vary,
        edition=edition,
        is_kept=False,
    )


def _download(version: str, form: Form) -> Response:
    generation = read_release(version)
    return deliver_file(
        form,
        f"release {version}",
        lambda output: write_release(generation, form.suffix, output),
        headers=attachment(f"standard-{version}.{form.suffix}"),
    )


def _difference(name: str) -> Response:
    sides, named = split_form(name, DIFFERENCE_FORMS)
    before, after = sides_named(sides)
    form = named or choose_form(DIFFERENCE_FORMS)
    found = service().comparisons.between(before, after)
    releases = service().releases
    edition = name + "".join(
        releases.get(each).issued.isoformat() for each in (before, after) if each != "now"
    )
    list_name = text_parameter("list")
    if list_name:
        found = found.in_list(list_name)
    if form != HTML and found.is_fixed:
        read_release(after)
    base_iri = service().config.base_iri
    return deliver(
        form,
        lambda: (
            pages.difference(view(), found, releases.all(), list_name).encode()
            if form == HTML
            else difference_in_form(found, form.suffix, base_iri)
        ),
        vary="" if named else "Accept",
        edition=f"{edition} {current_generation().number}",
        is_kept=False,
    )


def _see_other(path: str) -> Response:
    response = Response(status=303, headers={"Location": path, "Cache-Control": "no-cache"})
    del response.headers["Content-Type"]
    return response
