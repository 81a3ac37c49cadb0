"""How Moothall shows a remote store who it is: a bearer token, Basic or Digest."""

from __future__ import annotations

import base64
from typing import Any

from requests import PreparedRequest, Response
from requests.auth import AuthBase, HTTPDigestAuth

from ..config import Config


def credentials_of(config: Config) -> AuthBase | None:
    """Return what goes with every call to the remote store; None if the settings name nothing."""
    if config.store_token:
        return _Bearer(config.store_token)
    if config.store_user:
        return _Password(config.store_user, config.store_password)
    return None


class _Bearer(AuthBase):
    """A bearer token.

    Source: RFC 6750, section 2.1.
    """

    def __init__(self, token: str) -> None:
        self._header = f"Bearer {token}"

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        r.headers["Authorization"] = self._header
        return r


class _Password(HTTPDigestAuth):
    """A user name and password: Basic, and Digest for a store that asks for that instead.

    Basic goes with the first call already, because a store that lets anybody read may answer
    nobody's query instead of asking who it is. Virtuoso refuses Basic without saying what it wants,
    and says so only to a call that shows nothing; from then on Basic is sent no more.

    Source: RFC 7617, section 2; RFC 7616.
    """

    def __init__(self, user: str, password: str) -> None:
        super().__init__(user, password)
        pair = f"{user}:{password}".encode()
        self._basic = f"Basic {base64.b64encode(pair).decode()}"
        self._wants_digest = False

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        super().__call__(r)  # type: ignore[no-untyped-call]
        if not self._wants_digest:
            r.headers.setdefault("Authorization", self._basic)
        return r

    def handle_401(self, r: Response, **kwargs: Any) -> Response:
        """Return the answer to the call made again as the store wants it; else the refusal."""
        if r.status_code == 401 and r.request.headers.get("Authorization") == self._basic:
            if "WWW-Authenticate" not in r.headers:
                r = self._ask_what_is_wanted(r, **kwargs)
            self._wants_digest = _names_digest(r)
        return super().handle_401(r, **kwargs)  # type: ignore[no-untyped-call,no-any-return]

    def _ask_what_is_wanted(self, refusal: Response, **kwargs: Any) -> Response:
        refusal.content  # noqa: B018 - read to the end, so that the connection is kept
        refusal.close()
        call = refusal.request.copy()
        del call.headers["Authorization"]
        rewind = getattr(call.body, "seek", None)
        if rewind is not None:
            rewind(0)
        answer: Response = refusal.connection.send(call, **kwargs)
        answer.history.append(refusal)
        answer.request = call
        return answer


def _names_digest(response: Response) -> bool:
    return "digest" in response.headers.get("WWW-Authenticate", "").lower()
