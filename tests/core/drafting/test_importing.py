from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.drafting.importing import LONGEST_ARTICLE, draft_from_article
from grader.core.linting.lint import lint
from grader.core.linting.problem import Severity
from grader.core.rubric import AtLeastRule, Kind, Rubric
from grader.core.writing.reading import read_rubric
from grader.errors import InputError
from tests.core.articles import MARKDOWN, OTHER_LEVELS, PLAIN

HEADINGS = """what the candidate misses an answer sounds like adds tells that get you a strong hire
vote down leveled common follow up related"""
REPHRASED = " recommending treating suggesting bring name insist mention discuss ve this"
SEED = Path(__file__).parents[4] / "shared" / "seed" / "fine-tuning-modes-article.txt"


def drafted(text: str, name: str = "") -> Rubric:
    rubric = read_rubric(draft_from_article(text, name=name).rubric_yaml, "draft.yaml")
    assert [p for p in lint(rubric) if p.severity is Severity.ERROR] == []
    return rubric


def told(rubric: Rubric, kind: Kind) -> list[tuple[str, str, str]]:
    return [(t.id, t.level, t.claim.strip()) for t in rubric.tells if t.kind is kind]


def test_an_article_built_like_the_seed() -> None:
    rubric = drafted(PLAIN, "caching-article")
    assert (rubric.id, rubric.title) == ("caching", "Caching")
    assert rubric.question == "When would you put a cache in front of a database?"
    assert rubric.source == "Asked in: platform-team interviews."
    assert rubric.ladder == ("L4", "L5", "L6")
    assert [level.descriptor.strip() for level in rubric.levels[:2]] == [
        "“Add Redis.” Misses that a cache has a cost.",
        "Has given a rule",
    ]
    assert told(rubric, Kind.STRONG_HIRE) == [
        (
            "measures-hit-rate-before-adding-cache",
            "L5",
            "measures the hit rate before adding a cache",
        ),
        ("stampedes-lock", "L6", "brings up stampedes and a lock"),
    ]
    assert told(rubric, Kind.SIGNAL) == [
        (
            "invalidation-write-down-entry-goes-stale",
            "L5",
            "explains invalidation: write down when an entry goes stale",
        ),
        ("rule", "L5", "gives the rule"),
        ("memory-free", "L6", "says that memory is not free"),
    ]
    assert told(rubric, Kind.DOWN_LEVEL) == [
        ("treats-cache-free", "L4", "treats a cache as free"),
        ("no-invalidation", "L4", "shows awareness of invalidation"),
        ("no-measurement", "L4", "mentions measurement"),
    ]
    assert [t.id for t in rubric.tells if t.absence] == ["no-invalidation", "no-measurement"]
    assert [cap.at for cap in rubric.caps] == ["L4", "L5"]
    assert rubric.related == ("queues", "write-ahead-logs")


def test_a_paragraph_about_a_tell_becomes_its_guidance() -> None:
    tells = drafted(PLAIN).tell_by_id
    assert tells["measures-hit-rate-before-adding-cache"].guidance.startswith(
        "Hit rate: measure it"
    )
    assert tells["stampedes-lock"].guidance.strip() == "Stampedes take a cache down. Use a lock."


def test_a_follow_up_with_its_answer() -> None:
    (follow_up,) = drafted(PLAIN).follow_ups
    assert follow_up.question == "Where would you put it?"
    assert [t.claim for t in follow_up.tells] == [
        "says that near the reader, when latency counts",
        "says that near the database",
        "says when writes are rare",
    ]
    assert list(follow_up.requires) == ["L5", "L6"]
    top = follow_up.requires["L6"]
    assert isinstance(top, AtLeastRule)
    assert top.at_least == 2


def test_markdown_headings_bold_lines_and_numbered_lists() -> None:
    draft = draft_from_article(MARKDOWN)
    rubric = drafted(MARKDOWN)
    assert (rubric.id, rubric.title) == (
        "caching-in-front-of-a-database",
        "Caching in front of a database",
    )
    assert rubric.question == "When would you add a cache?"
    assert [claim for _, _, claim in told(rubric, Kind.STRONG_HIRE)] == [
        "mentions the hit rate",
        "brings up clear rule for staleness, with numbers",
    ]
    assert told(rubric, Kind.DOWN_LEVEL) == [
        ("no-staleness", "L4", "mentions staleness"),
        ("recommends-caching-everything", "L4", "recommends caching everything"),
    ]
    assert [f.question for f in rubric.follow_ups] == ["Where would you put it?"]
    assert draft.unplaced == ("And what about writes?", "Fun facts", "Redis is written in C.")
    for text in draft.unplaced:
        assert f"#   {text}\n" in draft.rubric_yaml
    assert draft.notes == ()


