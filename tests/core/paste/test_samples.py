"""The sample pastes are read as a person reads them, and the asker's words earn nothing."""

from __future__ import annotations

import asyncio
import json
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest

from grader.core.answer import Answer, Role, read_answer, read_turns
from grader.core.grade import Grade, Result
from grader.core.judgment import Judgment
from grader.core.paste import Paste, read_paste, said
from grader.core.rubric import Rubric
from grader.errors import ReplayMiss
from grader.grading import grade
from grader.judge.keyword import KeywordJudge
from grader.library import Library
from grader.settings import read_settings
from grader.wiring import open_grader
from tests.core.paste.formats import FORMATS

FIXTURES = Path(__file__).parents[3] / "fixtures"
SAMPLES = sorted(
    path for path in (FIXTURES / "pastes").iterdir() if not path.name.endswith(".expected.json")
)
ASKER = "Priya Raman"
ANSWERER = "Tomasz Lewandowski"
LIBRARY = Library()
RUBRICS = {name: LIBRARY.rubric(name) for name in LIBRARY.rubric_ids()}
QUESTIONS = {name: (r.question, *r.question_variants) for name, r in RUBRICS.items()}
# "Name, time, words" looks the same wherever it comes from.
LOOKS_LIKE_SLACK = {"39-google-chat-lines.txt", "91-time-then-name.txt", "92-clock-before-name.txt"}


@cache
def parsed(path: Path) -> Paste:
    return read_paste(path.read_bytes().decode(), questions=QUESTIONS)


def expected(path: Path) -> dict[str, Any]:
    value = json.loads(path.with_name(f"{path.stem}.expected.json").read_text("utf-8"))
    assert isinstance(value, dict)
    return value


def one_line(text: str | None) -> str:
    return " ".join((text or "").split())


samples = pytest.mark.parametrize("path", SAMPLES, ids=[path.stem for path in SAMPLES])


@samples
def test_a_sample_is_read_as_a_person_reads_it(path: Path) -> None:
    paste, want = parsed(path), expected(path)
    turns = [(turn.speaker, turn.role, one_line(turn.text)) for turn in paste.turns]
    assert turns == [(t["speaker"], t["role"], one_line(t["text"])) for t in want["turns"]]
    assert (paste.candidate, paste.rubric) == (want["candidate"], want["rubric"])
    if path.name not in LOOKS_LIKE_SLACK:
        assert paste.format == want["format"]


@samples
def test_the_question_is_found(path: Path) -> None:
    """What leads up to it in the same sentence may stand before it."""
    paste, want = parsed(path), expected(path)
    assert bool(paste.question) == bool(want["question"])
    assert one_line(want["question"]) in one_line(paste.question)
    asking = [one_line(t.text) for t in paste.turns if t.role is Role.INTERVIEWER]
    assert paste.question is None or any(one_line(paste.question) in text for text in asking)


def test_the_samples_are_of_many_kinds() -> None:
    formats = [str(expected(path)["format"]) for path in SAMPLES]
    assert len(SAMPLES) >= 60
    assert len(set(formats)) >= 14
    assert formats.count("slack") >= 14


@samples
def test_only_the_candidates_words_are_evidence(path: Path) -> None:
    paste = parsed(path)
    answer = read_turns(said(paste))
    result = _by_keywords(RUBRICS[paste.rubric or "rlhf-and-dpo"], answer)
    spoken = [(t.start, t.end) for t in answer.turns if t.role is Role.CANDIDATE]
    for finding in result.findings if isinstance(result, Grade) else ():
        for quote in finding.evidence:
            assert answer.text[quote.start : quote.end] == quote.text
            assert any(start <= quote.start and quote.end <= end for start, end in spoken)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", RUBRICS)
