"""The tells of a draft rubric, from the items of an article's sections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from grader.core.drafting.article import LEVEL, Item, Section, sentences_of
from grader.core.drafting.claim import (
    Claim,
    against_claim,
    claim_slug,
    content_words,
    for_claim,
    named_things,
    said_claim,
)
from grader.core.drafting.layout import Inline, InlineList
from grader.core.rubric import Kind
from grader.core.scoring.spelling import stem

LONGEST_CLAIM: Final = 500
LONGEST_GUIDANCE: Final = 4000
_SAME: Final = 0.6
"""Share of a tell's content words that makes a paragraph an account of the same thing."""
_REMARK: Final = re.compile(
    rf"(?:this|that)(?:'s| is| would be) (?:an? |the |solid |clearly |still )*{LEVEL}\b",
    re.IGNORECASE,
)
"""What closes a model answer: `This is L5. You've named the modes, ...`"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A tell as it was made. `guidance` is what the article says about it."""

    kind: Kind
    level: str
    claim: Claim
    guidance: str = ""

    def written(self, name: str) -> dict[str, Any]:
        """Its fields in a rubric file, under an id."""
        fields: dict[str, Any] = {
            "id": name,
            "kind": str(self.kind),
            "level": self.level,
            "claim": self.claim.text[:LONGEST_CLAIM],
        }
        if self.guidance:
            fields["guidance"] = self.guidance[:LONGEST_GUIDANCE]
        if self.claim.absence:
            fields["absence"] = True
        cues = _cues(self.claim)
        return {**fields, "cues": cues} if cues else fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a good or a great answer says."""

    tells: tuple[Made, ...]
    remarks: tuple[str, ...]
    """What the article says about such an answer, as claims."""
    intros: tuple[str, ...]
    """Lines that only lead in to what follows them."""


def listed(section: Section) -> tuple[list[str], list[str]]:
    """The tells of a section that lists them, and what else stands there."""
    bullets = [item.text for item in section.items if item.bullet]
    if not bullets:
        return [item.text for item in section.items], []
    return bullets, [item.text for item in section.items if not item.bullet]


def tell_for(text: str, good: str, great: str, levels: tuple[str, str]) -> Made:
    """A strong-hire tell, at the level whose answer shares more of its words."""
    claim = for_claim(text)
    words = _stems(claim.text)
    level = levels[0] if _share(words, good) > _share(words, great) else levels[1]
    return Made(kind=Kind.STRONG_HIRE, level=level, claim=claim)


def tell_against(text: str, level: str) -> Made:
    return Made(kind=Kind.DOWN_LEVEL, level=level, claim=against_claim(text))


def told(section: Section, level: str) -> Told:
    """The signals of a model answer: one a paragraph or list item."""
    tells: list[Made] = []
    remarks: list[str] = []
    intros: list[str] = []
    for text, below in _grouped(section.items):
        plain = _unquoted(text)
        if below:
            claim = said_claim(plain.rstrip(" :"), gives=True)
            guidance = "; ".join(_unquoted(item) for item in below)
        elif plain.endswith(":"):
            intros.append(plain)
            continue
        elif _REMARK.match(plain.replace("’", "'")):
            remarks += [for_claim(s).text for s in sentences_of(plain) if not _is_verdict(s)]
            continue
        else:
            claim = said_claim(next(sentences_of(plain), plain))
            guidance = plain
        tells.append(Made(kind=Kind.SIGNAL, level=level, claim=claim, guidance=guidance))
    return Told(tells=tuple(tells), remarks=tuple(remarks), intros=tuple(intros))


def merged(tells: Sequence[Made], signals: Iterable[Made]) -> list[Made]:
    """The tells, and those signals that no tell of their level is about already.

    A signal that is about the same thing as a tell becomes the tell's guidance.
    """
    kept = list(tells)
    for signal in signals:
        said = signal.guidance or signal.claim.text
        rank = [
            _share(_stems(made.claim.text), said) if _takes(made, signal) else 0.0 for made in kept
        ]
        best = max(range(len(kept)), key=rank.__getitem__, default=None)
        if best is None or rank[best] < _SAME:
            kept.append(signal)
        else:
            kept[best] = replace(kept[best], guidance=said)
    return kept


def named(tells: Iterable[Made], taken: Iterable[str] = ()) -> list[dict[str, Any]]:
    """The tells as they are written, each under an id of its own, none of them `taken`."""
    ids = set(taken)
    written = []
    for made in tells:
        base = claim_slug(made.claim)
        name = next(n for n in _numbered(base) if n not in ids)
        ids.add(name)
        written.append(made.written(name))
    return written


def _takes(made: Made, signal: Made) -> bool:
    return made.kind is Kind.STRONG_HIRE and made.level == signal.level and not made.guidance


def _numbered(base: str) -> Iterator[str]:
    yield base
    number = 2
    while True:
        yield f"{base[:70].rstrip('-')}-{number}"
        number += 1


def _is_verdict(sentence: str) -> bool:
    return _REMARK.match(sentence.replace("’", "'")) is not None and len(sentence.split()) < 6


def _grouped(items: Sequence[Item]) -> Iterator[tuple[str, list[str]]]:
    """Items, where a line that ends in a colon takes the list below it."""
    at = 0
    while at < len(items):
        text, stop = items[at].text, at + 1
        if not items[at].bullet and text.endswith(":"):
            while stop < len(items) and items[stop].bullet:
                stop += 1
        yield text, [item.text for item in items[at + 1 : stop]]
        at = stop


def _unquoted(text: str) -> str:
    return text.strip().strip('“”"').removeprefix("…").removeprefix("...").strip() or text


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word.lower()) for word in content_words(text))


def _share(words: frozenset[str], text: str) -> float:
    return len(words & _stems(text)) / len(words) if words else 0.0


def _cues(claim: Claim) -> list[Any]:
    """Phrases of the claim: the names that clear an absence, or else a weak sign."""
    names = named_things(claim) if claim.absence else ()
    if names:
        return list(names)
    # Without the verb, which is the article's and not the candidate's.
    found = content_words(claim.text.partition(" ")[2])
    words = InlineList(dict.fromkeys(w.lower() for w in found if "'" not in w))
    del words[3:]
    if len(words) < 2:
        return [Inline(phrase=word, weak=True) for word in words]
    return [Inline(all=words, within=1, weak=True)]
