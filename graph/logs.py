"""Logs: one set-up for every process, as text for people or as JSON for programs.

Whatever is logged, no token is: what looks like one is replaced before a line is written.
"""

from __future__ import annotations

import json
import logging
import os
import re
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Literal

LogFormat = Literal["text", "json"]

_HIDDEN = "(hidden)"
_TOKENS = re.compile(
    # Authorization: Bearer ..., Basic ...
    r"(?P<header>\b(?:bearer|basic|digest)(?:\s|%20|\+)+)[^\s\"',;&]+"
    r"|(?P<parameter>\b(?:access_)?token=)[^\s\"',;&]+"
    # a token of ours, wherever it stands: see server.tokens
    r"|\b(?P<name>[a-z0-9][a-z0-9-]{0,39}\.)[A-Za-z0-9_-]{40,}",
    re.IGNORECASE,
)


def hide_tokens(text: str) -> str:
    """Return a text in which nothing that looks like a token is left."""
    return _TOKENS.sub(lambda found: (found[found.lastgroup or 0] or "") + _HIDDEN, text)


class TextFormatter(logging.Formatter):
    """Lines for people: when, how bad, from where, and what."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record, with what else it carries at its end."""
        members = " ".join(f"{name}={value!r}" for name, value in _members(record).items())
        line = super().format(record)
        return hide_tokens(f"{line} {members}" if members else line)


class JsonFormatter(logging.Formatter):
    """One JSON object a line, for programs."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object of a record: time, level, logger, message, and what else it carries."""
        document: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **_members(record),
        }
        if record.exc_info:
            document["exception"] = self.formatException(record.exc_info)
        hidden = {
            name: hide_tokens(value) if isinstance(value, str) else value
            for name, value in document.items()
        }
        return json.dumps(hidden, default=str)


def members(**values: object) -> Mapping[str, object]:
    """Return what a log call takes as ``extra``: members of a JSON line, by name."""
    return {"members": values}


def logging_config(form: LogFormat) -> dict[str, Any]:
    """Return the set-up of all loggers, for `logging.config.dictConfig`."""
    formatter = JsonFormatter if form == "json" else TextFormatter
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": {"()": formatter}},
        "handlers": {
            "lines": {
                "class": "logging.StreamHandler",
                "formatter": "lines",
                "stream": "ext://sys.stderr",
            }
        },
        "root": {"handlers": ["lines"], "level": "INFO"},
        "loggers": {},
    }


def set_up_logging(form: LogFormat) -> None:
    """Let this process log in a form, what nobody caught and warnings included."""
    from logging.config import dictConfig  # which takes as long as all the rest of this module

    dictConfig(logging_config(form))
    logging.captureWarnings(True)
    log = logging.getLogger(__package__)

    def log_uncaught(kind: Any, error: Any, trace: Any) -> None:
        log.critical("nobody caught this", exc_info=(kind, error, trace))

    sys.excepthook = log_uncaught
    threading.excepthook = lambda args: log_uncaught(
        args.exc_type, args.exc_value, args.exc_traceback
    )


def log_to(descriptor: int) -> None:
    """Let this process write its log to a descriptor from now on."""
    stream = os.fdopen(descriptor, "w")
    for handler in logging.getLogger().handlers:
        if isinstance(handler, logging.StreamHandler):
            handler.setStream(stream)


def _members(record: logging.LogRecord) -> Mapping[str, object]:
    found: Mapping[str, object] = getattr(record, "members", {})
    return found
