"""A result as plain JSON values: the one shape that every face and every record shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from grader.core.grade import (
    Digests,
    Evidence,
    Finding,
    Grade,
    JudgeInfo,
    Result,
    Step,
    Ungraded,
    UngradedReason,
)
from grader.core.judgment import JudgeKind, Stance
from grader.core.rubric import Kind
from grader.usage import Usage

_DIGESTS = ("rubric", "prompt", "answer")


def as_json(result: Result) -> dict[str, Any]:
    """The JSON of a Grade, or of an Ungraded, whose `level` is null and `ungraded` says why."""
    grade = result if isinstance(result, Grade) else None
    return {
        "rubric": result.rubric,
        "level": grade.level if grade else None,
        "ungraded": str(result.reason) if isinstance(result, Ungraded) else None,
        "explanation": result.explanation,
        "findings": [_finding(finding) for finding in grade.findings] if grade else [],
        "missing_for_next_level": list(grade.missing_for_next_level) if grade else [],
        "next_step": _step(grade.next_step) if grade else None,
        "follow_up": result.follow_up,
        "flags": list(result.flags),
        "review": list(result.review),
        "judge": _judge(result.judge),
        "usage": _usage(result.usage),
        "digests": asdict(result.digests),
    }


def from_json(shown: Mapping[str, Any]) -> Result:
    """The result that `as_json` was given."""
    judge = shown["judge"]
    said = JudgeInfo(**judge | {"kind": JudgeKind(judge["kind"])}) if judge else None
    common: dict[str, Any] = {
        "rubric": shown["rubric"],
        "explanation": shown["explanation"],
        "follow_up": shown["follow_up"],
        "flags": tuple(shown["flags"]),
        "review": tuple(shown["review"]),
        "usage": Usage(**shown["usage"]),
        "digests": Digests(**{name: shown["digests"][name] for name in _DIGESTS}),
    }
    if shown["level"] is None or said is None:
        return Ungraded(**common, reason=UngradedReason(shown["ungraded"]), judge=said)
    step = shown["next_step"]
    return Grade(
        **common,
        level=shown["level"],
        findings=tuple(_read_finding(finding) for finding in shown["findings"]),
        next_step=_read_step(step) if step else None,
        judge=said,
    )


def _read_step(shown: Mapping[str, Any]) -> Step:
    return Step(
        level=shown["level"],
        needs=shown["needs"],
        of=tuple(shown["of"]),
        blocked_by=tuple(shown["blocked_by"]),
    )


def _read_finding(shown: Mapping[str, Any]) -> Finding:
    return Finding(
        tell=shown["tell"],
        kind=Kind(shown["kind"]),
        matched=shown["matched"],
        stance=Stance(shown["stance"]),
        evidence=tuple(Evidence(**evidence) for evidence in shown["evidence"]),
        reason=shown["reason"],
        confidence=shown["confidence"],
    )


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "tell": finding.tell,
        "kind": str(finding.kind),
        "matched": finding.matched,
        "stance": str(finding.stance),
        "evidence": [{"start": e.start, "end": e.end, "text": e.text} for e in finding.evidence],
        "reason": finding.reason,
        "confidence": finding.confidence,
    }


def _step(step: Step | None) -> dict[str, Any] | None:
    if step is None:
        return None
    return {
        "level": step.level,
        "needs": step.needs,
        "of": list(step.of),
        "blocked_by": list(step.blocked_by),
    }


def _judge(judge: JudgeInfo | None) -> dict[str, Any] | None:
    if judge is None:
        return None
    return {
        "kind": str(judge.kind),
        "model": judge.model,
        "holistic_level": judge.holistic_level,
        "fallback_reason": judge.fallback_reason,
    }


def _usage(usage: Usage) -> dict[str, Any]:
    return {
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "calls": usage.calls,
        "cached": usage.cached,
        "cost_usd": usage.cost_usd,
    }
