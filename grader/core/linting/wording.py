"""How the tells of a rubric are written: one claim each, with examples and cues."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from grader.core.linting.problem import Problem, warning
from grader.core.rubric import Kind, Rubric, Tell
from grader.core.writing.source import Place

_VERBS: Final = (
    "admits advises argues asks avoids brings chooses cites claims compares confuses "
    "contrasts defines demands describes discusses distinguishes explains gives identifies "
    "insists keeps knows lists makes mentions names never offers picks prefers proposes "
    "raises recognizes recognises recommends refuses rejects relates says sees separates "
    "shows splits starts states suggests takes tells thinks treats understands wants warns "
    "weighs"
)
_SECOND_CLAIM: Final = re.compile(
    rf"\b(?:and|but)(?: (?:also|then))? (?:{'|'.join(_VERBS.split())})\b"
)


def doubtful(rubric: Rubric) -> Iterator[Problem]:
    """Claims that hold two assertions, and tells that nothing tests or finds."""
    for at, tell in enumerate(rubric.tells):
        yield from _of_tell(tell, ("tells", at))


def _of_tell(tell: Tell, place: Place) -> Iterator[Problem]:
    joint = ";" if ";" in tell.claim else _SECOND_CLAIM.search(tell.claim)
    if joint:
        words = joint if isinstance(joint, str) else joint.group()
        message = f"the claim holds two assertions, joined by {words!r}, and a tell has one"
        yield warning((*place, "claim"), message, "Make it one claim, or two tells")
    lacking = [name for name in ("match", "miss") if not getattr(tell.examples, name)]
    if lacking:
        message = f"{tell.id} has no example that must {' or '.join(lacking)}"
        yield warning((*place, "examples"), message, "Add two or three short ones")
    if tell.absence and tell.kind is not Kind.DOWN_LEVEL:
        message = f"{tell.id} is matched by silence, and so counts for who says nothing"
        yield warning((*place, "absence"), message, "Make it a down_level tell")
    if not tell.cues:
        message = f"{tell.id} has no cues, so the keyword scorer never finds it"
        yield warning((*place, "cues"), message, "Add phrases that candidates would use")
