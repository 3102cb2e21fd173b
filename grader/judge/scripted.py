"""Fakes for tests and demonstrations: a Judge and a Completer that say what they are told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias, TypeVar

from grader.core.answer import Answer
from grader.core.judgment import Judgment
from grader.core.rubric import Rubric
from grader.judge.base import ChatReply, ChatRequest
from grader.usage import Usage

JudgmentLine: TypeAlias = Judgment | BaseException
ReplyLine: TypeAlias = ChatReply | str | BaseException
Line = TypeVar("Line")


class ScriptedJudge:
    """Gives the next of `script` at each call, or what the function `script` makes of it.

    An exception in the script is raised. Raises LookupError when the script is at its end.
    """

    def __init__(
        self, script: Iterable[JudgmentLine] | Callable[[Rubric, Answer], JudgmentLine]
    ) -> None:
        self._lines = None if callable(script) else iter(script)
        self._make = script if callable(script) else None
        self.calls: list[tuple[Rubric, Answer]] = []
        """What was asked, in order."""

    async def judge(self, rubric: Rubric, answer: Answer) -> Judgment:
        self.calls.append((rubric, answer))
        # A real judge always gives way to others, and code that forgets that should be found out.
        await asyncio.sleep(0)
        line = self._make(rubric, answer) if self._make else _next(self._lines)
        if isinstance(line, BaseException):
            raise line
        return line


class ScriptedCompleter:
    """Gives the next of `script` at each call, or what the function `script` makes of the request.

    A string becomes a reply with that text. An exception in the script is raised. Raises
    LookupError when the script is at its end.
    """

    def __init__(self, script: Iterable[ReplyLine] | Callable[[ChatRequest], ReplyLine]) -> None:
        self._lines = None if callable(script) else iter(script)
        self._make = script if callable(script) else None
        self.requests: list[ChatRequest] = []
        """What was asked, in order."""

    async def complete(self, request: ChatRequest) -> ChatReply:
        self.requests.append(request)
        await asyncio.sleep(0)
        line = self._make(request) if self._make else _next(self._lines)
        if isinstance(line, BaseException):
            raise line
        if isinstance(line, str):
            return ChatReply(text=line, model=request.model, usage=Usage(calls=1))
        return line


def _next(lines: Iterator[Line] | None) -> Line:
    for line in lines or ():
        return line
    raise LookupError("the script is at its end")
