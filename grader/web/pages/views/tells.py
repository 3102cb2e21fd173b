"""The tells of a grade as the page lists them: ticked or crossed, with their claim and quotes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.core.judgment import Stance
from grader.core.rubric import Kind, Rubric, Tell
from grader.web.pages.views.marked import Quote, anchor

SECTIONS = (
    (Kind.STRONG_HIRE, "Strong-hire tells"),
    (Kind.SIGNAL, "Signals"),
    (Kind.DOWN_LEVEL, "Down-level tells"),
)
_STANCES = {
    Stance.REJECTED: "Named, but turned down or taken back",
    Stance.QUOTED: "Someone else's words, not the candidate's own claim",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """One sentence of evidence as the tell lists it; `anchor` is where it stands in the answer."""

    text: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TellLine:
    """One tell. `corrected` is a person's verdict where it differs from the judge's, else None."""

    id: str
    claim: str
    level: str
    matched: bool
    tone: str
    said: str
    note: str
    reason: str
    guidance: str
    quotes: tuple[Quoted, ...]
    corrected: bool | None = None

    @property
    def there(self) -> bool:
        """What holds: a person's verdict where there is one."""
        return self.matched if self.corrected is None else self.corrected


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The tells of one kind. `matched` counts as the judge found them."""

    title: str
    kind: str
    matched: int
    tells: tuple[TellLine, ...]


def claim_of(tell: Tell) -> str:
    """What a match says of the candidate; an absence tell is matched when it is never said."""
    claim = tell.claim.strip()
    return f"never {claim}" if tell.absence else claim


def sections(
    findings: Sequence[Mapping[str, Any]], rubric: Rubric | None, corrected: Mapping[str, bool]
) -> tuple[Section, ...]:
    """The findings by kind, empty kinds left out. A tell gone from its rubric shows its id."""
    found = []
    for kind, title in SECTIONS:
        lines = tuple(_line(f, rubric, corrected) for f in findings if f["kind"] == kind)
        if lines:
            matched = sum(line.matched for line in lines)
            found.append(Section(title=title, kind=str(kind), matched=matched, tells=lines))
    return tuple(found)


def quotes(findings: Iterable[Mapping[str, Any]]) -> tuple[Quote, ...]:
    """Every stretch of the answer to mark, in the order of the findings."""
    return tuple(
        Quote(tell=f["tell"], start=e["start"], end=e["end"], tone=_tone(f))
        for f in findings
        for e in f["evidence"]
    )


def _tone(finding: Mapping[str, Any]) -> str:
    if not finding["matched"]:
        return "aside"
    return "against" if finding["kind"] == Kind.DOWN_LEVEL else "for"


def _line(
    finding: Mapping[str, Any], rubric: Rubric | None, corrected: Mapping[str, bool]
) -> TellLine:
    tell = rubric.tell_by_id.get(finding["tell"]) if rubric else None
    matched = bool(finding["matched"])
    verdict = corrected.get(finding["tell"], matched)
    note = _STANCES.get(finding["stance"], "")
    if tell and tell.absence and not matched and finding["evidence"]:
        note = "It is said here"
    return TellLine(
        id=finding["tell"],
        claim=claim_of(tell) if tell else finding["tell"],
        level=tell.level if tell else "",
        matched=matched,
        tone=_tone(finding) if matched else "",
        said="matched" if matched else "not matched",
        note=note,
        reason=finding["reason"].strip(),
        guidance=tell.guidance.strip() if tell else "",
        quotes=tuple(
            Quoted(text=" ".join(e["text"].split()), anchor=anchor(e["start"]))
            for e in finding["evidence"]
        ),
        corrected=verdict if verdict is not matched else None,
    )
