"""Evidence is checked against the answer, whoever judged."""

from __future__ import annotations

import pytest

from grader.core.answer import Answer, Role, Sentence, Turn
from grader.core.evidence import verify
from grader.core.judgment import JudgeKind, Judgment, Stance, Verdict
from grader.core.rubric import Rubric
from grader.errors import ReplyMalformed

TEXT = "Use pairs.  No reward\nmodel!"
ANSWER = Answer(
    text=TEXT,
    turns=(Turn(speaker=None, role=Role.CANDIDATE, start=0, end=len(TEXT)),),
    sentences=(
        Sentence(number=1, start=0, end=10, turn=0, text="Use pairs."),
        Sentence(number=2, start=12, end=28, turn=0, text="No reward model!"),
    ),
)
RUBRIC = Rubric.model_validate(
    {
        "id": "r",
        "version": 1,
        "title": "t",
        "question": "q",
        "levels": [
            {"id": "L4", "descriptor": "low"},
            {"id": "L5", "descriptor": "high", "requires": "simple"},
        ],
        "tells": [
            {"id": "simple", "kind": "signal", "level": "L5", "claim": "says it is simple"},
            {
                "id": "no-dpo",
                "kind": "down_level",
                "level": "L4",
                "claim": "shows awareness of DPO",
                "absence": True,
            },
        ],
    }
)


def _judgment(*verdicts: Verdict) -> Judgment:
    return Judgment(kind=JudgeKind.LLM, model="m", verdicts=verdicts)


def _verdict(tell: str, stance: Stance = Stance.ABSENT, *sentences: int) -> Verdict:
    return Verdict(tell=tell, stance=stance, sentences=sentences)


def test_numbers_become_exact_spans_of_the_original() -> None:
    verified = verify(
        RUBRIC,
        ANSWER,
        _judgment(_verdict("simple", Stance.ASSERTED, 2, 1, 2), _verdict("no-dpo")),
    )
    spans = verified.findings[0].evidence
    assert [span.text for span in spans] == ["Use pairs.", "No reward\nmodel!"]
    assert all(TEXT[span.start : span.end] == span.text for span in spans)


@pytest.mark.parametrize(
    ("stance", "sentences", "matched"),
    [
        (Stance.ASSERTED, (1,), True),
        (Stance.ASSERTED, (), False),
        (Stance.REJECTED, (1,), False),
        (Stance.QUOTED, (1,), False),
        (Stance.ABSENT, (), False),
    ],
)
def test_only_an_assertion_with_evidence_matches(
    stance: Stance, sentences: tuple[int, ...], matched: bool
) -> None:
    judgment = _judgment(_verdict("simple", stance, *sentences), _verdict("no-dpo"))
    assert verify(RUBRIC, ANSWER, judgment).findings[0].matched is matched


@pytest.mark.parametrize(
    ("stance", "sentences", "matched"),
    [
        (Stance.ASSERTED, (1,), False),
        (Stance.ASSERTED, (), True),
        (Stance.REJECTED, (1,), True),
        (Stance.ABSENT, (), True),
    ],
)
def test_an_absence_tell_is_inverted(
    stance: Stance, sentences: tuple[int, ...], matched: bool
) -> None:
    judgment = _judgment(_verdict("simple"), _verdict("no-dpo", stance, *sentences))
    assert verify(RUBRIC, ANSWER, judgment).findings[1].matched is matched


def test_an_assertion_without_evidence_is_named() -> None:
    judgment = _judgment(_verdict("simple", Stance.ASSERTED), _verdict("no-dpo"))
    assert verify(RUBRIC, ANSWER, judgment).unsupported == ("simple",)


@pytest.mark.parametrize("number", [0, -1, 3, 10**9])
def test_a_sentence_that_does_not_exist_is_a_failure_never_clamped(number: int) -> None:
    judgment = _judgment(_verdict("simple", Stance.ASSERTED, number), _verdict("no-dpo"))
    with pytest.raises(ReplyMalformed, match=f"sentence {number} cited for simple"):
        verify(RUBRIC, ANSWER, judgment)


@pytest.mark.parametrize(
    "verdicts",
    [
        (_verdict("simple"),),
        (_verdict("simple"), _verdict("no-dpo"), _verdict("invented", Stance.ASSERTED, 1)),
    ],
)
def test_no_tell_can_be_left_out_or_invented(verdicts: tuple[Verdict, ...]) -> None:
    with pytest.raises(ReplyMalformed, match="verdicts and tells differ"):
        verify(RUBRIC, ANSWER, _judgment(*verdicts))
