"""A circuit breaker: a provider that keeps failing is left alone for a while.

The states are purgatory's. What it lacks is here: a cancelled call tells nothing about the
provider, after the pause one call at a time tries it, and some errors open the circuit at once.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from grader.errors import (
    BudgetSpent,
    CircuitOpen,
    JudgeError,
    JudgeRefused,
    QuotaExhausted,
    ReplayMiss,
    RequestRejected,
)
from grader.judge.reason import reason_of

if TYPE_CHECKING:
    from purgatory.domain.model import Context

FAILURES = 5
"""After so many failures in a row the circuit opens."""
PAUSE = 30.0
"""Seconds for which it stays open."""


_log = logging.getLogger(__name__)


class Breaker:
    """Counts one provider's failures in a row; belongs to one event loop.

    An exhausted quota opens the circuit at once, and so does a rejected request, as long as none
    has succeeded: then a setting is wrong. Later it is that request's own fault, such as an answer
    too long for the model, and counts like any failure. A refusal is an answer, so a success.
    """

    def __init__(self, *, failures: int = FAILURES, pause: float = PAUSE) -> None:
        self._failures = failures
        self._pause = pause
        self._circuit: Context | None = None
        self._works = False
        self._trying = False
        self._last: JudgeError | None = None

    @property
    def state(self) -> str:
        """`closed` while calls go through, `open` while the provider is left alone."""
        return "open" if self._circuit is not None and self._circuit.state == "opened" else "closed"

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Around one call of the provider. Raises CircuitOpen instead of letting it begin."""
        trial = self._admit()
        try:
            yield
        except JudgeRefused:
            self._succeeded()
            raise
        except (ReplayMiss, BudgetSpent):
            raise
        except JudgeError as error:
            self._failed(error)
            raise
        else:
            self._succeeded()
        finally:
            if trial:
                self._trying = False

    def _admit(self) -> bool:
        """Whether this call is the one that tries a provider after a pause."""
        if self._circuit is None:
            return False
        from purgatory.domain.model import HALF_OPENED, OpenedState

        try:
            self._circuit.handle_new_request()
        except OpenedState as state:
            # The state is its own exception, raised again and again: it would gather tracebacks.
            state.with_traceback(None)
            raise self._left_alone() from None
        finally:
            self._circuit.messages.clear()
        if self._circuit.state != HALF_OPENED:
            return False
        if self._trying:
            raise self._left_alone()
        self._trying = True
        return True

    def _succeeded(self) -> None:
        self._works = True
        if self._circuit is not None:
            if self._circuit.state != "closed":
                _log.warning("the provider answers again")
            self._circuit.handle_end_request()
            self._circuit.messages.clear()

    def _failed(self, error: JudgeError) -> None:
        before = self.state
        self._count(error)
        if self.state != before:
            _log.warning("the provider is left alone for %g s: %s", self._pause, reason_of(error))

    def _count(self, error: JudgeError) -> None:
        # Only with the first failure, since most processes never see one and purgatory takes time
        # to import.
        from purgatory.domain.model import Context, OpenedState

        if self._circuit is None:
            self._circuit = Context("provider", self._failures, self._pause)
        self._last = error
        hopeless = isinstance(error, QuotaExhausted) or (
            isinstance(error, RequestRejected) and not self._works
        )
        if hopeless:
            self._circuit.set_state(OpenedState("provider"))
        else:
            self._circuit.handle_exception(error)
        self._circuit.messages.clear()

    def _left_alone(self) -> CircuitOpen:
        after = f" after {reason_of(self._last)}" if self._last else ""
        return CircuitOpen(
            f"the provider is left alone for {self._pause:g} s{after}",
            self._last.hint if self._last else "",
        )
