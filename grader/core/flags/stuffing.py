"""Stuffing: terms in a row, or again and again, where claims should be."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from grader.core.answer import Sentence
from grader.core.flags.fragments import is_fragmentary
from grader.core.flags.words import words_of

_FUNCTION: Final = frozenset(
    words_of(
        """
    a an the and or but if so then than as at by for from in into of on onto to with without
    is are was were be been being am do does did have has had can could should would will
    may might must not no it its this that these those there i you he she we they me him her
    us them my your his our their what which who when where why how because since while
    until after before over under only just also too very more most less some any all each
    every one s t d ll re ve m don won about up out need use get go make want let keep give
    put say see try
    """
    )
)
_FOREIGN: Final = frozenset(
    words_of(
        """
    de la el que en y los las por con para una un es der die das und ist nicht mit von ein
    eine auf le les des et est pas pour dans il che di per non da em os as um uma het een
    van op dat ik dan yang itu untuk dengan hai ke ki ka ko se aur nahi ve bir bu w i na nie
    sie och att som det
    """
    )
)
_MARKS: Final = (",", ";", "/", "•", " - ", "、")
_SEPARATOR: Final = re.compile(r"[,;/|•·、，\n]|\s[–-]\s")
_LIST: Final = 10
"""Items in a row, of at most two or three words each, that make a bare list."""
_ITEM_WORDS: Final = 3
_SHORT: Final = 40
_LONG: Final = 60
"""Characters of a line that may hold one item, and of a sentence that may hold a list."""
_LEAST_WORDS: Final = 25
_LEAST_FUNCTION: Final = 0.06
"""Share of function words below which prose is no prose; dense notes have a tenth and more."""
_WINDOW: Final = 80
_LEAST_DISTINCT: Final = 0.26
"""Share of distinct words in a window; ordinary prose has a half and more."""
_MOST_SAME: Final = 0.22
"""Share of one word of content in a window."""
_VARIED: Final = 0.62
"""Share of distinct words above which no word can have so large a share in prose."""
_CODE: Final = re.compile(r"[{}=<>|`]|\w\(")


def is_stuffed(sentences: Sequence[Sentence], words: Sequence[str]) -> bool:
    """Whether bare lists or repetition make up a good part of the answer.

    `words` are all the candidate's words in lower case. Code and tables are no lists. Linear.
    """
    return (
        _has_bare_list(sentences)
        or _has_no_grammar(sentences, words)
        or _repeats(words)
        or (is_fragmentary(sentences) and not _is_foreign(words))
    )


def _has_bare_list(sentences: Sequence[Sentence]) -> bool:
    run = 0
    for sentence in sentences:
        text = sentence.text
        if len(text) < _SHORT and len(text.split()) <= _ITEM_WORDS and not _CODE.search(text):
            run += 1
            if run >= _LIST:
                return True
            continue
        run = 0
        if len(text) >= _LONG and _has_marks(text) and _longest_run(text) >= _LIST:
            return True
    return False


def _has_marks(text: str) -> bool:
    few = _LIST - 2
    return text.count(",") >= few or sum(map(text.count, _MARKS)) >= few


def _longest_run(text: str) -> int:
    longest = run = 0
    for item in _SEPARATOR.split(text):
        words = item.split()
        if not words:
            continue
        short = len(words) <= _ITEM_WORDS or (
            words[0].lower() == "and" and len(words) <= _ITEM_WORDS + 1
        )
        bare = short and not any(
            word.lower() in _FUNCTION - {"and", "or", "of", "as"} for word in words
        )
        run = run + 1 if bare else 0
        longest = max(longest, run)
    return longest


def _has_no_grammar(sentences: Sequence[Sentence], words: Sequence[str]) -> bool:
    if len(words) < _LEAST_WORDS:
        return False
    function = sum(map(_FUNCTION.__contains__, words))
    if function >= _LEAST_FUNCTION * len(words):
        return False
    if any(_CODE.search(sentence.text) for sentence in sentences):
        return False
    return not _is_foreign(words)


def _is_foreign(words: Sequence[str]) -> bool:
    """Whether it is another tongue, which has function words of its own, and mostly accents."""
    foreign = sum(word in _FOREIGN or not word.isascii() for word in words)
    return foreign >= _LEAST_FUNCTION * len(words)


def _repeats(words: Sequence[str]) -> bool:
    for at in range(0, max(1, len(words) - _WINDOW // 2), _WINDOW):
        window = words[at : at + _WINDOW]
        if len(window) < _LEAST_WORDS:
            continue
        distinct = len(set(window)) / len(window)
        if distinct < _LEAST_DISTINCT:
            return True
        if distinct > _VARIED:
            continue
        word, count = Counter(window).most_common(1)[0]
        if count > _MOST_SAME * len(window) and word not in _FUNCTION and len(word) > 1:
            return True
    return False
