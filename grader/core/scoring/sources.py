"""The stretches of an answer that are other people's words, or what an answer might say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from grader.core.scoring.attribution import (
    belittled,
    is_of_another,
    spoken_for,
    told_of,
    within_concession,
)
from grader.core.scoring.clause import Mark
from grader.core.scoring.quotation import long_quotations
from grader.core.scoring.sign import Sign
from grader.core.scoring.spelling import word_set
from grader.core.scoring.tokens import Tokens

_SUPPOSING: Final = word_set("if would should might could")
_OF_OTHERS: Final = word_set("he she they that it this i")
_SAYING: Final = word_set(
    """
    say explain mention give describ name list talk cover includ add close start end place
    """
)


class Sources:
    """Answers, for one answer's tokens, what is attributed. `marks` gives a sentence's signs.

    `items` are the sentences that open an item of a list.
    """

    def __init__(
        self,
        tokens: Tokens,
        items: frozenset[int],
        marks: Callable[[int], tuple[Mark, ...]],
    ) -> None:
        self.tokens = tokens
        self.items = items
        self.marks = marks
        self._known: dict[int, tuple[Mark, ...]] = {}
        self._quotations: dict[int, Mark] | None = None

    def of(self, sentence: int) -> tuple[Mark, ...]:
        """The attributed stretches of a sentence, each as the reach of its mark."""
        first = sentence
        while first not in self._known and self._leans_back(first):
            first -= 1
        for at in range(first, sentence + 1):
            if at not in self._known:
                self._known[at] = self._read(at)
        return self._known[sentence]

    def _read(self, sentence: int) -> tuple[Mark, ...]:
        found = [m for m in self.marks(sentence) if m.sign in (Sign.SOURCE, Sign.SOURCE_AFTER)]
        spoken = spoken_for(self.tokens, sentence)
        if spoken:
            found.append(spoken)
        judged = belittled(self.tokens, sentence)
        if judged:
            found.append(judged)
        if told_of(self.tokens, sentence) or self._is_gainsaid(sentence):
            start, end = self.tokens.starts[sentence], self.tokens.ends[sentence]
            return (Mark(Sign.SOURCE, start, start, (start, end)),)
        wider = self._quotation(sentence) or self._continued(sentence)
        own = within_concession(self.tokens, sentence, found) if found else ()
        return (*own, wider) if wider else own

    def _is_gainsaid(self, sentence: int) -> bool:
        """Whether somebody else's view is called wrong: `My lead prompts first. He is wrong.`"""
        tokens = self.tokens
        if sentence + 1 >= len(tokens.starts) or not is_of_another(tokens, sentence):
            return False
        return any(
            mark.sign is Sign.DENY
            and tokens.words[mark.end - 1] != "not"
            and not _OF_OTHERS.isdisjoint(tokens.words[max(mark.start - 2, 0) : mark.start + 1])
            for mark in self.marks(sentence + 1)
        )

    def _quotation(self, sentence: int) -> Mark | None:
        """A quotation that runs over several sentences: they are someone else's words."""
        if self._quotations is None:
            self._quotations = {
                place: Mark(Sign.SOURCE, start, start, (start, end))
                for place, start, end in long_quotations(self.tokens)
            }
        return self._quotations.get(sentence)

    def _leans_back(self, sentence: int) -> bool:
        """Whether the sentence may be held as the one before it."""
        return sentence > 0 and (sentence in self.items or self._says_on(sentence))

    def _says_on(self, sentence: int) -> bool:
        """Whether it goes on to tell what an answer would say: `I'd say that ...`."""
        start, stems = self.tokens.starts[sentence], self.tokens.stems
        at = start + 1 if stems[start] in ("then", "and", "final") else start
        if stems[at] not in ("i", "it") or stems[at + 1] != "would":
            return False
        return stems[at + 2] in _SAYING or stems[at + 3] in _SAYING

    def _continued(self, sentence: int) -> Mark | None:
        """The items of a list are held as the line that opens it: `A strong answer has: ...`.

        So is what goes on after a supposition: `If I were to answer well, ... I'd mention ...`.
        """
        if not self._leans_back(sentence):
            return None
        before = sentence - 1
        heads = self._known[before]
        if not heads or heads[-1].reach[1] < self.tokens.ends[before]:
            return None
        if sentence in self.items:
            goes_on = before in self.items or ":" in self.tokens.tails[before]
        else:
            goes_on = any(self._supposes(mark) for mark in heads)
        if not goes_on:
            return None
        start, end = self.tokens.starts[sentence], self.tokens.ends[sentence]
        return Mark(Sign.SOURCE, start, start + 2, (start, end))

    def _supposes(self, mark: Mark) -> bool:
        return not _SUPPOSING.isdisjoint(self.tokens.words[mark.start : mark.end])
