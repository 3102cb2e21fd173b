"""The expressions that give a sign, by their first stem, ready to be looked up."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple, TypeAlias

from grader.core.scoring.expressions import EXPRESSIONS
from grader.core.scoring.sign import Sign
from grader.core.scoring.spelling import FUNCTION_WORDS, canonical, word_set

ADVERBS: Final = word_set(
    """
    really just simply actually honestly very quite even ever still also always too personally
    frankly particularly especially exactly truly often usually generally completely entirely
    totally quite fully necessarily real much all that likely probably ever strictly normally
    """
)
"""Words that may stand inside an expression."""

Slot: TypeAlias = frozenset[str]
"""The stems any of which may stand at one place of an expression."""
Pattern: TypeAlias = tuple[tuple[Slot, ...], tuple[Sign, ...]]


class Rows(NamedTuple):
    """The expressions that begin with one stem, the longest first."""

    all: list[Pattern]
    by_second: dict[str, list[Pattern]]
    single: list[Pattern]


def _expanded(text: str, slots: dict[str, Slot]) -> list[str]:
    """All plain phrases of an expression with (choices|...) and optional? words.

    A choice of single words does not multiply the phrases: it becomes one name in `slots`.
    """
    opening = text.rfind("(")
    if opening < 0:
        return [" ".join(text.split())]
    closing = text.index(")", opening)
    options = text[opening + 1 : closing].split("|")
    rest = text[closing + 1 :]
    if all(len(_stems(option, slots)) == 1 for option in options):
        name = f"slot{len(slots)}"
        slots[name] = frozenset().union(*(_stems(option, slots)[0] for option in options))
        options = [name]
    if rest.startswith("?"):
        options, rest = [*options, ""], rest[1:]
    return [p for o in options for p in _expanded(f"{text[:opening]}{o}{rest}", slots)]


def _stems(plain: str, slots: dict[str, Slot]) -> tuple[Slot, ...]:
    found: list[Slot] = []
    for word in plain.split():
        known = slots.get(word)
        found.extend([known] if known else [frozenset({s}) for _, s in canonical(word)])
    return tuple(found)


def _separate(text: str) -> list[str]:
    """The expressions of a block, which the bars outside brackets separate."""
    depth, parts = 0, [""]
    for char in text:
        depth += (char == "(") - (char == ")")
        if char == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += char
    return [part.strip() for part in parts if part.strip()]


@lru_cache(maxsize=1)
def expressions() -> dict[str, Rows]:
    """All expressions by their first stem, the longest first, each with its signs."""
    table: dict[tuple[Slot, ...], tuple[Sign, ...]] = {}
    slots: dict[str, Slot] = {}
    for sign, block in EXPRESSIONS.items():
        for expression in _separate(block):
            for plain in _expanded(expression, slots):
                pattern = _stems(plain, slots)
                if sign not in table.get(pattern, ()):
                    table[pattern] = (*table.get(pattern, ()), sign)
    found: dict[str, Rows] = {}
    for row in sorted(table.items(), key=lambda r: -len(r[0])):
        for stem in row[0][0]:
            rows = found.setdefault(stem, Rows([], {}, []))
            rows.all.append(row)
            if len(row[0]) == 1:
                rows.single.append(row)
            else:
                for second in row[0][1]:
                    rows.by_second.setdefault(second, []).append(row)
    return found


@lru_cache(maxsize=len(Sign))
def hints(sign: Sign) -> frozenset[str]:
    """Stems of which every expression of a sign holds one."""
    patterns = {row for rows in expressions().values() for row in rows.all if sign in row[1]}
    return frozenset().union(*(max(slots, key=_telling) for slots, _ in patterns))


def _telling(slot: Slot) -> tuple[bool, int]:
    return (not slot & FUNCTION_WORDS, min(map(len, slot)))
