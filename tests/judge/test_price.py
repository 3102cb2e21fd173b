from __future__ import annotations

import pytest

from grader.judge.price import price_of

OPENAI = "https://api.openai.com/v1"


@pytest.mark.parametrize(
    ("endpoint", "model", "dollars"),
    [
        (OPENAI, "gpt-4o-mini", 0.15 + 0.6),
        (OPENAI, "gpt-4o-mini-2024-07-18", 0.15 + 0.6),
        ("https://llm.example.com/v1", "gpt-4o-mini", 0.15 + 0.6),
        ("https://name.openai.azure.com", "gpt-4o-mini", 0.15 + 0.6),
    ],
)
def test_a_million_tokens_each_way(endpoint: str, model: str, dollars: float) -> None:
    price = price_of(endpoint, model)
    assert price is not None
    assert price(1_000_000, 1_000_000, 0) == pytest.approx(dollars)
    assert price(1_000_000, 0, 1_000_000) < price(1_000_000, 0, 0)
    assert price(0, 0, 0) == 0


@pytest.mark.parametrize(
    ("endpoint", "model"),
    [
        (OPENAI, "no-such-model"),
        ("http://127.0.0.1:8080/v1", "smollm2"),
        ("http://127.0.0.1:8080/v1", "gpt-oss-20b"),
        ("http://127.0.0.1:8080/v1", "meta-llama/llama-3.1-8b-instruct"),
    ],
)
def test_what_is_not_known_has_no_price(endpoint: str, model: str) -> None:
    assert price_of(endpoint, model) is None


def test_a_tiered_price_is_asked_for_each_time() -> None:
    price = price_of("https://generativelanguage.googleapis.com/v1beta/openai", "gemini-2.5-pro")
    assert price is not None
    assert price(400_000, 0, 0) > 4 * price(100_000, 0, 0)
