from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.errors import LimitError
from moothall.graph.workers.answer_writer import AnswerWriter, EnoughRowsError
from moothall.graph.workers.limits import WorkerLimits
from moothall.graph.workers.wire import ANSWER, FILE, REPLY, SMALL_BYTES, read_reply

FULL = """
import resource, signal
from moothall.graph.workers.answer_writer import AnswerWriter
from moothall.graph.errors import QueryBusyError
from moothall.graph.workers.limits import WorkerLimits
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    AnswerWriter(WorkerLimits()).write(b"x" * 100_000)
except QueryBusyError as error:
    print(error.what)
"""


def sent(writer: AnswerWriter) -> tuple[bytes, bytes, bool]:
    """Return kind, content and whether it is cut, of what a writer sends."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        writer.send(ours, "tsv", 1)
        data, descriptors, _, _ = socket.recv_fds(theirs, REPLY.size + SMALL_BYTES, 1)
        head = read_reply(data)
        for descriptor in descriptors:
            content = os.pread(descriptor, head.length + 1, 0)
            os.close(descriptor)
            return head.kind, content, head.is_cut
        return head.kind, data[REPLY.size :], head.is_cut


@given(st.lists(st.binary(max_size=50_000), max_size=6))
def test_what_is_written_is_what_is_sent(parts: list[bytes]) -> None:
    with AnswerWriter(WorkerLimits()) as writer:
        for part in parts:
            writer.write(part)
        kind, content, is_cut = sent(writer)
    whole = b"".join(parts)
    assert (content, is_cut) == (whole, False)
    assert kind == (ANSWER if len(whole) <= SMALL_BYTES else FILE)


@given(st.lists(st.text(alphabet="ab\n", max_size=12), max_size=8), st.integers(1, 6))
def test_lines_are_cut_wherever_the_pieces_end(texts: list[str], lines: int) -> None:
    whole = "".join(texts)
    with AnswerWriter(WorkerLimits(), lines) as writer:
        with contextlib.suppress(EnoughRowsError):
            for text in texts:
                writer.write(text.encode())
        _, content, is_cut = sent(writer)
    expected = "".join(whole.splitlines(keepends=True)[:lines])
    assert content.decode() == expected
    assert is_cut == (expected != whole)


def test_an_answer_beyond_the_limit_is_refused() -> None:
    with AnswerWriter(WorkerLimits(max_result_bytes=10)) as writer:
        writer.write(b"x" * 10)
        with pytest.raises(LimitError, match="more than 10 bytes"):
            writer.write(b"x")


def test_a_full_disk_is_a_matter_of_coming_back_later() -> None:
    ended = subprocess.run([sys.executable, "-c", FULL], capture_output=True, text=True, check=True)
    assert ended.stdout == "there is no room for an answer of this size now\n"


def test_a_spooled_answer_has_no_name_on_the_disk(tmp_path: Path) -> None:
    with AnswerWriter(WorkerLimits(spool_dir=tmp_path)) as writer:
        writer.write(b"x" * 100_000)
        assert sent(writer)[0] == FILE
        assert list(tmp_path.iterdir()) == []
