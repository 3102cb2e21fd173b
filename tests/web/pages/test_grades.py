from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.web.pages.answers import ANSWER, ATTACK, RUBRIC
from tests.web.pages.visitor import Visitor, served

OTHER = "rlhf-and-dpo"
Kept = tuple[Visitor, dict[str, str]]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """A visitor, and the paths of three grades."""
    with served(tmp_path_factory.mktemp("home")) as client:
        visitor = Visitor(client)
        yield visitor, _graded(visitor)


def _graded(visitor: Visitor) -> dict[str, str]:
    plain = visitor.grade(RUBRIC, ANSWER, external_id="req-1")
    said = {"action": "override", "level": "L6", "reviewer": "Ana", "reason": "Heard more."}
    visitor.send(f"{plain}/review", said, on=plain)
    return {
        "plain": plain,
        "attack": visitor.grade(RUBRIC, ATTACK),
        "other": visitor.grade(OTHER, ANSWER),
    }


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", {"plain", "attack", "other"}),
        (f"rubric={OTHER}", {"other"}),
        ("external_id=req-1", {"plain"}),
        ("needs_review=yes", {"attack", "other"}),
        ("needs_review=no&judge=keyword", {"plain"}),
        ("judge=llm", set()),
        ("level=L6", {"plain"}),
        ("level=L4", {"other"}),
        ("level=none", {"attack"}),
        ("level=", {"plain", "attack", "other"}),
        ("since=2000-01-01&until=2999-12-31", {"plain", "attack", "other"}),
        ("until=2000-01-01", set()),
        ("until=9999-12-31", {"plain", "attack", "other"}),
    ],
)
def test_filters(kept: Kept, query: str, names: set[str]) -> None:
    visitor, paths = kept
    links = visitor.open(f"/grades?{query}").links
    assert {name for name, path in paths.items() if path in links} == names


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("since=yesterday", "'yesterday' is not a date."),
        ("judge=foo", "Judge: 'foo' is none of llm, keyword, panel."),
        ("needs_review=maybe", "Needs_review: 'maybe' is none of yes, no."),
        ("cursor=abc", "Cursor: 'abc' is none."),
        ("level=L9", "Level: 'L9' is none of L4, L5, L6, none."),
        ("rubric=nope", "There is no rubric 'nope'"),
        ("rubrik=x", "Rubrik: there is no such filter. There are rubric, level, judge,"),
    ],
)
def test_a_filter_that_cannot_be_is_said(visitor: Visitor, query: str, said: str) -> None:
    assert said in visitor.open(f"/grades?{query}", status=422).text


def test_older_grades_are_a_page_on(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.web.pages.routes.grades._PAGE", 2)
    paths = [visitor.grade(RUBRIC, f"{ANSWER} {n}") for n in range(3)]
    first = visitor.open(f"/grades?rubric={RUBRIC}")
    assert [path for path in first.links if path in paths] == paths[:0:-1]
    older = next(link for link in first.links if "cursor=" in link)
    assert f"rubric={RUBRIC}" in older
    assert [path for path in visitor.open(older).links if path in paths] == paths[:1]


def test_without_grades_there_is_a_way_to_make_one(visitor: Visitor) -> None:
    page = visitor.open("/grades")
    assert "Nothing has been graded yet." in page.text


def test_only_the_candidates_words_stand_for_an_answer(visitor: Visitor) -> None:
    turns = [{"role": "interviewer", "text": "Which kind of fine-tuning would you use?"}]
    body = {"rubric": RUBRIC, "transcript": turns}
    assert visitor.client.post("/v1/grades", json=body).json()["level"] is None
    for path in ("/grades", "/review"):
        text = visitor.open(path).text
        assert "Which kind" not in text
        assert "No words of the candidate’s." in text
