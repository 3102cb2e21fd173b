"""Reasons for review, flags and the like, in words."""

from __future__ import annotations

from dataclasses import dataclass

_TITLES = {
    "ungraded": "Could not be graded",
    "fallback": "The keyword scorer stood in for the model",
    "judge-disagrees": "The judge's own level differs from the rule's",
    "off-topic": "The judge finds no attempt to answer, yet cites evidence",
    "no-evidence": "The judge saw a tell but gave no sentence for it",
    "keyword-unsure": "The keyword scorer has one weak sign only",
    "panel-split": "The panel is split",
    "follow-up-weaker": "The follow-up was answered below the main answer",
    "follow-up-stronger": "The follow-up was answered above the main answer",
}
_FLAGS = {
    "grader-instructions": "The answer tells whoever grades what to do",
    "fake-structure": "The answer imitates a system message or a judge's reply",
    "self-assigned-level": "The answer gives itself a level or a mark",
    "invisible-characters": "The answer holds characters that a reader cannot see",
    "mixed-script": "The answer holds look-alike letters of another script",
    "keyword-stuffing": "The answer lists terms in place of claims",
    "rubric-parroting": "The answer repeats the rubric's own wording",
    "encoded-payload": "The answer holds an encoded text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a person should look: `said` in words, `detail` as it was given, `code` for programs."""

    code: str
    said: str
    detail: str = ""


def reason(given: str) -> Reason:
    """A review reason such as `no-evidence: lora-serving`, in words. What is unknown stays."""
    code, _, detail = (part.strip() for part in given.partition(":"))
    if code == "flag":
        return Reason(code=detail, said=_FLAGS.get(detail, f"Flag: {detail}"))
    if code not in _TITLES:
        return Reason(code=code, said=given)
    return Reason(
        code=code,
        said=_TITLES[code],
        detail=detail.replace("-", " ") if code == "ungraded" else detail,
    )


def reasons(given: tuple[str, ...]) -> tuple[Reason, ...]:
    """Each reason once, in order; a flag that is also a review reason is said once."""
    return tuple(dict.fromkeys(reason(one) for one in given))
