"""A rubric's examples, run through the keyword scorer: each tell against its own and others'."""

from __future__ import annotations

from collections.abc import Iterator

from grader.core.answer import read_answer
from grader.core.judgment import Stance
from grader.core.linting.problem import Problem, error, warning
from grader.core.rubric import Rubric, Tell
from grader.core.scoring.compiled import RubricCues
from grader.core.scoring.matching import Scan
from grader.core.scoring.scoring import scan
from grader.core.writing.source import Place
from grader.errors import RubricError


def failing(rubric: Rubric) -> Iterator[Problem]:
    """Phrases that cannot be read, and examples on which the keyword scorer is wrong.

    A tell without cues has nothing to run. That an example belongs to two tells is said by listing
    it under both; an absence tell is left out of this, since the bare name of a thing clears it.
    """
    try:
        cues = RubricCues(rubric)
    except RubricError as wrong:
        message = wrong.message.removeprefix(f"{wrong.field}: ")
        yield error(_place_of(rubric, wrong.field), message, wrong.hint)
        return
    for at, tell in enumerate(rubric.tells):
        place: Place = ("tells", at, "examples")
        for number, example in enumerate(tell.examples.match):
            found = _asserted(cues, example)
            if tell.cues and tell.id not in found:
                message = f"the keyword scorer does not find {tell.id} in {_short(example)}"
                yield error(
                    (*place, "match", number), message, "Widen the cues, or mend the example"
                )
            yield from _taken(cues, tell, example, found)
        for number, example in enumerate(tell.examples.miss):
            if tell.cues and tell.id in _asserted(cues, example):
                message = f"the keyword scorer finds {tell.id} in {_short(example)}"
                yield error(
                    (*place, "miss", number), message, "Narrow the cues, or mend the example"
                )


def _asserted(cues: RubricCues, text: str) -> frozenset[str]:
    scored = scan(cues, read_answer(text))
    return frozenset(v.tell for v in scored.verdicts if v.stance is Stance.ASSERTED)


def _taken(cues: RubricCues, tell: Tell, example: str, found: frozenset[str]) -> Iterator[Problem]:
    """The cues of other tells that match an example of this one."""
    if tell.absence:
        return
    for at, other in enumerate(cues.rubric.tells):
        if other is tell or other.absence or other.id not in found:
            continue
        if example not in other.examples.match:
            place = ("tells", at, "cues", _first_match(cues, other, example))
            message = f"this cue of {other.id} also matches an example of {tell.id}: "
            hint = f"Narrow it, or list the example under {other.id} too"
            yield warning(place, message + _short(example), hint)


def _first_match(cues: RubricCues, tell: Tell, example: str) -> int:
    looked = Scan(cues, read_answer(example))
    hits = (any(found.satisfied for found in looked.look(cue)) for cue in cues.cues[tell.id])
    return next(at for at, hit in enumerate(hits) if hit)


def _short(example: str) -> str:
    line = " ".join(example.split())
    return repr(line if len(line) <= 70 else f"{line[:67]}...")


def _place_of(rubric: Rubric, field: str) -> Place:
    """The place of a field that is written with a tell's id: `tells.ID.cues.0`."""
    steps = field.split(".")
    if steps[0] != "tells" or len(steps) < 4:
        return tuple(steps)
    ids = [tell.id for tell in rubric.tells]
    return ("tells", ids.index(steps[1]), steps[2], int(steps[3]))
