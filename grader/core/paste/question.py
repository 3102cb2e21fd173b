"""The question that was asked, and the rubric that it belongs to."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, log

from grader.core.scoring.spelling import stem
from grader.core.text.view import model_view

Questions = Mapping[str, str | Sequence[str]]
"""From the id of a rubric to its question, or to that and other ways of asking it."""


def _words(told: str) -> frozenset[str]:
    return frozenset(told.split())


_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_IMPERATIVE = re.compile(
    r"(?:please |so |now |and |then |ok(?:ay)?,? |(?:could|can|would) you (?:please )?)*"
    r"(?:explain|describe|compare|walk (?:me|us)|talk (?:me|us)|tell (?:me|us)|give (?:me|us)"
    r"|discuss|outline|contrast|summari[sz]e|define|suppose|imagine|say you|let's say|sketch"
    r"|show (?:me|us)|take (?:me|us)|help (?:me|us) understand|convince (?:me|us)"
    r"|erkl\u00e4ren?|beschreiben?|explique|d\u00e9crivez|describa)\b",
    re.IGNORECASE,
)
_ASKED = ("?", "\uff1f")
_COMMON = _words(
    "a an the of to in on for and or but so is are was be do does did it its this that "
    "these those what when where which who how why you your i me my we us our they them "
    "with without from by as at if then than would could should can will may there here "
    "have has had not no about into through over each every one some any all more most "
    "other also just use different walk"
)
_ENDS = re.compile(
    r"(?<=[.?!])(?=\s)|(?<=[.?!][*_\"'\u201d)])(?=\s)|(?<=[\uff1f\u3002])"
    r"|\n{2,}|\n(?=\s*[*_\"]*[A-Z\u00c0-\u00de])"
)
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|morning|thanks?|thank you|welcome"
    r"|nice|great|sure|okay|ok|alright|perfect|cool|good|yes|no"
    r"|bom dia|hallo|guten|bonjour|hola)\b",
    re.IGNORECASE,
)
_SOCIAL = re.compile(r"[^\W\d_]+,|.*\b(?:I|I'm|I\u2019m|me|my|let me)\b", re.DOTALL)
_MENTION = re.compile(
    r"(?:@[\w.-]+(?: [A-Z\u00c0-\u024f][\w'\u2019-]+)?[,:]? )+(?=[A-Z\u00c0-\u024f])"
)
_SALUTATION = re.compile(
    r"(?:hi|hello|hey|dear|hallo|liebe[rs]?|bonjour|hola|bom dia|ol\u00e1)\b[^,.:!?]{0,40}[,!:] ",
    re.IGNORECASE,
)
_LEAD = re.compile(r"[^:?.!\n]{1,60}: (?=[\"*]?[A-Z\u00c0-\u00de])")
_LEAST_CONTEXT = 5
_LONGEST_WINDOW = 4
_MOST_SENTENCES = 80
_LIKE = 0.34
_APART = 0.06


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question in a text: its words, how much it is like a rubric's, from 0 to 1, and whose."""

    text: str
    rubric: str | None
    score: float


Best = Callable[[str], Asked | None]
"""`Matcher.best`, or what remembers its answers."""


def asks(text: str) -> bool:
    """Whether a text asks something: by a question mark near its end, or by a request to explain.

    Lines that quote (`>`) do not count.
    """
    found = _own(text)
    last = [s for s in found[-3:] if _WORD.search(s)]
    return any(_is_question(s) for s in last) or any(
        _is_request(s) for s in found[:_MOST_SENTENCES]
    )


def _own(text: str) -> list[str]:
    lines = [line for line in text.split("\n") if not line.lstrip().startswith((">", "&gt;"))]
    return sentences_of("\n".join(lines))


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, roughly, without white space and marks of emphasis around them."""
    parts = _ENDS.split(text)
    return [part.strip().strip("*_").strip() for part in parts if part.strip()]


def _is_question(sentence: str) -> bool:
    return sentence.rstrip("\"'\u201d)*_ ").endswith(_ASKED)


def _is_request(sentence: str) -> bool:
    return bool(_IMPERATIVE.match(sentence))


def asked_in(text: str) -> str | None:
    """What a text asks, without the greeting before it and the small talk after it."""
    found = _own(text)[:_MOST_SENTENCES]
    asking = [i for i, s in enumerate(found) if _is_question(s) or _is_request(s)]
    return _whole(found, asking[0], asking[-1] + 1) if asking else None


def _whole(found: Sequence[str], first: int, end: int) -> str:
    """The question in the sentences from `first` to `end`, with what leads up to it and goes on."""
    while end < len(found) and (_is_question(found[end]) or _is_request(found[end])):
        end += 1
    least = max(0, first - 2)
    while first > least and _is_context(found[first - 1]):
        first -= 1
    whole = _SALUTATION.sub("", model_view(" ".join(found[first:end])), count=1)
    return _LEAD.sub("", _MENTION.sub("", whole, count=1), count=1)


def _is_context(sentence: str) -> bool:
    is_short = len(sentence.split()) < _LEAST_CONTEXT
    small_talk = _GREETING.match(sentence) or _SOCIAL.match(sentence[:300])
    return not (is_short or small_talk or _is_question(sentence))


class Matcher:
    """Finds which rubric's question a text asks. Words that few questions share weigh most."""

    def __init__(self, questions: Questions) -> None:
        self._forms = {
            rubric: [_stems(form) for form in ([told] if isinstance(told, str) else told)]
            for rubric, told in questions.items()
        }
        spread = Counter(stem for forms in self._forms.values() for stem in set().union(*forms))
        count = len(self._forms)
        self._weights = {stem: 0.3 + log(1 + count / used) for stem, used in spread.items()}

    def best(self, text: str) -> Asked | None:
        """The stretch of `text` that is most like a rubric's question; None when none is.

        `rubric` is None where two rubrics are about as like.
        """
        if not self._forms:
            return None
        found = _own(text)[:_MOST_SENTENCES]
        best = Asked(text="", rubric=None, score=0.0)
        for first, end in _windows(found):
            if not any(_is_question(s) or _is_request(s) for s in found[first:end]):
                continue
            scores = sorted(self._scores(" ".join(found[first:end])), reverse=True)
            score, rubric = scores[0]
            clear = len(scores) < 2 or score - scores[1][0] >= _APART
            if score > best.score + 1e-9:
                whole = _whole(found, first, end)
                best = Asked(text=whole, rubric=rubric if clear else None, score=score)
        return best if best.score >= _LIKE else None

    def _scores(self, words: str) -> Iterator[tuple[float, str]]:
        stems = _stems(words)
        for rubric, forms in self._forms.items():
            yield max((self._like(stems, form) for form in forms), default=0.0), rubric

    def _like(self, said: frozenset[str], form: frozenset[str]) -> float:
        """The share of weight in common, of all in either (Dice)."""
        both = self._weight(said) + self._weight(form)
        return 2 * self._weight(said & form) / both if both else 0.0

    def _weight(self, stems: Iterable[str]) -> float:
        # The exact sum does not depend on the order of a set.
        return fsum(self._weights.get(stem, 0.5) for stem in stems)


def _windows(found: Sequence[str]) -> Iterator[tuple[int, int]]:
    for first in range(len(found)):
        for end in range(first + 1, min(first + _LONGEST_WINDOW, len(found)) + 1):
            yield first, end


def _stems(text: str) -> frozenset[str]:
    words = (word.casefold() for word in _WORD.findall(model_view(text)))
    return frozenset(stem(word) for word in words if word not in _COMMON)
