from __future__ import annotations

import pytest

from grader.core.judgment import JudgeKind, Judgment
from grader.errors import Unreachable
from grader.judge.base import AskAlways, ChatReply
from grader.judge.scripted import ScriptedCompleter, ScriptedJudge
from tests.judge.samples import ANSWER, RUBRIC
from tests.judge.test_retry import REQUEST

JUDGMENT = Judgment(kind=JudgeKind.LLM, model="m", verdicts=())


async def test_a_scripted_judge_follows_its_script() -> None:
    judge = ScriptedJudge([JUDGMENT, Unreachable("gone")])
    assert await judge.judge(RUBRIC, ANSWER) is JUDGMENT
    with pytest.raises(Unreachable):
        await judge.judge(RUBRIC, ANSWER)
    with pytest.raises(LookupError):
        await judge.judge(RUBRIC, ANSWER)
    assert judge.calls == [(RUBRIC, ANSWER)] * 3


async def test_a_scripted_judge_follows_a_function() -> None:
    judge = ScriptedJudge(lambda rubric, answer: JUDGMENT)
    assert [await judge.judge(RUBRIC, ANSWER) for _ in range(2)] == [JUDGMENT] * 2


async def test_a_scripted_completer_follows_its_script() -> None:
    completer = ScriptedCompleter(["text", Unreachable("gone")])
    reply = await completer.complete(REQUEST)
    assert (reply.text, reply.model, reply.usage.calls) == ("text", "m", 1)
    with pytest.raises(Unreachable):
        await completer.complete(REQUEST)
    with pytest.raises(LookupError):
        await completer.complete(REQUEST)


async def test_ask_always_asks() -> None:
    completer = ScriptedCompleter(lambda request: request.model)
    replies: list[ChatReply] = [
        await AskAlways().fetch(REQUEST, completer.complete) for _ in range(2)
    ]
    assert [reply.text for reply in replies] == ["m", "m"]
    assert len(completer.requests) == 2
