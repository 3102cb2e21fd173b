from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from tests.web.evil import ANSWER, PAYLOAD, RUBRIC, evil_app
from tests.web.pages.visitor import Page, Visitor, read


@pytest.fixture
def visitor(tmp_path: Path) -> Iterator[Visitor]:
    app = evil_app(tmp_path / "home")
    with TestClient(app, base_url="http://localhost") as client:
        yield Visitor(client)


def shows(page: Page, *texts: str) -> None:
    """The page shows these texts as they are, and holds no markup that is not its own."""
    assert page.faults == []
    for text in texts:
        assert " ".join(text.split()) in page.text


def graded(visitor: Visitor) -> str:
    body = {"rubric": RUBRIC, "answer": ANSWER, "external_id": PAYLOAD[:190]}
    grade = visitor.client.post("/v1/grades", json=body).json()
    return f"/grades/{grade['id']}"


def test_a_grade_whose_every_word_is_an_attack(visitor: Visitor) -> None:
    path = graded(visitor)
    said = {"action": "override", "level": "L6", "reviewer": PAYLOAD[:200], "reason": PAYLOAD}
    visitor.send(f"{path}/review", said, on=path)
    page = visitor.open(path)
    shows(page, f"Title {PAYLOAD}", f"Question {PAYLOAD}", f"claims {PAYLOAD}")
    shows(page, f"because {PAYLOAD}", f"model {PAYLOAD}", f"And {PAYLOAD}?", PAYLOAD[:200])
    assert ANSWER in page.text


@pytest.mark.parametrize("path", ["/", "/grades", "/review", "/rubrics", f"/rubrics/{RUBRIC}"])
def test_lists_and_rubrics_show_attacks_as_words(visitor: Visitor, path: str) -> None:
    graded(visitor)
    shows(visitor.open(path), f"Title {PAYLOAD}")


def test_what_is_typed_comes_back_as_words(visitor: Visitor) -> None:
    sent = visitor.send("/", {"answer": PAYLOAD, "external_id": PAYLOAD})
    assert sent.status_code == 422
    shows(read(sent), PAYLOAD)


def test_a_conversation_and_its_speakers_are_words(visitor: Visitor) -> None:
    chat = f"Interviewer: Why {PAYLOAD}?\n\nCandidate: Because {PAYLOAD}."
    sent = visitor.send("/", {"answer": chat})
    assert sent.status_code == 200
    shows(read(sent), f"Because {PAYLOAD}.")


def test_a_tables_name_and_columns_are_words(visitor: Visitor) -> None:
    name, column = "<script>x</script>.csv", "<img src=x onerror=1>"
    file = {"file": (name, f"answer,{column}\nhello,1\n".encode())}
    sent = visitor.send("/batches", {"rubric": RUBRIC}, on="/batches", files=file)
    shows(visitor.open(sent.headers["location"]), column)
    shows(visitor.open("/batches"))


def test_filters_come_back_as_words(visitor: Visitor) -> None:
    page = read(visitor.client.get("/grades", params={"external_id": '"><script>1</script>'}))
    assert page.faults == []
    assert page.fields["external_id"] == '"><script>1</script>'
