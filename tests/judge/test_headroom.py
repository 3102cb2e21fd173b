"""A model's headroom, on a clock of the tests' own."""

from __future__ import annotations

from grader.judge.headroom import LONGEST, Headroom
from grader.judge.limits import Limit, Limits


def _requests(left: float, reset: float = 10, whole: float | None = None) -> Limits:
    return Limits(requests=Limit(left=left, reset=reset, whole=whole))


def test_nothing_is_held_back_before_the_provider_has_said_anything() -> None:
    room = Headroom()
    for _ in range(1000):
        assert room.wait(10_000, now=1) == 0
        room.send(10_000)


def test_what_was_sent_since_is_taken_off() -> None:
    room = Headroom()
    first = room.send(1)
    room.send(1)
    room.heed(_requests(3), first, now=100)
    assert room.wait(1, now=101) == 0
    room.send(1)
    room.send(1)
    assert room.wait(1, now=102) == 8
    assert room.wait(1, now=109.5) == 0.5


def test_once_it_resets_the_whole_may_be_sent_and_no_more() -> None:
    room = Headroom()
    room.heed(_requests(0, whole=2), room.send(1), now=100)
    assert room.wait(1, now=100) == 10
    for _ in range(2):
        assert room.wait(1, now=110) == 0
        room.send(1)
    assert room.wait(1, now=110) > 0


def test_without_a_whole_nothing_is_held_back_once_it_resets() -> None:
    room = Headroom()
    room.heed(_requests(0), room.send(1), now=100)
    for _ in range(5):
        assert room.wait(1, now=110) == 0
        room.send(1)


def test_the_word_of_an_earlier_request_that_comes_later_is_not_heeded() -> None:
    room = Headroom()
    early, late = room.send(1), room.send(1)
    room.heed(_requests(0), late, now=100)
    room.heed(_requests(50), early, now=101)
    assert room.wait(1, now=101) > 0


def test_tokens_count_as_well_and_one_request_may_be_larger_than_the_whole() -> None:
    room = Headroom()
    said = Limits(tokens=Limit(left=500, reset=4, whole=1000))
    room.heed(said, room.send(100), now=100)
    assert room.wait(501, now=100) == 4
    assert room.wait(500, now=100) == 0
    assert room.wait(5000, now=104) == 0


def test_nothing_is_held_back_for_longer_than_only_asking_can_tell() -> None:
    room = Headroom()
    room.heed(_requests(0, reset=86_400), room.send(1), now=100)
    assert room.wait(1, now=100) == LONGEST
    room = Headroom()
    room.hold(86_400, now=100)
    assert room.wait(1, now=100) == LONGEST
    assert room.wait(1, now=100 + LONGEST) == 0


def test_the_longest_hold_counts() -> None:
    room = Headroom()
    room.hold(8, now=100)
    room.hold(2, now=101)
    assert room.wait(1, now=102) == 6
