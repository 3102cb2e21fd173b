"""A result as JSON, and back."""

from __future__ import annotations

import json

from hypothesis import given

from grader.core.grade import Result
from grader.core.report import as_json, from_json
from grader.core.rubric import Rubric
from tests.core.results import graded


@given(graded())
def test_a_result_comes_back_from_its_json(made: tuple[Result, Rubric]) -> None:
    result, _ = made
    assert from_json(json.loads(json.dumps(as_json(result)))) == result
