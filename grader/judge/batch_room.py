"""What limits on calls and cost leave room for before a batch is handed over."""

from __future__ import annotations

from grader.errors import BudgetSpent
from grader.judge.base import ChatRequest
from grader.judge.collected import SHARE
from grader.judge.pace import CHARACTERS_A_TOKEN
from grader.judge.price import price_of
from grader.judge.wire import encoded_body

_CAPS = ("max_completion_tokens", "max_tokens")


class Room:
    """Counts requests against `max_calls`, and what each can cost at most against `max_cost`.

    A batch cannot be stopped once it is under way, so that a request counts with all tokens that
    its reply may take, at the price of a batch. Without limits nothing is counted.
    """

    def __init__(self, *, max_calls: int | None = None, max_cost: float | None = None) -> None:
        self._max_calls = max_calls
        self._max_cost = max_cost
        self._cost = 0.0
        self._taken: set[bytes] = set()

    @property
    def taken(self) -> int:
        """How many requests have been let in, if there is a limit."""
        return len(self._taken)

    def take(self, digest: str, request: ChatRequest) -> bool:
        """Whether there is room for a request; one that was let in before takes none."""
        if self._max_calls is None and self._max_cost is None:
            return True
        key = bytes.fromhex(digest)
        if key in self._taken:
            return True
        cost = 0.0 if self._max_cost is None else _ceiling(request)
        if self._max_calls is not None and len(self._taken) >= self._max_calls:
            return False
        if self._max_cost is not None and self._cost + cost > self._max_cost:
            return False
        self._taken.add(key)
        self._cost += cost
        return True


def _ceiling(request: ChatRequest) -> float:
    price = price_of(request.endpoint, request.model)
    if price is None:
        raise BudgetSpent(
            f"the price of {request.model} is unknown, so a limit on cost cannot hold",
            "Limit the number of calls instead",
        )
    reply = next((request.parameters[name] for name in _CAPS if name in request.parameters), 0)
    sent = len(encoded_body(request)) // CHARACTERS_A_TOKEN + 1
    return SHARE * price(sent, int(reply), 0)
