"""A cap of so much a minute, kept by one number: when all that was let in is through."""

from __future__ import annotations

from dataclasses import dataclass

MINUTE = 60.0


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `per_minute` in any 60 seconds: a second's worth at once, the rest evenly.

    The generic cell rate algorithm (ATM Forum, 1996), whose state is the time `through` at which
    all that was let in is through. Times are seconds of one clock, whichever it is.
    """

    per_minute: float

    def reserve(self, through: float, now: float, amount: float) -> tuple[float, float]:
        """The state after an amount is let in, and the seconds after which it may go.

        What is more than a second's worth goes alone, once all before it is through.
        """
        burst = max(1.0, self.per_minute / MINUTE)
        speed = (self.per_minute + 1 - burst) / MINUTE
        goes = max(now, through - max(0.0, burst - amount) / speed)
        return max(through, goes) + amount / speed, goes - now
