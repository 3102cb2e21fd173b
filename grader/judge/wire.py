"""The chat completions format: a ChatRequest as a body, a body as a ChatReply."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from grader.core.credentials import without_credentials
from grader.errors import JudgeRefused, ReplyMalformed, ReplyTruncated
from grader.judge.base import ChatReply, ChatRequest, Message
from grader.judge.price import price_of
from grader.usage import Usage

SCHEMA_NAME = "judgment"
_LIMITS = frozenset(("maxLength", "minLength", "maxItems", "minItems", "minimum", "maximum"))


def request_body(request: ChatRequest) -> dict[str, Any]:
    """The body of `POST /chat/completions`."""
    body: dict[str, Any] = {
        "model": request.model,
        "messages": [{"role": m.role, "content": m.content} for m in request.messages],
        **request.parameters,
    }
    form = _response_format(request)
    return body | {"response_format": form} if form else body


def encoded_body(request: ChatRequest) -> bytes:
    """`request_body` as it is sent, in JSON without spaces.

    A rubric's system message and schema are most of it and recur with every answer, so they are
    encoded once.
    """
    messages = ",".join(
        f'{{"role":{_json(m.role)},"content":{_content(m)}}}' for m in request.messages
    )
    parts = [f'"model":{_json(request.model)}', f'"messages":[{messages}]']
    parts += [f"{_json(name)}:{_json(value)}" for name, value in request.parameters.items()]
    form = _encoded_format(request)
    parts += [f'"response_format":{form}'] if form else []
    return f"{{{','.join(parts)}}}".encode("utf-8", "replace")


def _response_format(request: ChatRequest) -> dict[str, Any] | None:
    if request.structured == "json_object":
        return {"type": "json_object"}
    if request.structured != "json_schema":
        return None
    schema = request.schema
    return {
        "type": "json_schema",
        "json_schema": {
            "name": SCHEMA_NAME,
            "strict": True,
            "schema": schema if takes_limits(request.endpoint) else without_limits(schema),
        },
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _content(message: Message) -> str:
    recurs = message.role == "system"
    return _remembered_json(message.content) if recurs else _json(message.content)


_HELD = 128
_remembered_json = lru_cache(maxsize=_HELD)(_json)
_formats: dict[tuple[int, str, bool], tuple[Mapping[str, Any], str]] = {}


def _encoded_format(request: ChatRequest) -> str | None:
    """Remembered by the schema's identity, since it cannot be hashed; holding it keeps its id."""
    key = (id(request.schema), request.structured, takes_limits(request.endpoint))
    held = _formats.get(key)
    if held is None:
        form = _response_format(request)
        if form is None:
            return None
        if len(_formats) >= _HELD:
            _formats.clear()
        held = _formats[key] = (request.schema, _json(form))
    return held[1]


@lru_cache(maxsize=64)
def takes_limits(endpoint: str) -> bool:
    """Whether a schema may hold limits on lengths and numbers: on servers of one's own.

    Hosted strict modes reject such a schema outright. Grammars of llama.cpp, vLLM and Ollama
    honour the limits, and small models need them lest they list sentence numbers without end.
    """
    host = urlsplit(endpoint).hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith((".local", ".internal")) or "." not in host
    return address.is_loopback or address.is_private


def without_limits(schema: Any) -> Any:
    """The schema in the subset that every strict mode takes."""
    if isinstance(schema, Mapping):
        return {k: without_limits(v) for k, v in schema.items() if k not in _LIMITS}
    return schema


def read_completion(body: bytes, request: ChatRequest) -> ChatReply:
    """The reply in the body of a response with status 200.

    Raises ReplyMalformed when there is none, ReplyTruncated when it was cut off at the token cap,
    and JudgeRefused when the model declined or a content filter stopped it.
    """
    completion = _completion(body)
    choice = _first_choice(completion)
    message = choice.get("message")
    message = message if isinstance(message, dict) else {}
    finish = choice.get("finish_reason")
    usage = _usage(completion, request)
    if message.get("refusal"):
        raise refusal(f"the model declined: {one_line(message['refusal'])}", usage)
    if finish == "content_filter":
        raise refusal("a content filter stopped the reply", usage)
    if finish == "length":
        raise ReplyTruncated(
            "the reply was cut off at the token cap",
            "Raise GRADER_MAX_TOKENS",
            usage=usage,
        )
    text = message.get("content")
    if not isinstance(text, str) or not text:
        raise ReplyMalformed(
            "the completion holds no text", "Check that GRADER_MODEL is a chat model"
        )
    model = completion.get("model")
    return ChatReply(
        text=text,
        model=model if isinstance(model, str) and model else request.model,
        usage=usage,
    )


def refusal(what: str, usage: Usage) -> JudgeRefused:
    """The error for a model that declined, which took this."""
    return JudgeRefused(what, _BY_HAND, usage=usage)


_BY_HAND = "A person has to grade this answer"
_WRONG_URL = "Check OPENAI_BASE_URL: it should end in /v1 and lead to a chat completions API"


def _completion(body: bytes) -> dict[str, Any]:
    try:
        completion = json.loads(body)
    except (ValueError, RecursionError):
        page = body.lstrip()[:1] == b"<"
        what = "a web page" if page else "no JSON"
        raise ReplyMalformed(f"the endpoint sent {what} in place of a reply", _WRONG_URL) from None
    if not isinstance(completion, dict):
        raise ReplyMalformed("the endpoint sent JSON that is no completion", _WRONG_URL)
    if completion.get("error"):
        what = without_credentials(error_message(completion))
        raise ReplyMalformed(
            f"the endpoint sent an error in place of a reply: {what}",
            "Ask again later, or check GRADER_MODEL",
        )
    return completion


def _first_choice(completion: dict[str, Any]) -> dict[str, Any]:
    choices = completion.get("choices")
    if not isinstance(choices, list) or not choices or not isinstance(choices[0], dict):
        raise ReplyMalformed("the completion holds no choice", _WRONG_URL)
    return choices[0]


def _usage(completion: dict[str, Any], request: ChatRequest) -> Usage:
    counts = completion.get("usage")
    counts = counts if isinstance(counts, dict) else {}
    spent, given = _count(counts, "prompt_tokens"), _count(counts, "completion_tokens")
    details = counts.get("prompt_tokens_details")
    cached = _count(details, "cached_tokens") if isinstance(details, dict) else 0
    price = price_of(request.endpoint, request.model) if counts else None
    return Usage(
        input_tokens=spent,
        output_tokens=given,
        calls=1,
        cost_usd=price(spent, given, min(cached, spent)) if price else None,
    )


def _count(counts: dict[str, Any], name: str) -> int:
    value = counts.get(name)
    return value if isinstance(value, int) and value > 0 else 0


def error_message(body: Any) -> str:
    """The message of an error object as providers send it, on one line."""
    error = body.get("error", body) if isinstance(body, dict) else body
    message = error.get("message", error) if isinstance(error, dict) else error
    return one_line(message)


def one_line(value: Any, longest: int = 300) -> str:
    """Foreign text for an error message: on one line, printable and short."""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    text = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * longest]).split())
    return text if len(text) <= longest else text[: longest - 1] + "…"
