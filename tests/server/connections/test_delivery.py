from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from moothall.server.connections.delivery import CHUNK_BYTES, Delivery, in_chunks


class Body:
    def __init__(self, chunks: int) -> None:
        self._chunks = chunks
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        return iter([b"x" * 1_000] * self._chunks)

    def close(self) -> None:
        self.closed += 1


def test_a_delivery_says_once_what_was_taken() -> None:
    body, told = Body(3), []
    delivery = Delivery(body, told.append)
    assert len(b"".join(delivery)) == 3_000
    delivery.close()
    delivery.close()
    assert told == [3_000]
    assert body.closed == 1


def test_a_client_that_reads_nothing_for_long_gets_no_more() -> None:
    now = [0.0]
    delivery = Delivery(Body(3), lambda _: None, clock=lambda: now[0])
    assert next(delivery)
    now[0] = 70.0
    assert list(delivery) == []


def test_a_client_that_reads_slowly_gets_everything() -> None:
    now = [0.0]
    delivery = Delivery(Body(200), lambda _: None, clock=lambda: now[0])
    taken = 0
    for chunk in delivery:
        taken += len(chunk)
        now[0] += 0.9
    assert taken == 200_000


@given(st.binary(max_size=4 * CHUNK_BYTES))
def test_chunks_of_a_body_are_the_body(body: bytes) -> None:
    chunks = list(in_chunks(body))
    assert b"".join(chunks) == body
    assert all(0 < len(chunk) <= CHUNK_BYTES for chunk in chunks)