def test_an_interviewer_who_says_it_all_earns_nothing(form: str, name: str) -> None:
    rubric = RUBRICS[name]
    model = [text for tell in rubric.tells if not tell.absence for text in tell.examples.match]
    assert _earned(_by_keywords(rubric, read_answer(" ".join(model))), rubric)
    lines = [
        (ASKER, rubric.question),
        (ANSWERER, "Let me think for a moment, I have not met this in my work so far."),
        (ASKER, " ".join(model) + " So, what do you say?"),
        (ANSWERER, "I would have to read up on it before I say something wrong about it."),
    ]
    paste = read_paste(FORMATS[form][1](lines), candidate=ANSWERER, questions=QUESTIONS)
    assert {t.speaker: t.role for t in paste.turns} == {
        ASKER: Role.INTERVIEWER,
        ANSWERER: Role.CANDIDATE,
    }
    assert _earned(_by_keywords(rubric, read_turns(said(paste))), rubric) == set()


ROWS = [json.loads(line) for line in (FIXTURES / "answers.jsonl").read_text("utf-8").splitlines()]
# An answer that is a transcript itself has no bare form: its own interviewer speaks in it.
ALONE = [row for row in ROWS if len(read_answer(row["answer"]).turns) == 1]
# Captions break lines where the screen ends, and hold no paragraphs.
CHATS = [form for form, (style, _) in FORMATS.items() if style not in ("webvtt", "srt")]
PASTED = list(zip(ALONE, cycle(CHATS), strict=False))


@pytest.mark.parametrize(
    ("row", "form"), PASTED, ids=[f"{row['id']} in {form}" for row, form in PASTED]
)
def test_a_paste_has_the_sentences_of_the_bare_answer(row: dict[str, Any], form: str) -> None:
    """The same sentences under the same numbers: whoever judges them is shown the same."""
    pasted, bare = read_turns(said(_pasted(row, form))), read_answer(row["answer"])
    assert [s.text for s in pasted.sentences] == [s.text for s in bare.sentences]


@pytest.mark.parametrize(
    ("row", "form"), PASTED[::5], ids=[f"{row['id']} in {form}" for row, form in PASTED[::5]]
)
def test_a_paste_earns_what_the_bare_answer_earns(row: dict[str, Any], form: str) -> None:
    rubric = RUBRICS[row["rubric"]]
    pasted = _by_keywords(rubric, read_turns(said(_pasted(row, form))))
    assert _outcome(pasted) == _outcome(_by_keywords(rubric, read_answer(row["answer"])))


def test_a_paste_earns_what_the_bare_answer_earns_of_the_recorded_judge() -> None:
    """The recorded judgment names sentences by number: they are the same ones in the paste."""
    asyncio.run(_replay())


async def _replay() -> None:
    settings = read_settings({}, judge="replay", replies_dir=FIXTURES / "replies")
    replayed = 0
    async with open_grader(settings) as grader:
        for row, form in PASTED:
            rubric = RUBRICS[row["rubric"]]
            bare = read_answer(row["answer"])
            try:
                result = await grader.grade(bare, rubric)
                judge = _Recorded(await grader.judge.judge(rubric, bare))
            except ReplayMiss:
                continue
            pasted = await grade(rubric, read_turns(said(_pasted(row, form))), judge)
            assert _outcome(pasted) == _outcome(result), row["id"]
            replayed += 1
    assert replayed >= 24


class _Recorded:
    """A judge that gives one judgment, whatever it is shown."""

    def __init__(self, judgment: Judgment) -> None:
        self.judgment = judgment

    async def judge(self, rubric: Rubric, answer: Answer) -> Judgment:
        return self.judgment


def _pasted(row: dict[str, Any], form: str) -> Paste:
    lines = [(ASKER, RUBRICS[row["rubric"]].question), (ANSWERER, row["answer"].strip())]
    return read_paste(FORMATS[form][1](lines), candidate=ANSWERER, questions=QUESTIONS)


def _by_keywords(rubric: Rubric, answer: Answer) -> Result:
    work = grade(rubric, answer, KeywordJudge())
    try:
        work.send(None)
    except StopIteration as done:
        result: Result = done.value
        return result
    raise AssertionError("the keyword judge waits for nothing")


def _earned(result: Result, rubric: Rubric) -> set[str]:
    """The tells matched by something that was said."""
    found = set(result.matched) if isinstance(result, Grade) else set()
    return {tell for tell in found if not rubric.tell_by_id[tell].absence}


def _outcome(result: Result) -> tuple[str, tuple[str, ...]]:
    if isinstance(result, Grade):
        return result.level, result.matched
    return str(result.reason), ()
