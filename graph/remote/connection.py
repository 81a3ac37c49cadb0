"""Calls to a remote store over HTTP: kept-alive connections, timeouts, retries, errors that teach.

Only calls that change nothing are made again when they fail: a query, also by POST, and GET. A
write is sent once, because a store that did not answer may have done it all the same.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

import requests
from requests import Response
from requests.adapters import HTTPAdapter

from ..config import Config
from ..errors import QueryError
from .body import Body
from .credentials import credentials_of
from .dialects import PLAIN, dialect_of
from .errors import StoreAwayError, StoreRefusedError, StoreSlowError

CONNECT_TIMEOUT_S = 5.0
"""Seconds to wait for a connection."""

WRITE_PATIENCE = 20
"""How many times as long as for a query the store may take over a write."""

_ATTEMPTS = 3
_FIRST_PAUSE_S = 0.1
_PASSING = (502, 503, 504)
"""Statuses that may be gone a moment later."""

_CONNECTIONS = 32
_EXCERPT = 300


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP request to the store.

    Attributes:
        setting: the variable that holds the address, for errors.
        url: the address.
        method: GET, POST or PUT.
        accept: media types of the answer that can be read.
        parameters: what goes into the address.
        form: what goes into the body as a form.
        data: what goes into the body as it is, with its media type in `content_type`.
        content_type: media type of `data`.
    """

    setting: str
    url: str
    method: str = "POST"
    accept: str = "*/*"
    parameters: Mapping[str, str] = field(default_factory=dict)
    form: Sequence[tuple[str, str]] | None = None
    data: IO[bytes] | None = None
    content_type: str = ""


class Connection:
    """The HTTP connections to one store; any number of threads may use it.

    Proxies and certificate authorities are those of the machine, as `requests` finds them.

    Attributes:
        dialect: the ways of the store that answered last.
    """

    def __init__(self, config: Config) -> None:
        self._timeout_s = float(config.store_timeout_s)
        self.dialect = PLAIN
        self._session = requests.Session()
        adapter = HTTPAdapter(pool_maxsize=_CONNECTIONS)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, adapter)
        self._session.auth = credentials_of(config)
        # the store is near: compressing would cost both ends more than it saves on the way
        self._session.headers.update({"User-Agent": "moothall", "Accept-Encoding": "identity"})

    def read(
        self,
        call: Call,
        *,
        timeout_s: float | None = None,
        is_bounded: bool = True,
        max_bytes: int | None = None,
    ) -> Body:
        """Return the body of the answer to a call that changes nothing.

        Args:
            call: the call.
            timeout_s: seconds to wait; None for what the settings say.
            is_bounded: whether all of the answer must be there within the timeout; else only the
                wait for each part of it is bounded.
            max_bytes: the largest answer that is read; None for any.

        Raises:
            StoreAwayError: the store does not answer.
            StoreSlowError: it does not answer in time.
            StoreRefusedError: it will not answer.
            QueryError: it says that the query is wrong.
        """
        timeout_s = timeout_s or self._timeout_s
        deadline = time.monotonic() + timeout_s
        response = self._send_patiently(call, timeout_s)
        self._raise_for_fault(call, response, timeout_s)
        _raise_for_status(call, response)
        state = response.headers.get("X-SQL-State")
        if state:
            response.close()
            raise StoreRefusedError(
                f"the store says that its answer is incomplete (SQL state {state})",
                where=call.url,
                remedy="raise the store's own limit on the time of a query",
            )
        return Body(response, deadline if is_bounded else None, max_bytes)

    def write(self, call: Call) -> None:
        """Make a call that changes the store; it is sent once.

        Raises:
            StoreAwayError: the store does not answer, so it may or may not have done it.
            StoreRefusedError: it will not do it.
        """
        response = self._send(call, self._timeout_s * WRITE_PATIENCE)
        _raise_for_status(call, response)
        try:
            response.content  # noqa: B018 - read to the end, so that the connection is kept
        except requests.RequestException as error:
            raise StoreAwayError(
                f"the store's answer broke off ({type(error).__name__})", where=call.url
            ) from error

    def _raise_for_fault(self, call: Call, response: Response, timeout_s: float) -> None:
        """Raise if the store could not work out a query, by the query's own fault."""
        if response.status_code not in (400, 500):
            return
        said = _excerpt(response)
        if re.search(self.dialect.time_is_over, said):
            raise StoreSlowError(
                f"the store gave up within {timeout_s:g} seconds: {said}",
                where=call.url,
                remedy="ask for less, or raise the store's own limit on the time of a query",
            )
        if response.status_code == 400 or re.search(self.dialect.query_faults, said):
            raise QueryError(f"the store says: {said}")
        raise _refusal(call, response.status_code, said)

    def _send_patiently(self, call: Call, timeout_s: float) -> Response:
        pause = _FIRST_PAUSE_S
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                response = self._send(call, timeout_s)
            except StoreAwayError as error:
                # a store that is too slow is not helped by being asked again
                if attempt == _ATTEMPTS or isinstance(error, StoreSlowError):
                    raise
            else:
                if attempt == _ATTEMPTS or response.status_code not in _PASSING:
                    return response
                response.close()
            time.sleep(pause)
            pause *= 2
        raise AssertionError("the last attempt returns or raises")

    def _send(self, call: Call, timeout_s: float) -> Response:
        headers = {"Accept": call.accept}
        if call.content_type:
            headers["Content-Type"] = call.content_type
        try:
            response = self._session.request(
                call.method,
                call.url,
                params=dict(call.parameters),
                data=call.data if call.form is None else list(call.form),
                headers=headers,
                timeout=(min(CONNECT_TIMEOUT_S, timeout_s), timeout_s),
                # a redirected POST would arrive as a GET, and the password at another host
                allow_redirects=False,
                stream=True,
            )
        except requests.Timeout as error:
            raise StoreSlowError(
                f"the store did not answer within {timeout_s:g} seconds",
                where=call.url,
                remedy="see how busy the store is, or raise MOOTHALL_STORE_TIMEOUT_S",
            ) from error
        except requests.RequestException as error:
            raise StoreAwayError(
                f"the store cannot be reached ({_reason(error)})",
                where=call.url,
                remedy=f"see whether the store runs, and whether {call.setting} is its address",
            ) from error
        self.dialect = dialect_of(response.headers.get("Server", ""))
        return response


