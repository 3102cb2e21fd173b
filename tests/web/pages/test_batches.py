from __future__ import annotations

import time

from tests.web.pages.answers import ANSWER, RUBRIC
from tests.web.pages.visitor import Page, Visitor, read

TABLE = f'id,answer,rubric\r\n1,"{ANSWER}",{RUBRIC}\r\n2,,{RUBRIC}\r\n'.encode()
PATIENCE = 60.0


def sent(visitor: Visitor, data: bytes, rubric: str = "") -> str:
    file = {"file": ("loop.csv", data)}
    response = visitor.send("/batches", {"rubric": rubric}, on="/batches", files=file)
    assert response.status_code == 303, response.text
    return str(response.headers["location"])


def over(visitor: Visitor, path: str) -> Page:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        page = visitor.open(path)
        if f"{path}/results" in page.links:
            return page
        time.sleep(0.1)
    raise AssertionError(page.text)


def test_a_table_is_graded_and_downloaded(visitor: Visitor) -> None:
    path = sent(visitor, TABLE)
    page = over(visitor, path)
    assert "2 of 2 rows · 1 not graded" in page.text
    assert "L4 1" in page.text
    assert "answer what is graded" in page.text
    assert "rubric the rubric of each row" in page.text
    assert "id kept as it is" in page.text
    lines = visitor.client.get(f"{path}/results").text.splitlines()
    assert lines[0] == (
        "id,answer,rubric,grade_level,grade_tells,grade_flags,grade_review,grade_judge,grade_error"
    )
    assert len(lines) == 3
    assert path in visitor.open("/batches").links
    rows = "/grades?" + path.removeprefix("/batches/").join(("batch=", ""))
    assert rows in page.links
    listed = visitor.open(rows)
    assert "Only the rows of loop.csv." in listed.text
    grades = [link for link in listed.links if link.startswith("/grades/gr_")]
    assert len(grades) == 2
    assert "Row 1 of loop.csv." in visitor.open(grades[1]).text
    assert set(visitor.open("/review").links) & set(grades)
    visitor.send(f"{path}/erase", {}, on=path)
    assert "a batch that has been deleted" in visitor.open(rows).text
    assert "Row 1 of a batch that has been deleted." in visitor.open(grades[1]).text


def test_its_progress_is_a_stream_of_events(visitor: Visitor) -> None:
    path = sent(visitor, TABLE)
    over(visitor, path)
    stream = visitor.client.get(f"{path}/events")
    assert stream.headers["content-type"].startswith("text/event-stream")
    assert stream.text.startswith("event: progress\ndata: {")


def test_one_question_for_all_rows(visitor: Visitor) -> None:
    path = sent(visitor, f'answer,rubric\r\n"{ANSWER}",none\r\n'.encode(), RUBRIC)
    assert "1 of 1 rows" in over(visitor, path).text


def test_a_table_that_cannot_be_read_is_said(visitor: Visitor) -> None:
    response = visitor.send(
        "/batches", {"rubric": RUBRIC}, on="/batches", files={"file": ("loop.csv", b"a,b\n1,2\n")}
    )
    assert response.status_code == 422
    page = read(response)
    assert "no column answer or transcript; its columns: a, b" in page.text
    assert "Name the column of the answers `answer` or `transcript`." in page.text
    assert "--" not in page.text


def test_without_a_file(visitor: Visitor) -> None:
    response = visitor.send("/batches", {"rubric": RUBRIC}, on="/batches")
    assert response.status_code == 422
    assert "No file was chosen." in read(response).text


def test_a_batch_is_deleted(visitor: Visitor) -> None:
    path = sent(visitor, TABLE)
    over(visitor, path)
    assert visitor.send(f"{path}/erase", {}, on=path).headers["location"] == "/batches"
    visitor.open(path, status=404)
