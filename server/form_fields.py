"""The fields of a form that is the whole body of a request."""

from __future__ import annotations

from urllib.parse import parse_qsl

from werkzeug.datastructures import MultiDict

from ..graph.errors import RequestError

Fields = MultiDict[str, str]


def read_form(data: bytes, most: int) -> Fields:
    """Return the fields of a form.

    Args:
        data: the body.
        most: fields that it may have.

    Raises:
        RequestError: it has more.
    """
    try:
        return MultiDict(parse_qsl(data.decode("utf-8", "replace"), max_num_fields=most))
    except ValueError as error:
        raise RequestError(f"the form has more than {most} fields", remedy="send fewer") from error
