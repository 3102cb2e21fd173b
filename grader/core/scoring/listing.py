"""Lists: their items, and bare ones, whose names are only dropped, with no claim about any."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from grader.core.answer import Answer
from grader.core.scoring.literals import Span
from grader.core.scoring.spelling import word_set
from grader.core.scoring.tokens import Tokens

_CLAIMS: Final = word_set(
    """
    for when if because to -> = not no never without remain stay live leav hold is are was
    were be need mean use keep train learn give make so that which where into from than go
    take pick choos choose
    """
)
_LEADS: Final = word_set(
    """
    be includ know use work like such alongsid topic thing concept keyword techniqu term
    hear cover mention name list span expertis expert skill profici fluent familiar
    master experi background
    """
)
_CLAIMING_LEADS: Final = word_set("for -> when if leav keep stay remain")
LONG_LIST: Final = 5
MOST_WORDS: Final = 4
"""In an item of a bare list, on each side of its `and`."""
_BULLET: Final = re.compile(r"(^|\n)[ \t]*[-*•–][ \t]*$")
_NUMBERED: Final = re.compile(r"\(?[0-9a-z]{1,2}[.)]\s")
_CUTS: Final = re.compile(r"[,/•;+]")


def bare_lists(tokens: Tokens, sentence: int) -> tuple[Span, ...]:
    """Runs of five or more short items without a claim: names that are only dropped."""
    start, end = tokens.starts[sentence], tokens.ends[sentence]
    if end - start < LONG_LIST:
        return ()
    cuts = [start]
    before = tokens.before
    cuts += [p for p in range(start + 1, end) if before[p] != " " and _CUTS.search(before[p])]
    cuts.append(end)
    if len(cuts) <= LONG_LIST:
        return ()
    items = list(pairwise(cuts))
    found, run = [], list[Span]()
    for item in [*items, (end, end)]:
        if item[0] < item[1] and _is_bare(tokens, item):
            run.append(item)
            continue
        lead = items[items.index(run[0]) - 1] if run and run[0][0] > start else None
        if (
            len(run) + bool(lead) >= LONG_LIST
            and run
            and _drops_names(tokens, lead, run, item, end)
        ):
            found.append((lead[0] if lead else run[0][0], max(run[-1][1], item[0])))
        run = []
    return tuple(found)


def _is_bare(tokens: Tokens, item: Span) -> bool:
    words = tokens.words[item[0] : item[1]]
    if words and words[0] in ("and", "or"):
        words = words[1:]
    stems = tokens.stems[item[0] : item[1]]
    if any(len(part.split()) > MOST_WORDS for part in re.split(r" (?:and|or) ", " ".join(words))):
        return False
    return len(words) > 0 and not _CLAIMS.intersection(words) and not _CLAIMS.intersection(stems)


def _drops_names(tokens: Tokens, lead: Span | None, run: list[Span], after: Span, end: int) -> bool:
    if lead is not None:
        stems = tokens.stems[lead[0] : lead[1]]
        if not _LEADS.intersection(stems) or _CLAIMING_LEADS.intersection(stems):
            return False
    return after[0] >= end or tokens.words[after[0]] in ("i", "we", "all", "and", "you")


def list_items(answer: Answer) -> frozenset[int]:
    """The sentences that open an item of a list, by place: after a bullet, or with a number."""
    return frozenset(
        place
        for place, sentence in enumerate(answer.sentences)
        if _NUMBERED.match(sentence.text)
        or _BULLET.search(answer.text[max(sentence.start - 8, 0) : sentence.start])
    )
