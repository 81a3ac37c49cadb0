from __future__ import annotations

from pathlib import Path

import pytest

from moothall.graph.errors import StoreError
from moothall.loaders.originals import keep_original
from moothall.loaders.source import Source

SOURCE = Source("a.ttl", "a.ttl", b"abc")


def test_an_original_is_kept_once_under_its_digest(tmp_path: Path) -> None:
    path = keep_original(tmp_path, SOURCE)
    assert path == tmp_path / "originals" / SOURCE.digest
    assert path.read_bytes() == b"abc"
    assert keep_original(tmp_path, SOURCE) == path
    assert list(path.parent.iterdir()) == [path]


def test_a_disk_that_refuses_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "originals").touch()
    with pytest.raises(StoreError, match="the original of a.ttl cannot be kept"):
        keep_original(tmp_path, SOURCE)
