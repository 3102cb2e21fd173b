"""Remarks on others, on earlier times and on other topics are no faults of the candidate's own."""

from __future__ import annotations

import pytest

from grader.core.answer import read_answer
from grader.core.judgment import Stance
from grader.core.rubric import Rubric
from grader.core.scoring.compiled import RubricCues
from grader.core.scoring.distance import is_distant
from grader.core.scoring.scoring import scan
from grader.core.scoring.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Some teams still keep the scaler on.", True),
        ("With BF16 many people scale the loss.", True),
        ("We keep it out of habit.", True),
        ("For serving we quantize, but that's another story.", True),
        ("Quantization is a separate topic.", True),
        ("We ran RLHF before DPO existed.", True),
        ("Back then we ran RLHF.", True),
        ("DPO isn't just SFT on the winners.", True),
        ("We keep the scaler on.", False),
        ("In 2022 we ran RLHF, and I would again.", False),
        ("All teams should keep the scaler on.", False),
        ("We run RLHF before DPO.", False),
        ("One thing decides: keep the scaler on.", False),
        ("It is a different format.", False),
    ],
)
def test_what_is_distant(text: str, expected: bool) -> None:
    assert is_distant(tokenize([text]), 0) is expected


def rubric(kind: str) -> Rubric:
    tell = {"id": "t", "kind": kind, "level": "L4", "claim": "says so", "cues": ["keep ... scaler"]}
    levels = [
        {"id": "L4", "descriptor": "low"},
        {"id": "L5", "descriptor": "high", "requires": "t"},
    ]
    return Rubric.model_validate(
        {"id": "r", "version": 1, "title": "R", "question": "How?", "levels": levels}
        | {"tells": [tell]}
    )


@pytest.mark.parametrize(
    ("kind", "text", "stance", "unsure"),
    [
        ("down_level", "Keep the scaler on.", Stance.ASSERTED, ()),
        ("down_level", "Some teams keep the scaler on.", Stance.ABSENT, ("t",)),
        ("down_level", "Some teams keep the scaler on. I keep the scaler.", Stance.ASSERTED, ()),
        ("down_level", "Never keep the scaler on.", Stance.REJECTED, ()),
        ("signal", "Some teams keep the scaler on.", Stance.ASSERTED, ()),
    ],
)
def test_a_remark_on_others_asks_for_review_and_caps_nothing(
    kind: str, text: str, stance: Stance, unsure: tuple[str, ...]
) -> None:
    found = scan(RubricCues(rubric(kind)), read_answer(text))
    assert found.verdicts[0].stance is stance
    assert found.unsure == unsure
