"""From cues to verdicts: what the keyword scorer says of each tell, and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from grader.core.answer import Answer
from grader.core.flags.fragments import is_fragmentary
from grader.core.judgment import Stance, Verdict
from grader.core.rubric import Rubric, Tell
from grader.core.scoring.compiled import Node, RubricCues
from grader.core.scoring.distance import is_distant
from grader.core.scoring.found import Found
from grader.core.scoring.matching import Scan
from grader.core.scoring.stance import Held
from grader.core.scoring.topic import is_on_topic

MOST_SENTENCES: Final = 4
LONGEST: Final = 120
"""Characters of the words that a reason repeats."""
ENOUGH: Final = 1
"""After so many cues have matched, a tell's further cues add nothing."""
_STANCE: Final = {
    Held.ASSERTED: Stance.ASSERTED,
    Held.REJECTED: Stance.REJECTED,
    Held.DENIED: Stance.REJECTED,
    Held.QUOTED: Stance.QUOTED,
    Held.LISTED: Stance.QUOTED,
    Held.ECHO: Stance.QUOTED,
    Held.UNKNOWN: Stance.ABSENT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """The verdicts on all tells, those of which the scorer is unsure, and the topic."""

    verdicts: tuple[Verdict, ...]
    unsure: tuple[str, ...]
    on_topic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """One place where a cue's words occur: what `explain` shows to the author of a rubric."""

    tell: str
    cue: str
    sentences: tuple[int, ...]
    words: tuple[str, ...]
    held: str
    satisfied: bool
    weak: bool


def scan(cues: RubricCues, answer: Answer) -> Scored:
    """Look for every tell of the rubric in the answer."""
    looked = Scan(cues, answer)
    rows = [_verdict(looked, tell) for tell in cues.rubric.tells]
    top = _earned_top(cues.rubric, rows)
    if top and is_fragmentary(answer.sentences):
        rows = [_doubted(row) if row[0].tell in top else row for row in rows]
    verdicts = tuple(verdict for verdict, _ in rows)
    claimed = any(
        v.stance is Stance.ASSERTED and not t.absence
        for v, t in zip(verdicts, cues.rubric.tells, strict=True)
    )
    return Scored(
        verdicts=verdicts,
        unsure=tuple(verdict.tell for verdict, unsure in rows if unsure),
        on_topic=claimed or is_on_topic(looked),
    )


def tell_stance(cues: RubricCues, tell_id: str, answer: Answer) -> Stance:
    """How the candidate stands to one tell."""
    return _verdict(Scan(cues, answer), cues.rubric.tell_by_id[tell_id])[0].stance


def explain(rubric: Rubric, answer: Answer) -> list[Trace]:
    """Every place where words of a cue occur, satisfied or not, tell by tell."""
    looked = Scan(RubricCues(rubric), answer)
    return [
        Trace(
            tell=tell.id,
            cue=_shown(cue),
            sentences=looked.sentences(found),
            words=tuple(looked.tokens.text(*span) for span in found.spans),
            held=found.held.name.lower(),
            satisfied=found.satisfied,
            weak=cue.weak,
        )
        for tell in rubric.tells
        for cue in looked.cues.cues[tell.id]
        for found in looked.look(cue)
    ]


def _verdict(looked: Scan, tell: Tell) -> tuple[Verdict, bool]:
    strong: list[tuple[Node, Found]] = []
    weak: list[tuple[Node, Found]] = []
    other: list[tuple[Node, Found]] = []
    doubtful: list[tuple[Node, Found]] = []
    flat = tell.kind == "down_level" and not tell.absence
    for cue in looked.likely(tell.id):
        found = looked.look(cue, brief=True)
        best = max(found, key=_worth, default=None)
        if best is None:
            continue
        if flat and best.satisfied and _is_distant(looked, best):
            plain = (f for f in looked.look(cue) if f.satisfied and not _is_distant(looked, f))
            nearer = next(plain, None)
            if nearer is None:
                doubtful.append((cue, best))
                continue
            best = nearer
        group = other if not best.satisfied else weak if cue.weak else strong
        group.append((cue, best))
        if len(strong) >= ENOUGH:
            break
    if strong or len(weak) > 1:
        return _asserted(looked, tell, strong, weak), False
    if weak or doubtful:
        kind, (_, sign) = ("weak sign", weak[0]) if weak else ("remark on others", doubtful[0])
        reason = f"only a {kind}: {_words(looked, sign)}"
        verdict = Verdict(tell=tell.id, stance=Stance.ABSENT, reason=reason, confidence=0.4)
        return verdict, True
    return _unmatched(looked, tell, [found for _, found in other]), False


def _earned_top(rubric: Rubric, rows: list[tuple[Verdict, bool]]) -> frozenset[str]:
    """The tells of the highest level that were found."""
    top = rubric.ladder[-1]
    return frozenset(
        tell.id
        for tell, (verdict, _) in zip(rubric.tells, rows, strict=True)
        if tell.level == top and verdict.stance is Stance.ASSERTED and not tell.absence
    )


def _doubted(row: tuple[Verdict, bool]) -> tuple[Verdict, bool]:
    """What names set side by side may stand for is no claim of the candidate's: for review."""
    reason = f"only named, among fragments: {row[0].reason}"
    return replace(row[0], stance=Stance.QUOTED, reason=reason), True


def _asserted(
    looked: Scan, tell: Tell, strong: list[tuple[Node, Found]], weak: list[tuple[Node, Found]]
) -> Verdict:
    chosen = strong[:1] or weak[:2]
    numbers = sorted({n for _, found in chosen for n in looked.sentences(found)})
    certainty = min(0.75 + 0.07 * (len(strong) - 1) + 0.03 * len(weak), 0.95) if strong else 0.55
    return Verdict(
        tell=tell.id,
        stance=Stance.ASSERTED,
        sentences=tuple(numbers[:MOST_SENTENCES]),
        reason=", ".join(_words(looked, found) for _, found in chosen),
        confidence=round(certainty, 2),
    )


def _unmatched(looked: Scan, tell: Tell, found: list[Found]) -> Verdict:
    best = max(found, key=lambda f: int(f.held), default=None)
    if best is None:
        return _nothing(tell.id)
    # Words that are asserted do not satisfy a cue which wants them rejected.
    stance = Stance.ABSENT if best.held is Held.ASSERTED else _STANCE[best.held]
    said = stance is not Stance.ABSENT
    return Verdict(
        tell=tell.id,
        stance=stance,
        sentences=looked.sentences(best)[:MOST_SENTENCES] if said else (),
        reason=f"{best.held.name.lower()}: {_words(looked, best)}",
        confidence=0.7,
    )


def _is_distant(looked: Scan, found: Found) -> bool:
    """Whether a sentence in which a fault was found speaks of others, or of another time."""
    places = {looked.where[span[0]] for span in found.spans}
    return any(is_distant(looked.tokens, place) for place in places)


@lru_cache(maxsize=1000)
def _nothing(tell: str) -> Verdict:
    return Verdict(tell=tell, stance=Stance.ABSENT, reason="none of its cues", confidence=0.8)


def _worth(found: Found) -> tuple[bool, int, int]:
    return (found.satisfied, int(found.held), -len(found.spans))


def _words(looked: Scan, found: Found) -> str:
    shown = [_short(looked.tokens.text(*span)) for span in found.spans]
    return " near ".join(f"'{words}'" for words in dict.fromkeys(shown[:3]))


def _short(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1] + "…"


def _shown(node: Node) -> str:
    cue = node.cue
    return cue if isinstance(cue, str) else str(cue.model_dump(exclude_defaults=True))
