"""Names of people, told apart from words that head a part of an answer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_ENDING = re.compile(
    r"[a-z]{3,}(?:tion|sion|ment|ness|ency|ancy|izer|ability|ibility|ology|ering|ning|ting|ving"
    r"|ling|zing|king|sing)s?"
)


def _words(told: str) -> frozenset[str]:
    return frozenset(told.split())


# What heads a part of an answer, or speaks in an example that is given: nobody in an interview.
_TOPICS = _words(
    "accuracy activations adapter adapters after agent alignment alternative alternatives "
    "annotator answer answers approach approaches assistant axis bad base baseline before "
    "benefit benefits best better bf16 big bonus bot budget buyer caller case cases cheap "
    "chosen client code compute con concern cons constraints context correct cost costs "
    "criteria critic customer dataset decoder definition designer detail details developer "
    "difference differences doc docs doctor domain downside downsides drift edge encoder "
    "engineer evidence examples expensive experience expert facts failure failures fallback "
    "feature features first format full goal good grader gradient gradients guideline "
    "hardware helper human idea impact index infra input instruction intuition issue issues "
    "judge key knowledge labeler labeller labels latency later layer layers lesson lessons "
    "limit limits logits lora loser loss manager master math memory metric metrics middle mistake "
    "mode model monitor more motivation motto numbers numerics objection objective one "
    "operator optimizer option order outcome output overview pair pairs parameters parent "
    "patient payload payoff people performance phase pick pipeline policy practice preferred "
    "prefix premise price principle pro problem product production prompt pros quality query "
    "question reason reasons recipe reference rejected response result results retrieval "
    "reward rewards risk risks rule safety sample samples scale scope seller serving setup "
    "shopper short signal simple size skill skills small softmax solution speed stability "
    "staff stage start state steps storage strategy structure student style subject suffix "
    "support symptom system table takeaway target task tasks teacher team temperature term "
    "test tests text theory third thought throughput ticket timeline tip tokens tone tool "
    "tools topic trade tradeoff tradeoffs trainer training trick truth upside use user users "
    "value verdict version vocabulary voice weight weights why winner worst writer"
)
_BEFORE = r"(?:the|an?|our|your|its|their|this|that|these|those|more|less|no|each|every|any|some)"


_MOST = 12
"""Labels that are looked at: enough to tell, however many there are."""


class Topics:
    """The words of a text that may stand over a part of it, as "Retrieval:" does.

    `asked` are the words of the question, in lower case.
    """

    def __init__(self, text: str, asked: Iterable[str] = ()) -> None:
        self._text = text
        self._asked = frozenset(word for told in asked for word in _WORD.findall(told.casefold()))

    def has_people(self, keys: Sequence[str]) -> bool:
        """Whether at least two of the labels, in lower case and in order, are names of people's;
        or one of two that take turns.
        """
        known = list(dict.fromkeys(keys))
        people = sum(not self._is_topic(key) for key in known[:_MOST])
        return people > 1 or (people == 1 and len(known) == 2 < len(keys))

    def _is_topic(self, key: str) -> bool:
        words = _WORD.findall(key)
        return bool(words) and all(self._is_word(word) for word in words)

    def _is_word(self, word: str) -> bool:
        told = word in _TOPICS or _ENDING.fullmatch(word) or word in self._asked
        return bool(told) or bool(re.search(rf"\b{_BEFORE} {re.escape(word)}\b", self._text))
