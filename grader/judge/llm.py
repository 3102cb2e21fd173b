"""The LLM as a Judge: builds the request, asks, and reads the reply, mending it once if need be."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

from grader.core.answer import Answer
from grader.core.judgment import JudgeKind, Judgment
from grader.core.kept import KeptReply, refusal_in, refusal_text
from grader.core.prompt import UNREADABLE, Reading, answer_lines, read_reply, reply_schema
from grader.core.rubric import Rubric
from grader.core.template import PromptTemplates
from grader.errors import (
    JudgeError,
    JudgeRefused,
    ReplyMalformed,
    ReplyTruncated,
    RequestRejected,
)
from grader.judge.base import AskAlways, ChatReply, ChatRequest, Completer, Message, ReplyKeeper
from grader.judge.deadline import within
from grader.judge.retry import too_late
from grader.judge.wire import refusal
from grader.usage import Usage

LARGER = 2
"""By how much the token cap grows after a reply that it cut off."""
_RUBRICS_HELD = 128
_REPLY_SHOWN = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LLMOptions:
    """How a model is asked. All but `deadline` is part of the request, so of a reply's key."""

    endpoint: str
    model: str
    temperature: float | None = None
    """None leaves it to the provider."""
    seed: int | None = None
    """Sample number k is drawn with seed + k, so that samples differ and still repeat."""
    max_tokens: int = 6000
    token_field: str = "max_completion_tokens"
    structured: str = "json_schema"
    """`json_schema` (strict), `json_object` or `none`; with the latter two the prompt holds it."""
    sample: int = 0
    deadline: float = 120.0
    """Total seconds for one judgment, with its retries, second calls and repair."""

    @property
    def parameters(self) -> dict[str, Any]:
        """What goes into the request's body besides model, messages and schema."""
        chosen = {
            "temperature": self.temperature,
            "seed": None if self.seed is None else self.seed + self.sample,
            self.token_field: self.max_tokens,
        }
        return {name: value for name, value in chosen.items() if value is not None}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fixed:
    """What is the same for every answer to a rubric."""

    system: Message
    schema: Mapping[str, Any]


class LLMJudge:
    """Asks a model through `completer`; replies are looked up in and given to `keep`.

    Each judgment is made in a `slot`, for which it waits before its deadline begins.
    A reply that was cut off is asked for once more with a larger cap, one that cannot be read is
    sent back once with what was wrong. A reply that can be read is kept, and so is a refusal.
    """

    def __init__(
        self,
        completer: Completer,
        templates: PromptTemplates,
        options: LLMOptions,
        keep: ReplyKeeper | None = None,
        slot: Callable[[], AbstractAsyncContextManager[None]] = nullcontext,
    ) -> None:
        self._completer = completer
        self._templates = templates
        self._options = options
        self._keep = keep or AskAlways()
        self._slot = slot
        self._fixed: dict[str, _Fixed] = {}

    async def judge(self, rubric: Rubric, answer: Answer) -> Judgment:
        exchange = _Exchange(self._completer, self._templates, rubric, answer)

        async def ask(request: ChatRequest) -> ChatReply:
            async with self._slot():
                return await self._in_time(exchange.ask(request))

        reply = await self._keep.fetch(self.request(rubric, answer), ask)
        declined = refusal_in(reply.text)
        if declined is not None:
            raise refusal(declined, reply.usage)
        reading = exchange.read(reply.text)
        return Judgment(
            kind=JudgeKind.LLM,
            model=reply.model,
            verdicts=reading.verdicts,
            on_topic=reading.on_topic,
            holistic_level=reading.holistic_level,
            usage=reply.usage,
            prompt_digest=self._templates.digest,
        )

    async def _in_time(self, asking: Awaitable[ChatReply]) -> ChatReply:
        """A reply within the deadline, which begins once there is a slot to ask in."""
        try:
            async with within(self._options.deadline):
                return await asking
        except TimeoutError:
            raise too_late(self._options.deadline) from None

    def requests(self, rubric: Rubric, answer: Answer) -> tuple[ChatRequest, ...]:
        return (self.request(rubric, answer),)

    async def recall(self, request: ChatRequest) -> KeptReply | None:
        return await self._keep.recall(request)

    async def forget(self, digests: Sequence[str]) -> None:
        await self._keep.forget(digests)

    def request(self, rubric: Rubric, answer: Answer) -> ChatRequest:
        """The request for an answer. The rubric comes first, so that providers cache the prefix."""
        fixed = self._fixed.get(rubric.digest) or self._fix(rubric)
        user = self._templates.render(
            "user", lines=answer_lines(answer), count=len(answer.sentences)
        )
        return ChatRequest(
            endpoint=self._options.endpoint,
            model=self._options.model,
            messages=(fixed.system, Message(role="user", content=user)),
            schema=fixed.schema,
            parameters=self._options.parameters,
            structured=self._options.structured,
            sample=self._options.sample,
        )

    def _fix(self, rubric: Rubric) -> _Fixed:
        if len(self._fixed) >= _RUBRICS_HELD:
            self._fixed.clear()
        schema = reply_schema(rubric)
        # A strict endpoint is given the schema itself; in the prompt it would only cost tokens.
        shown = "" if self._options.structured == "json_schema" else json.dumps(schema)
        system = self._templates.render("system", rubric=rubric, schema=shown)
        fixed = _Fixed(system=Message(role="system", content=system), schema=schema)
        self._fixed[rubric.digest] = fixed
        return fixed


