from __future__ import annotations

from tests.web.pages.answers import ANSWER, ATTACK, RUBRIC
from tests.web.pages.visitor import Visitor


def test_the_queue_says_why_and_empties_as_one_reviews(visitor: Visitor) -> None:
    visitor.grade(RUBRIC, ANSWER)
    path = visitor.grade(RUBRIC, f"{ANSWER} {ATTACK}")
    page = visitor.open("/review")
    assert [link for link in page.links if link.startswith("/grades/")] == [path]
    assert "The answer tells whoever grades what to do" in page.text
    said = {"action": "agree", "reviewer": "Ana", "back": "review"}
    sent = visitor.send(f"{path}/review", said, on="/review")
    assert sent.headers["location"] == "/review"
    assert "Nothing waits for review." in visitor.open("/review").text


def test_an_override_from_the_queue(visitor: Visitor) -> None:
    path = visitor.grade(RUBRIC, f"{ANSWER} {ATTACK}")
    said = {"action": "override", "level": "L4", "reviewer": "Ana", "reason": "x", "back": "review"}
    visitor.send(f"{path}/review", said, on="/review")
    assert visitor.client.get(f"/v1{path}").json()["reviews"][0]["level"] == "L4"
    assert "Nothing waits for review." in visitor.open("/review").text
