"""The page of a batch: whole in itself, readable without its plots, and always the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest

from grader.core.grade import Digests, Finding, Grade, JudgeInfo
from grader.core.judgment import JudgeKind, Stance
from grader.core.rubric import Rubric
from grader.core.tally import Tally
from grader.core.writing.reading import read_rubric
from grader.usage import Usage
from grader.web.report.page import render
from tests.rubric_texts import SMALL

RUBRIC = read_rubric(SMALL, "caching.yaml")
ASKED = Usage(input_tokens=2000, output_tokens=300, calls=1, cost_usd=0.01)


def graded(level: str, usage: Usage, whole: str | None, flags: tuple[str, ...] = ()) -> Grade:
    return Grade(
        rubric=RUBRIC.id,
        level=level,
        findings=tuple(
            Finding(tell=tell.id, kind=tell.kind, matched=not index, stance=Stance.ASSERTED)
            for index, tell in enumerate(RUBRIC.tells)
        ),
        next_step=None,
        explanation="",
        follow_up=None,
        flags=flags,
        review=("judge-disagrees: L6",) if whole != level else (),
        judge=JudgeInfo(kind=JudgeKind.LLM, model="some-model", holistic_level=whole),
        usage=usage,
        digests=Digests(rubric="r", prompt=None, answer="a"),
    )


def full() -> Tally:
    tally = Tally()
    tally.add(graded("L4", ASKED, "L4"), None)
    tally.add(graded("L5", ASKED, "L6", ("mixed-script",)), None)
    tally.add(graded("L5", Usage(input_tokens=2000, output_tokens=300, cached=1), "L5"), None)
    tally.add(None, "input-error: row 4: <no> rubric")
    return tally


def page(tally: Tally, rubrics: dict[str, Rubric] | None = None, source: str = "in.csv") -> str:
    known = {RUBRIC.id: RUBRIC} if rubrics is None else rubrics
    return render(tally, known, source).decode()


class _Words(HTMLParser):
    """The page's words, without its plots: what is read out."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._skipped = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skipped += tag in ("svg", "style")

    def handle_endtag(self, tag: str) -> None:
        self._skipped -= tag in ("svg", "style")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self.words += data.split()


def said(html: str) -> str:
    parser = _Words()
    parser.feed(html)
    return " ".join(parser.words)


WITHOUT_PLOTS = said(page(full()))


@pytest.mark.parametrize(
    "words",
    [
        "Rows 4",
        "Graded 3 75%",
        "To review 1 33% of graded",
        "Not graded 1 25%",
        "Cost $0.0200",
        "Calls 2",
        "Kept replies 1",
        "Judged by a model (3), with some-model.",
        f"{RUBRIC.title} 1 2 0 3",
        f"{RUBRIC.tells[0].id} ",
        "3 100%",
        "judge-disagrees The judge's own level differs from the rule's 1",
        "1 of 3 grades differ",
        "L5 L6 1",
        "mixed-script The answer holds look-alike letters of another script 1",
        "input-error 1",
        f"{RUBRIC.title} 2 1 6,000 900 $0.0200",
    ],
)
def test_every_number_is_said_in_words_as_well(words: str) -> None:
    assert words in WITHOUT_PLOTS


def test_every_tell_is_there_with_its_claim() -> None:
    for tell in RUBRIC.tells:
        assert f"{tell.id} {'never ' if tell.absence else ''}{tell.claim}" in WITHOUT_PLOTS
    for title in ("Strong-hire tells", "Down-level tells"):
        assert title in WITHOUT_PLOTS


@pytest.mark.parametrize(
    "without", [r"<script", r"<link", r"<img", r"@import", r"url\(", r"\son\w+=", r"javascript:"]
)
def test_nothing_is_run_or_fetched(without: str) -> None:
    assert not re.search(without, page(full()), re.IGNORECASE)


def test_the_only_references_are_to_places_on_the_page() -> None:
    html = page(full())
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    named = re.findall(r'(?:href="#|aria-labelledby=")([^"]+)"', html)
    assert named
    assert set(named) <= set(ids)
    assert re.findall(r'href="(?!#)', html) == []


def test_every_colour_that_a_plot_asks_for_is_defined() -> None:
    html = page(full())
    asked = set(re.findall(r"var\((--[\w-]+)\)", html))
    assert asked <= set(re.findall(r"(--[\w-]+):", html))


def test_the_same_tally_gives_the_same_bytes() -> None:
    assert page(full()) == page(full())


def test_a_name_is_text() -> None:
    html = page(full(), source="<script>alert(1)</script>.csv")
    assert "<script" not in html
    assert "<script>alert(1)</script>.csv" in said(html)


def _empty() -> Iterator[tuple[str, Tally, str]]:
    yield "nothing", Tally(), "Nothing could be graded."
    ungraded = Tally()
    ungraded.add(None, "empty: no words")
    yield "ungraded", ungraded, "No answer was graded."
    unknown = Tally()
    unknown.add(graded("L4", Usage(calls=1, input_tokens=7), "L4"), None)
    yield "no price", unknown, "Cost unknown"
    yield "tokens", unknown, "In tokens, by rubric"
    yield "no flags", unknown, "No answer is flagged."
    keyword = Tally()
    keyword.add(graded("L4", Usage(), None), None)
    yield "no model", keyword, "No model was asked, so nothing was spent."
    yield "no whole", keyword, "No judge gave a level of its own"


@pytest.mark.parametrize(
    ("tally", "words"), [(t, w) for _, t, w in _empty()], ids=[name for name, _, _ in _empty()]
)
def test_what_there_is_none_of_is_said(tally: Tally, words: str) -> None:
    assert words in said(page(tally))


def test_a_rubric_that_is_no_longer_at_hand() -> None:
    words = said(page(full(), rubrics={}))
    assert f"{RUBRIC.id} 1 2 3" in words
    assert "The rubric is no longer at hand." in words
