from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.drafting.claim import (
    against_claim,
    claim_slug,
    for_claim,
    named_things,
    said_claim,
)
from grader.core.writing.slug import is_slug


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("You mention lock-in.", "mentions lock-in"),
        ("You clearly name the four modes", "clearly names the four modes"),
        ("You’ve built your own", "has built their own"),
        ("You can say when you would stop", "can say when they would stop"),
        ("You don't guess", "does not guess"),
        ("You push back", "pushes back"),
        ("You identify risks", "identifies risks"),
        ("You justify it", "justifies it"),
        ("The candidate weighs cost", "weighs cost"),
        ("Name the modes", "names the modes"),
        ("Names the modes", "names the modes"),
        ("A clear rule", "brings up a clear rule"),
        ("LoRA on one base", "brings up LoRA on one base"),
    ],
)
def test_tells_for(text: str, claim: str) -> None:
    assert for_claim(text).text == claim


@pytest.mark.parametrize(
    ("text", "claim", "absence", "slug"),
    [
        (
            "Treating “fine-tuning” as one thing.",
            "treats “fine-tuning” as one thing",
            False,
            "treats-fine-tuning-one-thing",
        ),
        ("Using X for Y", "uses X for Y", False, "uses-x-y"),
        ("Conflating A with B", "conflates A with B", False, None),
        ("Skipping evals", "skips evals", False, None),
        ("Jumping to code", "jumps to code", False, None),
        ("Ignoring latency", "ignores latency", False, None),
        ("Describing tools only", "describes tools only", False, None),
        ("Overclaims results", "overclaims results", False, None),
        ("Vague talk", "shows vague talk", False, None),
        ("No knowledge of LoRA / QLoRA.", "shows knowledge of LoRA / QLoRA", True, "no-lora-qlora"),
        ("No awareness of DPO", "shows awareness of DPO", True, "no-dpo"),
        ("No evaluation", "mentions evaluation", True, "no-evaluation"),
        ("Never mentions evaluation", "mentions evaluation", True, "no-evaluation"),
        ("No mention of cost", "mentions cost", True, "no-cost"),
        ("You don't mention KL", "mentions KL", True, "no-kl"),
        ("Lacks understanding of queues", "shows understanding of queues", True, "no-queues"),
        ("Fails to measure anything", "measures anything", True, None),
        ("Not measuring latency", "measures latency", True, None),
    ],
)
def test_tells_against(text: str, claim: str, absence: bool, slug: str | None) -> None:
    made = against_claim(text)
    assert (made.text, made.absence) == (claim, absence)
    assert slug in (None, claim_slug(made))


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("“Memory is not free.”", "says that memory is not free"),
        ("When writes are rare", "says when writes are rare"),
        ("Also when writes are rare", "says when writes are rare"),
        ("SFT: train on pairs.", "explains SFT: train on pairs"),
    ],
)
def test_what_an_answer_says(text: str, claim: str) -> None:
    assert said_claim(text).text == claim


def test_names_that_clear_an_absence() -> None:
    assert named_things(against_claim("No knowledge of LoRA / QLoRA.")) == ("LoRA", "QLoRA")
    assert named_things(against_claim("No awareness of batching, paging or eviction")) == (
        "batching",
        "paging",
        "eviction",
    )


@given(st.text())
def test_any_text_gives_a_claim_and_a_slug(text: str) -> None:
    for made in (for_claim(text), against_claim(text), said_claim(text)):
        assert made.text
        assert is_slug(claim_slug(made))
