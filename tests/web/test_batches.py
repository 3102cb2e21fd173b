"""Batches over HTTP: a table in, progress, the table back with its grades; crashes and fleets."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi.testclient import TestClient

from tests.ports import free_port
from tests.web.conftest import Keyed

RUBRIC = "fine-tuning-modes"
ANSWER = "I would use LoRA adapters, because many adapters can share one base model."
TABLE = f'id,answer,rubric\r\n1,"{ANSWER}",{RUBRIC}\r\n2,,{RUBRIC}\r\n3,"=x",none\r\n'.encode()
PATIENCE = 120.0


def big(rows: int) -> bytes:
    lines = (f'{n},"Case {n}: {ANSWER}"' for n in range(rows))
    return "\r\n".join(["id,answer", *lines, ""]).encode()


def submitted(client: Any, data: bytes, **form: str) -> str:
    answer = client.post("/v1/batches", files={"file": ("loop.csv", data)}, data=form)
    assert answer.status_code == 202, answer.text
    batch: str = answer.json()["id"]
    return batch


def over(client: Any, batch: str) -> dict[str, Any]:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        state: dict[str, Any] = client.get(f"/v1/batches/{batch}").json()
        if state["state"] not in ("queued", "running"):
            return state
        time.sleep(0.1)
    raise AssertionError(f"not done in {PATIENCE} s: {state}")


def rows(client: Any, batch: str) -> list[dict[str, str]]:
    data = client.get(f"/v1/batches/{batch}/results").content.decode()
    return list(csv.DictReader(io.StringIO(data)))


def test_a_table_comes_back_with_its_grades(client: TestClient) -> None:
    batch = submitted(client, TABLE)
    state = over(client, batch)
    assert (state["state"], state["total"], state["done"], state["ungraded"]) == ("done", 3, 3, 2)
    assert (state["columns"], state["levels"]) == (["id", "answer", "rubric"], {"L4": 1})
    answer = client.get(f"/v1/batches/{batch}/results")
    assert 'filename="graded-loop.csv"' in answer.headers["content-disposition"]
    assert answer.content.startswith(b"id,answer,rubric,grade_level,")
    graded = rows(client, batch)
    assert [row["answer"] for row in graded] == [ANSWER, "", "=x"]
    assert [row["grade_level"] for row in graded] == ["L4", "", ""]
    assert graded[1]["grade_error"].startswith("empty")
    assert graded[2]["grade_error"].startswith("unknown-rubric")


def test_progress_is_told_until_the_end(client: TestClient) -> None:
    batch = submitted(client, big(120), rubric=RUBRIC)
    with client.stream("GET", f"/v1/batches/{batch}/events") as stream:
        told = [line for line in stream.iter_lines() if line.startswith("data:")]
    states = [json.loads(line.removeprefix("data:")) for line in told]
    assert states[-1]["state"] == "done"
    assert [state["done"] for state in states] == sorted(state["done"] for state in states)
    assert states[-1]["done"] == 120


@pytest.mark.parametrize(
    ("data", "said", "hint"),
    [
        (b"", "empty", "Give it a header"),
        (b"id,words\r\n1,x\r\n", "no column answer", "Name the column of the answers `answer`"),
        (b"answer\r\nx\r\n", "rubric", "Add a column `rubric`, or choose one"),
        (b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml", "is a workbook", "Save it as CSV"),
    ],
)
def test_a_table_that_cannot_be_read_is_said(
    client: TestClient, data: bytes, said: str, hint: str
) -> None:
    answer = client.post("/v1/batches", files={"file": ("loop.csv", data)})
    assert (answer.status_code, answer.json()["field"]) == (422, "file")
    assert said in answer.json()["detail"]
    assert "/tmp" not in answer.text
    # Whoever sends a table types no command.
    assert "--" not in answer.text
    assert answer.json()["hint"].startswith(hint)
    assert client.get("/v1/batches").json()["batches"] == []


def test_a_table_sent_again_with_its_key_is_graded_once(client: TestClient) -> None:
    def send(data: bytes) -> httpx2.Response:
        key = {"Idempotency-Key": "loop-7"}
        return client.post("/v1/batches", files={"file": ("loop.csv", data)}, headers=key)

    first, again = send(TABLE), send(TABLE)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json()["id"] == first.json()["id"]
    assert again.headers["location"] == first.headers["location"]
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    other = send(TABLE + b"4,x,y\r\n")
    assert (other.status_code, other.json()["type"]) == (409, "urn:grader:problem:conflict")
    assert len(client.get("/v1/batches").json()["batches"]) == 1


def test_a_rubric_that_is_not_there_is_said_at_once(client: TestClient) -> None:
    files = {"file": ("loop.csv", TABLE)}
    answer = client.post("/v1/batches", files=files, data={"rubric": "nope"})
    said = answer.json()
    assert (answer.status_code, said["field"]) == (422, "rubric")
    assert said["type"] == "urn:grader:problem:unknown-rubric"
    assert client.get("/v1/batches").json()["batches"] == []


def of_batch(client: Any, batch: str, **wanted: Any) -> list[dict[str, Any]]:
    """The grades of a batch's rows, in the order of the rows."""
    found = client.get("/v1/grades", params={"batch": batch, "limit": 200, **wanted}).json()
    return sorted(found["grades"], key=lambda grade: grade["batch_row"])


