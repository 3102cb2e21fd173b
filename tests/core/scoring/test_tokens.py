from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.scoring.spelling import canonical, stem
from grader.core.scoring.tokens import SPACER, tokenize


def stems(text: str) -> list[str]:
    row = tokenize([text])
    return row.stems[: row.ends[0]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("optimise", "optimizing"),
        ("behaviour", "behaviors"),
        ("labelling", "labeled"),
        ("analyse", "analyzed"),
        ("centre", "centers"),
        ("chose", "choosing"),
        ("frozen", "freezes"),
        ("ran", "running"),
        ("matrices", "matrix"),
        ("don't", "do not"),
        ("dont", "do not"),
        ("can’t", "cannot"),
        ("I'd skip", "i would skip"),
        ("the model's weights", "model weights"),
        ("naïve", "naive"),
        ("facts → RAG", "facts -> rag"),
        ("DPO vs. RLHF", "dpo versus rlhf"),
        ("w/o a critic", "without critic"),
        ("um, the adapter", "adapter"),
    ],
)
def test_same_canonical_words(one: str, other: str) -> None:
    assert stems(one) == stems(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("cat", "concatenate"), ("four", "for"), ("adapt", "adopt"), ("10k", "10"), ("fp16", "bf16")],
)
def test_different_words(one: str, other: str) -> None:
    assert stems(one) != stems(other)


def test_sentences_lie_apart() -> None:
    row = tokenize(["Use DPO.", "", "Why?"])
    assert row.starts == [0, 2 + SPACER, 2 + 2 * SPACER]
    assert row.ends == [2, 2 + SPACER, 3 + 2 * SPACER]
    assert row.tails == [".", "", "?"]
    assert row.text(0, 2) == "use dpo"
    assert [row.sentence_of[place] for place in (0, row.starts[2])] == [0, 2]


def test_a_is_a_letter_only_in_a_spelled_out_name() -> None:
    assert stems("l o r a") == ["l", "o", "r", "a"]
    assert stems("a model") == ["model"]


@pytest.mark.parametrize(
    ("text", "words", "before", "tail"),
    [
        ("Use LoRA, not the full run.", ["use", "lora", "not", "full", "run"],
         ["", " ", ", ", "  ", " "], "."),
        ("An adapter (um) can't - the", ["adapter", "can", "not"], [" ", " () ", " "], " - "),
        ("'The a", [], [], "' "),
    ],
)  # fmt: skip
def test_what_stands_between_words_stays_when_an_article_goes(
    text: str, words: list[str], before: list[str], tail: str
) -> None:
    row = tokenize([text])
    assert row.words[: row.ends[0]] == words
    assert row.before[: row.ends[0]] == before
    assert row.tails == [tail]


@given(st.text(max_size=200))
def test_every_place_has_all_its_parts(text: str) -> None:
    row = tokenize([text])
    assert len(row.words) == len(row.stems) == len(row.before) == len(row.sentence_of)
    assert all(row.stems[: row.ends[0]])


@given(st.from_regex(r"[a-z]{3,12}", fullmatch=True))
def test_a_word_on_its_own_has_its_stem(word: str) -> None:
    assert all(stemmed == stem(plain) for plain, stemmed in canonical(word))
