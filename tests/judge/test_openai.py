"""Each way in which a provider can fail, against a local server that fails so."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from grader.core.judgment import Judgment
from grader.errors import (
    DeadlineExceeded,
    GraderError,
    JudgeRefused,
    QuotaExhausted,
    RateLimited,
    ReplyMalformed,
    ReplyTruncated,
    RequestRejected,
    ServerFailed,
    SettingsError,
    Unreachable,
)
from grader.judge.llm import LLMJudge, LLMOptions
from grader.judge.openai import OpenAICompleter
from grader.judge.retry import RetryingCompleter
from tests.judge.misbehaving import (
    Misbehaving,
    Play,
    completion,
    error,
    hang_up,
    http,
    raw,
    reset,
    says,
    short_body,
    silence,
    trickle,
)
from tests.judge.samples import ANSWER, GOOD, RUBRIC, TEMPLATES, reply, verdict

KEY = "sk-secret-0123456789"


@dataclass
class Setup:
    """A judge, and the server it asks."""

    judge: LLMJudge
    server: Misbehaving

    async def ask(self) -> Judgment:
        return await self.judge.judge(RUBRIC, ANSWER)


@asynccontextmanager
async def against(*plays: Play, deadline: float = 30.0, **options: Any) -> AsyncIterator[Setup]:
    async with Misbehaving(list(plays)) as server:
        completer = OpenAICompleter(server.url, api_key=KEY, deadline=deadline)
        retrying = RetryingCompleter(completer, deadline=deadline, first_wait=0.001)
        chosen = LLMOptions(endpoint=server.url, model="gpt-4o-mini", deadline=deadline)
        try:
            yield Setup(LLMJudge(retrying, TEMPLATES, replace(chosen, **options)), server)
        finally:
            await retrying.aclose()


RETRIED: list[tuple[str, Play, type[GraderError]]] = [
    ("429 with Retry-After", error(429, "slow down", retry_after="0.01"), RateLimited),
    ("429 without", error(429, "slow down"), RateLimited),
    ("429 with a page", http(429, "<html>slow</html>"), RateLimited),
    ("500", error(500, "oops"), ServerFailed),
    ("502", http(502, "<html>bad gateway</html>"), ServerFailed),
    ("503", error(503, "overloaded", retry_after="0"), ServerFailed),
    ("529", error(529, "overloaded"), ServerFailed),
    ("408", error(408, "timeout"), ServerFailed),
    ("reset", reset, Unreachable),
    ("closed with nothing sent", hang_up, Unreachable),
    ("short body", short_body(GOOD), Unreachable),
    ("no HTTP at all", raw(b"SSH-2.0-OpenSSH_9.6\r\n"), Unreachable),
    ("broken headers", raw(b"HTTP/1.1 200 OK\r\ncontent-length: x\r\n\r\n"), Unreachable),
    (
        "broken gzip",
        raw(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nabcd"),
        Unreachable,
    ),
]


@pytest.mark.parametrize(
    ("play", "kind"), [row[1:] for row in RETRIED], ids=[r[0] for r in RETRIED]
)
async def test_passing_failures_are_retried_three_times_at_most(
    play: Play, kind: type[GraderError]
) -> None:
    async with against(play) as setup:
        with pytest.raises(kind) as caught:
            await setup.ask()
        assert len(setup.server.seen) == 3
        assert caught.value.retryable
        assert caught.value.hint
    async with against(play, play, says(GOOD)) as setup:
        judgment = await setup.ask()
        assert judgment.usage.calls == 3
        assert judgment.holistic_level == "L5"


NEVER_RETRIED: list[tuple[str, Play, type[GraderError], str]] = [
    ("quota", error(429, "no budget", "insufficient_quota"), QuotaExhausted, "OPENAI_API_KEY"),
    ("402", error(402, "no credits"), QuotaExhausted, "Top up"),
    ("401", error(401, f"Incorrect key {KEY}", "invalid_api_key"), RequestRejected, "API_KEY"),
    ("403", error(403, "not allowed"), RequestRejected, "OPENAI_API_KEY"),
    ("404", error(404, "no such model", "model_not_found"), RequestRejected, "GRADER_MODEL"),
    ("404 page", http(404, "<html>nginx</html>"), RequestRejected, "OPENAI_BASE_URL"),
    ("400", error(400, "something"), RequestRejected, "GRADER_"),
    (
        "400 schema",
        error(400, "Invalid parameter: 'response_format' of type 'json_schema' is not supported"),
        RequestRejected,
        "GRADER_STRUCTURED=json_object",
    ),
    (
        "400 cap",
        error(400, "Unrecognized request argument: max_completion_tokens"),
        RequestRejected,
        "GRADER_TOKEN_FIELD=max_tokens",
    ),
    (
        "400 cap, newer",
        error(400, "'max_tokens' is not supported, use 'max_completion_tokens' instead"),
        RequestRejected,
        "GRADER_TOKEN_FIELD",
    ),
    ("422 temperature", error(422, "temperature"), RequestRejected, "GRADER_TEMPERATURE"),
    ("redirect", http(307, "", location="/elsewhere"), RequestRejected, "OPENAI_BASE_URL"),
    ("filtered request", error(400, "filtered", "content_filter"), JudgeRefused, "person"),
    ("refusal", says(None, refusal="I cannot help with that"), JudgeRefused, "person"),
    ("content filter", says("{", "content_filter"), JudgeRefused, "person"),
]


@pytest.mark.parametrize(
    ("play", "kind", "hint"), [row[1:] for row in NEVER_RETRIED], ids=[r[0] for r in NEVER_RETRIED]
)
async def test_lasting_failures_are_asked_once_and_say_what_to_set(
    play: Play, kind: type[GraderError], hint: str
) -> None:
    async with against(play) as setup:
        with pytest.raises(kind) as caught:
            await setup.ask()
        assert len(setup.server.seen) == 1
        assert not caught.value.retryable
        assert hint in caught.value.hint
        assert KEY not in str(caught.value)


MALFORMED: list[tuple[str, Play]] = [
    ("HTML page", http(200, "<html>Sign in</html>")),
    ("no JSON", raw(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")),
    ("JSON, but a list", http(200, [1])),
    ("empty choices", http(200, completion(GOOD) | {"choices": []})),
    ("null choices", http(200, completion(GOOD) | {"choices": None})),
    ("null message", http(200, {"choices": [{"finish_reason": "stop", "message": None}]})),
    ("error object", http(200, {"error": {"message": "upstream failed", "code": 502}})),
    ("no text", says(None)),
    ("empty text", says("")),
    ("truncated JSON", says(GOOD[: len(GOOD) // 2])),
    ("fenced JSON", says(f"```json\n{GOOD}\n```")),
    ("prose before", says(f"Here it is: {GOOD}")),
    ("prose after", says(f"{GOOD} Hope this helps!")),
    ("lone surrogate", says(json.dumps(reply(one_thing=verdict(reason="\ud83d"))))),
    ("lone surrogate, unescaped", says(json.dumps(reply()).replace("why", "\udfff"))),
    ("wrong schema", says('{"score": 4}')),
    ("an added field", says(json.dumps(reply(extra=1)))),
    ("a missing tell", says(json.dumps({k: v for k, v in reply().items() if k != "no-dpo"}))),
    ("sentence out of range", says(json.dumps(reply(names_modes=verdict("asserted", 4))))),
    ("sentence zero", says(json.dumps(reply(names_modes=verdict("asserted", 0))))),
]


@pytest.mark.parametrize("play", [row[1] for row in MALFORMED], ids=[row[0] for row in MALFORMED])
async def test_a_malformed_reply_is_repaired_once(play: Play) -> None:
    async with against(play) as setup:
        with pytest.raises(ReplyMalformed) as caught:
            await setup.ask()
        assert len(setup.server.seen) == 2
        assert caught.value.hint
    async with against(play, says(GOOD)) as setup:
        assert (await setup.ask()).holistic_level == "L5"


async def test_the_repair_shows_the_reply_and_what_was_wrong_with_it() -> None:
    bad = json.dumps(reply(names_modes=verdict("asserted", 9)))
    async with against(says(bad), says(GOOD)) as setup:
        judgment = await setup.ask()
        first, second = (seen.body["messages"] for seen in setup.server.seen)
    assert second[:2] == first
    assert second[2] == {"role": "assistant", "content": bad}
    assert (
        "names-modes.sentences: 9 is not a sentence, the answer has 1 to 3" in second[3]["content"]
    )
    assert (judgment.usage.calls, judgment.usage.input_tokens) == (2, 200)


async def test_a_reply_cut_off_is_asked_for_once_more_with_a_larger_cap() -> None:
    cut = says(GOOD[:40], "length")
    async with against(cut, says(GOOD), max_tokens=500) as setup:
        judgment = await setup.ask()
        caps = [seen.body["max_completion_tokens"] for seen in setup.server.seen]
    assert caps == [500, 1000]
    assert judgment.usage.output_tokens == 40
    assert judgment.usage.cost_usd == pytest.approx(2 * (100 * 0.15 + 20 * 0.6) / 1e6)
    async with against(cut) as setup:
        with pytest.raises(ReplyTruncated, match="GRADER_MAX_TOKENS"):
            await setup.ask()
        assert len(setup.server.seen) == 2


@pytest.mark.parametrize("play", [trickle, silence], ids=["trickle", "silence"])
async def test_the_total_deadline_holds(play: Play) -> None:
    async with against(play, deadline=0.5) as setup:
        started = time.monotonic()
        with pytest.raises(DeadlineExceeded, match="GRADER_DEADLINE"):
            await setup.ask()
        # Half a second of deadline and the one second by which it may be missed.
        assert time.monotonic() - started < 1.5


async def test_a_retry_after_beyond_the_deadline_is_not_waited_for() -> None:
    async with against(error(429, "slow down", retry_after="3600")) as setup:
        with pytest.raises(RateLimited) as caught:
            await setup.ask()
        assert len(setup.server.seen) == 1
        assert caught.value.retry_after == 3600


async def test_nobody_listens() -> None:
    async with Misbehaving([hang_up]) as server:
        pass
    completer = OpenAICompleter(server.url)
    judge = LLMJudge(completer, TEMPLATES, LLMOptions(endpoint=server.url, model="m"))
    with pytest.raises(Unreachable, match="OPENAI_BASE_URL"):
        await judge.judge(RUBRIC, ANSWER)
    await completer.aclose()


@pytest.mark.parametrize(
    ("endpoint", "key", "variable"),
    [
        ("http://me:hunter2@localhost/v1", "k", "OPENAI_BASE_URL"),
        ("http://[localhost/v1", "k", "OPENAI_BASE_URL"),
        ("http://localhost:99999/v1", "k", "OPENAI_BASE_URL"),
        ("ftp://localhost/v1", "k", "OPENAI_BASE_URL"),
        ("http:///v1", "k", "OPENAI_BASE_URL"),
        ("http://localhost/v1?api-version=hunter2", "k", "OPENAI_BASE_URL"),
        ("http://localhost/v1", "hunter2\n", "OPENAI_API_KEY"),
        ("http://localhost/v1", "“hunter2”", "OPENAI_API_KEY"),
    ],
)
def test_what_no_request_could_be_sent_with_is_refused_and_not_shown(
    endpoint: str, key: str, variable: str
) -> None:
    with pytest.raises(SettingsError, match=variable) as caught:
        OpenAICompleter(endpoint, api_key=key)
    assert "hunter2" not in str(caught.value)


async def test_a_request_asks_for_the_strict_schema_with_all_settings() -> None:
    settings = {"temperature": 0.0, "seed": 7, "sample": 2, "max_tokens": 900}
    async with against(says(GOOD), **settings) as setup:
        await setup.ask()
        (seen,) = setup.server.seen
    body = seen.body
    assert seen.path == "/v1/chat/completions"
    assert seen.headers["authorization"] == f"bearer {KEY}"
    assert (body["model"], body["temperature"], body["seed"]) == ("gpt-4o-mini", 0.0, 9)
    assert body["max_completion_tokens"] == 900
    assert body["response_format"]["type"] == "json_schema"
    assert body["response_format"]["json_schema"]["strict"] is True
    assert [message["role"] for message in body["messages"]] == ["system", "user"]


@pytest.mark.parametrize("structured", ["json_object", "none"])
async def test_without_strict_schemas_the_prompt_holds_the_schema(structured: str) -> None:
    async with against(says(GOOD), structured=structured, token_field="max_tokens") as setup:
        await setup.ask()
        (seen,) = setup.server.seen
    wanted = {"type": "json_object"} if structured == "json_object" else None
    assert seen.body.get("response_format") == wanted
    assert '"additionalProperties": false' in seen.body["messages"][0]["content"]
    assert "max_tokens" in seen.body


async def test_azure_with_an_api_version_names_the_deployment_in_the_path(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://elsewhere.invalid")
    monkeypatch.setenv("OPENAI_API_KEY", "another")
    async with Misbehaving([says(GOOD)]) as server:
        base = server.url.removesuffix("/v1")
        completer = OpenAICompleter(base, api_key=KEY, api_version="2024-10-21")
        judge = LLMJudge(completer, TEMPLATES, LLMOptions(endpoint=base, model="my dep"))
        await judge.judge(RUBRIC, ANSWER)
        await completer.aclose()
    (seen,) = server.seen
    assert seen.path == "/openai/deployments/my%20dep/chat/completions?api-version=2024-10-21"
    assert seen.headers["api-key"] == KEY
