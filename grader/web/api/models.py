"""What the API takes, and what it makes of a record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from grader.core.answer import Role, Said
from grader.service.service import GradeRequest
from grader.store.audit import AuditEntry
from grader.store.record import Record

ANSWER = (
    "A LoRA adapter per customer, since one base model serves them all and each adapter is a few "
    "megabytes. I would rather run DPO on preference pairs than a reward model and PPO."
)


_AGREE = (
    "True agrees with the level that holds, be it the machine's or an earlier override's, and sets "
    "neither level nor tells."
)
ANSWER_IS = (
    "The candidate's words, or a transcript. A text in which two people clearly speak (labels, "
    "names that take turns, a copied chat, captions) is read as its turns, here as well, and only "
    "the candidate's words earn anything; where it does not tell who the candidate is: 422."
)


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TurnIn(Strict):
    """One turn of a transcript. Only the candidate's words can earn a tell."""

    role: Literal["interviewer", "candidate", "other"]
    text: str
    speaker: Annotated[str, Field(max_length=200)] | None = None


class GradeIn(Strict):
    """An answer to grade: `answer`, or a `transcript` as turns or as text with speakers."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"rubric": "fine-tuning-modes", "answer": ANSWER}]},
    )

    rubric: Annotated[str, Field(max_length=200, description="The rubric's id.")]
    answer: Annotated[str, Field(description=ANSWER_IS)] | None = None
    transcript: (
        Annotated[
            list[TurnIn] | str,
            Field(description="Turns with their roles, or text that is read as `answer` is."),
        ]
        | None
    ) = None
    external_id: (
        Annotated[str, Field(max_length=200, description="Your own id, to find it by.")] | None
    ) = None

    @model_validator(mode="after")
    def _one_of_two(self) -> GradeIn:
        if (self.answer is None) == (self.transcript is None):
            raise ValueError("answer, transcript: send one of the two")
        return self

    def request(self) -> GradeRequest:
        said: str | list[Said] | None = None
        if isinstance(self.transcript, list):
            said = [
                Said(speaker=turn.speaker, role=Role(turn.role), text=turn.text)
                for turn in self.transcript
            ]
        else:
            said = self.transcript
        return GradeRequest(
            rubric=self.rubric, answer=self.answer, transcript=said, external_id=self.external_id
        )


class FollowUpIn(Strict):
    """The answer to a follow-up question; without `follow_up` to the rubric's first."""

    answer: str
    follow_up: Annotated[str, Field(max_length=200)] | None = None


class OverrideIn(Strict):
    """A person's word: a level of the rubric, or tells that are (true) or are not there (false)."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {"level": "L5", "reason": "Named DPO in the follow-up.", "reviewer": "ana"}
            ]
        },
    )

    reviewer: Annotated[str, Field(min_length=1, max_length=200)]
    reason: Annotated[
        str, Field(max_length=10_000, description="Why. Only who agrees need not say.")
    ] = ""
    level: Annotated[str, Field(max_length=64)] | None = None
    tells: dict[str, bool] = {}
    agree: Annotated[bool, Field(description=_AGREE)] = False


class HoldIn(Strict):
    held: bool


def grade_json(record: Record) -> dict[str, Any]:
    """A record as the API shows it, without the answer, which the caller has."""
    said = [
        {
            "at": entry.at,
            "reviewer": entry.reviewer,
            "action": entry.action,
            "level": entry.level,
            "tells": dict(entry.tells),
            "reason": entry.reason,
        }
        for entry in record.reviews
    ]
    return {
        "id": record.id,
        "created_at": record.created_at,
        "external_id": record.external_id,
        "parent": record.parent,
        "batch": record.batch,
        "batch_row": record.batch_row,
        **record.result,
        "final_level": record.final_level,
        "needs_review": record.needs_review,
        "reviews": said,
        "erased_at": record.erased_at,
        "held": record.held,
    }


def entry_json(entry: AuditEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in AuditEntry.__slots__ if name != "tenant"}


def decision_json(record: Record, trail: Sequence[AuditEntry]) -> dict[str, Any]:
    """The decision record: the grade, what it rests on, and all that happened to it."""
    return {
        "grade": grade_json(record),
        "answer": record.answer,
        "turns": [dict(turn) for turn in record.turns],
        "audit": [entry_json(entry) for entry in trail],
    }
