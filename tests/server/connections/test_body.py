from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.server.connections.body import BodyCutError, BodyTooSlowError, receive_body


@given(st.binary(max_size=300_000), st.booleans())
def test_a_body_is_received_as_it_was_sent(body: bytes, has_length: bool) -> None:
    length = len(body) if has_length else None
    with receive_body(io.BytesIO(body), length, 1_000_000, None) as received:
        assert received.read() == body


@pytest.mark.parametrize("sent", [0, 1, 99])
def test_a_body_that_ends_early_is_no_body(sent: int) -> None:
    with pytest.raises(BodyCutError):
        receive_body(io.BytesIO(b"x" * sent), 100, 1_000, None)


def test_a_body_without_a_length_is_received_up_to_the_most_and_one_more() -> None:
    stream = io.BytesIO(b"x" * 5_000)
    with receive_body(stream, None, 1_000, None) as received:
        assert len(received.read()) == 1_001


def test_a_body_that_comes_in_byte_by_byte_is_given_up() -> None:
    seconds = (float(second) for second in count())
    sizes = []

    class Dribble:
        def read(self, size: int, /) -> bytes:
            sizes.append(size)
            return b"x" * size

    with pytest.raises(BodyTooSlowError):
        receive_body(Dribble(), 10_000, 20_000, None, clock=lambda: next(seconds))
    assert set(sizes) == {1}


def test_a_long_body_at_a_fair_pace_is_received() -> None:
    seconds: Iterator[float] = (tick / 20 for tick in count())
    body = b"x" * 3_000_000
    with receive_body(
        io.BytesIO(body), len(body), len(body), None, clock=lambda: next(seconds)
    ) as received:
        assert received.read() == body
