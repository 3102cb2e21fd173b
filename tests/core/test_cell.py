"""A cell may hold captions or turns as JSON instead of text."""

from __future__ import annotations

import json

import pytest

from grader.core.answer import read_turns
from grader.core.cell import read_cell
from grader.core.paste import read_paste, said
from grader.errors import InputError

CUES = "WEBVTT\n\n1\n00:00.000 --> 00:04.000\n{}\n\n2\n00:04.000 --> 00:09.000\n{}\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I prompt.", ["I prompt."]),
        ("Interviewer: why?\nCandidate: So.", ["So."]),
        ('[{"role": "interviewer", "text": "Why?"}, {"text": "So."}]', ["So."]),
        ('{"turns": [{"role": "other", "text": "Why?"}, {"text": "So."}]}', ["So."]),
        ('{"messages": [{"speaker": "Ana", "role": "candidate", "content": "So."}]}', ["So."]),
        (
            '[{"speaker": "Ana", "text": "Why?"}, {"speaker": "Bo", "text": "So it is."}]',
            ["So it is."],
        ),
        ('{"turns": [1]}', ['{"turns": [1]}']),
        (CUES.format("<v Ana Ray>Why?</v>", "<v Tom Lee>So it is.</v>"), ["So it is."]),
        (CUES.format("Ana Ray: Why?", "Tom Lee: So it is."), ["So it is."]),
        (CUES.format("I'd say that a", "sentence goes on."), ["I'd say that a sentence goes on."]),
        ("\ufeff" + CUES.format("Interviewer: Why?", "Candidate: So.\nIs it."), ["So.", "Is it."]),
    ],
)
def test_the_candidates_sentences(text: str, words: list[str]) -> None:
    assert [sentence.text for sentence in read_cell(text).sentences] == words


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (CUES.format("<v Ana Ray>We tune.</v>", "<v Tom Lee>We prompt.</v>"), "no telling who"),
        ('[{"role": "candidate"}]', "text is missing"),
        ('[{"speaker": "Bob", "text": "x"}]', "nobody knows the role"),
        (
            '[{"role": "assistant", "content": "Why?"}, {"role": "user", "content": "So."}]',
            "no telling who of assistant, user",
        ),
    ],
)
def test_cells_that_cannot_be_used(text: str, error: str) -> None:
    with pytest.raises(InputError, match=error):
        read_cell(text)


def test_what_grader_paste_prints_is_read_as_its_turns() -> None:
    talk = "Sam: Why?\nKim: No idea.\nSam: Because of the pairs. Clear?\nKim: Yes."
    paste = read_paste(talk)
    turns = [{"speaker": t.speaker, "role": str(t.role), "text": t.text} for t in paste.turns]
    printed = json.dumps({"turns": turns, "candidate": paste.candidate, "rubric": None}, indent=2)
    assert read_cell(printed) == read_turns(said(paste))
    assert read_cell(printed).candidate_text == "No idea.\nYes."
