"""A sample of rows, stratified by rubric: the same rows every time, whatever order they come in."""

from __future__ import annotations

import hashlib
import heapq
from collections import Counter
from collections.abc import Iterable, Mapping

_Ranked = tuple[int, int]


def draw(rows: Iterable[tuple[int, str, str]], size: int) -> frozenset[int]:
    """The numbers of at most `size` rows, given as number, rubric and text.

    Each rubric has its share of them, at least one where `size` allows. Within a rubric the rows
    whose texts have the lowest digests are taken, so that rows added later change little. Takes
    memory for `size` rows of each rubric, however many there are.
    """
    counts: Counter[str] = Counter()
    lowest: dict[str, list[_Ranked]] = {}
    for number, rubric, text in rows:
        counts[rubric] += 1
        # Negated, since the heap gives up its least, and that must be the highest of those held.
        ranked = (-_rank(text), -number)
        held = lowest.setdefault(rubric, [])
        if len(held) < size:
            heapq.heappush(held, ranked)
        else:
            heapq.heappushpop(held, ranked)
    seats = allot(counts, size)
    return frozenset(
        -number
        for rubric, held in lowest.items()
        for _, number in heapq.nlargest(seats[rubric], held)
    )


def allot(counts: Mapping[str, int], size: int) -> dict[str, int]:
    """How many of `size` go to each stratum, of which there are `counts`, in proportion.

    By the method of Webster and Sainte-Laguë, after one for each where that is possible; of equal
    claims the first by name has the better one. None gets more than there are.
    """
    first = 1 if size >= len(counts) else 0
    seats = {name: min(first, count) for name, count in counts.items()}
    claims = [(_claim(counts[name], seats[name]), name) for name in counts]
    heapq.heapify(claims)
    for _ in range(size - sum(seats.values())):
        while claims and seats[claims[0][1]] >= counts[claims[0][1]]:
            heapq.heappop(claims)
        if not claims:
            break
        name = claims[0][1]
        seats[name] += 1
        heapq.heapreplace(claims, (_claim(counts[name], seats[name]), name))
    return seats


def _claim(count: int, seats: int) -> float:
    """Lower is the better claim."""
    return -count / (2 * seats + 1)


def _rank(text: str) -> int:
    data = text.encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.sha256(data).digest()[:8], "big")