def test_a_title_may_ask_and_answers_may_be_named_by_seniority() -> None:
    asks = "# System Design: When would you cache?\n\n"
    answers = "## A staff answer\n\nIt measures.\n\n## A junior answer\n\nIt guesses.\n"
    rubric = drafted(asks + answers)
    assert rubric.title == rubric.question == "System Design: When would you cache?"
    assert rubric.ladder == ("junior", "staff")
    draft = draft_from_article(f"{asks}**Question:** What breaks?\n\n{answers}", name="x")
    assert "question: What breaks?" in draft.rubric_yaml
    assert "#" not in draft.rubric_yaml.partition("title:")[2]


def test_other_names_of_levels_and_lists_without_marks() -> None:
    rubric = drafted(OTHER_LEVELS)
    assert rubric.title == "Caching"
    assert rubric.ladder == ("junior", "senior", "staff")
    assert told(rubric, Kind.STRONG_HIRE) == [
        ("names-hit-rate", "staff", "names the hit rate"),
        ("plans-stampedes", "staff", "plans for stampedes"),
    ]
    assert len(told(rubric, Kind.DOWN_LEVEL)) == 1


def test_a_level_without_tells_is_left_out_and_said() -> None:
    text = re.sub(r"What an L5 answer.*?(?=What an L6)", "", PLAIN, flags=re.DOTALL)
    assert drafted(text).ladder == ("L4", "L6")
    assert any("no tell speaks for L5" in note for note in draft_from_article(text).notes)


def test_related_questions_are_matched_to_known_rubrics() -> None:
    text = PLAIN.replace("Queues,", "When would you queue vs stream?,")
    draft = draft_from_article(text, known=["queue-vs-stream", "stream"])
    assert read_rubric(draft.rubric_yaml, "f").related == ("queue-vs-stream", "write-ahead-logs")


@pytest.mark.parametrize(
    "text", ["", "Only prose here, about nothing.", "# Title\n\n## Red flags\n\n- Guessing\n"]
)
def test_an_article_without_a_tell_for_a_level(text: str) -> None:
    with pytest.raises(InputError, match="no tell that speaks for a level"):
        draft_from_article(text)


def test_an_article_that_is_a_book() -> None:
    with pytest.raises(InputError, match="more than 80,000"):
        draft_from_article("x" * (LONGEST_ARTICLE + 1))


def test_more_tells_than_a_rubric_holds_are_reported() -> None:
    lines = "\n".join(f"- You mention thing number {n}" for n in range(70))
    draft = draft_from_article(f"Strong-hire tells\n{lines}\n")
    assert len(read_rubric(draft.rubric_yaml, "f").tells) == 60
    assert len(draft.unplaced) == 10


def test_the_seed_keeps_every_tell_and_section() -> None:
    text = SEED.read_text(encoding="utf-8")
    draft = draft_from_article(text, name=SEED.stem)
    rubric = drafted(text, SEED.stem)
    assert rubric.id == "fine-tuning-modes"
    assert len(told(rubric, Kind.STRONG_HIRE)) == 5
    assert len(told(rubric, Kind.DOWN_LEVEL)) == 5
    assert [t.id for t in rubric.tells if t.absence] == ["no-lora-qlora", "no-dpo"]
    assert [t.level for t in rubric.tells if t.kind is Kind.STRONG_HIRE] == ["L5", *["L6"] * 4]
    assert len(rubric.follow_ups[0].tells) == 4
    assert len(rubric.related) == 3
    assert len(draft.placed) == 9
    assert all(text.endswith(":") for text in draft.unplaced)
    # Apart from headings and marks, every word of the article is in the draft.
    written = set(re.findall(r"\w+", draft.rubric_yaml.lower()))
    lost = set(re.findall(r"\w+", text.lower())) - written
    assert lost <= set(re.findall(r"\w+", HEADINGS + REPHRASED))


LINES = st.sampled_from([*PLAIN.splitlines(), *MARKDOWN.splitlines(), *OTHER_LEVELS.splitlines()])


@settings(max_examples=120, deadline=None)
@given(
    lines=st.lists(st.one_of(LINES, LINES, st.text(max_size=40)), max_size=40),
    name=st.sampled_from(["", "x", "a-b-article", "日本", "no"]),
)
def test_any_article_gives_a_draft_that_loads_or_an_input_error(
    lines: list[str], name: str
) -> None:
    text = "\n".join(["Strong-hire tells", "- You mention it", *lines])
    rubric = drafted(text, name)
    assert rubric.tells
