"""Who provides a service in an area on a day (``/responsible``)."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, Response

from ...graph.errors import RequestError, UnknownReleaseError
from ...graph.responsibility import find_area, find_service, read_day, responsible
from .. import pages
from ..forms.responsibility import responsibility_in_form
from ..negotiate import ANSWER_FORMS, HTML, Form
from ..problems import status_of
from .service import VARY, choose_form, current_generation, deliver, text_parameter, view

routes = Blueprint("responsibility", __name__)


@routes.get("/responsible")
def who_provides() -> Response:
    """Answer with the councils that provide ``?service=`` in ``?area=`` on ``?date=``, and why.

    Without a date it is today, in UTC. A page where one of the two is missing is the form.
    """
    form = choose_form(ANSWER_FORMS)
    try:
        return _answer(form)
    except RequestError as error:
        if form != HTML or isinstance(error, UnknownReleaseError):
            raise
        # whoever filled in the form gets it back, with what to mend
        page = pages.responsibility(view(), None, text_parameter("date"), fault=error)
        response = Response(page, status_of(error), content_type=form.content_type)
        response.headers["Vary"] = VARY
        return response


def _answer(form: Form) -> Response:
    generation = current_generation()
    service, area = text_parameter("service").strip(), text_parameter("area").strip()
    written = text_parameter("date").strip()
    day = read_day(written) if written else datetime.now(UTC).date()
    answer = None
    if form != HTML or (service and area):
        council = find_area(generation, area)
        answer = responsible(generation, find_service(generation, service), council, day)

    def render() -> bytes:
        if form == HTML or answer is None:
            return pages.responsibility(view(), answer, day.isoformat()).encode()
        return responsibility_in_form(generation, answer, form.suffix)

    # without a date the same request is answered anew each day, from a release as well
    return deliver(
        form,
        render,
        is_kept=bool(written),
        edition=day.isoformat(),
        may_change=not written,
    )
