"""Whether the rule of a rubric can do what it is for: every level reached, every tell used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final

from grader.core.levels import decide, holds, members, tells_of
from grader.core.linting.problem import Problem, error, warning
from grader.core.rubric import AllRule, AnyRule, AtLeastRule, Kind, Rubric, Rule
from grader.core.writing.source import Place

_MOST_TRIED: Final = 12
"""How many tells that both lift and cap are tried in all combinations."""


def unreachable(rubric: Rubric) -> Iterator[Problem]:
    """Levels that no set of tells gives, and caps that have no effect."""
    for at, level in enumerate(rubric.levels):
        place: Place = ("levels", at, "requires")
        if level.requires is not None:
            yield from _impossible(rubric, level.requires, place)
        if at and not _can_rise_to(rubric, at):
            message = f"no set of tells reaches {level.id}"
            hint = "Look at what it requires, and at the caps that its own tells bring on"
            yield error(place, message, hint)
        elif at + 1 < len(rubric.levels) and not _can_stop_at(rubric, at):
            above = rubric.levels[at + 1].id
            message = f"whatever reaches {level.id} also reaches {above}"
            hint = f"Ask more for {above}, or drop one of the two levels"
            yield warning(("levels", at + 1, "requires"), message, hint)
    for at, cap in enumerate(rubric.caps):
        yield from _impossible(rubric, cap.when, ("caps", at, "when"))
        if cap.at == rubric.ladder[-1]:
            message = f"a cap at {cap.at}, the highest level, has no effect"
            yield warning(("caps", at, "at"), message, "Name a lower level, or remove it")


def unused(rubric: Rubric) -> Iterator[Problem]:
    """Tells that no rule can use, and tells in a rule that is not for their kind."""
    lifting = _used(rubric, (level.requires for level in rubric.levels))
    capping = _used(rubric, (cap.when for cap in rubric.caps))
    for at, tell in enumerate(rubric.tells):
        place: Place = ("tells", at, "kind")
        down = tell.kind is Kind.DOWN_LEVEL
        if down and tell.id in lifting:
            message = f"{tell.id} pulls the level down, and a level requires it"
            yield error(place, message, "Make it a signal, or take it out of `requires`")
        elif down and tell.id not in capping:
            message = f"no cap mentions {tell.id}, so it never pulls the level down"
            yield warning(place, message, "Add it to a cap's `when`")
        elif not down and tell.id in capping:
            message = f"{tell.id} speaks for a level, and a cap counts it against one"
            yield warning(place, message, "Make it a down_level tell, or take it out of the cap")
        elif not down and tell.id not in lifting:
            message = f"no level's rule can use {tell.id}: it is reported and lifts nothing"
            yield warning(place, message, "Add it to a level's `requires`, or leave it as a remark")


def _used(rubric: Rubric, rules: Iterable[Rule | None]) -> frozenset[str]:
    return frozenset(tell for rule in rules for tell in tells_of(rubric, rule))


def _impossible(rubric: Rubric, rule: Rule, place: Place) -> Iterator[Problem]:
    """The parts of a rule that cannot hold even when every tell is matched."""
    if isinstance(rule, str):
        return
    if isinstance(rule, AtLeastRule):
        available = len(set(map(str, members(rubric, rule))))
        if rule.at_least > available:
            of = f"the {available} tells of {rule.of}" if isinstance(rule.of, str) else available
            message = f"at least {rule.at_least} of {of} can never hold"
            yield error((*place, "at_least"), message, "Ask for fewer, or add tells")
    for at, (step, part) in enumerate(_parts(rule)):
        yield from _impossible(rubric, part, (*place, step, at))


def _parts(rule: AllRule | AnyRule | AtLeastRule) -> list[tuple[str, Rule]]:
    if isinstance(rule, AllRule):
        return [("all", part) for part in rule.all]
    if isinstance(rule, AnyRule):
        return [("any", part) for part in rule.any]
    return [] if isinstance(rule.of, str) else [("of", part) for part in rule.of]


def _rank(rubric: Rubric, matched: Iterable[str]) -> int:
    return rubric.ladder.index(decide(rubric, frozenset(matched)).level)


def _can_rise_to(rubric: Rubric, rank: int) -> bool:
    """Whether some set of tells gives this level or a higher one.

    Rules only gain from a further tell and so do caps, hence every tell that brings on no cap is
    matched, and only those that may do both are tried.
    """
    lower = [cap for cap in rubric.caps if rubric.ladder.index(cap.at) < rank]
    capping = _used(rubric, (cap.when for cap in lower))
    lifting = _used(rubric, (level.requires for level in rubric.levels[1 : rank + 1]))
    free = frozenset(tell.id for tell in rubric.tells) - capping
    both = sorted(capping & lifting)
    if len(both) > _MOST_TRIED:
        return True
    return any(
        _rank(rubric, free | set(some)) >= rank
        for size in range(len(both) + 1)
        for some in combinations(both, size)
    )


def _can_stop_at(rubric: Rubric, rank: int) -> bool:
    """Whether some set of tells gives this level and not the next."""
    every = [tell.id for tell in rubric.tells]
    if any(cap.at == rubric.ladder[rank] for cap in rubric.caps):
        return True
    following = tells_of(rubric, rubric.levels[rank + 1].requires)
    for spared in following:
        order = [spared, *(t for t in following if t != spared)]
        order += [tell for tell in every if tell not in following]
        least = _least(rubric, rank, every, order)
        if not holds(rubric, rubric.levels[rank + 1].requires, least):
            return True
    return False


def _least(rubric: Rubric, rank: int, every: Sequence[str], order: Sequence[str]) -> set[str]:
    """A smallest set of tells that earns a level, without the first of `order` where it can be."""
    rules = [level.requires for level in rubric.levels[1 : rank + 1]]
    kept = set(every)
    for tell in order:
        if all(holds(rubric, rule, kept - {tell}) for rule in rules):
            kept.discard(tell)
    return kept
