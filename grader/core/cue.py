"""What a rubric author writes for the keyword scorer to look for.

A phrase is written as one says it: words match in any inflection and spelling, at word boundaries.

    reward model              the two words side by side; also "reward models", "Reward-Model"
    pre-training              a hyphen is a hyphen, a space or nothing
    (swap|load) per request   one of several; a choice may hold several words
    swap the? adapter         the word before ? may be missing
    small * matrices          any one word
    small * ? matrices        any one word, or none
    swap ... per request      up to six words between
    {dpo}                     any phrase of the rubric's term `dpo`

Articles and fillers (a, an, the, um, er, ...) count for nothing, neither in a phrase nor in an
answer: "swap the adapter" is "swap adapter".

A cue combines phrases. All forms take `stance`, `unless` and `weak`.

    - "no reward model"
    - {all: ["{dpo}", "simpler"], within: 2}            # in two neighbouring sentences
    - {any: ["{lora}", "{qlora}"]}
    - {at_least: 3, of: ["{cpt}", "{sft}", "{dpo}"]}    # anywhere in the answer
    - {prefer: "{dpo}", over: "{rlhf}"}                 # A over B, and not B over A
    - {pattern: '\\b\\d+k rows\\b'}                       # RE2, on one sentence

`stance` says how the candidate must stand to what is said: `asserted` (the default: stood behind,
neither negated nor turned down, quoted or asked), `rejected` (negated or turned down), or
`mention` (said in the candidate's own voice, negated or not; for an absence tell, in any way). A
negation within the phrase is not a rejection.
`unless` lists cues that, in the same sentences, veto the match. A `weak` cue alone does not match
its tell; two different weak cues do, and one alone asks for review.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag

CueStance: TypeAlias = Literal["asserted", "rejected", "mention"]
PhraseText: TypeAlias = Annotated[str, Field(min_length=1, max_length=300)]


class CueModel(BaseModel):
    """What all forms of a cue have in common."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    stance: CueStance | None = None
    """How the candidate must stand to it; None takes that of the enclosing cue, or `asserted`."""
    unless: tuple[Cue, ...] = ()
    """Cues that veto the match when they occur in the same sentences, in whatever stance."""
    weak: bool = False
    """Not enough by itself: two different weak cues of a tell match it, one asks for review."""


class Phrase(CueModel):
    """One phrase, within one sentence. A bare string in a rubric is a phrase."""

    phrase: PhraseText


class AllOf(CueModel):
    """Every one of `all` within `within` neighbouring sentences; 0 means anywhere in the answer."""

    all: tuple[Cue, ...] = Field(min_length=1)
    within: int = Field(default=1, ge=0, le=50)


class AnyOf(CueModel):
    """One of `any`."""

    any: tuple[Cue, ...] = Field(min_length=1)


class AtLeast(CueModel):
    """At least `at_least` different ones of `of` within `within` sentences; 0 means anywhere."""

    at_least: int = Field(ge=1)
    of: tuple[Cue, ...] = Field(min_length=1)
    within: int = Field(default=0, ge=0, le=50)


class Prefer(CueModel):
    """`prefer` is chosen over `over`, in either order of words, within one sentence."""

    prefer: PhraseText
    over: PhraseText


class Pattern(CueModel):
    """A regular expression in RE2's syntax, ignoring case, on one sentence of the model's view."""

    pattern: PhraseText


_FORMS = ("phrase", "all", "any", "at_least", "prefer", "pattern")


def _form(value: Any) -> str | None:
    if isinstance(value, str):
        return "text"
    if isinstance(value, dict):
        return next((form for form in _FORMS if form in value), None)
    return next((form for form in _FORMS if hasattr(value, form)), None)


Cue: TypeAlias = Annotated[
    Annotated[str, Field(min_length=1, max_length=300), Tag("text")]
    | Annotated[Phrase, Tag("phrase")]
    | Annotated[AllOf, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[AtLeast, Tag("at_least")]
    | Annotated[Prefer, Tag("prefer")]
    | Annotated[Pattern, Tag("pattern")],
    Discriminator(
        _form,
        custom_error_type="cue_form",
        custom_error_message="a cue is a phrase, or has one of: " + ", ".join(_FORMS),
    ),
]
