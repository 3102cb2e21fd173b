"""Parroting: the rubric's own wording, or the ids of its tells, in an answer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from grader.core.flags.same import Same
from grader.core.flags.words import words_of
from grader.core.rubric import Rubric

_RUN: Final = 5
_STRIDE: Final = 4
_MOST_COVERED: Final = 14
"""Words in runs of the rubric's that an answer may share with it by chance."""
_CLAIM: Final = 0.75
"""Share of a claim's words, in runs, that repeats the claim."""
_LONG_CLAIM: Final = 9


_CHANCE_IDS: Final = 3
"""So many ids are not written by chance, whatever they are."""
_JOINING: Final = frozenset(("vs", "over", "and", "of"))


class _Wording:
    """The runs of five words in a rubric's descriptors, claims and guidance; its ids of tells."""

    __slots__ = ("ids", "runs", "sizes")

    def __init__(self, rubric: Rubric) -> None:
        asked = frozenset(
            run
            for text in (rubric.question, *rubric.question_variants)
            for run in _runs(words_of(text))
        )
        tells = (*rubric.tells, *(tell for follow in rubric.follow_ups for tell in follow.tells))
        texts = [level.descriptor for level in rubric.levels]
        texts += [text for tell in tells for text in (tell.claim, tell.guidance)]
        self.runs: dict[tuple[str, ...], list[int]] = {}
        self.sizes: list[int] = []
        for number, text in enumerate(texts):
            words = words_of(text)
            self.sizes.append(len(words))
            for run in _runs(words):
                if run not in asked:
                    self.runs.setdefault(run, []).append(number)
        self.ids = tuple(tell.id for tell in tells if "-" in tell.id)


@lru_cache(maxsize=64)
def _wording(same: Same) -> _Wording:
    return _Wording(same.rubric)


def is_parroted(text: str, words: Sequence[str], rubric: Rubric) -> bool:
    """Whether an answer repeats the rubric almost word for word, or names its tells by id.

    `words` are the words of `text` (see `words_of`). Linear.
    """
    wording = _wording(Same(rubric))
    return _names_ids(text, wording) or _repeats(words, wording)


def _names_ids(text: str, wording: _Wording) -> bool:
    if "-" not in text and "_" not in text:
        return False
    lower = text.lower().replace("_", "-")
    named = [name for name in wording.ids if name in lower]
    return len(named) >= _CHANCE_IDS or any(map(_is_unnatural, named))


def _is_unnatural(name: str) -> bool:
    """Whether the id of a tell is no natural phrase: "names-four-modes", not "dpo-over-rlhf"."""
    words = name.split("-")
    return len(words) > 2 and not _JOINING.intersection(words)


def _repeats(words: Sequence[str], wording: _Wording) -> bool:
    runs = wording.runs
    hits = [
        at
        for at in range(0, len(words) - _RUN + 1, _STRIDE)
        if tuple(words[at : at + _RUN]) in runs
    ]
    if not hits:
        return False
    covered: dict[int, set[int]] = {}
    total: set[int] = set()
    for hit in hits:
        for at in range(max(0, hit - _STRIDE + 1), min(hit + _STRIDE, len(words) - _RUN + 1)):
            for number in runs.get(tuple(words[at : at + _RUN]), ()):
                covered.setdefault(number, set()).update(range(at, at + _RUN))
                total.update(range(at, at + _RUN))
    if len(total) > _MOST_COVERED:
        return True
    return any(
        wording.sizes[number] >= _LONG_CLAIM and len(places) >= _CLAIM * wording.sizes[number]
        for number, places in covered.items()
    )


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + _RUN]) for at in range(len(words) - _RUN + 1)]
