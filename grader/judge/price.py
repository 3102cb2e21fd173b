"""What a reply costs, by the maintained price list of genai-prices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from genai_prices.types import ModelPrice

_MILLION = 1_000_000

Price: TypeAlias = Callable[[int, int, int], float]
"""US dollars for input tokens (cached ones included), output tokens, and cached input tokens."""


@lru_cache(maxsize=64)
def price_of(endpoint: str, model: str) -> Price | None:
    """The list price of a model at an endpoint, in US dollars; None when it is not known.

    An endpoint the list does not know, such as a gateway, is taken to bill OpenAI's own models
    as OpenAI does; anything else there, such as an open model on your own server, has no price.
    """
    from datetime import UTC, datetime

    entry = _entry(endpoint, model)
    return None if entry is None else _price(entry.get_prices(datetime.now(UTC)))


def _entry(endpoint: str, model: str) -> Any:
    from genai_prices.data_snapshot import get_snapshot

    snapshot = get_snapshot()
    try:
        provider = snapshot.find_provider(None, None, endpoint)
    except LookupError:
        if model.startswith("gpt-oss"):
            return None
        provider = snapshot.find_provider(None, "openai", None)
    try:
        return snapshot.find_provider_model(model, provider, None, None)[1]
    except LookupError:
        return None


@dataclass(frozen=True, slots=True)
class _Rates:
    """Dollars per token: without tiers a price is linear, and the list need not be asked again."""

    fresh: float
    cached: float
    output: float

    def __call__(self, input_tokens: int, output_tokens: int, cached_tokens: int) -> float:
        fresh = input_tokens - cached_tokens
        return fresh * self.fresh + cached_tokens * self.cached + output_tokens * self.output


def _price(prices: ModelPrice) -> Price:
    from genai_prices.types import TieredPrices, Usage

    def listed(input_tokens: int, output_tokens: int, cached_tokens: int) -> float:
        usage = Usage(
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            cache_read_tokens=cached_tokens,
        )
        return float(prices.calc_price(usage)["total_price"])

    if any(isinstance(value, TieredPrices) for value in vars(prices).values()):
        return listed
    return _Rates(
        fresh=listed(_MILLION, 0, 0) / _MILLION,
        cached=listed(_MILLION, 0, _MILLION) / _MILLION,
        output=listed(0, _MILLION, 0) / _MILLION,
    )
