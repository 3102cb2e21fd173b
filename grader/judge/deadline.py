"""Deadlines that count a provider's time, and not the time for which we hold a request back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar

# Of the running task: who waits for a minute's cap knows of no deadline, and need not.
_running: ContextVar[tuple[asyncio.Timeout, ...]] = ContextVar("running", default=())


@asynccontextmanager
async def within(seconds: float) -> AsyncIterator[asyncio.Timeout]:
    """As `asyncio.timeout`, but for what is done `off_the_clock`. Raises TimeoutError."""
    async with asyncio.timeout(seconds) as timeout:
        token = _running.set((*_running.get(), timeout))
        try:
            yield timeout
        finally:
            _running.reset(token)


@contextmanager
def off_the_clock() -> Iterator[None]:
    """Stop the clocks of all deadlines that hold here, and let them go on afterwards."""
    loop = asyncio.get_running_loop()
    begun = loop.time()
    ends = [(timeout, timeout.when()) for timeout in _running.get() if not timeout.expired()]
    for timeout, _ in ends:
        timeout.reschedule(None)
    try:
        yield
    finally:
        passed = loop.time() - begun
        for timeout, end in ends:
            timeout.reschedule(None if end is None else end + passed)
