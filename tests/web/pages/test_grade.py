from __future__ import annotations

import pytest

from tests.web.pages.answers import ADAPTERS, ANSWER, ATTACK, DPO, RUBRIC
from tests.web.pages.visitor import Visitor, read


def level_of(visitor: Visitor, path: str) -> str:
    level: str = visitor.client.get(f"/v1{path}").json()["final_level"]
    return level


def test_evidence_is_marked_with_its_tells_and_reached_from_them(visitor: Visitor) -> None:
    path = visitor.grade(RUBRIC, ANSWER)
    html = visitor.client.get(path).text
    grade = visitor.client.get(f"/v1{path}").json()
    quoted = [f for f in grade["findings"] if f["evidence"] and f["matched"]]
    assert quoted
    for finding in quoted:
        first = finding["evidence"][0]
        assert f'href="#quote-{first["start"]}"' in html
        assert f'id="quote-{first["start"]}"' in html
    assert f"{DPO}</mark>" in html
    assert f"{ADAPTERS}</mark>" in html


def test_what_is_missing_and_what_to_ask_next(visitor: Visitor) -> None:
    path = visitor.grade(RUBRIC, ANSWER)
    page = visitor.open(path)
    grade = visitor.client.get(f"/v1{path}").json()
    assert f"Missing for {grade['next_step']['level']}" in page.text
    for tell in grade["missing_for_next_level"]:
        assert f"#tell-{tell}" in page.links
    assert grade["follow_up"] in page.text


def test_flags_and_reasons_are_said_in_words(visitor: Visitor) -> None:
    page = visitor.open(visitor.grade(RUBRIC, f"{ANSWER} {ATTACK}"))
    assert "For a person to look at" in page.text
    assert "The answer tells whoever grades what to do" in page.text


def test_what_cannot_be_graded_has_no_level(visitor: Visitor) -> None:
    page = visitor.open(visitor.grade(RUBRIC, ATTACK))
    assert "Not graded" in page.text
    assert "Could not be graded instructions only" in page.text
    assert "Missing for" not in page.text


def test_agreeing_is_written_down_and_the_name_is_remembered(visitor: Visitor) -> None:
    path = visitor.grade(RUBRIC, ANSWER)
    said = {"action": "agree", "reviewer": "Zoë Ng", "reason": "As I heard it."}
    sent = visitor.send(f"{path}/review", said, on=path)
    assert sent.headers["location"] == f"{path}#review"
    page = visitor.open(path)
    assert "Zoë Ng agreed" in page.text
    assert "As I heard it." in page.text
    assert "grade agreed by local" in page.text
    assert page.fields["reviewer"] == "Zoë Ng"


def test_a_level_is_overridden_and_the_machines_stays(visitor: Visitor) -> None:
    path = visitor.grade(RUBRIC, ANSWER)
    before = level_of(visitor, path)
    said = {"action": "override", "level": "L6", "reviewer": "Ana", "reason": "Heard more."}
    visitor.send(f"{path}/review", said, on=path)
    page = visitor.open(path)
    assert level_of(visitor, path) == "L6"
    assert "Set to L6 by Ana." in page.text
    assert f"The machine’s own: {before}." in page.text


