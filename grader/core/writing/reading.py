"""From a file's text to a rubric: the YAML, its fields, and whether its parts fit together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from grader.core.rubric import Rubric
from grader.core.writing.sound import unsound
from grader.core.writing.source import Place, Source, read_source, shown
from grader.errors import RubricError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_FORMS: Final = frozenset({"text", "tell", "phrase", "all", "any", "at_least", "prefer", "pattern"})
"""The tags of the forms of cues and rules, which pydantic puts among the steps of a place."""
_WANTED: Final = {
    "string_type": "a text",
    "string_sub_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping of fields",
    "model_attributes_type": "a mapping of fields",
    "enum": "another word",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What reading a file gave: a rubric, or else at least one error. `source` is for lines."""

    rubric: Rubric | None
    errors: tuple[RubricError, ...]
    source: Source | None


def read_rubric(text: str, file: str) -> Rubric:
    """The rubric that a text holds. `file` is its name, for errors.

    Raises RubricError for the first thing that is wrong, with file, line and field.
    """
    read = read_all(text, file)
    if read.rubric is None:
        raise read.errors[0]
    return read.rubric


def read_all(text: str, file: str) -> Read:
    """As read_rubric, with everything that is wrong instead of the first. Never raises."""
    try:
        source = read_source(text, file)
    except RubricError as error:
        return Read(rubric=None, errors=(error,), source=None)
    if not isinstance(source.value, dict):
        message = f"a rubric is a mapping of fields, not {shown(source.value)}"
        wrong = source.error(message, "Begin with `id: ...`", ())
        return Read(rubric=None, errors=(wrong,), source=source)
    rubric, errors = _validated(source)
    if rubric is not None:
        errors = tuple(source.error(p.message, p.hint, p.place) for p in unsound(rubric))
    return Read(rubric=None if errors else rubric, errors=errors, source=source)


def _validated(source: Source) -> tuple[Rubric | None, tuple[RubricError, ...]]:
    from pydantic import ValidationError

    try:
        # By way of JSON, the strict mode takes lists for tuples, and yet no text for a number.
        return Rubric.model_validate_json(json.dumps(source.value), strict=True), ()
    except ValidationError as error:
        details = error.errors(include_url=False, include_context=True)
    found: dict[str, tuple[bool, RubricError]] = {}
    for detail in details:
        if _is_consequence(source, detail):
            continue
        wrong = _translated(source, detail)
        # A union reports each of its branches: one error a field is enough.
        found.setdefault(wrong.field, (detail["type"] == "missing", wrong))
    # A field that is missing may be one that is misspelt, which is said first.
    ranked = sorted(found.values(), key=lambda pair: (pair[0], _line(pair[1])))
    return None, tuple(wrong for _, wrong in ranked)


def _is_consequence(source: Source, detail: ErrorDetails) -> bool:
    """Whether a list is called too short only because items in it are wrong."""
    if detail["type"] != "too_short":
        return False
    value = _place_of(source.value, detail["loc"])[1]
    return isinstance(value, list) and len(value) >= detail["ctx"]["min_length"]


def _line(error: RubricError) -> int:
    return int(error.where.rpartition(":")[2])


def _translated(source: Source, detail: ErrorDetails) -> RubricError:
    place, value = _place_of(source.value, detail["loc"])
    kind = detail["type"]
    if kind == "missing":
        place = (*place, str(detail["loc"][-1]))
        return source.error("this field is missing", "Add it", place)
    if kind == "extra_forbidden":
        name = str(place[-1])
        if name in _FORMS:
            message = f"{name!r} is a form of its own and stands beside another"
            return source.error(message, "Write each as one entry and join them by `all`", place)
        return source.error(f"there is no field {name!r} here", _field_hint(name), place)
    if kind in ("cue_form", "rule_form") and isinstance(value, (bool, int, float)):
        return source.error(f"{detail['msg']}, not {shown(value)}", "Quote it", place)
    if kind in _WANTED:
        message = f"{_WANTED[kind]} is wanted here, not {shown(value)}"
        hint = "See `grader rubrics schema`"
        if kind.startswith("string") and isinstance(value, (bool, int, float)):
            hint = "Quote it"
        if kind == "enum":
            message = f"{shown(value)} is not one of {detail['ctx']['expected']}"
        return source.error(message, hint, place)
    if kind == "string_pattern_mismatch" and value is not None:
        message = f"{shown(value)} does not have the form {detail['ctx']['pattern']}"
        return source.error(message, "An id is small letters, digits and hyphens", place)
    return source.error(detail["msg"], "See `grader rubrics schema`", place)


def _place_of(value: Any, loc: tuple[int | str, ...]) -> tuple[Place, Any]:
    """The place that pydantic names, without the steps that are in its model and not in the file.

    Those are the tags of the forms, the branches of a union and `[key]`.
    """
    place: list[int | str] = []
    for at, step in enumerate(loc):
        following = loc[at + 1] if at + 1 < len(loc) else None
        if isinstance(value, dict):
            is_tag = step in _FORMS and isinstance(following, str)
            if step in value and not is_tag:
                value = value[step]
                place.append(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
            place.append(step)
    return tuple(place), value


def _field_hint(name: str) -> str:
    from grader.core import cue, rubric

    models = [
        m for home in (rubric, cue) for m in vars(home).values() if hasattr(m, "model_fields")
    ]
    fields = sorted({field for model in models for field in model.model_fields})
    if name in fields:
        return "It belongs to another form or place"
    close = get_close_matches(name, fields, n=2, cutoff=0.6)
    return f"Did you mean {' or '.join(close)}?" if close else "Remove it"
