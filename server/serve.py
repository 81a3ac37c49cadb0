"""Serving: the web application in granian's worker processes."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import Server

from ..graph.config import Config
from ..graph.remote.generations import open_generations
from ..graph.workers.process import QueryWorkers
from .app import create_app
from .queries import worker_limits

_ACCESS_LOG = "%(time)s %(addr)s %(method)s %(path)r %(status)d %(dt_ms).1f ms"


def load_application(workers: Path | None, _: str) -> Flask:
    """Return the application of one worker process, from its environment.

    It is handed to granian as it is, because granian's own loader goes by file names, and takes
    the folder that it is started in for a package if an ``__init__.py`` lies there.
    """
    return create_app(Config.from_env(os.environ), workers)


def serve(config: Config) -> None:
    """Serve until the process is told to end.

    The worker processes read the same environment; address, port and counts are the caller's.

    Args:
        config: the settings.

    Raises:
        StoreError: there is no generation to serve.
    """
    open_generations(config).check_served()
    os.environ["MOOTHALL_DATA_DIR"] = os.fspath(config.data_dir)
    os.environ["MOOTHALL_BASE_IRI"] = config.base_iri
    os.environ["MOOTHALL_WORKERS"] = str(config.workers)
    if config.store_url:
        _run(config, None)
        return
    with QueryWorkers(config.data_dir, worker_limits(config)) as workers:
        _run(config, workers.folder)


def _run(config: Config, workers: Path | None) -> None:
    Server(
        f"{__name__}:load_application",
        address=config.host,
        port=config.port,
        interface=Interfaces.WSGI,
        workers=config.workers,
        blocking_threads=config.threads,
        http=HTTPModes.http1,
        websockets=False,
        log_level=LogLevels.info,
        log_access=bool(config.access_log),
        log_access_format=_ACCESS_LOG,
        respawn_failed_workers=True,
    ).serve(target_loader=partial(load_application, workers))
