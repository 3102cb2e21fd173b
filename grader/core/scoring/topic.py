"""Whether the candidate takes up the question at all."""

from __future__ import annotations

import re
from typing import Final

from grader.core.scoring.matching import Scan
from grader.core.scoring.spelling import word_set
from grader.core.scoring.stance import Held
from grader.core.scoring.vocabulary import content

SHORTEST_STATEMENT: Final = 6
"""In words; a shorter sentence of a long answer may only say the topic again."""
BRIEF: Final = 15
"""An answer of so few words may be all that a candidate has to say."""
_STALLING: Final = re.compile(
    r"\b(?:let me (?:think|see|get|start)|come back|came back|repeat|say (?:that|it) again|"
    r"(?:good|great|nice|tough|interesting|next|same) (?:question|one)|sorry|hang on|hold on|"
    r"(?:one|for|just) (?:second|moment|minute)|about to ask)\b"
)
_AGREEING: Final = word_set("yes yeah yep okay sure exactly agree agreed absolutely right and or")


def is_on_topic(looked: Scan) -> bool:
    """Whether the words of any cue occur at all, outside the question said again.

    A cue combines concepts, and so its words hardly meet by chance as single ones do. A sentence
    that says something with the question's own words is on topic too, and so is a brief answer
    that names what the rubric is about.
    """
    return (
        _takes_up(looked)
        or _is_brief_answer(looked)
        or any(
            found.held is not Held.ECHO and found.held is not Held.UNKNOWN
            for tell in looked.cues.rubric.tells
            for node in looked.likely(tell.id)
            for found in looked.look(node)
        )
    )


def _takes_up(looked: Scan) -> bool:
    """Whether statements of some length hold two content words of the question."""
    tokens = looked.tokens
    asked = looked.cues.asked
    taken: set[str] = set()
    for sentence, (start, end) in enumerate(zip(tokens.starts, tokens.ends, strict=True)):
        if end - start >= SHORTEST_STATEMENT and _states(looked, sentence):
            taken |= asked & content(tokens, start, end)
    return len(taken) > 1


def _is_brief_answer(looked: Scan) -> bool:
    """Whether so short an answer says something of the topic: `RAG for facts.`, `DPO.`"""
    tokens = looked.tokens
    places = range(len(tokens.starts))
    if not places or sum(tokens.ends) - sum(tokens.starts) > BRIEF:
        return False
    if _STALLING.search(tokens.text(0, tokens.ends[-1])):
        return False
    return any(_states(looked, place) and _names_topic(looked, place) for place in places)


def _names_topic(looked: Scan, sentence: int) -> bool:
    """Whether the sentence names one topic, or says something with several."""
    tokens, topics = looked.tokens, looked.cues.asked | looked.cues.names
    start, end = tokens.starts[sentence], tokens.ends[sentence]
    said = [p for p in range(start, end) if tokens.words[p] not in _AGREEING]
    named = [p for p in said if tokens.stems[p] in topics]
    return len(named) == 1 or 0 < len(named) < len(said)


def _states(looked: Scan, sentence: int) -> bool:
    """Whether the sentence is neither a question, nor the question said again, nor a delay."""
    tokens = looked.tokens
    if "?" in tokens.tails[sentence] or looked.stances.is_echo(sentence):
        return False
    return not _STALLING.search(tokens.text(tokens.starts[sentence], tokens.ends[sentence]))
