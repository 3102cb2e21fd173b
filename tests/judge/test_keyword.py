from __future__ import annotations

import pytest

from grader.core.answer import read_answer
from grader.core.grade import Ungraded, UngradedReason
from grader.core.judgment import JudgeKind, Stance
from grader.errors import JudgeRefused
from grader.grading import grade
from grader.judge.keyword import KeywordJudge
from tests.core.scoring.test_scoring import rubric


async def test_it_judges_every_tell_and_says_what_it_is() -> None:
    judgment = await KeywordJudge().judge(rubric(["reward model"]), read_answer("A reward model."))
    assert judgment.kind is JudgeKind.KEYWORD
    assert judgment.model is None
    assert judgment.holistic_level is None
    assert [(v.tell, v.stance) for v in judgment.verdicts] == [("t", Stance.ASSERTED)]


async def test_it_asks_for_review_where_it_is_unsure() -> None:
    weak = rubric([{"phrase": "reward model", "weak": True}])
    judgment = await KeywordJudge().judge(weak, read_answer("A reward model."))
    assert judgment.review == ("keyword-unsure: t",)


async def test_the_same_answer_gets_the_same_judgment() -> None:
    judge, answer = KeywordJudge(), read_answer("A reward model. Not DPO.")
    first = await judge.judge(rubric(["{dpo}", "reward model"]), answer)
    assert await judge.judge(rubric(["{dpo}", "reward model"]), answer) == first


async def test_it_declines_an_answer_in_another_language() -> None:
    chinese = read_answer("先做 SFT,再训练 reward model,然后用 PPO 优化策略。DPO 不需要奖励模型。")
    with pytest.raises(JudgeRefused, match="reads English"):
        await KeywordJudge().judge(rubric(["reward model"]), chinese)
    result = await grade(rubric(["reward model"]), chinese, KeywordJudge())
    assert isinstance(result, Ungraded)
    assert result.reason is UngradedReason.REFUSED
    assert "a person has to" in result.explanation
    assert result.review == ("ungraded: refused",)
