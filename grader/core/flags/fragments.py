"""Answers that are nothing but fragments: names set side by side, of which nothing is said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from grader.core.answer import Sentence
from grader.core.flags.words import words_of

_FEWEST_WORDS: Final = 18
_FEWEST_PARTS: Final = 8
"""Fewer may be all that a candidate has to say."""
_LEAST_CLAIMING: Final = 0.2
"""Share of words in parts that claim something. The tersest notes have 0.3, prose nearly all."""
_LONG: Final = 5
"""A part of more words says something, however it is put."""
_LINKED: Final = 4
"""So do the two sides of an arrow when they have so many words together."""
_ARROW: Final = re.compile(r"-+>|=+>|→|⇒")
_PARTS: Final = re.compile(r"[;,:.\n()•]|\s[–—-]\s|[–—]")
_CUTS: Final = (";", ",", ":", ".", "\n", "(", ")", "•", " - ", "–", "—")
_WORD: Final = re.compile(r"[a-z0-9][\w'’+/-]*")
_NUMBER: Final = re.compile(r"\b\d[\d.,]*(?:\s?(?:%|x|k|m|b|gb|ms|percent|times|points))?(?![\w.])")
_TYPOGRAPHY: Final = re.compile(r"[–—’‘“”…•·]")
_CODE: Final = re.compile(r"[{}=<>|`]|\w\(")
_CLAIMING: Final = frozenset(
    words_of(
        """
    is are was were be been can could will would should must may might do does did has have had
    need needs make makes give gives keep keeps use uses because since so if when unless until
    where i we you it they he she us me my our your no not never without don doesn isn can won t
    that which what who how why while whereas but than else only still too let always stay stays
    change changes drift drifts fail fails beat beats hurt hurts help helps cost costs save saves
    lose loses gain gains get gets go goes fit fits run runs know knows mean means cap caps grow
    grows drop drops miss misses take takes want wants works vanish vanishes break breaks fix
    fixes measure avoid check start try add hold holds sit sits say says tell tells learn learns
    teach teaches come comes put lack lacks show shows force forces
    """
    )
)


def is_fragmentary(sentences: Sequence[Sentence]) -> bool:
    """Whether hardly any part of an answer says something of the others.

    A verb, a reason, a condition, a negation, a number or some length make a part a claim, and so
    does an arrow between more than two names. Code, tables and other tongues are left alone.
    """
    return _are_fragments(tuple([sentence.text for sentence in sentences]))


@lru_cache(maxsize=64)  # The flag and the scorer ask of the same answer.
def _are_fragments(texts: tuple[str, ...]) -> bool:
    whole = "\n".join(texts)
    marks = len(texts) + sum(map(whole.count, _CUTS))
    if marks * _LONG < (1 - _LEAST_CLAIMING) * len(whole.split()):
        return False  # Too few marks for so many short parts.
    words = words_of(whole)
    most = _LEAST_CLAIMING * len(words)
    if sum(map(_CLAIMING.__contains__, words)) >= most:
        return False
    total = parts = claiming = 0
    for part in _PARTS.split(whole.lower()):
        size = len(_WORD.findall(part))
        total += size
        parts += bool(size) + len(_ARROW.findall(part))
        if size and _claims(part, size):
            claiming += size
            if claiming >= most:
                return False
    if total < _FEWEST_WORDS or parts < _FEWEST_PARTS:
        return False
    return not any(map(_is_exempt, texts))


def _claims(part: str, size: int) -> bool:
    sides = _ARROW.split(part)
    longest = _LINKED - 1 if len(sides) > 1 else _LONG
    if size > longest or not _CLAIMING.isdisjoint(words_of(part)):
        return True
    return _NUMBER.search(part) is not None


def _is_exempt(text: str) -> bool:
    """Whether it is code, a row of a table, or not written in plain Latin letters."""
    plain = _TYPOGRAPHY.sub(" ", _ARROW.sub(" ", text))
    return not plain.isascii() or _CODE.search(plain) is not None
