from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.prompt import reply_schema
from grader.errors import JudgeError, ReplyTruncated
from grader.judge.base import ChatRequest, Message
from grader.judge.wire import (
    encoded_body,
    one_line,
    read_completion,
    request_body,
    takes_limits,
    without_limits,
)
from tests.judge.misbehaving import completion
from tests.judge.samples import RUBRIC

REQUEST = ChatRequest(
    endpoint="https://api.openai.com/v1",
    model="gpt-4o-mini",
    messages=(Message(role="user", content="hi"),),
    schema=reply_schema(RUBRIC),
    parameters={"max_tokens": 9},
)


@pytest.mark.parametrize(
    ("endpoint", "taken"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://localhost:11434/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://10.0.0.7/v1", True),
        ("http://vllm:8000/v1", True),
        ("http://gpu.internal/v1", True),
        ("https://api.openai.com/v1", False),
        ("https://name.openai.azure.com/openai/v1", False),
        ("https://openrouter.ai/api/v1", False),
        ("https://8.8.8.8/v1", False),
    ],
)
def test_limits_go_only_to_servers_of_ones_own(endpoint: str, taken: bool) -> None:
    assert takes_limits(endpoint) is taken


def test_without_limits_nothing_else_is_lost() -> None:
    schema = without_limits(REQUEST.schema)
    text = json.dumps(schema)
    assert not any(word in text for word in ("maxLength", "maxItems", "minimum"))
    assert json.dumps(schema["required"]) == json.dumps(REQUEST.schema["required"])
    assert schema["properties"]["no-dpo"]["properties"]["sentences"] == {
        "type": "array",
        "items": {"type": "integer"},
    }
    assert request_body(REQUEST)["response_format"]["json_schema"]["schema"] == schema


def test_a_reply_is_counted_and_priced() -> None:
    body = completion("hello")
    body["usage"]["prompt_tokens_details"] = {"cached_tokens": 60}
    reply = read_completion(json.dumps(body).encode(), REQUEST)
    assert (reply.text, reply.model) == ("hello", "the-model")
    usage = reply.usage
    assert (usage.input_tokens, usage.output_tokens, usage.calls) == (100, 20, 1)
    assert usage.cost_usd == pytest.approx((40 * 0.15 + 60 * 0.075 + 20 * 0.6) / 1e6)


@pytest.mark.parametrize(
    "usage", [None, [], {}, {"prompt_tokens": None}, {"prompt_tokens": "many"}]
)
def test_a_server_that_does_not_count_is_no_failure(usage: Any) -> None:
    body = completion("hello") | {"usage": usage, "model": None}
    reply = read_completion(json.dumps(body).encode(), REQUEST)
    assert reply.usage.input_tokens == 0
    assert reply.model == "gpt-4o-mini"


def test_a_truncated_reply_was_paid_for() -> None:
    with pytest.raises(ReplyTruncated) as caught:
        read_completion(json.dumps(completion("{", "length")).encode(), REQUEST)
    usage = caught.value.usage
    assert (usage.input_tokens, usage.output_tokens, usage.calls) == (100, 20, 1)
    assert usage.cost_usd


def outcome(body: bytes) -> str | tuple[str]:
    """The reply's text, or the error's message in a tuple."""
    try:
        return read_completion(body, REQUEST).text
    except JudgeError as error:
        return (error.message,)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["choices", "message", "content", "error", "usage", "refusal"]), inner
        )
    ),
    max_leaves=8,
)


@given(values | st.builds(lambda value: completion("x") | {"choices": [value]}, values))
def test_whatever_comes_is_a_reply_or_a_judge_error(value: Any) -> None:
    said = outcome(json.dumps(value).encode())
    assert said
    assert isinstance(said, str) or "\n" not in said[0]


@given(st.binary())
def test_whatever_bytes_come_are_a_judge_error(body: bytes) -> None:
    with pytest.raises(JudgeError):
        read_completion(body, REQUEST)


@given(st.text(), st.integers(1, 50))
def test_one_line_is_one_short_line(text: str, longest: int) -> None:
    line = one_line(text, longest)
    assert len(line) <= longest
    assert line.isprintable()


SCHEMA = {"type": "object", "properties": {"a": {"type": "string", "maxLength": 9}}}


@pytest.mark.parametrize("structured", ["json_schema", "json_object", "none"])
@pytest.mark.parametrize("endpoint", ["https://api.openai.com/v1", "http://localhost/v1"])
@pytest.mark.parametrize("text", ["plain", 'a "quote"\n\u2028 \U0001f600 für \x00', "lone \ud800"])
def test_what_is_sent_is_the_body(structured: str, endpoint: str, text: str) -> None:
    request = ChatRequest(
        endpoint=endpoint,
        model="m/1",
        messages=(Message(role="system", content=text), Message(role="user", content=text)),
        schema=SCHEMA,
        parameters={"seed": 7, "temperature": 0.5},
        structured=structured,
    )
    body = json.dumps(request_body(request), ensure_ascii=False, separators=(",", ":"))
    assert encoded_body(request) == encoded_body(request) == body.encode("utf-8", "replace")


def test_a_schema_that_is_gone_is_not_taken_for_the_next() -> None:
    for number in range(300):
        schema = {"const": number}
        request = replace(REQUEST, schema=schema, structured="json_schema")
        sent = json.loads(encoded_body(request))
        assert sent["response_format"]["json_schema"]["schema"] == schema
