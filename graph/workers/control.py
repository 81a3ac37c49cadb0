"""Control: what the supervisor answers about its workers, over a second socket.

One connection asks one thing, in JSON: ``{"ask": "ending", "pid": 123}``, answered when that
worker has ended, or ``{"ask": "status"}``.
"""

from __future__ import annotations

import json
import os
import select
import socket
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from .endings import UNKNOWN, Ending
from .receiving import set_receive_timeout

_REMEMBERED = 1_000
_QUESTION_BYTES = 256
_ANSWER_BYTES = 4_096
_ASKING_S = 2.0


class ControlServer:
    """The supervisor's side.

    Args:
        listener: the socket that questions come in on.
    """

    def __init__(self, listener: socket.socket) -> None:
        self.listener = listener
        self._endings: dict[int, Ending] = {}
        self._causes: Counter[str] = Counter()
        self._asking: list[socket.socket] = []
        self._waiting: dict[socket.socket, int] = {}

    def accept(self) -> None:
        """Take a connection on which a question will come."""
        connection, _ = self.listener.accept()
        connection.setblocking(False)
        self._asking.append(connection)

    def record(self, pid: int, ending: Ending) -> None:
        """Remember how a worker ended."""
        self._causes[ending.cause] += 1
        self._endings[pid] = ending
        while len(self._endings) > _REMEMBERED:
            self._endings.pop(next(iter(self._endings)))

    def forget(self, pid: int) -> None:
        """Forget an earlier worker with the process id of a new one."""
        self._endings.pop(pid, None)

    def answer(self, running: Collection[int], counts: Mapping[str, int]) -> None:
        """Answer what has been asked, as far as the answers are known.

        Args:
            running: process ids of the workers that live.
            counts: how many workers there are of each kind.
        """
        for connection in self._asking[:]:
            self._read_question(connection, counts)
        for connection, pid in list(self._waiting.items()):
            if pid not in running:
                ending = self._endings.get(pid, Ending(UNKNOWN))
                self._reply(connection, {"cause": ending.cause})
                del self._waiting[connection]
            elif _has_closed(connection):
                connection.close()
                del self._waiting[connection]

    def close(self) -> None:
        """Close everything, in a forked process that has no use for it."""
        self.listener.close()
        for connection in [*self._asking, *self._waiting]:
            connection.close()

    def _read_question(self, connection: socket.socket, counts: Mapping[str, int]) -> None:
        try:
            question = json.loads(connection.recv(_QUESTION_BYTES))
            pid = int(question["pid"]) if question["ask"] == "ending" else 0
        except BlockingIOError:
            return
        except (OSError, ValueError, KeyError, TypeError):
            self._asking.remove(connection)
            connection.close()
            return
        self._asking.remove(connection)
        if pid:
            self._waiting[connection] = pid
        else:
            self._reply(connection, {**counts, "endings": dict(self._causes)})

    def _reply(self, connection: socket.socket, answer: Mapping[str, object]) -> None:
        with connection:
            try:
                connection.send(json.dumps(answer).encode())
            except OSError:
                return


@dataclass(frozen=True, slots=True)
class Control:
    """A web process's side.

    Attributes:
        path: the supervisor's control socket.
    """

    path: Path

    def ending(self, pid: int) -> Ending:
        """Return how a worker ended, as soon as it has; unknown if the supervisor cannot say."""
        return Ending(str(self._ask({"ask": "ending", "pid": pid}).get("cause", UNKNOWN)))

    def status(self) -> Mapping[str, object]:
        """Return counts of workers (``fresh``, ``long``) and of endings by cause.

        Empty if there is no supervisor.
        """
        return self._ask({"ask": "status"})

    def _ask(self, question: Mapping[str, object]) -> Mapping[str, object]:
        with socket.socket(socket.AF_UNIX) as connection:
            set_receive_timeout(connection, _ASKING_S)
            try:
                connection.connect(os.fspath(self.path))
                connection.sendall(json.dumps(question).encode())
                answer = json.loads(connection.recv(_ANSWER_BYTES) or b"{}")
            except (OSError, ValueError):
                return {}
            return dict(answer)


def _has_closed(connection: socket.socket) -> bool:
    poll = select.poll()
    poll.register(connection, select.POLLHUP)
    return bool(poll.poll(0))