def _raise_for_status(call: Call, response: Response) -> None:
    """Raise unless the store did what it was asked."""
    status = response.status_code
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise StoreRefusedError(
            f"the store sends this on to {response.headers.get('Location', 'another address')}",
            where=call.url,
            remedy=f"set {call.setting} to the address that answers itself",
        )
    raise _refusal(call, status, _excerpt(response))


def _refusal(call: Call, status: int, said: str) -> StoreRefusedError:
    if status in (401, 403):
        return StoreRefusedError(
            f"the store does not let Moothall do this ({status}: {said})",
            where=call.url,
            remedy="set MOOTHALL_STORE_USER and MOOTHALL_STORE_PASSWORD, or MOOTHALL_STORE_TOKEN, "
            "to those of an account that may",
        )
    if status in (404, 405, 415):
        return StoreRefusedError(
            f"the store answers {status} to {call.method} ({said})",
            where=call.url,
            remedy=f"see whether {call.setting} is the address for this",
        )
    return StoreRefusedError(
        f"the store answers {status}: {said}",
        where=call.url,
        remedy="the store's own log may say why",
    )


def _excerpt(response: Response) -> str:
    """Return the beginning of an answer as one line of text, and let go of it."""
    try:
        data = next(response.iter_content(4 * _EXCERPT), b"")
    except requests.RequestException:
        data = b""
    finally:
        response.close()
    text = re.sub(r"<[^>]*>|\s+", " ", data.decode("utf-8", "replace"))
    text = re.sub(r" +", " ", text).strip()
    echo = dialect_of(response.headers.get("Server", "")).echo
    text = (text.partition(echo)[0].strip() if echo else text)[:_EXCERPT]
    return text or response.reason or "it gives no reason"


def _reason(error: requests.RequestException) -> str:
    """Return the innermost cause in a few words: requests wraps it several times over."""
    cause: BaseException = error
    while inner := cause.__cause__ or cause.__context__:
        cause = inner
    said = cause.strerror if isinstance(cause, OSError) else None
    return said or type(cause).__name__
