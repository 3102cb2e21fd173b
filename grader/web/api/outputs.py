"""What the API answers with, for its description: nothing is checked against these at run time."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field


class EvidenceOut(BaseModel):
    """A sentence of the answer: `start` and `end` are offsets into its text, in characters."""

    start: int
    end: int
    text: str


class FindingOut(BaseModel):
    """What was found of one tell."""

    tell: str
    kind: Literal["strong_hire", "signal", "down_level"]
    matched: bool
    stance: Literal["asserted", "rejected", "quoted", "absent"]
    evidence: list[EvidenceOut]
    reason: str
    confidence: float | None


class StepOut(BaseModel):
    """What the next level takes: `needs` more of the tells `of`, and none of `blocked_by`."""

    level: str
    needs: int
    of: list[str]
    blocked_by: list[str]


class JudgeOut(BaseModel):
    """Who judged. `fallback_reason` says why the keyword scorer stood in for a model."""

    kind: Literal["llm", "panel", "keyword"]
    model: str | None
    holistic_level: str | None
    fallback_reason: str | None


class UsageOut(BaseModel):
    """What judging took; `cost_usd` is null where the price is not known."""

    input_tokens: int
    output_tokens: int
    calls: int
    cached: int
    cost_usd: float | None


class ReviewOut(BaseModel):
    """What one person said of a grade."""

    at: str
    reviewer: str
    action: Literal["agree", "override"]
    level: str | None
    tells: dict[str, bool]
    reason: str


class GradeOut(BaseModel):
    """A kept grade: the grade itself, and beside it what people said of it."""

    id: str
    created_at: str
    external_id: str | None
    parent: Annotated[str | None, Field(description="The grade whose follow-up this answers.")]
    batch: str | None
    batch_row: Annotated[int | None, Field(description="Its row in the batch, from 1.")]
    rubric: str
    level: Annotated[str | None, Field(description="The machine's; null: not graded.")]
    final_level: Annotated[str | None, Field(description="The one that holds.")]
    ungraded: Annotated[str | None, Field(description="Why there is no level.")]
    explanation: str
    findings: list[FindingOut]
    missing_for_next_level: list[str]
    next_step: StepOut | None
    follow_up: Annotated[str | None, Field(description="The question to ask next.")]
    flags: list[str]
    review: Annotated[list[str], Field(description="Why a person should look.")]
    needs_review: Annotated[bool, Field(description="Whether nobody has looked yet.")]
    judge: JudgeOut | None
    usage: UsageOut
    digests: dict[str, Any]
    reviews: list[ReviewOut]
    erased_at: str | None
    held: bool


class GradesOut(BaseModel):
    """A page of grades, newest first; `next_cursor` is null on the last."""

    grades: list[GradeOut]
    next_cursor: str | None


class TurnOut(BaseModel):
    """A turn of the answer, as a stretch of its text."""

    speaker: str | None
    role: Literal["interviewer", "candidate", "other"]
    start: int
    end: int


class EntryOut(BaseModel):
    """An entry of the audit log; `hash` is over all of it and `previous`."""

    seq: int
    at: str
    actor: str
    action: str
    subject: str
    detail: dict[str, Any]
    previous: str
    hash: str


class DecisionOut(BaseModel):
    """The decision record; `answer` is null once it is erased."""

    grade: GradeOut
    answer: str | None
    turns: list[TurnOut]
    audit: list[EntryOut]


class BatchOut(BaseModel):
    """How far a batch is: `total` and `done` count rows, `levels` those that are graded."""

    id: str
    name: str
    rubric: str | None
    state: Literal["queued", "running", "done", "cancelled", "failed"]
    message: Annotated[str, Field(description="Why it failed.")]
    created_at: str
    columns: list[str]
    total: int
    done: int
    ungraded: int
    levels: dict[str, int]
    cost_usd: float
    attempt: Annotated[int, Field(description="How often it was begun.")]


class BatchesOut(BaseModel):
    """The latest batches, newest first."""

    batches: list[BatchOut]


class RubricOut(BaseModel):
    """A rubric in short."""

    id: str
    version: int
    title: str
    question: str


class RubricsOut(BaseModel):
    rubrics: list[RubricOut]


class LevelOut(BaseModel):
    """A level; `requires` is its rule as the rubric writes it, null for the lowest."""

    id: str
    descriptor: str
    requires: Any


class TellOut(BaseModel):
    id: str
    kind: Literal["strong_hire", "signal", "down_level"]
    level: str
    claim: str


class FollowUpOut(BaseModel):
    id: str
    question: str


class WholeRubricOut(RubricOut):
    """A rubric, without the keyword scorer's cues."""

    levels: list[LevelOut]
    tells: list[TellOut]
    follow_ups: list[FollowUpOut]
    related: list[str]
    digest: str


class AliveOut(BaseModel):
    status: Literal["ok"]


class ReadyOut(BaseModel):
    """`checks` says of database, library and provider how each is."""

    status: Literal["ok", "unavailable"]
    checks: dict[str, str]


class Problem(BaseModel):
    """A problem document (RFC 9457). `type` is stable; `field` is where the fault lies."""

    type: str
    title: str
    status: int
    detail: str
    hint: Annotated[str | None, Field(description="What to do.")] = None
    field: str | None = None
