"""A process keeps its slots at its share, and at one when it cannot ask for it."""

from __future__ import annotations

import asyncio

import pytest

from grader.errors import StoreError
from grader.judge import fleet
from grader.judge.fleet import Sharing
from grader.judge.slots import Slots


class Scripted:
    """A Fleet that gives a share, and none once it is `out`."""

    def __init__(self, share: int) -> None:
        self._share = share
        self.out = False
        self.asked = asyncio.Event()
        self.left = False

    async def reserve(self, model: str, tokens: int) -> float:
        return 0.0

    async def hold(self, model: str, seconds: float) -> None: ...

    async def share(self, busy: int, wanted: int) -> int:
        assert wanted >= 1
        self.asked.set()
        if self.out:
            raise StoreError("no database", "Start it")
        return self._share

    async def leave(self) -> None:
        self.left = True


async def test_no_slot_is_had_before_the_fleet_gives_one() -> None:
    others, slots = Scripted(3), Slots(8)
    sharing = Sharing(others, slots)
    assert slots.limit == 0
    async with sharing.slot():
        assert slots.limit == 3
    await sharing.aclose()
    assert others.left


async def test_one_that_cannot_ask_falls_back_to_one_slot(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(fleet, "SILENCE", 0.0)
    monkeypatch.setattr(fleet, "BEAT", 0.001)
    others, slots = Scripted(5), Slots(8)
    sharing = Sharing(others, slots)
    async with asyncio.timeout(10), sharing.slot():
        assert slots.limit == 5
        others.out = True
        for _ in range(2):
            others.asked.clear()
            await others.asked.wait()
        assert slots.limit == 1
        others.out = False
        for _ in range(2):
            others.asked.clear()
            await others.asked.wait()
        assert slots.limit == 5
    await sharing.aclose()
    assert "cannot be looked up" in caplog.text
