"""The text of a query or an update that is a request's whole body.

Source: SPARQL 1.1 Protocol, sections 2.1.3 and 2.2.2: UTF-8 is the only encoding.
"""

from __future__ import annotations

from flask import request

from ...graph.errors import QueryError, RequestError

_UTF_8 = ("utf-8", "utf8", "us-ascii")


def body_text(what: str) -> str:
    """Return the body of the request as text.

    Args:
        what: what it is, for the message: ``query`` or ``update``.

    Raises:
        RequestError: it is said to be in another encoding than UTF-8.
        QueryError: it is not UTF-8; with the place.
    """
    charset = request.mimetype_params.get("charset", "utf-8").lower()
    if charset not in _UTF_8:
        raise RequestError(f"the {what} is sent as {charset[:40]!r}", remedy="send UTF-8")
    data = request.get_data()
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        raise QueryError(
            f"byte {error.start + 1} is not UTF-8",
            line=before.count("\n") + 1,
            column=len(before) - before.rfind("\n"),
        ) from error
