"""Complaints: what Oxigraph itself writes to standard error as it ends a worker, as log lines.

It says so when memory or the stack has run out, in words of its own.
"""

from __future__ import annotations

import logging
import os

from ..logs import log_to

log = logging.getLogger(__name__)

_AT_ONCE = 4_096
_LONGEST = 1_000
_STANDARD_ERROR = 2


class Complaints:
    """A pipe from the workers' standard error to the log of their supervisor.

    Attributes:
        descriptor: the end that can be read when there is something in it.
    """

    def __init__(self) -> None:
        self.descriptor, self._writing = os.pipe()
        os.set_blocking(self.descriptor, False)
        self._rest = b""

    def take_over(self) -> None:
        """Let this process, a worker, write its standard error here; its own log stays apart."""
        log_to(os.dup(_STANDARD_ERROR))
        os.dup2(self._writing, _STANDARD_ERROR)

    def read(self) -> None:
        """Log what there is."""
        try:
            data = self._rest + os.read(self.descriptor, _AT_ONCE)
        except BlockingIOError:
            return
        *lines, rest = data.split(b"\n")
        self._rest = rest[:_LONGEST]
        for line in lines:
            text = line[:_LONGEST].decode("utf-8", "replace").strip()
            if text:
                log.info("a query worker said: %s", text)
