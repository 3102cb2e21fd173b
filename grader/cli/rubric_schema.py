"""The JSON Schema of a rubric file, with what the source says of each field, for editors."""

from __future__ import annotations

import ast
import inspect
from types import ModuleType
from typing import Any

from grader.core import cue, rubric


def rubric_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) that every rubric which loads satisfies.

    What it cannot say, such as that a rule names tells that exist, `grader rubrics check` does.
    """
    schema = rubric.Rubric.model_json_schema()
    said = _field_docs(rubric) | _field_docs(cue)
    for name, model in [("Rubric", schema), *schema.get("$defs", {}).items()]:
        for field, about in model.get("properties", {}).items():
            if (name, field) in said:
                about["description"] = said[name, field]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "grader rubric",
    }


def _field_docs(module: ModuleType) -> dict[tuple[str, str], str]:
    """The text below each field of a module's classes, by class and field."""
    found = {}
    for node in ast.parse(inspect.getsource(module)).body:
        if not isinstance(node, ast.ClassDef):
            continue
        for field, below in zip(node.body, node.body[1:], strict=False):
            text = _text(below)
            if text and isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                found[node.name, field.target.id] = text
    return found


def _text(node: ast.stmt) -> str:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return " ".join(str(node.value.value).split())
    return ""
