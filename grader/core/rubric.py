"""A rubric: the question, the ladder of levels, the tells, and the rule that joins them."""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Final, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

from grader.core.cue import Cue
from grader.core.digest import digest
from grader.errors import InputError

Slug: TypeAlias = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
LevelId: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.+-]{0,39}$")]
JOINT: Final = "--"
"""Between a rubric's id and its follow-up's, in the id of the rubric that grades the latter."""
Text: TypeAlias = Annotated[str, Field(min_length=1, max_length=4000)]


class Written(BaseModel):
    """Base of all that people write: frozen, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


class Kind(StrEnum):
    """What a tell is evidence of."""

    SIGNAL = "signal"
    """Evidence for a level."""
    STRONG_HIRE = "strong_hire"
    """A signal that also earns a strong-hire vote."""
    DOWN_LEVEL = "down_level"
    """Pulls the level down."""


class AllRule(Written):
    """Holds when every one of `all` holds."""

    all: tuple[Rule, ...] = Field(min_length=1)


class AnyRule(Written):
    """Holds when one of `any` holds."""

    any: tuple[Rule, ...] = Field(min_length=1)


class AtLeastRule(Written):
    """Holds when at least `at_least` of `of` hold.

    `of` is a list of rules, or a level's id: every signal and strong-hire tell of that level.
    """

    at_least: int = Field(ge=1)
    of: LevelId | tuple[Rule, ...]


def _rule_form(value: Any) -> str | None:
    if isinstance(value, str):
        return "tell"
    forms = ("all", "any", "at_least")
    if isinstance(value, dict):
        return next((form for form in forms if form in value), None)
    return next((form for form in forms if hasattr(value, form)), None)


Rule: TypeAlias = Annotated[
    Annotated[Slug, Tag("tell")]
    | Annotated[AllRule, Tag("all")]
    | Annotated[AnyRule, Tag("any")]
    | Annotated[AtLeastRule, Tag("at_least")],
    Discriminator(
        _rule_form,
        custom_error_type="rule_form",
        custom_error_message="a rule is a tell's id, or has one of: all, any, at_least",
    ),
]


class Level(Written):
    """One rung of the ladder. It is reached when `requires` holds, and that of every lower rung."""

    id: LevelId
    descriptor: Text
    requires: Rule | None = None
    """None for the lowest level, which any answer to the question reaches."""


class Cap(Written):
    """When `when` holds, the level is at most `at`."""

    at: LevelId
    when: Rule


class Examples(Written):
    """Short answers that must match, or must not match, a tell: its tests."""

    match: tuple[Text, ...] = ()
    miss: tuple[Text, ...] = ()


class Tell(Written):
    """An observable sign for or against a level.

    An absence tell is matched when the whole answer lacks what `claim` describes: claim, cues and
    examples are all written the positive way round ("shows awareness of DPO"), and code inverts.
    """

    id: Slug
    kind: Kind
    level: LevelId
    claim: Text
    """What the candidate says when the tell is there, completing "The candidate ..."."""
    guidance: str = Field(default="", max_length=4000)
    """What counts and what does not, for the judge and for people."""
    absence: bool = False
    cues: tuple[Cue, ...] = ()
    examples: Examples = Examples()


class FollowUp(Written):
    """A follow-up question with tells of its own.

    `requires` says what each level above the lowest takes.
    """

    id: Slug
    question: Text
    strong_answer: str = Field(default="", max_length=4000)
    """What a strong answer says, for the interviewer."""
    tells: tuple[Tell, ...] = Field(min_length=1)
    requires: dict[LevelId, Rule]


class Rubric(Written):
    """All that is needed to grade an answer to one question. Read-only once loaded."""

    id: Slug
    version: int = Field(ge=1)
    title: Text
    question: Text
    question_variants: tuple[Text, ...] = ()
    """Other ways in which the question is asked."""
    levels: tuple[Level, ...] = Field(min_length=2, max_length=12)
    """From the lowest to the highest."""
    caps: tuple[Cap, ...] = ()
    terms: dict[Annotated[str, Field(pattern=r"^[a-z0-9_]+$")], tuple[str, ...]] = {}
    """Named lists of phrases, which cues refer to as {name}. They may refer to one another."""
    tells: tuple[Tell, ...] = Field(min_length=1, max_length=60)
    follow_ups: tuple[FollowUp, ...] = ()
    related: tuple[Slug, ...] = ()
    source: str = Field(default="", max_length=1000)

    def __copy__(self) -> Self:
        """A copy without the cached properties, which `model_copy(update=...)` would falsify."""
        copied = super().__copy__()
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied

    @cached_property
    def ladder(self) -> tuple[str, ...]:
        """The ids of the levels, lowest first."""
        return tuple(level.id for level in self.levels)

    @cached_property
    def tell_by_id(self) -> dict[str, Tell]:
        return {tell.id: tell for tell in self.tells}

    @cached_property
    def digest(self) -> str:
        """SHA-256, in hex, of all that the rubric says."""
        return digest("grader.rubric.v1", self.model_dump(mode="json"))

    def signals_of(self, level: str) -> tuple[str, ...]:
        """Ids of the tells that speak for a level."""
        return tuple(t.id for t in self.tells if t.level == level and t.kind != Kind.DOWN_LEVEL)

    def follow_up(self, wanted: str | None = None) -> FollowUp:
        """The follow-up with this id, or the first. Raises InputError that lists them."""
        for follow_up in self.follow_ups:
            if wanted in (None, follow_up.id):
                return follow_up
        known = ", ".join(follow_up.id for follow_up in self.follow_ups) or "none"
        message = f"{self.id} has no follow-up {wanted or ''}".rstrip()
        raise InputError(message, f"Its follow-ups: {known}")

    @cached_property
    def follow_up_rubrics(self) -> dict[str, Rubric]:
        """By id, the rubrics that grade the answers to the follow-ups."""
        made = (self._for_follow_up(follow_up) for follow_up in self.follow_ups)
        return {rubric.id: rubric for rubric in made}

    def for_follow_up(self, follow_up: FollowUp) -> Rubric:
        """The rubric by which the answer to a follow-up is graded: its own tells and rule."""
        return self.follow_up_rubrics[f"{self.id}{JOINT}{follow_up.id}"]

    def _for_follow_up(self, follow_up: FollowUp) -> Rubric:
        levels = tuple(
            level.model_copy(update={"requires": follow_up.requires.get(level.id)})
            for level in self.levels
            if level.id == self.ladder[0] or level.id in follow_up.requires
        )
        changes: dict[str, Any] = {
            "id": f"{self.id}{JOINT}{follow_up.id}",
            "title": f"Follow-up: {follow_up.question}",
            "question": follow_up.question,
            "question_variants": (),
            "levels": levels,
            "caps": (),
            "tells": follow_up.tells,
            "follow_ups": (),
        }
        fields = {name: getattr(self, name) for name in type(self).model_fields}
        return Rubric.model_construct(**(fields | changes))
