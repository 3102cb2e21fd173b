"""How often each tell of a rubric was matched, and how often people said otherwise."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.store.record import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class TellCount:
    """Of `graded` grades the tell was matched in `matched`, and people turned `overridden`."""

    graded: int
    matched: int
    overridden: int


def count(tells: Sequence[str], records: Iterable[Record]) -> dict[str, TellCount]:
    """The counts of each tell over some grades by one rubric."""
    graded, matched, turned = 0, Counter[str](), Counter[str]()
    for record in records:
        verdicts = {f["tell"]: f["matched"] for f in record.result["findings"]}
        graded += bool(verdicts)
        matched.update(tell for tell, there in verdicts.items() if there)
        people = record.corrections.items()
        turned.update(tell for tell, there in people if verdicts.get(tell) != there)
    return {
        tell: TellCount(graded=graded, matched=matched[tell], overridden=turned[tell])
        for tell in tells
    }
