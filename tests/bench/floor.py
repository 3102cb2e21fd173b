"""The floor that the service is measured against: the same body to the same grade, nothing kept.

python -m tests.bench.floor PORT
"""

from __future__ import annotations

import sys
from typing import Any

import uvicorn
from fastapi import FastAPI

from grader.core.answer import read_answer
from grader.core.report import as_json
from grader.grading import grade
from grader.judge.keyword import KeywordJudge
from grader.library import Library
from grader.web.api.models import GradeIn

app = FastAPI()
library = Library()
judge = KeywordJudge()


@app.post("/v1/grades", status_code=201)
async def create(body: GradeIn) -> dict[str, Any]:
    return as_json(await grade(library.rubric(body.rubric), read_answer(body.answer or ""), judge))


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)
