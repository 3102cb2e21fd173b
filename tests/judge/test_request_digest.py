"""The key under which a reply is kept: every part of the request is in it, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from grader.judge.base import ChatRequest, Message
from grader.judge.cache import request_digest, request_record
from tests.judge.memory import REQUEST

OTHERS = [
    replace(REQUEST, endpoint="https://api.example/v2"),
    replace(REQUEST, model="m-2"),
    replace(REQUEST, messages=REQUEST.messages[:1]),
    replace(REQUEST, messages=REQUEST.messages[::-1]),
    replace(REQUEST, messages=(Message(role="system", content="judge!"), REQUEST.messages[1])),
    replace(REQUEST, messages=(REQUEST.messages[0], Message(role="user", content="[1] ho"))),
    replace(REQUEST, messages=(Message(role="user", content="judge"), REQUEST.messages[1])),
    replace(REQUEST, schema={"type": "object", "properties": {"a": {}}}),
    replace(REQUEST, schema={"type": "object", "properties": {"b": {}, "a": {}}}),
    replace(REQUEST, parameters={"temperature": 0.5}),
    replace(REQUEST, parameters={"temperature": 0.6, "max_tokens": 100}),
    replace(REQUEST, parameters={"temperature": 0.5, "max_completion_tokens": 100}),
    replace(REQUEST, structured="none"),
    replace(REQUEST, sample=1),
]


def test_every_part_of_a_request_is_in_its_key() -> None:
    keys = [request_digest(request) for request in (REQUEST, *OTHERS)]
    assert len(set(keys)) == len(keys)


def test_the_key_never_changes() -> None:
    """A recording stays valid as long as this holds; a new version tag is due when it does not."""
    assert request_digest(REQUEST) == (
        "d47ea7d2e23453293eb056ab584509fbbce396d206fbd274e10d38bb2af51e92"
    )


@given(
    texts=st.lists(st.text(), min_size=1, max_size=3),
    parameters=st.dictionaries(
        st.text(), st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    ),
    sample=st.integers(0, 5),
)
def test_equal_requests_have_equal_keys(
    texts: list[str], parameters: dict[str, float], sample: int
) -> None:
    def made() -> ChatRequest:
        return ChatRequest(
            endpoint="e",
            model="m",
            messages=tuple(Message(role="system", content="".join(list(t))) for t in texts),
            schema={"properties": {t: {} for t in texts}},
            parameters=dict(reversed(parameters.items())),
            sample=sample,
        )

    assert request_digest(made()) == request_digest(replace(made(), parameters=parameters))


@given(st.text(), st.text())
def test_messages_are_not_run_together(first: str, second: str) -> None:
    apart = (Message(role="user", content=first), Message(role="user", content=second))
    together = (Message(role="user", content=first + second),)
    keys = {request_digest(replace(REQUEST, messages=messages)) for messages in (apart, together)}
    assert len(keys) == 2


def test_a_record_has_no_password() -> None:
    request = replace(REQUEST, endpoint="https://ann:secret@api.example/v1?key=secret")
    assert request_record(request)["endpoint"] == "https://api.example/v1"
