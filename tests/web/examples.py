"""Real requests and answers of every operation: what the API's description shows as examples.

`python -m tests.web.examples` writes them anew, after a change to what the API takes or gives.
"""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from grader.settings import Settings
from grader.web.api.description import EXAMPLES
from grader.web.app import create_app
from grader.wiring import open_service

RUBRIC = "rlhf-and-dpo"
ANSWER = (
    "RLHF trains a reward model on preference pairs and then a policy with PPO against it, with a "
    "KL penalty to the reference. DPO folds all that into one loss on the pairs, so I would start "
    "there and go to RLHF only for online data."
)
REPLY = (
    "The policy learned that length is rewarded, so I would penalize length and look at margins."
)
TABLE = f'id,answer\r\nloop-7,"{ANSWER}"\r\nloop-8,\r\n'
OVER = ("done", "failed", "cancelled")


def examples(client: TestClient) -> dict[str, dict[str, Any]]:
    """By operation: `request` by media type, `status`, and `response` where there is JSON."""
    made: dict[str, dict[str, Any]] = {}

    def call(operation: str, path: str | None = None, body: Any = None, **more: Any) -> Any:
        method, place = operation.split()
        sent = {"json": body} if body is not None else {}
        answer = client.request(method, path or place, **sent, **more)
        kind = answer.headers.get("content-type", "").partition(";")[0]
        told = answer.json() if answer.content and kind == "application/json" else answer.text
        made[operation] = {"status": answer.status_code}
        if body is not None:
            made[operation]["request"] = {"application/json": body}
        if told:
            made[operation]["response"] = told
        return told

    _grades(call, made)
    _batches(call, made)
    call("GET /v1/rubrics")
    call("GET /v1/rubrics/{rubric}", f"/v1/rubrics/{RUBRIC}")
    call("GET /healthz")
    call("GET /readyz")
    call("GET /metrics")
    made["GET /metrics"]["response"] = _begin(made["GET /metrics"]["response"])
    return made


def _grades(call: Any, made: dict[str, dict[str, Any]]) -> None:
    asked = {"rubric": RUBRIC, "answer": ANSWER, "external_id": "loop-7"}
    grade = call("POST /v1/grades", body=asked)["id"]
    made["POST /v1/grades"]["request"]["text/plain"] = ANSWER
    place = f"/v1/grades/{grade}"
    call("GET /v1/grades/{grade}", place)
    call("POST /v1/grades/{grade}/follow-up", f"{place}/follow-up", {"answer": REPLY})
    said = {"level": "L5", "reason": "Named reward hacking in the hall.", "reviewer": "Ana Reyes"}
    call("POST /v1/grades/{grade}/override", f"{place}/override", said)
    call("PUT /v1/grades/{grade}/hold", f"{place}/hold", {"held": False})
    call("GET /v1/grades/{grade}/export", f"{place}/export")
    call("GET /v1/grades", "/v1/grades?external_id=loop-7&limit=1")
    call("DELETE /v1/grades/{grade}", place)


def _batches(call: Any, made: dict[str, dict[str, Any]]) -> None:
    def send(table: str) -> str:
        file = {"file": ("loop.csv", table.encode())}
        sent = call("POST /v1/batches", files=file, data={"rubric": RUBRIC})
        return f"/v1/batches/{sent['id']}"

    place = send(TABLE)
    while call("GET /v1/batches/{batch}", place)["state"] not in OVER:
        time.sleep(0.05)
    call("GET /v1/batches")
    call("GET /v1/batches/{batch}/events", f"{place}/events")
    call("GET /v1/batches/{batch}/results", f"{place}/results")
    call("DELETE /v1/batches/{batch}", place)
    many = "".join(f'loop-{n},"Case {n}. {ANSWER}"\r\n' for n in range(2000))
    place = send(f"id,answer\r\n{many}")
    made["POST /v1/batches"]["request"] = {"multipart/form-data": {"file": TABLE, "rubric": RUBRIC}}
    call("POST /v1/batches/{batch}/cancel", f"{place}/cancel")
    call("POST /v1/batches/{batch}/resume", f"{place}/resume")
    call("POST /v1/batches/{batch}/cancel", f"{place}/cancel")


def _begin(text: str) -> str:
    """The counters of the service's own, out of all that Prometheus' client tells."""
    lines = (line for line in text.splitlines(keepends=True) if "grader_grades" in line)
    return "".join(lines)


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(judge="keyword", home=Path(home))
        app = create_app(open_service(settings), settings, open_access=True)
        with TestClient(app, base_url="http://localhost") as client:
            made = examples(client)
    EXAMPLES.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
