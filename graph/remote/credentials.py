"""How Moothall shows a remote store who it is: a bearer token, Basic or Digest."""

from __future__ import annotations

import base64

from requests import PreparedRequest
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

    Source: RFC 7617, section 2; RFC 7616.
    """

    def __init__(self, user: str, password: str) -> None:
        super().__init__(user, password)
        pair = f"{user}:{password}".encode()
        self._basic = f"Basic {base64.b64encode(pair).decode()}"

    def __call__(self, r: PreparedRequest) -> PreparedRequest:
        super().__call__(r)  # type: ignore[no-untyped-call]
        r.headers.setdefault("Authorization", self._basic)
        return r
