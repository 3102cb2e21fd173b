"""Quotations that run over several sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from grader.core.scoring.tokens import Tokens

_QUOTES: Final = re.compile(r"[\"“”]")
LONGEST_QUOTATION: Final = 8
"""In sentences."""


def long_quotations(tokens: Tokens) -> Iterable[tuple[int, int, int]]:
    """Sentence by sentence, the stretches in quotations of more than one sentence.

    A quotation that is not closed within a few sentences is taken for a stray mark.
    """
    if not _QUOTES.search("".join(tokens.before) + "".join(tokens.tails)):
        return
    opened: tuple[int, int] | None = None
    for sentence, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True)):
        for place in range(start, end + 1):
            gap = tokens.before[place] if place < end else tokens.tails[sentence]
            for _ in _QUOTES.findall(gap):
                if opened is None:
                    opened = (sentence, place)
                    continue
                first, begin = opened
                opened = None
                whole = first == 0 and begin == 0 and sentence == len(tokens.starts) - 1
                if first < sentence <= first + LONGEST_QUOTATION and not whole:
                    for at in range(first, sentence + 1):
                        stop = place if at == sentence else tokens.ends[at]
                        yield at, begin if at == first else tokens.starts[at], stop
