"""A result as plain JSON values: the one shape that every face and every record shares."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from grader.core.grade import Finding, Grade, JudgeInfo, Result, Step, Ungraded
from grader.core.judgment import Usage


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
