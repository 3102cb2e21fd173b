"""A form that is sent twice, as by a double click, is carried out once; also without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.pages.answers import ANSWER, CHAT, RUBRIC
from tests.web.pages.visitor import Visitor

TABLE = f'answer\r\n"{ANSWER}"\r\n'.encode()
TALK = {"rubric": RUBRIC, "text": CHAT, "role-0": "interviewer", "role-1": "candidate"}


def made(visitor: Visitor, kind: str) -> int:
    return len(visitor.client.get(f"/v1/{kind}").json()[kind])


def sent(visitor: Visitor, once: str, path: str, fields: dict[str, Any], **more: Any) -> str:
    answer = visitor.send(path, {"once": once, **fields}, **more)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


@pytest.mark.parametrize(
    ("path", "fields", "more", "kind"),
    [
        ("/", {"rubric": RUBRIC, "answer": ANSWER, "external_id": "x"}, {}, "grades"),
        ("/talk", TALK, {}, "grades"),
        ("/batches", {"rubric": RUBRIC}, {"files": {"file": ("loop.csv", TABLE)}}, "batches"),
    ],
)
def test_a_form_that_is_sent_twice_is_carried_out_once(
    visitor: Visitor, path: str, fields: dict[str, Any], more: dict[str, Any], kind: str
) -> None:
    once = visitor.open("/").fields["once"]
    first = sent(visitor, once, path, fields, **more)
    assert sent(visitor, once, path, fields, **more) == first
    assert made(visitor, kind) == 1
    other = visitor.open("/").fields["once"]
    assert other != once
    assert sent(visitor, other, path, fields, **more) != first
    assert made(visitor, kind) == 2


def test_a_follow_up_that_is_sent_twice_is_graded_once(visitor: Visitor) -> None:
    path = visitor.grade(RUBRIC, ANSWER)
    once = visitor.open(path).fields["once"]
    reply = {"answer": "When the domain is far from the base model's."}
    first = sent(visitor, once, f"{path}/follow-up", reply)
    assert sent(visitor, once, f"{path}/follow-up", reply) == first
    assert made(visitor, "grades") == 2


def test_another_answer_on_the_page_gone_back_to_is_graded(visitor: Visitor) -> None:
    once = visitor.open("/").fields["once"]
    fields = {"rubric": RUBRIC, "answer": ANSWER}
    first = sent(visitor, once, "/", fields)
    assert sent(visitor, once, "/", {**fields, "answer": f"{ANSWER} And SFT."}) != first
    assert made(visitor, "grades") == 2


@pytest.mark.parametrize("path", ["/", "/batches"])
def test_the_forms_have_such_a_token(visitor: Visitor, path: str) -> None:
    assert len(visitor.open(path).fields["once"]) >= 20
