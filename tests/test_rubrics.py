"""The rubrics that come with grader, against the ids that labelled answers use."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from grader.core.levels import decide
from grader.core.linting.lint import lint
from grader.core.linting.problem import Severity
from grader.core.rubric import Kind
from grader.core.writing.source import dotted
from grader.library import Library

IDS = Path(__file__).parents[2] / "shared" / "rubric-ids.md"


class Row(NamedTuple):
    tell: str
    kind: str
    absence: bool
    level: str


class Listed(NamedTuple):
    """What the list of ids says of one rubric."""

    rows: list[Row]
    core: str
    follow_up: list[str]


def _listed() -> dict[str, Listed]:
    found = {}
    for part in IDS.read_text(encoding="utf-8").split("\n## ")[1:]:
        cells = re.findall(r"^\| ([a-z0-9-]+) \| ([a-z_]+)(, absence)? \| (L\d) \|", part, re.M)
        core = re.search(r"- Core: (.+)\.", part)
        assert cells
        assert core
        after = part.partition("\nFollow-up:")[2]
        found[part.split("\n")[0].strip()] = Listed(
            rows=[Row(tell, kind, bool(absence), level) for tell, kind, absence, level in cells],
            core=core.group(1),
            follow_up=re.findall(r"`([a-z0-9-]+)`", after),
        )
    return found


LISTED = _listed()
LIBRARY = Library()


def test_every_listed_rubric_is_there() -> None:
    assert set(LIBRARY.rubric_ids()) == set(LISTED)


@pytest.mark.parametrize("rubric_id", LISTED)
def test_its_tells_are_those_listed(rubric_id: str) -> None:
    rubric = LIBRARY.rubric(rubric_id)
    tells = {t.id: Row(t.id, t.kind.value, t.absence, t.level) for t in rubric.tells}
    listed = LISTED[rubric_id]
    assert {row.tell: tells.get(row.tell) for row in listed.rows} == {
        r.tell: r for r in listed.rows
    }
    assert rubric.ladder == ("L4", "L5", "L6")
    asked = {tell.id for follow_up in rubric.follow_ups for tell in follow_up.tells}
    assert set(listed.follow_up) <= asked
    assert set(rubric.related) <= set(LISTED)


@pytest.mark.parametrize("rubric_id", LISTED)
def test_its_rule_is_the_one_listed(rubric_id: str) -> None:
    rubric = LIBRARY.rubric(rubric_id)
    rows, core_text, _ = LISTED[rubric_id]
    all_of, _, one_of = core_text.partition("one of")
    core = re.findall(r"`([a-z0-9-]+)`", all_of)
    either = re.findall(r"`([a-z0-9-]+)`", one_of)
    for last in either or [core[-1]]:
        whole = {*core, last}
        assert decide(rubric, whole).level == "L5"
        for missing in whole:
            assert decide(rubric, whole - {missing}).level == "L4"
        lifting = [r.tell for r in rows if r.level == "L6" and r.kind != Kind.DOWN_LEVEL]
        assert decide(rubric, {*whole, *lifting[:2]}).level == "L5"
        for at in range(len(lifting) - 2):
            assert decide(rubric, {*whole, *lifting[at : at + 3]}).level == "L6"
        for row in rows:
            if row.kind == Kind.DOWN_LEVEL:
                level = "L5" if row.absence else "L4"
                assert decide(rubric, {*whole, *lifting, row.tell}).level == level


@pytest.mark.parametrize("rubric_id", LISTED)
def test_it_lints_without_an_error_and_its_examples_hold(rubric_id: str) -> None:
    rubric = LIBRARY.rubric(rubric_id)
    found = [p for p in lint(rubric) if p.severity is Severity.ERROR]
    assert [f"{dotted(p.place)}: {p.message}" for p in found] == []
    for tell in (*rubric.tells, *(t for f in rubric.follow_ups for t in f.tells)):
        assert tell.examples.match, tell.id
        assert tell.examples.miss, tell.id
        assert tell.cues, tell.id
