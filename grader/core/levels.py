"""The level rule: from the matched tells to a level, what is missing for the next one, and why."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from grader.core.grade import Step
from grader.core.rubric import AllRule, AnyRule, AtLeastRule, Cap, Rubric, Rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What the rule makes of a set of matched tells. `next_step` is None at the highest level."""

    level: str
    next_step: Step | None
    explanation: str


def members(rubric: Rubric, rule: AtLeastRule) -> tuple[Rule, ...]:
    """What an at-least rule counts: its own list, or the signals of the level it names."""
    return rubric.signals_of(rule.of) if isinstance(rule.of, str) else rule.of


def holds(rubric: Rubric, rule: Rule | None, matched: Set[str]) -> bool:
    if rule is None:
        return True
    if isinstance(rule, str):
        return rule in matched
    if isinstance(rule, AllRule):
        return all(holds(rubric, part, matched) for part in rule.all)
    if isinstance(rule, AnyRule):
        return any(holds(rubric, part, matched) for part in rule.any)
    return sum(holds(rubric, part, matched) for part in members(rubric, rule)) >= rule.at_least


def tells_of(rubric: Rubric, rule: Rule | None) -> tuple[str, ...]:
    """Ids of all tells that a rule mentions, each once, in order."""
    if rule is None:
        return ()
    if isinstance(rule, str):
        return (rule,)
    if isinstance(rule, AllRule):
        parts: tuple[Rule, ...] = rule.all
    elif isinstance(rule, AnyRule):
        parts = rule.any
    else:
        parts = members(rubric, rule)
    return tuple(dict.fromkeys(tell for part in parts for tell in tells_of(rubric, part)))


def shortfall(rubric: Rubric, rule: Rule | None, matched: Set[str]) -> tuple[int, tuple[str, ...]]:
    """How many tells are still missing for a rule, and the ids of those that would help."""
    if rule is None or holds(rubric, rule, matched):
        return 0, ()
    if isinstance(rule, str):
        return 1, (rule,)
    if isinstance(rule, AllRule):
        gaps = [shortfall(rubric, part, matched) for part in rule.all]
        return sum(n for n, _ in gaps), tuple(dict.fromkeys(t for _, ids in gaps for t in ids))
    parts = rule.any if isinstance(rule, AnyRule) else members(rubric, rule)
    wanted = 1 if isinstance(rule, AnyRule) else rule.at_least
    gaps = sorted(
        (gap for part in parts if (gap := shortfall(rubric, part, matched))[0]),
        key=lambda gap: gap[0],
    )
    short = wanted - (len(parts) - len(gaps))
    needs = sum(n for n, _ in gaps[:short])
    return needs, tuple(dict.fromkeys(t for _, ids in gaps for t in ids))


def in_words(rubric: Rubric, rule: Rule | None) -> str:
    """A rule as people read it: `a, b and one of c, d`."""
    if rule is None:
        return "any answer to the question"
    if isinstance(rule, str):
        return rule
    if isinstance(rule, AllRule):
        parts = [in_words(rubric, part) for part in rule.all]
        return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
    if isinstance(rule, AnyRule):
        return "one of " + ", ".join(in_words(rubric, part) for part in rule.any)
    if isinstance(rule.of, str):
        return f"at least {rule.at_least} tells of {rule.of}"
    listed = ", ".join(in_words(rubric, part) for part in rule.of)
    return f"at least {rule.at_least} of {listed}"


def decide(rubric: Rubric, matched: Set[str]) -> Decision:
    """Apply the rubric's published rule. Deterministic; the order of `matched` does not matter."""
    earned = _earned(rubric, matched)
    ceiling = min((_rank(rubric, cap.at) for cap in _caps(rubric, matched)), default=earned)
    rank = min(earned, ceiling)
    step = _step_to(rubric, rank + 1, matched) if rank + 1 < len(rubric.levels) else None
    return Decision(
        level=rubric.ladder[rank],
        next_step=step,
        explanation=_explain(rubric, matched, earned, rank, step),
    )


def _rank(rubric: Rubric, level: str) -> int:
    return rubric.ladder.index(level)


def _earned(rubric: Rubric, matched: Set[str]) -> int:
    rank = 0
    for above in range(1, len(rubric.levels)):
        if not holds(rubric, rubric.levels[above].requires, matched):
            break
        rank = above
    return rank


def _caps(rubric: Rubric, matched: Set[str]) -> list[Cap]:
    return [cap for cap in rubric.caps if holds(rubric, cap.when, matched)]


def _blockers(rubric: Rubric, below: int, matched: Set[str]) -> tuple[str, ...]:
    """Matched tells of the caps that hold the grade below a rank."""
    found = (
        tell
        for cap in _caps(rubric, matched)
        if _rank(rubric, cap.at) < below
        for tell in tells_of(rubric, cap.when)
        if tell in matched
    )
    return tuple(dict.fromkeys(found))


def _step_to(rubric: Rubric, rank: int, matched: Set[str]) -> Step:
    gaps = [shortfall(rubric, level.requires, matched) for level in rubric.levels[1 : rank + 1]]
    return Step(
        level=rubric.ladder[rank],
        needs=sum(n for n, _ in gaps),
        of=tuple(dict.fromkeys(tell for _, ids in gaps for tell in ids)),
        blocked_by=_blockers(rubric, rank, matched),
    )


def _explain(rubric: Rubric, matched: Set[str], earned: int, rank: int, step: Step | None) -> str:
    level = rubric.ladder[rank]
    if rank < earned:
        why = ", ".join(_blockers(rubric, rank + 1, matched))
        return f"{level}: the tells reach {rubric.ladder[earned]}, and {why} caps it at {level}."
    if rank == 0:
        said = f"{level}: the answer does not have all that {rubric.ladder[1]} takes."
    else:
        said = f"{level}: it has {in_words(rubric, rubric.levels[rank].requires)}."
    if step is None:
        return said
    parts = []
    if step.needs:
        parts.append(f"{step.needs} more of {', '.join(step.of)}")
    if step.blocked_by:
        parts.append(f"none of {', '.join(step.blocked_by)}")
    return f"{said} {step.level} takes {', and '.join(parts)}."