def recorded(client: Any, batch: str) -> list[int]:
    """The numbers of the rows that have a grade in the record, each as often as it has one."""
    found: list[int] = []
    cursor: str | None = None
    while True:
        wanted = {"batch": batch, "limit": 200} | ({"cursor": cursor} if cursor else {})
        page = client.get("/v1/grades", params=wanted).json()
        found += [grade["batch_row"] for grade in page["grades"]]
        cursor = page["next_cursor"]
        if cursor is None:
            return sorted(found)


def test_each_row_has_a_grade_in_the_record(client: TestClient) -> None:
    table = TABLE + f'7,"I do not know, maybe.",{RUBRIC}\r\n'.encode()
    batch = submitted(client, table)
    over(client, batch)
    kept = of_batch(client, batch)
    # An empty answer is ungraded, and kept; a row whose rubric is unknown could not be read.
    assert [(grade["batch_row"], grade["external_id"]) for grade in kept] == [
        (1, "1"),
        (2, "2"),
        (4, "7"),
    ]
    assert [grade["level"] for grade in kept] == ["L4", None, kept[2]["level"]]
    assert client.get("/v1/grades", params={"external_id": "7"}).json()["grades"] == [kept[2]]
    to_review = of_batch(client, batch, needs_review=True)
    assert to_review == [grade for grade in kept if grade["review"]]
    said = {"level": "L5", "reviewer": "Ana", "reason": "Said more in the room."}
    overridden = client.post(f"/v1/grades/{kept[0]['id']}/override", json=said).json()
    assert (overridden["level"], overridden["final_level"]) == ("L4", "L5")


def test_a_row_can_be_erased_and_the_table_forgets_it(client: TestClient) -> None:
    batch = submitted(client, big(60), rubric=RUBRIC)
    over(client, batch)
    row = next(grade for grade in of_batch(client, batch) if grade["batch_row"] == 55)
    assert client.delete(f"/v1/grades/{row['id']}").json()["erased_at"]
    left = rows(client, batch)
    assert "Case 54:" not in client.get(f"/v1/batches/{batch}/results").text
    assert left[54]["grade_error"].startswith("erased")
    assert [line["id"] for line in left] == [
        *(str(n) for n in range(54)),
        "",
        *map(str, range(55, 60)),
    ]
    assert all(line["grade_level"] == "L4" for line in left if line["id"])


def test_deleting_a_batch_erases_its_rows_unless_one_is_held(client: TestClient) -> None:
    batch = submitted(client, big(3), rubric=RUBRIC)
    over(client, batch)
    held = of_batch(client, batch)[1]["id"]
    client.put(f"/v1/grades/{held}/hold", json={"held": True})
    refused = client.delete(f"/v1/batches/{batch}")
    assert refused.status_code == 409
    assert held in refused.json()["detail"]
    assert not any(grade["erased_at"] for grade in of_batch(client, batch))
    client.put(f"/v1/grades/{held}/hold", json={"held": False})
    assert client.delete(f"/v1/batches/{batch}").status_code == 204
    left = of_batch(client, batch)
    assert all(grade["erased_at"] for grade in left)
    assert ANSWER not in json.dumps(left)
    assert not any(finding["evidence"] for grade in left for finding in grade["findings"])


