"""How much more a model will take now: by its provider's last word, and by what was sent since."""

from __future__ import annotations

from dataclasses import dataclass

from grader.judge.limits import Limit, Limits

LONGEST = 60.0
"""Seconds for which a request is held back at the most: after that only asking can tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What had been sent when a request went out, that one included."""

    requests: float
    tokens: float


class Headroom:
    """One model's limits. Times are seconds of one clock, whichever it is.

    What is sent is taken off what was left at the provider's last word; when that was said to be
    whole again, it is whole. Nothing is held back before the provider has said anything.
    """

    def __init__(self) -> None:
        self._requests = _Room()
        self._tokens = _Room()
        self._until = 0.0

    def wait(self, tokens: int, now: float) -> float:
        """Seconds until a request of so many tokens may be sent; 0 when it may be sent now."""
        held = max(0.0, self._until - now)
        return max(held, self._requests.wait(1, now), self._tokens.wait(tokens, now))

    def send(self, tokens: int) -> Mark:
        """A request of so many tokens is sent."""
        return Mark(requests=self._requests.take(1), tokens=self._tokens.take(tokens))

    def heed(self, limits: Limits, mark: Mark, now: float) -> None:
        """The reply to the request sent at `mark` says how much is left."""
        self._requests.heed(limits.requests, mark.requests, now)
        self._tokens.heed(limits.tokens, mark.tokens, now)

    def hold(self, seconds: float, now: float) -> None:
        """The provider asks to be left alone for so long."""
        self._until = max(self._until, now + min(seconds, LONGEST))


class _Room:
    """What is left of one limit; None while it is not known."""

    def __init__(self) -> None:
        self._left: float | None = None
        self._whole: float | None = None
        self._resets = 0.0
        self._taken = 0.0
        self._heard = 0.0

    def wait(self, amount: float, now: float) -> float:
        if self._left is not None and now >= self._resets:
            self._left, self._resets = self._whole, now + LONGEST
        if self._left is None:
            return 0.0
        # What is more than the whole could never be sent; the provider may judge it otherwise.
        least = amount if self._whole is None else min(amount, self._whole)
        return 0.0 if self._left >= least else min(self._resets - now, LONGEST)

    def take(self, amount: float) -> float:
        self._taken += amount
        if self._left is not None:
            self._left -= amount
        return self._taken

    def heed(self, limit: Limit | None, mark: float, now: float) -> None:
        # Replies overtake each other, and the word of an earlier request is the older one.
        if limit is None or mark < self._heard:
            return
        self._heard = mark
        self._left = limit.left - (self._taken - mark)
        self._whole = limit.whole
        self._resets = now + limit.reset
