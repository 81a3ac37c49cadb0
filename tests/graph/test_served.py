from __future__ import annotations

from pathlib import Path

import pytest

from moothall.graph.served import ServedWatch, stamp


def test_nothing_is_the_same_before_the_first_look(tmp_path: Path) -> None:
    stamp(tmp_path)
    assert not ServedWatch(tmp_path).is_same()


def test_a_stamp_is_seen_at_once(tmp_path: Path) -> None:
    stamp(tmp_path)
    watch = ServedWatch(tmp_path)
    watch.look()
    assert watch.is_same()
    stamp(tmp_path)
    assert not watch.is_same()
    watch.look()
    assert watch.is_same()


def test_a_folder_without_a_stamp_is_looked_at_each_time(tmp_path: Path) -> None:
    watch = ServedWatch(tmp_path)
    watch.look()
    assert not watch.is_same()
    stamp(tmp_path)
    watch.look()
    assert watch.is_same()


def test_a_file_that_was_cut_off_is_no_stamp(tmp_path: Path) -> None:
    (tmp_path / "served").write_bytes(b"")
    watch = ServedWatch(tmp_path)
    watch.look()
    assert not watch.is_same()


def test_the_file_system_is_asked_again_after_a_while(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamp(tmp_path)
    watch = ServedWatch(tmp_path)
    watch.look()
    monkeypatch.setattr("moothall.graph.served.time.monotonic", lambda: 1e12)
    assert not watch.is_same()
