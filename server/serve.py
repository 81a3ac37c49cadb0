"""Serving: the web application in granian's worker processes."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server, mp

from ..graph.config import Config
from ..graph.logs import logging_config, set_up_logging
from ..graph.opening import open_generations
from ..graph.workers.process import QueryWorkers
from .access_log import log_exchange
from .app import create_app
from .connections.handler import AWAKE, Handler
from .connections.watch import Watch
from .front import Front
from .parent import end_with_parent
from .queries import worker_limits
from .routes.service import service_of
from .uploads import body_limit

_HEADER_MS = 10_000
"""Milliseconds in which a request's head must come in."""

_BUFFER_BYTES = 131_072
"""Longest head of a request, and most bytes of an answer that a connection holds."""

_STOP_S = 15
"""Seconds after which a web process that waits for its clients is ended."""


_ALLOCATION = "glibc.malloc.tcache_count=127:glibc.malloc.tcache_max=65536"
"""How the allocator of the query workers keeps what is let go: a small query takes and lets go of
many pieces of some kilobytes, and takes a tenth less with these.

Source: The GNU C Library manual, section 39.2 (memory allocation tunables); other libraries for
C pass them over.
"""


def load_application(workers: Path | None, _: str) -> Flask:
    """Return the application of one worker process, from its environment.

    It is handed to granian as it is, because granian's own loader goes by file names, and takes
    the folder that it is started in for a package if an ``__init__.py`` lies there.
    """
    config = Config.from_env(os.environ)
    set_up_logging(config.log_format)
    end_with_parent()
    application = create_app(config, workers)
    # granian's own callback holds one of its threads for as long as a client is slow
    mp._wsgi_call_wrap = partial(_handler_of, config)  # type: ignore[attr-defined]
    return application


def _handler_of(config: Config, application: Flask, *_: Any) -> Callable[..., None]:
    """Return what granian calls for each request, in place of its own callback."""
    service = service_of(application)
    front = application.wsgi_app
    assert isinstance(front, Front)
    handler = Handler(
        front,
        threads=config.threads,
        slow_clients=config.slow_clients,
        base_iri=config.base_iri,
        headers=service.headers,
        folder=config.spool_dir,
        body_limit=partial(body_limit, config),
        finished=log_exchange if config.access_log else None,
    )
    Watch(config.port, handler.exchanges, service.queries.end).start()
    return handler.__call__


def serve(config: Config) -> None:
    """Serve until the process is told to end.

    The worker processes read the same environment; address, port and counts are the caller's.

    Args:
        config: the settings.

    Raises:
        StoreError: there is no generation to serve.
    """
    set_up_logging(config.log_format)
    open_generations(config).check_served()
    os.environ["MOOTHALL_DATA_DIR"] = os.fspath(config.data_dir)
    os.environ["MOOTHALL_BASE_IRI"] = config.base_iri
    os.environ["MOOTHALL_WORKERS"] = str(config.workers)
    os.environ["MOOTHALL_PORT"] = str(config.port)
    if config.store_url:
        _run(config, None)
        return
    # an operator may have said it otherwise
    os.environ.setdefault("GLIBC_TUNABLES", _ALLOCATION)
    with QueryWorkers(config.data_dir, worker_limits(config), config.log_format) as workers:
        _run(config, workers.folder)


def _run(config: Config, workers: Path | None) -> None:
    Server(
        f"{__name__}:load_application",
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=config.workers,
        blocking_threads=AWAKE + 2 * config.threads + config.slow_clients,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MS, max_buffer_size=_BUFFER_BYTES),
        websockets=False,
        log_level=LogLevels.info,
        log_dictconfig=_log_config(config),
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_S,
    ).serve(target_loader=partial(load_application, workers))


def _log_config(config: Config) -> dict[str, Any]:
    """Return the set-up of loggers for granian, which logs as everything else does."""
    found = logging_config(config.log_format)
    found["filters"] = {"expected": {"()": _Expected}}
    found["loggers"] = {
        "_granian": {"level": "INFO", "filters": ["expected"], "handlers": [], "propagate": True}
    }
    return found


class _Expected(logging.Filter):
    """Drops granian's warning of many threads: all but a few of them sleep."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record is to be logged."""
        return "Python threads" not in record.getMessage()
