"""A coroutine from start to end, with an event loop only where something is waited for."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def finish(work: Coroutine[Any, Any, T], *, waits: bool) -> T:
    """The coroutine's result, or its exception.

    One that `waits` for nothing is run as it is, for the event loop alone takes longer to import
    than an answer takes to grade by keywords. Raises RuntimeError when it does wait.
    """
    if waits:
        import asyncio

        return asyncio.run(work)
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    work.close()
    raise RuntimeError("it waits for something, and there is no event loop to wait in")
