"""Whether the candidate takes up the question, over brief answers, delays and small talk."""

from __future__ import annotations

import pytest

from grader.core.answer import read_answer
from grader.core.scoring.compiled import RubricCues
from grader.core.scoring.scoring import scan
from tests.core.scoring.test_scoring import rubric

CUES = RubricCues(rubric(["{dpo} trains", "reward model"]))

ON = """
There was no reward model.
DPO.
I'd choose DPO.
DPO is simpler.
Just DPO, it's cheaper.
We always run RLHF.
I don't know DPO, but RLHF is for chatbots.
RLHF and DPO are both fine, I would choose by the data we have.
Okay. RLHF, because we have raters.
"""
OFF = """
My notice period is two months.
Yes, exactly.
Of course.
Same here, one hundred percent.
You took the words out of my mouth.
RLHF and DPO.
RLHF and DPO, yes.
Good question, DPO.
Let me think about DPO for a second.
Sorry, what was DPO again?
Can we come back to RLHF?
Nice weather today. My dog has a cold.
Let me think about when you would choose RLHF and when DPO, just a second.
"""


@pytest.mark.parametrize("text", ON.strip().splitlines())
def test_takes_up_the_question(text: str) -> None:
    assert scan(CUES, read_answer(text)).on_topic


@pytest.mark.parametrize("text", OFF.strip().splitlines())
def test_does_not_take_it_up(text: str) -> None:
    assert not scan(CUES, read_answer(text)).on_topic


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Interviewer: DPO, right?\nCandidate: Yes, exactly.", False),
        ("Interviewer: DPO, right?\nCandidate: Yes. RLHF only with raters.", True),
    ],
)
def test_agreement_alone_takes_up_nothing(text: str, expected: bool) -> None:
    assert scan(CUES, read_answer(text)).on_topic is expected
