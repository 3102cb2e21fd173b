"""A conversation written as each application does is read back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.paste import Paste, read_paste
from tests.core.paste.formats import FORMATS, Talk

QUESTIONS = {"rag": "When would you use RAG?", "dpo": "Explain RLHF and DPO."}
TALK = [
    ("Ana Reyes", "When would you use RAG?"),
    ("Tom\u00e1\u0161 Lee", "When facts change, I retrieve them.\nOtherwise a prompt will do."),
    ("Ana Reyes", "What does it cost?"),
    ("Tom\u00e1\u0161 Lee", "An index that somebody keeps fresh, and tokens on each call."),
]
WORDS = st.text("abcdefgh\u00e9\u4e2d ,", min_size=1, max_size=40).map(
    lambda text: f"x{' '.join(text.split())}z"
)
LINES = st.lists(WORDS.map(lambda words: f"I {words}."), min_size=1, max_size=3).map("\n".join)
TALKS = st.lists(st.tuples(WORDS.map(lambda words: f"Is it {words}?"), LINES), min_size=2).map(
    lambda pairs: [
        turn for asked, said in pairs for turn in (("Ana Reyes", asked), ("Tom Lee", said))
    ]
)


def turns_of(paste: Paste) -> Talk:
    return [(turn.speaker or "", turn.text) for turn in paste.turns]


@pytest.mark.parametrize("name", FORMATS)
def test_a_conversation_in_each_format(name: str) -> None:
    style, write = FORMATS[name]
    paste = read_paste(write(TALK), questions=QUESTIONS)
    assert turns_of(paste) == TALK
    assert [turn.role for turn in paste.turns] == ["interviewer", "candidate"] * 2
    assert (paste.format, paste.candidate) == (style, "Tom\u00e1\u0161 Lee")
    assert (paste.question, paste.rubric) == ("When would you use RAG?", "rag")
    assert paste.doubts == ()


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=12)
@given(talk=TALKS)
def test_any_conversation_in_each_format(name: str, talk: Talk) -> None:
    _, write = FORMATS[name]
    talk = talk[:40]
    paste = read_paste(write(talk))
    assert turns_of(paste) == talk
    assert [turn.role for turn in paste.turns] == ["interviewer", "candidate"] * (len(talk) // 2)


@pytest.mark.parametrize("name", FORMATS)
def test_several_messages_of_one_speaker_are_one_turn(name: str) -> None:
    _, write = FORMATS[name]
    paste = read_paste(write([TALK[0], ("Tom Lee", "Rarely."), ("Tom Lee", "With new facts.")]))
    assert turns_of(paste) == [TALK[0], ("Tom Lee", "Rarely.\nWith new facts.")]
