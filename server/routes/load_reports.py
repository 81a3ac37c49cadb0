"""The reports of loads of tables: what each load of a dataset found in its file."""

from __future__ import annotations

import json
import re
from dataclasses import asdict

from flask import Blueprint, Response

from ...graph.catalogue import dataset_entry
from ...graph.errors import NotFoundError
from ...graph.terms import Literal
from ...loaders.checks.load_reports import KeptLoad, LoadReports
from ...loaders.checks.report_folder import no_report
from .. import pages
from ..negotiate import CSV, HTML, JSON, PAGE_FORMS, TURTLE
from .report_files import REPORT_FILES, file_response, report_attachment
from .service import (
    CACHE_CONTROL,
    choose_form,
    current_generation,
    form_of_suffix,
    number_parameter,
    service,
    view,
)

routes = Blueprint("load_reports", __name__)

LOAD_REPORT_FORMS = (HTML, JSON, CSV, TURTLE)
"""Forms of the report of a load."""

_NUMBER = re.compile(r"[1-9][0-9]{0,8}")


@routes.get("/datasets/<slug>/reports")
def overview(slug: str) -> Response:
    """Answer with the reports of the loads of a dataset, the newest first."""
    loads = _reports().of_dataset(slug)
    title = Literal(slug)
    try:
        title = dataset_entry(current_generation(), slug).title(view().language)
    except NotFoundError:
        # loads of it may have been refused, and none published
        if not loads:
            raise
    if choose_form(PAGE_FORMS) == HTML:
        return _page(pages.load_reports(view(), slug, title, loads))
    document = {"dataset": slug, "reports": [_entry(each) for each in loads]}
    body = json.dumps(document, ensure_ascii=False, indent=1)
    return _shared(Response(body, content_type=JSON.content_type), "Accept, Accept-Language")


@routes.get("/datasets/<slug>/reports/<name>")
def report(slug: str, name: str) -> Response:
    """Answer with the report of a load."""
    number, dot, suffix = name.partition(".")
    kept = _kept(slug, number)
    form = form_of_suffix(suffix, LOAD_REPORT_FORMS) if dot else choose_form(LOAD_REPORT_FORMS)
    if form == HTML:
        return _page(pages.check_report(view(), _shown(kept)))
    file = REPORT_FILES[form.suffix]
    headers = report_attachment(kept.facts.source, file, form) if dot else {}
    response = file_response(kept.folder.path(file), form, headers)
    return _shared(response, "" if dot else "Accept, Accept-Language")


@routes.get("/datasets/<slug>/reports/<int:load>/rule/<int:number>")
def findings(slug: str, load: int, number: int) -> Response:
    """Answer with the page of all that breaks one rule in a load."""
    page = number_parameter("page", 1, 10_000)
    shown = _shown(_kept(slug, str(load)))
    return _page(pages.check_findings(view(), shown, number, page, service().config.page_size))


def _reports() -> LoadReports:
    return LoadReports.of(service().config)


def _kept(slug: str, number: str) -> KeptLoad:
    """Return the report of a number.

    Raises:
        NotFoundError: there is none, or no longer.
    """
    if not _NUMBER.fullmatch(number):
        raise no_report()
    try:
        return _reports().get(slug, int(number))
    except NotFoundError as error:
        raise NotFoundError(
            "there is no report of a load at this address, or no longer",
            remedy=f"/datasets/{slug[:100]}/reports lists those that are kept",
        ) from error


def _shown(kept: KeptLoad) -> pages.ShownReport:
    return pages.ShownReport(
        folder=kept.folder,
        name=kept.facts.source,
        address=_address(kept),
        load=kept.facts,
    )


def _address(kept: KeptLoad) -> str:
    return f"/datasets/{kept.facts.dataset}/reports/{kept.number}"


def _entry(kept: KeptLoad) -> dict[str, object]:
    base_iri = service().config.base_iri.rstrip("/")
    return {**asdict(kept.facts), "report": f"{base_iri}{_address(kept)}"}


def _page(html: str) -> Response:
    response = Response(html, content_type=HTML.content_type)
    response.headers["Content-Language"] = view().language
    return _shared(response, "Accept, Accept-Language")


def _shared(response: Response, vary: str) -> Response:
    """Return an answer that may be kept for a moment: the next load may add to it."""
    response.headers["Cache-Control"] = CACHE_CONTROL
    if vary:
        response.headers["Vary"] = vary
    return response
