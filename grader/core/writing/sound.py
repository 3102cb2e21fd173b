"""Whether the parts of a rubric fit together: every id is there, once, and every term is known.

What is found here keeps a rubric from being used; `grader.core.linting.lint` looks for what is
doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final

from grader.core.cue import AllOf, AnyOf, AtLeast, Cue, Pattern, Phrase, Prefer
from grader.core.linting.problem import Problem, error
from grader.core.rubric import AllRule, AnyRule, AtLeastRule, FollowUp, Rubric, Rule, Tell
from grader.core.writing.source import Place
from grader.errors import RubricError

_TERM: Final = re.compile(r"\{\s*([a-z0-9_]+)\s*\}")


def unsound(rubric: Rubric) -> tuple[Problem, ...]:
    """Everything that keeps a rubric from being used, in the order of the file."""
    ladder = rubric.ladder
    known = [tell.id for tell in rubric.tells]
    found = [
        *_repeated("level", ladder, ("levels",)),
        *_of_levels(rubric, known),
        *_of_caps(rubric, known),
        *_of_terms(rubric.terms),
        *_of_tells(rubric.tells, ladder, rubric.terms),
        *_repeated("follow-up", [f.id for f in rubric.follow_ups], ("follow_ups",)),
    ]
    for at, follow_up in enumerate(rubric.follow_ups):
        problems = _of_follow_up(follow_up, ladder, rubric.terms)
        found += [problem.inside(("follow_ups", at)) for problem in problems]
    return tuple(found)


def near(name: str, names: Iterable[str]) -> str:
    """A hint that names what `name` may have been meant for."""
    listed = sorted(set(names))
    close = get_close_matches(name, listed, n=3, cutoff=0.5)
    if close:
        return f"Did you mean {' or '.join(close)}?"
    return f"There are: {', '.join(listed[:20]) or 'none'}"


def _repeated(what: str, ids: Sequence[str], place: Place) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for at, name in enumerate(ids):
        if name in first:
            message = f"the {what} {name!r} is there already, as {what} number {first[name] + 1}"
            yield error((*place, at, "id"), message, "Give each an id of its own")
        first.setdefault(name, at)


def _of_levels(rubric: Rubric, known: Sequence[str]) -> Iterator[Problem]:
    for at, level in enumerate(rubric.levels):
        place: Place = ("levels", at, "requires")
        if at == 0 and level.requires is not None:
            message = f"{level.id} is the lowest level, which any answer to the question reaches"
            yield error(place, message, "Remove `requires` here, or add a level below")
        if at and level.requires is None:
            message = f"{level.id} does not say what it requires"
            yield error(place, message, "Add `requires`; only the lowest level goes without")
        if level.requires is not None:
            yield from _of_rule(level.requires, place, known, rubric.ladder)


def _of_caps(rubric: Rubric, known: Sequence[str]) -> Iterator[Problem]:
    for at, cap in enumerate(rubric.caps):
        if cap.at not in rubric.ladder:
            message = f"there is no level {cap.at!r}"
            yield error(("caps", at, "at"), message, near(cap.at, rubric.ladder))
        yield from _of_rule(cap.when, ("caps", at, "when"), known, rubric.ladder)


def _of_rule(
    rule: Rule, place: Place, known: Sequence[str], ladder: Sequence[str]
) -> Iterator[Problem]:
    if isinstance(rule, str):
        if rule not in known:
            yield error(place, f"there is no tell {rule!r}", near(rule, known))
        return
    if isinstance(rule, AtLeastRule) and isinstance(rule.of, str):
        if rule.of not in ladder:
            message = f"there is no level {rule.of!r}"
            yield error((*place, "of"), message, near(rule.of, ladder))
        return
    for at, (step, part) in enumerate(_parts(rule)):
        yield from _of_rule(part, (*place, step, at), known, ladder)


def _parts(rule: AllRule | AnyRule | AtLeastRule) -> list[tuple[str, Rule]]:
    if isinstance(rule, AllRule):
        return [("all", part) for part in rule.all]
    if isinstance(rule, AnyRule):
        return [("any", part) for part in rule.any]
    return [] if isinstance(rule.of, str) else [("of", part) for part in rule.of]


def _of_terms(terms: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    for name, texts in terms.items():
        for at, text in enumerate(texts):
            yield from _of_phrase(text, ("terms", name, at), terms)
    done: set[str] = set()
    for name in terms:
        loop = _loop(name, terms, (), done)
        if loop:
            message = f"the term refers to itself: {' -> '.join(loop)}"
            yield error(("terms", name), message, "Break the loop")
            return


def _loop(
    name: str, terms: Mapping[str, Sequence[str]], path: tuple[str, ...], done: set[str]
) -> tuple[str, ...] | None:
    if name in path:
        return (*path[path.index(name) :], name)
    if name in done or name not in terms:
        return None
    # Deeper than this is a loop for the reader, and must not be one for the stack either.
    if len(path) > 50:
        return (*path, name)
    for used in {used for text in terms[name] for used in _TERM.findall(text)}:
        loop = _loop(used, terms, (*path, name), done)
        if loop:
            return loop
    done.add(name)
    return None


def _of_tells(
    tells: Sequence[Tell], ladder: Sequence[str], terms: Mapping[str, Any]
) -> Iterator[Problem]:
    yield from _repeated("tell", [tell.id for tell in tells], ("tells",))
    for at, tell in enumerate(tells):
        if tell.level not in ladder:
            message = f"there is no level {tell.level!r}"
            yield error(("tells", at, "level"), message, near(tell.level, ladder))
        for number, cue in enumerate(tell.cues):
            yield from _of_cue(cue, ("tells", at, "cues", number), terms)


def _of_cue(cue: Cue, place: Place, terms: Mapping[str, Any]) -> Iterator[Problem]:
    if isinstance(cue, str):
        yield from _of_phrase(cue, place, terms)
        return
    if isinstance(cue, Phrase):
        yield from _of_phrase(cue.phrase, (*place, "phrase"), terms)
    elif isinstance(cue, Prefer):
        yield from _of_phrase(cue.prefer, (*place, "prefer"), terms)
        yield from _of_phrase(cue.over, (*place, "over"), terms)
    elif isinstance(cue, Pattern):
        yield from _of_pattern(cue.pattern, (*place, "pattern"))
    elif isinstance(cue, AtLeast) and cue.at_least > len(cue.of):
        message = f"at least {cue.at_least} of {len(cue.of)} can never match"
        yield error((*place, "at_least"), message, "Ask for fewer, or add cues to `of`")
    for step, parts in (("unless", cue.unless), _cue_parts(cue)):
        for at, part in enumerate(parts):
            yield from _of_cue(part, (*place, step, at), terms)


def _cue_parts(cue: Cue) -> tuple[str, tuple[Cue, ...]]:
    if isinstance(cue, AllOf):
        return "all", cue.all
    if isinstance(cue, AnyOf):
        return "any", cue.any
    return "of", cue.of if isinstance(cue, AtLeast) else ()


def _of_phrase(text: str, place: Place, terms: Mapping[str, Any]) -> Iterator[Problem]:
    for name in _TERM.findall(text) if "{" in text else ():
        if name not in terms:
            yield error(place, f"there is no term {{{name}}}", near(name, terms))


def _of_pattern(pattern: str, place: Place) -> Iterator[Problem]:
    from grader.core.scoring.pattern import search

    try:
        search(pattern, "")
    except RubricError as wrong:
        yield error(place, wrong.message, wrong.hint)


def _of_follow_up(
    follow_up: FollowUp, ladder: Sequence[str], terms: Mapping[str, Any]
) -> Iterator[Problem]:
    yield from _of_tells(follow_up.tells, ladder, terms)
    known = [tell.id for tell in follow_up.tells]
    if not follow_up.requires:
        message = "no level says what it requires"
        yield error(("requires",), message, f"Add a rule for {ladder[-1]}")
    for level, rule in follow_up.requires.items():
        place: Place = ("requires", level)
        if level not in ladder:
            yield error(place, f"there is no level {level!r}", near(level, ladder))
        elif level == ladder[0]:
            message = f"{level} is the lowest level, which any answer reaches"
            yield error(place, message, "Remove it")
        yield from _of_rule(rule, place, known, ladder)
