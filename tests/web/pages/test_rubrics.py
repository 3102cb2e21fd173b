from __future__ import annotations

import pytest

from grader.library import Library
from grader.web.pages.views.tells import claim_of
from tests.web.pages.answers import ANSWER, RUBRIC
from tests.web.pages.visitor import Visitor


def test_a_rubric_is_read_whole(visitor: Visitor) -> None:
    page = visitor.open(f"/rubrics/{RUBRIC}")
    rubric = Library().rubric(RUBRIC)
    for tell in rubric.tells:
        assert claim_of(tell) in page.text
    for level in rubric.levels:
        assert " ".join(level.descriptor.split()) in page.text
    assert "At most L5 with one of no-lora, no-dpo" in page.text
    assert rubric.follow_ups[0].question in page.text
    assert rubric.digest in page.text


def test_how_often_a_tell_is_matched_and_overridden(visitor: Visitor) -> None:
    path = visitor.grade(RUBRIC, ANSWER)
    visitor.grade(RUBRIC, "LoRA adapters share one base model, and SFT is for tasks.")
    assert "matched in 1 of 2" in visitor.open(f"/rubrics/{RUBRIC}").text
    there = [f["tell"] for f in visitor.client.get(f"/v1{path}").json()["findings"] if f["matched"]]
    said = {"action": "override", "level": "by-tells", "tells_shown": "yes", "tell": there[1:]}
    visitor.send(f"{path}/review", {**said, "reviewer": "Ana", "reason": "No."}, on=path)
    assert "overridden in 1" in visitor.open(f"/rubrics/{RUBRIC}").text


def test_all_rubrics_are_listed(visitor: Visitor) -> None:
    links = visitor.open("/rubrics").links
    assert all(f"/rubrics/{rubric_id}" in links for rubric_id in Library().rubric_ids())


def test_a_rubric_that_is_not_there(visitor: Visitor) -> None:
    assert "There is no rubric 'no-such'." in visitor.open("/rubrics/no-such", status=404).text


@pytest.mark.parametrize(("rubric", "numbered"), [("rlhf-and-dpo", True), (RUBRIC, False)])
def test_several_follow_ups_are_told_apart(visitor: Visitor, rubric: str, numbered: bool) -> None:
    text = visitor.open(f"/rubrics/{rubric}").text
    assert ("Follow-up 1" in text, "Follow-up 2" in text) == (numbered, numbered)