class _Exchange:
    """The calls for one answer: at most one with a larger cap, and at most one repair."""

    def __init__(
        self, completer: Completer, templates: PromptTemplates, rubric: Rubric, answer: Answer
    ) -> None:
        self._completer = completer
        self._templates = templates
        self._rubric = rubric
        self._answer = answer
        self._readings: dict[str, Reading] = {}

    def read(self, text: str) -> Reading:
        """What a reply says, read once. Raises ReplyMalformed."""
        reading = self._readings.get(text)
        if reading is None:
            reading = self._readings[text] = read_reply(text, self._rubric, self._answer)
        return reading

    async def ask(self, request: ChatRequest) -> ChatReply:
        """A reply that can be read; its usage is that of all calls, and so is an error's."""
        spent: list[Usage] = []
        try:
            reply = await self._readable(request, spent)
        except JudgeError as error:
            error.usage = sum(spent, Usage())
            raise
        return replace(reply, usage=sum(spent[1:], spent[0]))

    async def _readable(self, request: ChatRequest, spent: list[Usage]) -> ChatReply:
        """A reply that can be read, after at most two further calls; what each took is `spent`."""
        cut: ReplyTruncated | None = None
        repaired = False
        while True:
            before = len(spent)
            try:
                reply = await self._completer.complete(request)
                spent.append(reply.usage)
                self.read(reply.text)
            except ReplyTruncated as error:
                spent.append(error.usage)
                if cut:
                    raise
                cut, request = error, with_larger_cap(request)
            except JudgeRefused as error:
                spent.append(error.usage)
                return ChatReply(
                    text=refusal_text(error.message), model=request.model, usage=error.usage
                )
            except RequestRejected:
                # The larger cap is beyond what the model takes: being cut off is the real trouble.
                if cut:
                    raise cut from None
                raise
            except ReplyMalformed as error:
                if len(spent) == before:
                    # What came was no completion, and did not tell what it took.
                    spent.append(Usage(calls=1))
                if repaired:
                    raise
                repaired, request = True, self._repair(request, error)
            else:
                return reply

    def _repair(self, request: ChatRequest, error: ReplyMalformed) -> ChatRequest:
        """The request with what was wrong; the bare request where there was no text at all."""
        if not error.reply:
            return request
        problem = error.message.removeprefix(UNREADABLE)
        asked = self._templates.render("repair", problem=problem, count=len(self._answer.sentences))
        said = Message(role="assistant", content=error.reply[:_REPLY_SHOWN])
        again = Message(role="user", content=asked)
        return replace(request, messages=(*request.messages, said, again))


def with_larger_cap(request: ChatRequest) -> ChatRequest:
    """The request with LARGER times the token cap, by whatever name it goes."""
    caps = ("max_completion_tokens", "max_tokens")
    parameters = {
        name: value * LARGER if name in caps else value
        for name, value in request.parameters.items()
    }
    return replace(request, parameters=parameters)
