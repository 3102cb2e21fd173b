from __future__ import annotations

import asyncio

import pytest

from grader.cli.running import finish


async def _at_once(value: int) -> int:
    if value < 0:
        raise ValueError("negative")
    return value


async def _later(value: int) -> int:
    await asyncio.sleep(0)
    return value


@pytest.mark.parametrize("waits", [False, True])
def test_result_and_exception_come_through(waits: bool) -> None:
    assert finish(_at_once(3), waits=waits) == 3
    with pytest.raises(ValueError, match="negative"):
        finish(_at_once(-1), waits=waits)


def test_what_waits_needs_a_loop() -> None:
    assert finish(_later(3), waits=True) == 3
    with pytest.raises(RuntimeError, match="no event loop"):
        finish(_later(3), waits=False)
