"""The parent: a web process ends when the process that started it has ended, however that was.

Without this one that was killed would leave web processes that go on answering, at the port that
its successor wants, until somebody finds them.
"""

from __future__ import annotations

import logging
import os
import signal
import threading
import time

log = logging.getLogger(__name__)

_LOOK_S = 1.0


def end_with_parent() -> None:
    """End this process, as an operator would, within a second or two of its parent's end."""
    parent = os.getppid()

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_S)
        log.error("the process that started this one has ended, so this one ends, too")
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()