def test_cancel_resume_and_erase(client: TestClient) -> None:
    batch = submitted(client, big(1000), rubric=RUBRIC)
    assert client.get(f"/v1/batches/{batch}/results").status_code == 409
    assert client.delete(f"/v1/batches/{batch}").status_code == 409
    assert client.post(f"/v1/batches/{batch}/cancel").json()["state"] == "cancelled"
    cut = [row for row in rows(client, batch) if row["grade_error"].startswith("cancelled")]
    assert cut
    assert client.post(f"/v1/batches/{batch}/resume").json()["state"] == "queued"
    assert over(client, batch)["done"] == 1000
    assert all(row["grade_level"] == "L4" for row in rows(client, batch))
    assert client.post(f"/v1/batches/{batch}/resume").status_code == 409
    assert client.delete(f"/v1/batches/{batch}").status_code == 204
    assert client.get(f"/v1/batches/{batch}").status_code == 404
    assert client.get("/v1/grades").json()["grades"][0]["erased_at"]


def test_another_tenant_finds_no_batch(keyed: Keyed) -> None:
    ours, theirs = keyed.of("a", "admin"), keyed.of("b", "admin")
    files = {"file": ("loop.csv", TABLE)}
    batch = keyed.client.post("/v1/batches", files=files, headers=ours).json()["id"]
    place = f"/v1/batches/{batch}"
    for method, path in [
        ("GET", place),
        ("GET", f"{place}/events"),
        ("GET", f"{place}/results"),
        ("POST", f"{place}/cancel"),
        ("POST", f"{place}/resume"),
        ("DELETE", place),
    ]:
        assert keyed.client.request(method, path, headers=theirs).status_code == 404, path
    assert keyed.client.get("/v1/batches", headers=theirs).json()["batches"] == []
    over_there = {"batch": batch}
    for headers, found in ((theirs, 0), (ours, 2)):
        while keyed.client.get(place, headers=ours).json()["state"] != "done":
            time.sleep(0.05)
        grades = keyed.client.get("/v1/grades", params=over_there, headers=headers).json()["grades"]
        assert len(grades) == found


@contextmanager
def started(
    command: list[str], home: Path, judge: str = "keyword", **env: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A process of grader's, ended as the context ends."""
    with subprocess.Popen(
        [sys.executable, "-m", "grader", *command, "--judge", judge],
        env=os.environ | {"GRADER_HOME": str(home)} | env,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()


@contextmanager
def calling(port: int) -> Iterator[httpx2.Client]:
    """A client of a service that is starting, once that is ready."""
    with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                if client.get("/readyz").status_code == 200:
                    break
            except httpx2.TransportError:
                time.sleep(0.1)
        else:
            raise AssertionError("the service did not start")
        yield client


def test_a_batch_survives_a_kill_in_its_midst(tmp_path: Path) -> None:
    port = free_port()
    serve = ["serve", "--port", str(port)]
    with started(serve, tmp_path) as service, calling(port) as client:
        batch = submitted(client, big(1500), rubric=RUBRIC)
        while not 0 < client.get(f"/v1/batches/{batch}").json()["done"] < 1500:
            time.sleep(0.02)
        service.send_signal(signal.SIGKILL)
        service.wait()
    with started(serve, tmp_path), calling(port) as client:
        state = over(client, batch)
        assert (state["state"], state["done"]) == ("done", 1500)
        graded = rows(client, batch)
        assert [row["id"] for row in graded] == [str(n) for n in range(1500)]
        assert recorded(client, batch) == list(range(1, 1501))
        assert all(row["grade_level"] == "L4" for row in graded)


def test_a_fleet_takes_up_what_a_dead_worker_leaves(tmp_path: Path, postgres_url: str) -> None:
    port = free_port()
    shared = {"GRADER_DATABASE": postgres_url}
    with ExitStack() as stack:
        stack.enter_context(started(["serve", "--port", str(port)], tmp_path, **shared))
        client = stack.enter_context(calling(port))
        doomed = stack.enter_context(started(["worker"], tmp_path / "1", **shared))
        stack.enter_context(started(["worker"], tmp_path / "2", **shared))
        batch = submitted(client, big(3000), rubric=RUBRIC)
        while client.get(f"/v1/batches/{batch}").json()["done"] < 200:
            time.sleep(0.05)
        doomed.send_signal(signal.SIGKILL)
        state = over(client, batch)
        assert (state["state"], state["done"]) == ("done", 3000)
        assert [row["id"] for row in rows(client, batch)] == [str(n) for n in range(3000)]
        assert recorded(client, batch) == list(range(1, 3001))
