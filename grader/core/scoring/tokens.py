"""An answer as one row of canonical words, with the punctuation between them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from grader.core.scoring.remembered import Remembered
from grader.core.scoring.spelling import canonical, fold

_TOKEN: Final = re.compile(
    r"(\d[\d.,]*\d(?:[^\W\d_]+)?%?|w/o?\b|e\.g\.|i\.e\.|vs\.|[^\W_]+(?:['’][^\W_]+)*|->|=>|[→⇒↦⟶➜➔<>=≠≈≥≤%+&×÷])"
)
SPACER: Final = 14
"""Empty places between two sentences: further than any reading looks beyond the end of one."""
_BLANK: Final = [""] * SPACER


@dataclass(frozen=True, slots=True)
class Tokens:
    """All sentences in one row, `SPACER` empty places between them.

    `words` are plain lower-case words, `stems` what their inflections share, `before` the
    punctuation in front of each; an empty place has the stem "". `starts` and `ends` bound the
    sentences, by place; `tails` is the punctuation that closes each; `sentence_of` gives the index
    of the sentence at each place.
    """

    words: list[str]
    stems: list[str]
    before: list[str]
    starts: list[int]
    ends: list[int]
    tails: list[str]
    sentence_of: list[int]

    def text(self, start: int, end: int) -> str:
        return " ".join(word for word in self.words[start:end] if word)


def split(text: str) -> list[str]:
    """Punctuation and tokens in turn; the first and the last part are punctuation."""
    return _TOKEN.split(text)


def tokenize(sentences: Iterable[str]) -> Tokens:
    """The canonical words of all sentences."""
    row = Tokens([], [], [], [], [], [], [])
    for number, sentence in enumerate(sentences):
        _add(row, number, sentence)
    return row


def _add(row: Tokens, number: int, sentence: str) -> None:
    parts = _TOKEN.split(sentence)
    tokens, between = parts[1::2], parts[::2]
    pairs = list(map(_plain.__getitem__, tokens))
    words = [word for word, _ in pairs]
    stems = [stem_ for _, stem_ in pairs]
    if "" in words:
        _write_out(tokens, words, stems, between)
    start = len(row.words)
    row.starts.append(start)
    row.ends.append(start + len(words))
    row.tails.append(between.pop())
    row.words.extend(words + _BLANK)
    row.stems.extend(stems + _BLANK)
    row.before.extend(between + _BLANK)
    row.sentence_of.extend((number,) * (len(words) + SPACER))


def _plain_word(token: str) -> tuple[str, str]:
    """The word and the stem that a token is; empty ones when it is several words, or none."""
    pieces = canonical(token)
    return pieces[0] if len(pieces) == 1 else ("", "")


_plain: Final = Remembered(_plain_word)


def _write_out(tokens: list[str], words: list[str], stems: list[str], between: list[str]) -> None:
    """Put the words of those tokens in that are several, and leave those out that are none."""
    longer = 0
    for place in [place for place, word in enumerate(words) if not word]:
        at, token = place + longer, tokens[place]
        pieces = canonical(token)
        if not pieces and at and len(words[at - 1]) == 1 and fold(token) == "a":
            pieces = (("a", "a"),)  # A letter of a spelled-out name, as in `l o r a`.
        words[at : at + 1] = [word for word, _ in pieces]
        stems[at : at + 1] = [stem_ for _, stem_ in pieces]
        if pieces:
            between[at + 1 : at + 1] = " " * (len(pieces) - 1)
        else:
            between[at : at + 2] = [between[at] + between[at + 1]]
        longer += len(pieces) - 1