def test_tells_are_corrected_and_the_rule_gives_the_level(visitor: Visitor) -> None:
    path = visitor.grade(RUBRIC, ANSWER)
    grade = visitor.client.get(f"/v1{path}").json()
    there = [f["tell"] for f in grade["findings"] if f["matched"]]
    wanted = ["names-four-modes", "use-case-per-mode", "decision-rule"]
    said = {
        "action": "override",
        "level": "by-tells",
        "tells_shown": "yes",
        "tell": [*there, *(tell for tell in wanted if tell not in there)],
        "reviewer": "Ana",
        "reason": "He said so before.",
    }
    visitor.send(f"{path}/review", said, on=path)
    kept = visitor.client.get(f"/v1{path}").json()
    assert grade["level"] == "L4"
    assert kept["final_level"] in ("L5", "L6")
    assert kept["reviews"][0]["tells"] == {tell: True for tell in wanted if tell not in there}
    assert "a person says: there" in visitor.open(path).text


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"action": "override", "level": "by-tells", "reviewer": "A"}, "No tell was changed."),
        ({"action": "override", "level": "L9", "reviewer": "A"}, "'L9' is none of L4, L5, L6."),
        ({"action": "agree", "reviewer": " "}, "1 to 200 characters."),
    ],
)
def test_a_review_that_says_nothing_is_refused(
    visitor: Visitor, fields: dict[str, str], message: str
) -> None:
    path = visitor.grade(RUBRIC, ANSWER)
    sent = visitor.send(f"{path}/review", fields, on=path)
    assert sent.status_code == 422
    assert message in read(sent).text
    assert "Nobody has reviewed this grade yet." in visitor.open(path).text


def test_the_reply_to_the_follow_up_is_graded_on_a_page_of_its_own(visitor: Visitor) -> None:
    path = visitor.grade(RUBRIC, ANSWER)
    reply = {"answer": "Full fine-tuning when the domain is far from the base model."}
    sent = visitor.send(f"{path}/follow-up", reply, on=path)
    page = visitor.open(sent.headers["location"])
    assert path in page.links
    assert "Follow-up: When would you use full fine-tuning over LoRA?" in page.text
    earlier = visitor.open(path)
    assert "Answers to follow-ups" in earlier.text
    assert sent.headers["location"] in earlier.links


def test_a_legal_hold_is_put_and_lifted(visitor: Visitor) -> None:
    path = visitor.grade(RUBRIC, ANSWER)
    visitor.send(f"{path}/hold", {"held": "yes"}, on=path)
    page = visitor.open(path)
    assert "under a legal hold: it is neither erased" in page.text
    assert "Erase the answer" not in page.text
    assert visitor.send(f"{path}/erase", {"sure": "yes"}, on=path).status_code == 409
    visitor.send(f"{path}/hold", {"held": "no"}, on=path)
    page = visitor.open(path)
    assert "Erase the answer" in page.text
    assert "grade released by local" in page.text


def test_the_decision_record_is_downloaded(visitor: Visitor) -> None:
    path = visitor.grade(RUBRIC, ANSWER)
    sent = visitor.client.get(f"{path}/export")
    assert sent.headers["content-disposition"].endswith('.json"')
    assert sent.json() == visitor.client.get(f"/v1{path}/export").json()


def test_erasing_takes_a_tick_and_then_leaves_no_word(visitor: Visitor) -> None:
    path = visitor.grade(RUBRIC, ANSWER)
    unsure = visitor.send(f"{path}/erase", {}, on=path)
    assert unsure.status_code == 422
    assert ANSWER in visitor.open(path).text
    visitor.send(f"{path}/erase", {"sure": "yes"}, on=path)
    page = visitor.open(path)
    assert DPO not in page.text
    assert ADAPTERS not in page.text
    assert "were erased on" in page.text


def test_a_grade_that_is_not_there_is_a_page_too(visitor: Visitor) -> None:
    page = visitor.open("/grades/gr_0", status=404)
    assert "There is no grade 'gr_0'." in page.text


def test_an_address_that_is_none_is_a_page_for_people_and_a_problem_for_programs(
    visitor: Visitor,
) -> None:
    asked = {"Accept": "text/html,application/xhtml+xml"}
    page = visitor.client.get("/nowhere", headers=asked)
    assert page.status_code == 404
    assert "There is no such page." in read(page).text
    assert page.headers["content-security-policy"]
    for path, headers in (("/v1/nowhere", asked), ("/nowhere", {"Accept": "*/*"})):
        problem = visitor.client.get(path, headers=headers)
        assert problem.headers["content-type"] == "application/problem+json"
        assert problem.json()["type"].endswith(":not-found")
