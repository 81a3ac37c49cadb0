from __future__ import annotations

from moothall.server.connections.rooms import Room


def test_a_room_that_is_full_takes_nobody() -> None:
    room = Room(3)
    assert [room.take(client) for client in "abcd"] == [True, True, True, False]
    room.give_back("b")
    assert room.take("d")
    assert room.taken == 3


def test_one_client_never_has_the_whole_room() -> None:
    room = Room(16)
    assert [room.take("greedy") for _ in range(16)].count(True) == 14
    assert room.take("modest")
