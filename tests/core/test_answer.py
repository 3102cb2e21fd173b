"""What holds of every answer, whatever its text."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.answer import Answer, Role, Said, read_answer, read_turns
from grader.core.text.view import model_view
from tests.core.texts import PIECES, TEXTS

SAID = st.builds(
    Said,
    speaker=st.one_of(st.none(), st.sampled_from(("Ann", "Hiring manager", "a\nb", ""))),
    role=st.sampled_from(Role),
    text=st.lists(st.sampled_from(PIECES), max_size=8).map("".join),
)


def check(answer: Answer) -> None:
    """All that an Answer promises about turns, sentences and offsets."""
    text = answer.text
    places = [(turn.start, turn.end) for turn in answer.turns]
    assert all(0 <= start <= end <= len(text) for start, end in places)
    assert all(end <= start for (_, end), (start, _) in pairwise(places))
    assert [s.number for s in answer.sentences] == list(range(1, len(answer.sentences) + 1))
    at = 0
    for sentence in answer.sentences:
        turn = answer.turns[sentence.turn]
        assert turn.role is Role.CANDIDATE
        assert max(at, turn.start) <= sentence.start < sentence.end <= turn.end
        quote = answer.quote(sentence.start, sentence.end)
        assert quote == quote.strip()
        assert any(char.isalnum() for char in quote)
        assert sentence.text == model_view(quote)
        assert sentence.text
        at = sentence.end
    assert words(answer) == covered(answer)


def words(answer: Answer) -> Counter[int]:
    """Where the candidate's letters and digits are, but for fillers, which show nothing."""
    return Counter(
        at
        for turn in answer.turns
        if turn.role is Role.CANDIDATE
        for at in range(turn.start, turn.end)
        if answer.text[at].isalnum() and model_view(answer.text[at])
    )


def covered(answer: Answer) -> Counter[int]:
    return Counter(
        at
        for sentence in answer.sentences
        for at in range(sentence.start, sentence.end)
        if answer.text[at].isalnum() and model_view(answer.text[at])
    )


@settings(deadline=None)
@given(TEXTS)
def test_every_word_lies_in_one_sentence_of_a_candidates_turn(text: str) -> None:
    answer = read_answer(text)
    assert answer.text == text
    check(answer)


@settings(deadline=None)
@given(st.lists(SAID, max_size=6))
def test_turns_handed_in_keep_their_words_and_roles(said: list[Said]) -> None:
    answer = read_turns(said)
    check(answer)
    assert [answer.quote(turn.start, turn.end) for turn in answer.turns] == [s.text for s in said]
    assert [turn.role for turn in answer.turns] == [s.role for s in said]


def test_turns_are_rendered_as_a_transcript() -> None:
    answer = read_turns(
        [
            Said(speaker="Ann", role=Role.INTERVIEWER, text="Which?"),
            Said(speaker=None, role=Role.CANDIDATE, text="DPO. Pairs."),
        ]
    )
    assert answer.text == "Ann: Which?\n\nCandidate: DPO. Pairs."
    assert [s.text for s in answer.sentences] == ["DPO.", "Pairs."]
    assert [turn.speaker for turn in answer.turns] == ["Ann", None]


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "...", "---", "\u3164"])
def test_without_words_there_are_no_sentences(text: str) -> None:
    answer = read_answer(text)
    assert answer.sentences == ()
    assert answer.candidate_text == ""
    assert [turn.role for turn in answer.turns] == [Role.CANDIDATE]


def test_the_original_is_quoted_and_the_view_is_normalized() -> None:
    answer = read_answer("Use \uff24\uff30\uff2f\u200b now\u202e.  \ufb01ne")
    assert [s.text for s in answer.sentences] == ["Use DPO now.", "fine"]
    first = answer.sentences[0]
    assert answer.quote(first.start, first.end) == "Use \uff24\uff30\uff2f\u200b now\u202e."
    assert answer.candidate_text == "Use DPO now.\nfine"
