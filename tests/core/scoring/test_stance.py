"""How the candidate stands to a word, over many ways of saying so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.scoring.listing import bare_lists
from grader.core.scoring.literals import Literals
from grader.core.scoring.program import find, parse
from grader.core.scoring.stance import Held, Stances
from grader.core.scoring.tokens import tokenize
from grader.core.scoring.vocabulary import Vocabulary
from tests.core.scoring.stances import (
    ASSERTED,
    DENIED,
    LISTED,
    NOT_LISTED,
    QUOTED,
    REJECTED,
    UNKNOWN,
)


def rows(table: str, held: Held) -> list[tuple[str, str, Held]]:
    pairs = [line.rsplit(" | ", 1) for line in table.strip().splitlines()]
    return [(text, phrase, held) for text, phrase in pairs]


def held(text: str, phrase: str) -> Held:
    """The stance to the last occurrence of the phrase."""
    # One sentence after each full stop, as the reader of answers cuts short prose.
    parts = text.replace("? ", "?\n").replace(". ", ".\n").splitlines()
    tokens = tokenize(parts)
    literals = Literals()
    program = parse(phrase, literals)
    row, more = Vocabulary(literals.stems, [phrase]).row(tokens)
    spans = [
        span
        for start, end in zip(tokens.starts, tokens.ends, strict=True)
        for span in find(program, literals.find(row, more, start, end), lambda term: ())
    ]
    assert spans, f"{phrase!r} does not occur"
    return Stances(tokens).held(max(spans))


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        *rows(ASSERTED, Held.ASSERTED),
        *rows(REJECTED, Held.REJECTED),
        *rows(DENIED, Held.DENIED),
        *rows(QUOTED, Held.QUOTED),
        *rows(UNKNOWN, Held.UNKNOWN),
        *rows(LISTED, Held.LISTED),
        *rows(NOT_LISTED, Held.ASSERTED),
    ],
)
def test_how_it_is_held(text: str, phrase: str, expected: Held) -> None:
    assert held(text, phrase) is expected


def test_words_of_the_cue_are_no_negation_of_it() -> None:
    tokens = tokenize(["It needs no reward model."])
    stances = Stances(tokens)
    assert stances.held((3, 5)) is Held.REJECTED
    assert stances.held((2, 5)) is Held.ASSERTED
    assert stances.held((3, 5), [(2, 3)]) is Held.ASSERTED


def test_the_question_is_nobodys_claim() -> None:
    asked = {"explain", "rlhf", "dpo", "choos"}
    tokens = tokenize(["Explain RLHF and DPO, when would you choose each."])
    assert Stances(tokens, [asked]).held((1, 2)) is Held.ECHO


def test_items_are_held_as_the_line_that_opens_them() -> None:
    tokens = tokenize(["A strong answer would have:", "1. loss scaling", "2. weights", "So it is."])
    stances = Stances(tokens, items=frozenset({1, 2}))
    held = [
        stances.held((start, end)) for start, end in zip(tokens.starts, tokens.ends, strict=True)
    ]
    assert held[1:] == [Held.QUOTED, Held.QUOTED, Held.ASSERTED]


@given(st.lists(st.text(max_size=80), max_size=6))
def test_any_text_has_a_stance(sentences: list[str]) -> None:
    tokens = tokenize(sentences)
    stances = Stances(tokens)
    for place, stem in enumerate(tokens.stems):
        if stem:
            assert stances.held((place, place + 1)) in Held
    for sentence in range(len(sentences)):
        for start, end in bare_lists(tokens, sentence):
            assert tokens.starts[sentence] <= start < end <= tokens.ends[sentence]
