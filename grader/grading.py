"""The story of one answer: look it over, ask a judge, check the evidence, apply the rule."""

from __future__ import annotations

import hashlib

from grader.core.answer import Answer
from grader.core.evidence import verify
from grader.core.grade import Digests, Grade, JudgeInfo, Result, Ungraded, UngradedReason
from grader.core.integrity import inspect
from grader.core.judgment import Judgment
from grader.core.levels import decide
from grader.core.rubric import Rubric
from grader.errors import JudgeRefused
from grader.judge.base import Judge
from grader.usage import Usage

EXPLANATIONS = {
    UngradedReason.EMPTY: "There are no words of the candidate's to grade.",
    UngradedReason.QUESTION_ECHO: "The answer only repeats the question.",
    UngradedReason.INSTRUCTIONS_ONLY: "The text is aimed at the grader and answers nothing.",
    UngradedReason.OFF_TOPIC: "The answer does not attempt this question.",
    UngradedReason.REFUSED: "The judge declined to judge this answer; a person has to.",
}


async def grade(rubric: Rubric, answer: Answer, judge: Judge) -> Result:
    """Grade one answer. Raises JudgeError when the judge fails, which is never a low grade."""
    inspection = inspect(answer, rubric)
    flags = tuple(str(flag) for flag in inspection.flags)
    if inspection.nothing is not None:
        return _ungraded(rubric, answer, inspection.nothing, flags, None)
    try:
        judgment = await judge.judge(rubric, answer)
    except JudgeRefused as refusal:
        return _ungraded(rubric, answer, UngradedReason.REFUSED, flags, refusal)
    verified = verify(rubric, answer, judgment)
    matched = {finding.tell for finding in verified.findings if finding.matched}
    supported = any(finding.evidence for finding in verified.findings)
    if not judgment.on_topic and not supported:
        return _ungraded(rubric, answer, UngradedReason.OFF_TOPIC, flags, judgment)
    decision = decide(rubric, matched)
    return Grade(
        rubric=rubric.id,
        level=decision.level,
        findings=verified.findings,
        next_step=decision.next_step,
        explanation=decision.explanation,
        follow_up=_follow_up(rubric),
        flags=flags,
        review=_review(judgment, decision.level, flags, verified.unsupported),
        judge=_info(judgment),
        usage=judgment.usage,
        digests=_digests(rubric, answer, judgment),
    )


def _review(
    judgment: Judgment, level: str, flags: tuple[str, ...], unsupported: tuple[str, ...]
) -> tuple[str, ...]:
    """Every reason why a person should look at this grade."""
    reasons = [f"flag: {flag}" for flag in flags]
    if judgment.fallback_reason:
        reasons.append(f"fallback: {judgment.fallback_reason}")
    if judgment.holistic_level not in (None, level):
        reasons.append(f"judge-disagrees: {judgment.holistic_level} as a whole, {level} by rule")
    if not judgment.on_topic:
        reasons.append("off-topic: the judge finds no attempt to answer, yet cites evidence")
    reasons += [f"no-evidence: {tell}" for tell in unsupported]
    return (*reasons, *judgment.review)


def _follow_up(rubric: Rubric) -> str | None:
    return rubric.follow_ups[0].question if rubric.follow_ups else None


def _info(judgment: Judgment) -> JudgeInfo:
    return JudgeInfo(
        kind=judgment.kind,
        model=judgment.model,
        holistic_level=judgment.holistic_level,
        fallback_reason=judgment.fallback_reason,
    )


def _digests(rubric: Rubric, answer: Answer, judgment: Judgment | None) -> Digests:
    text = answer.text.encode("utf-8", "surrogatepass")
    return Digests(
        rubric=rubric.digest,
        prompt=judgment.prompt_digest if judgment else None,
        answer=hashlib.sha256(b"grader.answer.v1\n" + text).hexdigest(),
    )


def _ungraded(
    rubric: Rubric,
    answer: Answer,
    reason: UngradedReason,
    flags: tuple[str, ...],
    said: Judgment | JudgeRefused | None,
) -> Ungraded:
    judgment = said if isinstance(said, Judgment) else None
    refusal = said if isinstance(said, JudgeRefused) else None
    reasons = [f"ungraded: {reason}", *(f"flag: {flag}" for flag in flags)]
    return Ungraded(
        rubric=rubric.id,
        reason=reason,
        explanation=f"{EXPLANATIONS[reason]} {refusal}" if refusal else EXPLANATIONS[reason],
        flags=flags,
        review=tuple(reasons) + (judgment.review if judgment else ()),
        digests=_digests(rubric, answer, judgment),
        judge=_info(judgment) if judgment else None,
        usage=said.usage if said else Usage(),
        follow_up=None,
    )
