"""The quality record and the review: what is wrong with the lists, and what editors look at."""

from __future__ import annotations

from flask import Blueprint, Response

from ...graph.errors import NotFoundError
from ...graph.quality.measuring import quality_record, record_of
from ...graph.quality.questions import Question, checks, named, reviews
from ...graph.quality.review import review
from ...graph.quality.trend import Edition, trend
from .. import pages
from ..forms.quality import check_in_form, quality_in_form, review_in_form, reviews_in_form
from ..negotiate import (
    CSV,
    HTML,
    JSON,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    REVIEW_FORMS,
    TURTLE,
    Form,
    split_form,
)
from .service import (
    attachment,
    choose_form,
    current_generation,
    deliver,
    form_of_suffix,
    service,
    text_parameter,
    view,
)

routes = Blueprint("quality", __name__)

QUALITY_FORMS = (HTML, JSON, CSV, TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
CHECK_FORMS = (HTML, JSON, CSV)


@routes.get("/quality")
def overview() -> Response:
    """Answer with the quality record of what is served, or of the release that is named."""
    return _quality(choose_form(QUALITY_FORMS), "Accept")


@routes.get("/quality.<suffix>")
def overview_in_form(suffix: str) -> Response:
    """Answer with the quality record in the form of a suffix."""
    return _quality(form_of_suffix(suffix, QUALITY_FORMS), "")


@routes.get("/quality/<name>")
def one_check(name: str) -> Response:
    """Answer with the terms that one check found, and what it found in each release."""
    plain, suffix = split_form(name, CHECK_FORMS)
    form = suffix or choose_form(CHECK_FORMS)
    generation = current_generation()
    check = named(checks(generation.base_iri), plain, "check")
    found = record_of(generation).measurements.get(check.name)
    if found is None:
        raise NotFoundError(
            f"release {generation.release} is older than the check {check.name}",
            remedy="its own record holds the checks of its time: /quality?release="
            + generation.release,
        )
    editions = _editions()
    return deliver(
        form,
        lambda: (
            pages.quality_check(view(), check, found, editions).encode()
            if form == HTML
            else check_in_form(generation, check, found, form.suffix)
        ),
        headers=attachment(f"{check.name}.csv") if form == CSV else {},
        vary="" if suffix else "Accept",
        edition=_edition(editions),
        is_kept=False,
        may_change=True,
    )


@routes.get("/review")
def all_reviews() -> Response:
    """Answer with the questions that editors ask of the lists, and how much answers each."""
    return _reviews(choose_form(REVIEW_FORMS), "Accept")


@routes.get("/review.<suffix>")
def all_reviews_in_form(suffix: str) -> Response:
    """Answer with the questions of the review in the form of a suffix."""
    return _reviews(form_of_suffix(suffix, REVIEW_FORMS), "")


@routes.get("/review/<name>")
def one_review(name: str) -> Response:
    """Answer a question that editors ask, of all lists or of the one that is named."""
    plain, suffix = split_form(name, REVIEW_FORMS)
    form = suffix or choose_form(REVIEW_FORMS)
    generation = current_generation()
    question = named(reviews(generation.base_iri), plain, "review")
    list_name = text_parameter("list")
    found = review(generation, question.name, list_name)
    file_name = f"{question.name}{'-' if list_name else ''}{list_name}.csv"
    return deliver(
        form,
        lambda: (
            pages.review_answer(view(), question, found, list_name).encode()
            if form == HTML
            else review_in_form(question, found, form.suffix, list_name)
        ),
        headers=attachment(file_name) if form == CSV else {},
        vary="" if suffix else "Accept",
    )


def _quality(form: Form, vary: str) -> Response:
    generation, editions = current_generation(), _editions()
    return deliver(
        form,
        lambda: (
            pages.quality(view(), record_of(generation), editions).encode()
            if form == HTML
            else quality_in_form(generation, record_of(generation), form.suffix, editions)
        ),
        headers=attachment("quality.csv") if form == CSV else {},
        vary=vary,
        edition=_edition(editions),
        is_kept=False,
        may_change=True,
    )


def _editions() -> tuple[Edition, ...]:
    """Return the releases that keep a record, and what is served now."""
    now = quality_record(service().generations.current())
    return trend(service().releases.released(), now)


def _edition(editions: tuple[Edition, ...]) -> str:
    """Return what an answer with a trend depends on beside the generation that it reads."""
    return f"{service().generations.current().number} {' '.join(e.name for e in editions)}"


def _reviews(form: Form, vary: str) -> Response:
    generation = current_generation()

    def found() -> list[tuple[Question, int]]:
        known = reviews(generation.base_iri).values()
        return [(question, len(review(generation, question.name).rows)) for question in known]

    return deliver(
        form,
        lambda: (
            pages.review(view(), found()).encode()
            if form == HTML
            else reviews_in_form(found(), form.suffix)
        ),
        headers=attachment("review.csv") if form == CSV else {},
        vary=vary,
    )
