"""What every route that writes needs: who asks, and how it is answered."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from flask import Response, request

from ...graph.attribution import Attribution
from ...graph.errors import RequestError, UnauthorisedError
from ...loaders.write import Written
from ..roles import Action, check_role
from ..tokens import Token, Tokens
from .service import service

GENERATION_HEADER = "X-Moothall-Generation"
"""Header of the number of the generation that holds what was written."""

CONFIRMATION = "deprecation"
"""What a request may confirm with its parameter ``confirm``."""

_log = logging.getLogger(__name__)


def asked_for(action: Action, said: Mapping[str, str] | None = None) -> Attribution:
    """Return who asks for something that needs a token, and why they say they do.

    Who asks is whose token the request carries; why is its parameter ``note``.

    Args:
        action: what the request asks for.
        said: its parameters; None for those of its address and of the form that it may be.

    Raises:
        UnauthorisedError: it carries no token that is known, or carries one in its address.
        RoleError: the role of the token does not let its holder do that.
        RequestError: the note is too long, or holds what nobody sees.
    """
    token = _token()
    check_role(token.role, action)
    said = request.values if said is None else said
    return Attribution.said(token.name, said.get("note", ""))


def _token() -> Token:
    """Return the token that this request carries.

    Raises:
        UnauthorisedError: it carries none that is known, or carries one in its address.

    Source: RFC 6750, sections 2.1 and 2.3; a token in an address ends up in logs and histories.
    """
    if "access_token" in request.args:
        raise UnauthorisedError(
            "a token in the address is not taken, and should be replaced now",
            remedy="send it in a header: Authorization: Bearer",
        )
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise UnauthorisedError(
            "writing needs a token",
            remedy="send one in a header, Authorization: Bearer; those who run this service make "
            "them with 'moothall token add NAME'",
        )
    return _tokens(service().config.tokens_file).check(token.strip())


def is_confirmed() -> bool:
    """Return whether this request confirms that it deprecates terms that are still used.

    Raises:
        RequestError: it confirms something else.
    """
    confirmed = request.values.get("confirm")
    if confirmed not in (None, CONFIRMATION):
        raise RequestError(
            f"{confirmed[:50]!r} is nothing that can be confirmed",
            where="parameter confirm",
            remedy=f"write {CONFIRMATION}, or leave it out",
        )
    return confirmed is not None


def answer_write(name: str, written: Written, status: int = 200) -> Response:
    """Return the answer to a write, and log it.

    Args:
        name: whose token it was.
        written: what it did.
        status: HTTP status; 204 has no body.
    """
    _log.info(
        "%s %s by %s: generation %d, %d statements added, %d removed",
        request.method,
        request.path,
        name,
        written.generation,
        written.added,
        written.removed,
    )
    document = {
        "generation": written.generation,
        "added": written.added,
        "removed": written.removed,
    }
    body = json.dumps(document) if status != 204 else ""
    response = Response(body, status, content_type="application/json")
    if status == 204:
        del response.headers["Content-Type"]
    response.headers[GENERATION_HEADER] = str(written.generation)
    response.headers["Cache-Control"] = "no-store"
    return response


@lru_cache(maxsize=8)
def _tokens(path: Path | None) -> Tokens:
    """Return the tokens in a file; the same object each time, which remembers what was right."""
    return Tokens(path)
