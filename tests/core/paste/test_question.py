"""The question is found among greetings and small talk, and so is its rubric."""

from __future__ import annotations

import pytest

from grader.core.paste.question import Matcher, asked_in, asks

MATCHER = Matcher(
    {
        "rag": ("When would you fine-tune, prompt, or use RAG?", "Prompt, RAG, tuning: which?"),
        "modes": "Which kind of fine-tuning would you use, and what does each cost operationally?",
        "dpo": "Explain RLHF and DPO. When would you choose each?",
    }
)


@pytest.mark.parametrize(
    ("text", "rubric", "question"),
    [
        ("Hi Tom! When would you prompt, fine-tune or use RAG?", "rag", None),
        ("Sure. Explain RLHF and DPO. When would you choose each?\nThanks!", "dpo", None),
        ("What are the operational costs of each kind of fine-tuning?", "modes", None),
        ("And how would you compare DPO with RLHF?", "dpo", None),
    ],
)
def test_rubrics(text: str, rubric: str, question: str | None) -> None:
    found = MATCHER.best(text)
    assert found is not None
    assert found.rubric == rubric
    assert 0 < found.score <= 1
    assert "Hi" not in found.text
    assert "Thanks" not in found.text


@pytest.mark.parametrize(
    "text",
    [
        "How would you design a rate limiter?",
        "I'd use RAG and fine-tune.",
        "",
        "Any news?",
        "> RAG?",
    ],
)
def test_no_rubric(text: str) -> None:
    assert MATCHER.best(text) is None


def test_the_same_question_scores_one() -> None:
    found = MATCHER.best("Explain RLHF and DPO. When would you choose each?")
    assert found is not None
    assert found.score == pytest.approx(1.0)


def test_a_question_between_two_rubrics_has_none() -> None:
    twins = Matcher({"a": "How does mixed precision work?", "b": "How does mixed precision work?"})
    found = twins.best("How does mixed precision work?")
    assert found is not None
    assert found.rubric is None


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Hello. How are caches kept fresh?", "How are caches kept fresh?"),
        ("Hi Tom, how are caches kept fresh? Take your time.", "how are caches kept fresh?"),
        ("One question: How so?", "How so?"),
        ("A shop has two caches in a row. How are they kept fresh?",) * 2,
        ("Walk me through it. What breaks?", "Walk me through it. What breaks?"),
        ("Thank you.", None),
        ("> why?\nBecause.", None),
    ],
)
def test_what_is_asked(text: str, question: str | None) -> None:
    assert asked_in(text) == question
    assert asks(text) is (question is not None)
