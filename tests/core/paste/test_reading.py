"""Nothing of a paste is lost, whatever it is, and reading it takes one pass."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.answer import read_turns
from grader.core.paste import Paste, read_paste, said
from grader.core.paste.page import SAID
from grader.core.text.turn import Role
from grader.errors import InputError
from tests.core.paste.formats import FORMATS

_PIECES = (
    "Ana Reyes|Tom|10:42 AM|  10:42 AM|10:43|[10:43]|[10:42] Ana: x|\n|\n\n|\r\n|\r| |  |\t|: |> "
    "|>> |On Mon, Nov 16, 2026 at 10:42 AM Ana <a@x> wrote:|From: Ana|To: Tom|Subject: x|WEBVTT"
    "|00:00:01.000 --> 00:00:02.000|<v Ana>|</v>|(edited)|:thumbsup: 2|\U0001f44d 2|2|Today"
    '|3 replies|APP|```|{"messages":[{"text":"a\\nb","user":"U1"}]}|[{"text":"<@U1> &lt;"}]'
    "|Interviewer: |Candidate: |Q: |A: |how?|Some words.|\u200b|\u00a0|\u202f|\u2028|-- |#chan|1"
    "|NOTE x|16/11/2026, 10:42 - Ana: |10:42:13 From Ana to Everyone: |Ana \u2014 Today at 10:42 AM"
    "|<ann> |[10:42] <bo> |\n\nModel answer: |Summary: |Ann: x? Bo: y.|2:31 PM Ana Reyes\n"
    '|has context menu|image.png|joined #x|"|{|[|]|}|\\|\ud800'
)
PIECES = [*_PIECES.split("|"), "|", "| Speaker | Text |\n|---|---|\n| a | b |\n"]
SCRAPS = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


def check_nothing_is_lost(paste: Paste) -> None:
    """Each character that shows is in one span, and no character in two."""
    spans = [span for turn in paste.turns for span in turn.spans]
    spans += [(piece.start, piece.end) for piece in paste.furniture]
    at = 0
    for start, end in sorted(spans):
        assert at <= start < end
        assert not SAID.search(paste.text, at, start)
        at = end
    assert not SAID.search(paste.text, at)


@settings(max_examples=600)
@given(SCRAPS | st.text())
def test_nothing_is_lost_and_nothing_raises(text: str) -> None:
    check_nothing_is_lost(read_paste(text, questions={"a": "how?", "b": ("Explain it.", "why")}))


@pytest.mark.parametrize("name", FORMATS)
def test_words_are_those_of_the_paste(name: str) -> None:
    talk = [("Ana Reyes", "Why <b> & c?"), ("Tom Lee", "So.\n- one\n  - two\n> why\n`x = 1`")]
    paste = read_paste(FORMATS[name][1](talk))
    check_nothing_is_lost(paste)
    for turn in paste.turns:
        pasted = [paste.text[start:end] for start, end in turn.spans]
        if name not in ("slack_export", "webvtt", "zoom_vtt", "srt"):
            assert "\n".join(pasted).replace("\r", "") == turn.text


@pytest.mark.parametrize(
    "unit",
    [
        "a\n",
        "a: b?\n",
        "\n",
        "> ",
        "10:42\n",
        "[10:42] Ana\n",
        "Ana  10:42 AM\n",
        "How? ",
        "```\n",
        "00:00:01.000 --> 00:00:02.000\n",
        "<v a>",
        '[{"text":"a"},',
        "On 16 Nov 2026 Ana wrote:\n> x\n",
        ":a: 1\n",
        "Ana Reyes\n  10:42 AM\nhow?\nTom Lee\n  10:43 AM\nso\n",
        "From: a@x\nTo: b\n",
        "(edited)",
        ":a",
        "\U0001f44d ",
        "Rubric: x\nInterviewer: y?\n",
        "Summary: x\n",
        "Model answer:\n\n",
        "Ann: x? Bo: y. ",
        "<ann> x?\n<bo> y\n",
        "| Speaker | Text |\n|---|---|\n| a | b |\n",
        "|a",
        "2:31 PM Ana Reyes\nx\n",
        "[10:42] <",
    ],
)
def test_long_pastes_are_read_in_one_pass(unit: str) -> None:
    """Quadratic time would take minutes here; there is no clock to fail on."""
    check_nothing_is_lost(read_paste(unit * (100_000 // len(unit)), questions={"a": "how?"}))


def test_many_speakers_are_read_in_one_pass() -> None:
    names = [
        f"Ana {chr(65 + i // 676 % 26)}{chr(97 + i // 26 % 26)}{chr(97 + i % 26)}"
        for i in range(3000)
    ]
    paste = read_paste("\n".join(f"{name}  10:42 AM\nwords" for name in names))
    assert [turn.speaker for turn in paste.turns] == names


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("Tom Lee", "Tom Lee"),
        ("tom lee", "Tom Lee"),
        ("Tom", "Tom Lee"),
        ("lee", "Tom Lee"),
        ("to", "Tom Lee"),
        ("ana", "Ana Reyes"),
    ],
)
def test_the_candidate_can_be_named(wanted: str, found: str) -> None:
    text = "Ana Reyes  10:42 AM\nI say this.\nTom Lee  10:43 AM\nI say that."
    paste = read_paste(text, candidate=wanted)
    assert paste.candidate == found
    assert {t.speaker: t.role for t in paste.turns if t.speaker != found}.popitem()[
        1
    ] == "interviewer"


@pytest.mark.parametrize("wanted", ["Bob", "", "Ana", "An"])
def test_a_candidate_who_is_not_there_is_an_error_that_lists_the_speakers(wanted: str) -> None:
    text = "Ana Reyes  10:42 AM\nHow?\nAna Lee  10:43 AM\nSo."
    with pytest.raises(InputError, match="Name one of: Ana Reyes, Ana Lee"):
        read_paste(text, candidate=wanted)


def test_only_the_candidate_has_sentences_to_grade() -> None:
    paste = read_paste("Ana Reyes  10:42 AM\nWhy? RAG is best.\nTom Lee  10:43 AM\nI prompt.")
    answer = read_turns(said(paste))
    assert [sentence.text for sentence in answer.sentences] == ["I prompt."]


def test_plain_text_is_the_candidates() -> None:
    paste = read_paste("I'd prompt at 10:42 AM.\n\nNote: never tune.")
    assert [(turn.speaker, turn.role) for turn in paste.turns] == [(None, Role.CANDIDATE)]
    assert (paste.format, paste.candidate, paste.question, paste.rubric) == (
        "plain",
        None,
        None,
        None,
    )
