from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest

from moothall.graph.errors import StoreError
from moothall.server.spool import Spool, SpoolBusyError, SpooledFile


def writing(content: bytes, calls: list[bytes] | None = None) -> Callable[[IO[bytes]], None]:
    def write(output: IO[bytes]) -> None:
        if calls is not None:
            calls.append(content)
        output.write(content)

    return write


def content(file: SpooledFile) -> bytes:
    return b"".join(file.chunks())


def test_a_file_is_written_once_a_generation() -> None:
    spool, calls = Spool(1_000, 2), []
    first = spool.file(1, "a", writing(b"one", calls))
    assert spool.file(1, "a", writing(b"other", calls)) is first
    assert content(first) == b"one"
    assert content(spool.file(2, "a", writing(b"two", calls))) == b"two"
    assert calls == [b"one", b"two"]


def test_two_readers_of_a_file_do_not_disturb_each_other() -> None:
    whole = os.urandom(200_000)
    file = Spool(1_000_000, 1).file(1, "a", writing(whole))
    first, second = file.chunks(), file.chunks()
    head = next(first)
    assert content(file) == whole
    assert head + b"".join(first) == whole
    assert b"".join(second) == whole
    assert file.size == len(whole)


def test_the_least_used_files_go_when_there_is_no_room() -> None:
    spool, calls = Spool(25, 1), []
    for name in ("a", "b"):
        spool.file(1, name, writing(b"x" * 10, calls))
    kept = spool.file(1, "a", writing(b"", calls))
    spool.file(1, "c", writing(b"y" * 10, calls))
    assert spool.file(1, "a", writing(b"", calls)) is kept
    spool.file(1, "b", writing(b"again", calls))
    assert calls[-1] == b"again"


def test_a_file_that_has_gone_can_be_read_to_its_end() -> None:
    spool = Spool(10, 1)
    first = spool.file(1, "a", writing(b"x" * 10))
    spool.file(1, "b", writing(b"y" * 10))
    assert content(first) == b"x" * 10


def test_files_take_no_room_once_nobody_reads_them() -> None:
    spool = Spool(10, 1)
    before = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0
    for number in range(20):
        spool.file(number, "a", writing(b"x" * 10))
    after = len(os.listdir("/proc/self/fd")) if Path("/proc/self/fd").is_dir() else 0
    assert after - before <= 1


def test_equal_requests_at_once_write_one_file() -> None:
    spool, calls = Spool(1_000, 8), []
    found: list[SpooledFile] = []
    threads = [
        threading.Thread(target=lambda: found.append(spool.file(1, "a", writing(b"one", calls))))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert calls == [b"one"]
    assert len({id(file) for file in found}) == 1


def test_who_would_wait_beyond_the_places_is_told_so() -> None:
    spool = Spool(1_000, 1)
    is_writing, may_end = threading.Event(), threading.Event()

    def write_slowly(output: IO[bytes]) -> None:
        is_writing.set()
        assert may_end.wait(30)
        output.write(b"slow")

    thread = threading.Thread(target=lambda: spool.file(1, "slow", write_slowly))
    thread.start()
    assert is_writing.wait(30)
    with pytest.raises(SpoolBusyError):
        spool.file(1, "other", writing(b"x"))
    may_end.set()
    thread.join()
    assert content(spool.file(1, "slow", writing(b"never"))) == b"slow"
    assert content(spool.file(1, "other", writing(b"x"))) == b"x"


def test_a_write_that_fails_keeps_no_place_and_no_file() -> None:
    spool = Spool(1_000, 1)

    def fail(_: IO[bytes]) -> None:
        raise OSError(28, "No space left on device")

    for _ in range(2):
        with pytest.raises(StoreError, match="No space left"):
            spool.file(1, "a", fail)
    assert content(spool.file(1, "a", writing(b"x"))) == b"x"


def test_a_folder_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    spool = Spool(1_000, 1, tmp_path / "missing")
    with pytest.raises(StoreError, match="missing"):
        spool.file(1, "a", writing(b"x"))
