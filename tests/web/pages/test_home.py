from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from tests.web.pages.answers import ANSWER, CHAT, DPO, RUBRIC, TITLE
from tests.web.pages.visitor import Visitor, read


def test_every_rubric_is_offered_with_its_question(visitor: Visitor) -> None:
    page = visitor.open("/")
    for rubric in visitor.client.get("/v1/rubrics").json()["rubrics"]:
        assert rubric["title"] in page.text
        assert " ".join(rubric["question"].split()) in page.text


def test_an_answer_leads_to_its_grade(visitor: Visitor) -> None:
    path = visitor.grade(RUBRIC, ANSWER, external_id="req-7")
    page = visitor.open(path)
    assert TITLE in page.text
    assert "req-7" in page.text
    assert ANSWER in page.text


def test_line_ends_are_those_that_were_typed(visitor: Visitor) -> None:
    path = visitor.grade(RUBRIC, f"{DPO}\r\n\r\nThat is all.")
    kept = visitor.client.get(f"/v1{path}/export").json()
    assert kept["answer"] == f"{DPO}\n\nThat is all."


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"answer": ANSWER}, "No question is chosen."),
        ({"rubric": RUBRIC, "answer": " \n"}, "There is no answer."),
        ({"rubric": "no-such", "answer": ANSWER}, "There is no rubric 'no-such'."),
        ({"rubric": RUBRIC, "answer": "word " * 9000}, "characters, more than"),
    ],
)
def test_a_fault_is_said_beside_the_text(
    client: TestClient, fields: dict[str, str], said: str
) -> None:
    client.app.state.service._max_answer = 40_000  # type: ignore[attr-defined]
    sent = Visitor(client).send("/", fields)
    assert sent.status_code == 422
    page = read(sent)
    assert said in page.text
    assert " ".join(fields["answer"].split()) in page.text


def test_a_chat_is_shown_with_its_roles_and_then_graded(visitor: Visitor) -> None:
    shown = visitor.send("/", {"answer": CHAT})
    assert shown.status_code == 200
    page = read(shown)
    assert "This looks like Slack." in page.text
    assert "The conversation asks this question." in page.text
    fields = {"rubric": RUBRIC, "text": CHAT, "role-0": "interviewer", "role-1": "candidate"}
    graded = visitor.send("/talk", fields)
    assert graded.status_code == 303
    kept = visitor.client.get(f"/v1{graded.headers['location']}/export").json()
    assert [turn["role"] for turn in kept["turns"]] == ["interviewer", "candidate"]
    assert "10:45" not in kept["answer"]
    assert "Ben Okafor candidate" in visitor.open(graded.headers["location"]).text


def test_roles_can_be_flipped(visitor: Visitor) -> None:
    fields = {"rubric": RUBRIC, "text": CHAT, "role-0": "candidate", "role-1": "interviewer"}
    graded = visitor.send("/talk", fields)
    grade = visitor.client.get(f"/v1{graded.headers['location']}").json()
    assert not any(f["matched"] for f in grade["findings"] if f["kind"] != "down_level")


def test_a_conversation_without_a_candidate_is_not_graded(visitor: Visitor) -> None:
    fields = {"rubric": RUBRIC, "text": CHAT, "role-0": "other", "role-1": "interviewer"}
    sent = visitor.send("/talk", fields)
    assert sent.status_code == 422
    assert "Nobody is the candidate." in read(sent).text


def test_a_text_that_is_too_large_is_a_page_too(visitor: Visitor) -> None:
    asked = {"Accept": "text/html,application/xhtml+xml"}
    sent = visitor.send("/", {"answer": "word " * 20_000}, headers=asked)
    assert sent.status_code == 413
    page = read(sent)
    assert "The body is larger than 50,000 bytes." in page.text
    assert page.faults == []
    assert sent.headers["content-security-policy"]
    assert sent.headers["connection"] == "close"
    problem = visitor.client.post("/v1/grades", json={"answer": "x" * 60_000}, headers=asked)
    assert problem.headers["content-type"] == "application/problem+json"


def test_the_address_of_a_form_leads_back_to_it(visitor: Visitor) -> None:
    asked = {"Accept": "text/html"}
    sent = visitor.client.get("/talk", headers=asked, follow_redirects=False)
    assert (sent.status_code, sent.headers["location"]) == (303, "/")
    page = visitor.client.get("/grades/gr_0/review", headers=asked)
    assert page.status_code == 405
    assert page.headers["content-type"].startswith("text/html")
    assert "Go to the first page" in read(page).text
