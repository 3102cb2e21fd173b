"""The Slack app against a local Slack: command, shortcut, modals, buttons, and forged requests."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretStr

from grader.settings import Settings
from grader.web.app import create_app
from grader.wiring import open_service
from tests.web.slack.workspace import SECRET, Workspace, running, send, signed

RUBRIC = "fine-tuning-modes"
ANSWER = "I would use LoRA adapters, because many adapters can share one base model."


@pytest.fixture
def workspace() -> Iterator[Workspace]:
    with running() as workspace:
        yield workspace


@pytest.fixture
def client(settings: Settings, workspace: Workspace) -> Iterator[TestClient]:
    changes = {
        "slack_token": SecretStr("xoxb-test"),
        "slack_secret": SecretStr(SECRET),
        "slack_api": workspace.url,
    }
    chosen = settings.model_copy(update=changes)
    app = create_app(open_service(chosen), chosen, open_access=True)
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as client:
        yield client


def grades(client: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/v1/grades").json()["grades"]
    return found


def blocks(message: dict[str, Any]) -> list[dict[str, Any]]:
    shown = message["blocks"]
    found: list[dict[str, Any]] = json.loads(shown) if isinstance(shown, str) else shown
    return found


def test_a_command_is_acknowledged_and_answered_privately(
    client: TestClient, workspace: Workspace
) -> None:
    answer = send(client, workspace.command(f"{RUBRIC} {ANSWER}"))
    assert (answer.status_code, answer.text) == (200, "")
    (message,) = workspace.of("response")
    assert message["response_type"] == "ephemeral"
    (grade,) = grades(client)
    assert grade["rubric"] == RUBRIC
    actions = blocks(message)[-1]
    assert {element["value"] for element in actions["elements"]} == {grade["id"]}
    assert "many adapters can share one base model" in json.dumps(message)


def test_the_rubric_is_told_from_the_question_asked(
    client: TestClient, workspace: Workspace
) -> None:
    question = client.get(f"/v1/rubrics/{RUBRIC}").json()["question"]
    text = f"in-channel Interviewer: {question}\nCandidate: {ANSWER}"
    send(client, workspace.command(text))
    (message,) = workspace.of("response")
    assert message["response_type"] == "in_channel"
    assert grades(client)[0]["rubric"] == RUBRIC


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "nothing to grade"), ("just some words", "which question"), (RUBRIC, "nothing to grade")],
)
def test_what_cannot_be_graded_is_said(
    client: TestClient, workspace: Workspace, text: str, said: str
) -> None:
    send(client, workspace.command(text))
    (message,) = workspace.of("response")
    assert said in message["text"]
    assert grades(client) == []


def test_a_command_that_comes_twice_grades_once(client: TestClient, workspace: Workspace) -> None:
    for _ in range(3):
        send(client, workspace.command(f"{RUBRIC} {ANSWER}"))
    send(client, workspace.command(f"{RUBRIC} {ANSWER} It costs little.", trigger="t2"))
    workspace.of("response", 2)
    assert len(grades(client)) == 2


def test_the_shortcut_opens_a_modal_that_grades_into_the_thread(
    client: TestClient, workspace: Workspace
) -> None:
    question = client.get(f"/v1/rubrics/{RUBRIC}").json()["question"]
    text = f"Ana (interviewer): {question}\nBo (candidate): {ANSWER}"
    message = {"text": text, "ts": "1.2", "user": "U2"}
    shortcut = {"callback_id": "grade_answer", "message": message, "message_ts": "1.2"}
    assert send(client, workspace.interaction("message_action", **shortcut)).status_code == 200
    (opened,) = workspace.of("views.open")
    view = opened["view"] if isinstance(opened["view"], dict) else json.loads(opened["view"])
    inputs = {block["block_id"]: block["element"] for block in view["blocks"]}
    assert inputs["rubric"]["initial_option"]["value"] == RUBRIC
    assert inputs["answer"]["initial_value"] == text
    values = {
        "rubric": {"value": {"selected_option": {"value": RUBRIC}}},
        "candidate": {"value": {"value": None}},
        "answer": {"value": {"value": text}},
        "where": {"value": {"selected_option": {"value": "thread"}}},
    }
    sent = {"id": "V1", "state": {"values": values}, **view}
    for _ in range(2):
        send(client, workspace.interaction("view_submission", view=sent))
    (posted,) = workspace.of("chat.postMessage")
    assert (posted["channel"], posted["thread_ts"]) == ("C1", "1.2")
    assert len(grades(client)) == 1


def test_a_message_too_long_for_a_modal_is_fetched(
    client: TestClient, workspace: Workspace
) -> None:
    workspace.thread = [{"text": f"{ANSWER} " * 60, "ts": "1.2"}]
    message = {"text": workspace.thread[0]["text"], "ts": "1.2"}
    shortcut = {"callback_id": "grade_answer", "message": message, "message_ts": "1.2"}
    send(client, workspace.interaction("message_action", **shortcut))
    (opened,) = workspace.of("views.open")
    view = opened["view"] if isinstance(opened["view"], dict) else json.loads(opened["view"])
    assert "answer" not in {block["block_id"] for block in view["blocks"]}
    values = {
        "rubric": {"value": {"selected_option": {"value": RUBRIC}}},
        "where": {"value": {"selected_option": {"value": "private"}}},
    }
    sent = {"id": "V1", "state": {"values": values}, **view}
    send(client, workspace.interaction("view_submission", view=sent))
    (posted,) = workspace.of("chat.postEphemeral")
    assert posted["user"] == "U1"
    assert len(grades(client)) == 1


def test_buttons_write_to_the_same_record(client: TestClient, workspace: Workspace) -> None:
    grade = client.post("/v1/grades", json={"rubric": RUBRIC, "answer": ANSWER}).json()

    def press(action: str) -> None:
        pressed = {
            "actions": [{"action_id": action, "value": grade["id"], "type": "button"}],
            "container": {"message_ts": "1.2", "is_ephemeral": False},
        }
        answer = send(client, workspace.interaction("block_actions", **pressed))
        assert answer.status_code == 200

    press("grade_agree")
    assert "agrees" in workspace.of("response")[0]["text"]
    press("grade_ask")
    assert workspace.of("chat.postMessage")[0]["thread_ts"] == "1.2"
    press("grade_override")
    (opened,) = workspace.of("views.open")
    view = opened["view"] if isinstance(opened["view"], dict) else json.loads(opened["view"])
    values = {
        "level": {"value": {"selected_option": {"value": "L6"}}},
        "reason": {"value": {"value": "<!channel> said more later"}},
    }
    sent = {"id": "V2", "state": {"values": values}, **view}
    send(client, workspace.interaction("view_submission", view=sent))
    told = workspace.of("chat.postMessage", 2)[1]
    assert "<!channel>" not in told["text"]
    kept = client.get(f"/v1/grades/{grade['id']}").json()
    assert [review["action"] for review in kept["reviews"]] == ["agree", "override"]
    assert (kept["level"], kept["final_level"]) == (grade["level"], "L6")
    assert kept["reviews"][1]["reviewer"] == "slack:U1"


@pytest.mark.parametrize("action", ["grade_agree", "grade_ask", "grade_override"])
def test_a_button_of_a_grade_that_is_not_there_says_so(
    client: TestClient, workspace: Workspace, action: str
) -> None:
    pressed = {
        "actions": [{"action_id": action, "value": "gr_none", "type": "button"}],
        "container": {"message_ts": "1.2"},
    }
    send(client, workspace.interaction("block_actions", **pressed))
    (told,) = workspace.of("response")
    assert told["response_type"] == "ephemeral"
    assert "there is no grade" in told["text"]


BODY = urlencode({"command": "/grade", "text": "x"}).encode()


FORGED: dict[str, Callable[[], dict[str, str]]] = {
    "nothing": dict,
    "another secret": lambda: signed(BODY, secret="another"),
    "six minutes old": lambda: signed(BODY, at=time.time() - 360),
    "from the future": lambda: signed(BODY, at=time.time() + 360),
    "a time in words": lambda: signed(BODY) | {"x-slack-request-timestamp": "soon"},
    "a negative time": lambda: signed(BODY) | {"x-slack-request-timestamp": "-1"},
    "an endless time": lambda: signed(BODY) | {"x-slack-request-timestamp": "9" * 400},
    "no signature": lambda: signed(BODY) | {"x-slack-signature": ""},
    "another body": lambda: signed(BODY + b" "),
}


@pytest.mark.parametrize("forged", FORGED)
def test_what_slack_did_not_sign_is_a_401(
    client: TestClient, workspace: Workspace, forged: str
) -> None:
    headers = FORGED[forged]()
    assert client.post("/slack/events", content=BODY, headers=headers).status_code == 401
    assert workspace.calls == []


@pytest.mark.parametrize(
    "body",
    [b"", b"payload=", b"payload={", b"payload=[]", b"payload=%22x%22", b"a=b", b"{"],
)
def test_a_malformed_body_is_never_a_failure(client: TestClient, body: bytes) -> None:
    answer = client.post("/slack/events", content=body, headers=signed(body))
    assert answer.status_code in (400, 404)


def test_a_body_that_is_no_text_is_never_a_failure(client: TestClient) -> None:
    answer = client.post("/slack/events", content=b"\xff\xfe", headers=signed(b"x"))
    assert answer.status_code == 400
