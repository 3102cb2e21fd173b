"""Questions that a candidate asks, and how the next sentence answers them."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from grader.core.scoring.lexicon import ADVERBS
from grader.core.scoring.misreading import is_pause
from grader.core.scoring.spelling import word_set
from grader.core.scoring.tokens import Tokens


class Reply(IntEnum):
    """What the next sentence says to a question."""

    NO = 0
    YES = 1
    UNSURE = 2


_ASKING: Final = word_set(
    """
    should would why what which how who do are shall can could when
    """
)
_BRANCHING: Final = word_set("can could do are when")
"""With `it` these open a branch of the candidate's own: `Can it be prompted? Then ...`."""
_ITS: Final = word_set("it they them that this these those")
_YES: Final = word_set(
    """
    yes yeah yep sure absolutely definitely certainly obviously exactly always
    """
)
_REFUSING: Final = word_set("no nope nah never not hardly")
_WITH_NO: Final = (
    _REFUSING
    | ADVERBS
    | word_set(
        """
    at all for us me here way thanks chance of course absolutely definitely certainly probably
    obviously yet anymore in my our book case often so sorry i we it they that do did is are was
    were have would will can could should need think believe
    """
    )
)
_PRONOUNS: Final = word_set("i we you it they he she that this those these there")
_AUXILIARY: Final = word_set(
    """
    do does did is are was were am have has had would will can could should must might
    """
)
_UNSURE: Final = (
    "not sure", "not certain", "no idea", "no clue", "not know", "not say", "not tell",
    "hard to say", "not recall", "not remember", "who knows", "beats me", "you tell me",
    "never checked", "never looked", "not checked", "not looked", "wish i knew",
)  # fmt: skip
_AFFIRMING: Final = (
    "of course", "i think so", "i do think so", "i have tried", "we have tried", "i tried",
    "we tried", "i have done it", "we have done it", "i have seen it", "we do that",
)  # fmt: skip
LONGEST_REPLY: Final = 7
"""In words, up to the first pause."""


def reply(tokens: Tokens, sentence: int) -> Reply | None:
    """How the next sentence answers the question in this one: `Loss scaling? Not with BF16.`"""
    if "?" not in tokens.tails[sentence] or sentence + 1 >= len(tokens.starts):
        return None
    start, end = tokens.starts[sentence + 1], tokens.ends[sentence + 1]
    stop = next((p for p in range(start + 1, end) if is_pause(tokens, p, end)), end)
    words = [word for word in tokens.words[start:stop] if word not in ("well", "and", "oh")]
    asks_on = stop == end and "?" in tokens.tails[sentence + 1]
    return _meaning(words) if words and not asks_on else None


def _meaning(words: list[str]) -> Reply | None:
    if len(words) > LONGEST_REPLY:
        return None
    said = " ".join(words)
    if any(f" {phrase} " in f" {said} " for phrase in _UNSURE):
        return Reply.UNSURE
    if words[0] in _YES or said in _AFFIRMING:
        return Reply.YES
    if not _REFUSING.isdisjoint(words) and _WITH_NO.issuperset(words):
        return Reply.NO
    plain = [word for word in words if word not in ADVERBS]
    if len(plain) == 2 and plain[0] in _PRONOUNS and plain[1] in _AUXILIARY:
        return Reply.YES
    return None


def is_asked(tokens: Tokens, sentence: int) -> bool:
    """Whether the sentence asks: not a label such as `Format wrong?`, nor a `can you`."""
    if "?" not in tokens.tails[sentence]:
        return False
    start, end = tokens.starts[sentence], tokens.ends[sentence]
    # "Operationally: would I ...?" asks as much as "Would I ...?" does.
    opening = next((p for p in range(start, end) if ":" in tokens.before[p]), start)
    words = tokens.words[opening : opening + 2]
    if start == end or words[0] not in _ASKING or words == ["why", "not"]:
        return False
    return words[0] not in _BRANCHING or words[1] not in _ITS
