"""What the routes of the validator share: the jobs of this web process, and waiting for them."""

from __future__ import annotations

import atexit
import threading
from dataclasses import dataclass
from typing import cast

from flask import current_app

from ...loaders.checks.folder import KeptCheck, State
from ...loaders.checks.history import History
from ...loaders.checks.jobs import Jobs
from .service import service

RETRY_AFTER_S = 2
"""Seconds after which a client that waits for a report asks again."""

_EXTENSION = "moothall.checks"
_making = threading.Lock()


@dataclass(frozen=True, slots=True)
class Checks:
    """The checks of one application.

    Attributes:
        jobs: the processes that check.
        places: how many threads may wait for a report; the others stay free for other requests.
    """

    jobs: Jobs
    places: threading.BoundedSemaphore


def jobs() -> Jobs:
    """Return the jobs of the application that is answering."""
    return _checks().jobs


def history() -> History:
    """Return the history of checks."""
    return History(jobs().checks.folder / "history.sqlite")


def wait(kept: KeptCheck, seconds: float, *, for_copies: bool = False) -> State:
    """Return how far a check is when it is done, or after so many seconds.

    Where as many threads wait as may, this one does not.

    Raises:
        NotFoundError: the check was deleted meanwhile.
    """
    checks = _checks()
    if not seconds or not checks.places.acquire(blocking=False):
        return checks.jobs.advance(kept)
    try:
        return checks.jobs.wait(kept, seconds, for_copies=for_copies)
    finally:
        checks.places.release()


def _checks() -> Checks:
    extensions = current_app.extensions
    with _making:
        if _EXTENSION not in extensions:
            config = service().config
            made = Jobs(config)
            atexit.register(made.close)
            places = threading.BoundedSemaphore(max(1, config.threads - 1))
            extensions[_EXTENSION] = Checks(made, places)
    return cast(Checks, extensions[_EXTENSION])
