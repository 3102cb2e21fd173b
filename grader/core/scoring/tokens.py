"""An answer as one row of canonical words, with the punctuation between them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from grader.core.scoring.spelling import canonical, fold, stem

_TOKEN: Final = re.compile(
    r"(\d[\d.,]*\d(?:[^\W\d_]+)?%?|w/o?\b|e\.g\.|i\.e\.|vs\.|[^\W_]+(?:['’][^\W_]+)*|->|=>|[→⇒↦⟶➜➔<>=≠≈≥≤%+&×÷])"
)
SPACER: Final = 14
"""Empty places between two sentences: further than any reading looks beyond the end of one."""
_SPACES: Final = (" ",) * 8
_BLANK: Final = ("",) * SPACER


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
    words, stems, before = row.words, row.stems, row.before
    start = len(words)
    parts = _TOKEN.split(sentence)
    held = ""
    for between, token in zip(parts[::2], parts[1::2], strict=False):
        pieces = canonical(token)
        if len(pieces) == 1:
            word, stem_ = pieces[0]
            words.append(word)
            stems.append(stem_)
            before.append(held + between if held else between)
            held = ""
            continue
        gap = held + between
        if not pieces:
            if not _is_letter_name(token, words, start):
                held = gap
                continue
            pieces = (("a", "a"),)
        held = ""
        words += [word for word, _ in pieces]
        stems += [stem_ for _, stem_ in pieces]
        before.append(gap)
        before += _SPACES[1 : len(pieces)]
    end = len(words)
    row.starts.append(start)
    row.ends.append(end)
    row.tails.append(held + parts[-1])
    words += _BLANK
    stems += _BLANK
    before += _BLANK
    row.sentence_of.extend((number,) * (end - start + SPACER))


def _is_letter_name(token: str, words: list[str], start: int) -> bool:
    """Whether an `a` is a letter of a spelled-out name, as in `l o r a`."""
    return fold(token) == "a" and len(words) > start and len(words[-1]) == 1


def join_keys(first: str, second: str) -> str:
    """What two neighbouring words give when they are written as one, for a look-up."""
    return first + stem(second)
