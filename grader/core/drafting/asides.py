"""What stands at the end of an article: follow-ups with their answers, and related questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, Final

from grader.core.drafting.article import Section, is_answer_mark, sentences_of
from grader.core.drafting.claim import said_claim
from grader.core.drafting.drafting import Made, named
from grader.core.drafting.layout import Inline, InlineList
from grader.core.rubric import Kind
from grader.core.writing.slug import is_slug, slug

MOST_TELLS: Final = 12
"""Tells of one follow-up; a longer answer is for a person to cut."""
_QUOTES: Final = "“”\"' "
_OR: Final = re.compile(r",? or (?=(?:when|if|where|because)\b)")


def follow_ups_of(
    sections: Iterable[Section], ladder: Sequence[str], taken: Iterable[str]
) -> tuple[list[dict[str, Any]], list[str]]:
    """The follow-ups as they are written, and the text that belongs to none.

    `taken` are the ids that other tells of the rubric have.
    """
    ids = set(taken)
    found: list[dict[str, Any]] = []
    unplaced: list[str] = []
    for question, answer in _asked(sections, unplaced):
        if not answer:
            unplaced.append(question)
            continue
        claims = _claims(answer)
        unplaced += claims[MOST_TELLS:]
        made = (
            Made(kind=Kind.SIGNAL, level=ladder[-1], claim=said_claim(claim))
            for claim in claims[:MOST_TELLS]
        )
        tells = named(made, ids)
        ids |= {tell["id"] for tell in tells}
        name = slug(question)
        names = {follow_up["id"] for follow_up in found}
        found.append(
            {
                "id": name if name not in names else f"{name[:70].rstrip('-')}-{len(found) + 1}",
                "question": question[:4000],
                "strong_answer": " ".join(answer).strip(_QUOTES)[:4000],
                "tells": tells,
                "requires": _requires([tell["id"] for tell in tells], ladder),
            }
        )
    return found, unplaced


def _asked(sections: Iterable[Section], unplaced: list[str]) -> list[tuple[str, list[str]]]:
    """Questions, each with the paragraphs of its answer."""
    found: list[tuple[str, list[str]]] = []
    for section in sections:
        for item in section.items:
            label, colon, rest = item.text.partition(":")
            if is_answer_mark(item.text):
                continue
            text = rest.strip() if colon and is_answer_mark(label) else item.text
            if text is item.text and text.rstrip(_QUOTES).endswith("?"):
                found.append((text.strip(_QUOTES), []))
            elif found:
                found[-1][1].append(text)
            else:
                unplaced.append(text)
    return found


def _claims(answer: Iterable[str]) -> list[str]:
    pieces = (s for text in answer for s in sentences_of(text.strip(_QUOTES)))
    claims = (part.strip(_QUOTES) for piece in pieces for part in _OR.split(piece))
    return [claim for claim in claims if claim]


def _requires(ids: Sequence[str], ladder: Sequence[str]) -> dict[str, Any]:
    most = (len(ids) + 1) // 2
    rule = {ladder[-1]: Inline(at_least=most, of=InlineList(ids))}
    if len(ladder) > 2 and most > 1:
        return {ladder[1]: Inline(at_least=1, of=InlineList(ids)), **rule}
    return rule


def related_to(sections: Iterable[Section], known: Iterable[str], own: str) -> list[str]:
    """The ids of related rubrics: one that is known where its words are the question's, or else
    the question's own words.
    """
    ids = sorted(set(known) - {own}, key=lambda name: (-len(name), name))
    found: list[str] = []
    for section in sections:
        for item in section.items:
            for question in re.split(r"(?<=\?),?\s+|,\s+|;\s+", item.text):
                text = slug(question, words=12)
                words = set(text.split("-"))
                name = next((i for i in ids if set(i.split("-")) <= words), text)
                if question.strip(" .,;") and is_slug(name):
                    found.append(name)
    return list(dict.fromkeys(found))
