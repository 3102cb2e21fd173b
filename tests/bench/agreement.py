"""Agreement of a judge with labelled answers, per rubric and over all, beside a length baseline.

    python -m tests.bench.agreement LABELS.jsonl... [--judge keyword|replay]

A labelled answer is one JSON object a line: `id`, `rubric`, `answer`, `level` (null when there is
nothing to grade) and `tells`, the ids that are matched. Kappa is quadratic weighted, over
null < L4 < L5 < L6. The baseline guesses the level from the number of words alone, by the
thresholds that fit these very answers best, so it flatters itself.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.core.grade import Grade, Result
from grader.errors import ReplayMiss
from grader.settings import read_settings
from grader.wiring import open_grader
from tests.bench.labelled import REPLIES, labelled_answers

ORDER: list[str | None] = [None, "L4", "L5", "L6"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One answer's label beside what the judge made of it."""

    id: str
    rubric: str
    words: int
    label: str | None
    level: str | None
    wanted: frozenset[str]
    given: frozenset[str]


def kappa(pairs: Sequence[tuple[int, int]], k: int = len(ORDER)) -> float:
    """Cohen's kappa with quadratic weights over k ordered classes."""
    n = len(pairs)
    seen = [[0] * k for _ in range(k)]
    for a, b in pairs:
        seen[a][b] += 1
    rows = [sum(row) for row in seen]
    columns = [sum(seen[i][j] for i in range(k)) for j in range(k)]
    cells = [(i, j) for i in range(k) for j in range(k)]
    observed = sum((i - j) ** 2 * seen[i][j] for i, j in cells)
    expected = sum((i - j) ** 2 * rows[i] * columns[j] / n for i, j in cells)
    return 1 - observed / expected if expected else 1.0


def length_baseline(rows: Sequence[Row]) -> float:
    """The best kappa that any three thresholds on the number of words reach on these rows."""
    cuts = sorted({row.words for row in rows})
    step = max(1, len(cuts) // 24)
    labels = [(row.words, ORDER.index(row.label)) for row in rows]
    return max(
        kappa([(label, sum(words >= cut for cut in cut3)) for words, label in labels])
        for cut3 in itertools.combinations_with_replacement(cuts[::step], 3)
    )


def figures(rows: Sequence[Row]) -> dict[str, Any]:
    """Exact level, kappa, and precision, recall and F1 over all tells."""
    hit = sum(len(row.wanted & row.given) for row in rows)
    wanted = sum(len(row.wanted) for row in rows)
    given = sum(len(row.given) for row in rows)
    pairs = [(ORDER.index(row.label), ORDER.index(row.level)) for row in rows]
    return {
        "answers": len(rows),
        "exact": sum(a == b for a, b in pairs) / len(rows),
        "kappa": kappa(pairs),
        "inflated": sum(b > a for a, b in pairs) / len(rows),
        "precision": hit / given if given else 1.0,
        "recall": hit / wanted if wanted else 1.0,
        "f1": 2 * hit / (wanted + given) if wanted + given else 1.0,
    }


async def measure(answers: Sequence[Mapping[str, Any]], judge: str) -> tuple[list[Row], int]:
    """Grade labelled answers; with `replay` those with a recorded reply, and count the rest."""
    rows, missing = [], 0
    replies = REPLIES if judge == "replay" else None
    settings = read_settings({}, judge=judge, replies_dir=replies)
    async with open_grader(settings) as grader:
        for labelled in answers:
            try:
                result = await grader.grade(labelled["answer"], labelled["rubric"])
            except ReplayMiss:
                missing += 1
            else:
                rows.append(_row(labelled, result))
    return rows, missing


def _row(labelled: Mapping[str, Any], result: Result) -> Row:
    grade = result if isinstance(result, Grade) else None
    return Row(
        id=labelled["id"],
        rubric=labelled["rubric"],
        words=len(labelled["answer"].split()),
        label=labelled["level"],
        level=grade.level if grade else None,
        wanted=frozenset(labelled["tells"]),
        given=frozenset(grade.matched if grade else ()),
    )


def table(rows: Sequence[Row]) -> str:
    """A Markdown table: a row per rubric and one over all."""
    names = ("answers", "exact", "kappa", "inflated", "precision", "recall", "f1")
    lines = [
        "| rubric | answers | exact level | kappa | inflated | tell precision | recall | F1 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    groups = [(name, [r for r in rows if r.rubric == name]) for name in _rubrics(rows)]
    for name, group in [*groups, ("all", list(rows))]:
        found = figures(group)
        cells = [str(found[n]) if n == "answers" else f"{found[n]:.3f}" for n in names]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _rubrics(rows: Iterable[Row]) -> list[str]:
    return list(dict.fromkeys(row.rubric for row in rows))


def report(name: str, answers: Sequence[Mapping[str, Any]], judge: str) -> None:
    """Print the table for one judge, with the length baseline on the same answers below it."""
    rows, missing = asyncio.run(measure(answers, judge))
    print(f"{judge} judge on {name}\n")
    if rows:
        print(table(rows))
        baseline = length_baseline(rows)
        print(f"\nlength alone, thresholds fitted on the same answers: kappa {baseline:.2f}")
    if missing:
        print(f"not recorded, so not measured: {missing} answers")
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labels", nargs="+", type=Path)
    parser.add_argument("--judge", choices=["keyword", "replay"], default="keyword")
    args = parser.parse_args()
    names = ", ".join(str(path) for path in args.labels)
    report(names, labelled_answers(*args.labels), args.judge)


if __name__ == "__main__":
    main()
