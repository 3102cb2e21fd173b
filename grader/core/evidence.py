"""Evidence: a judge's sentence numbers become spans of the candidate's own words, or nothing."""

from __future__ import annotations

from dataclasses import dataclass

from grader.core.answer import Answer
from grader.core.grade import Evidence, Finding
from grader.core.judgment import Judgment, Stance, Verdict
from grader.core.rubric import Rubric, Tell
from grader.errors import ReplyMalformed


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """Findings in the rubric's order, and the ids of tells asserted without any evidence."""

    findings: tuple[Finding, ...]
    unsupported: tuple[str, ...]


def verify(rubric: Rubric, answer: Answer, judgment: Judgment) -> Verified:
    """Check a judgment against the answer.

    A tell counts only where the judge cites sentences that exist. Raises ReplyMalformed when a
    verdict is missing, is on an unknown tell, or cites a sentence that the answer does not have.
    """
    verdicts = {verdict.tell: verdict for verdict in judgment.verdicts}
    wrong = verdicts.keys() ^ rubric.tell_by_id.keys()
    if wrong:
        raise ReplyMalformed(
            f"verdicts and tells differ: {', '.join(sorted(wrong))}",
            "Ask for exactly one verdict per tell of the rubric",
        )
    findings = tuple(_finding(tell, verdicts[tell.id], answer) for tell in rubric.tells)
    unsupported = tuple(
        finding.tell
        for finding in findings
        if finding.stance is Stance.ASSERTED and not finding.evidence
    )
    return Verified(findings=findings, unsupported=unsupported)


def _finding(tell: Tell, verdict: Verdict, answer: Answer) -> Finding:
    evidence = tuple(_span(answer, number, tell) for number in sorted(set(verdict.sentences)))
    present = verdict.stance is Stance.ASSERTED and bool(evidence)
    return Finding(
        tell=tell.id,
        kind=tell.kind,
        matched=present != tell.absence,
        stance=verdict.stance,
        evidence=evidence,
        reason=verdict.reason,
        confidence=verdict.confidence,
    )


def _span(answer: Answer, number: int, tell: Tell) -> Evidence:
    if not 1 <= number <= len(answer.sentences):
        raise ReplyMalformed(
            f"sentence {number} cited for {tell.id} does not exist",
            f"The answer has sentences 1 to {len(answer.sentences)}",
        )
    sentence = answer.sentences[number - 1]
    text = answer.text[sentence.start : sentence.end]
    return Evidence(start=sentence.start, end=sentence.end, text=text)
