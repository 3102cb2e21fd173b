"""`grader compare`: how the grades of two runs over the same rows differ, and why."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import IO, Any

import click

from grader.cli.migration_page import Listed, show_migration
from grader.cli.pairs import ByKey, InOrder, Layout, Pairing, Rubrics
from grader.core.ladders import assumed
from grader.core.migration import Migration, Pair
from grader.core.rubric import Rubric
from grader.errors import RubricError
from grader.library import Library
from grader.settings import read_settings
from grader.tables import Row, open_table

SHOWN = 20
"""Rows listed when --rows does not say."""


@click.command("compare")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@click.option("--key", metavar="COLUMN", help="Match rows by this column.  [default: by order]")
@click.option("--rubric", metavar="ID", help="The one rubric that all rows were graded by.")
@click.option("--rubric-column", metavar="NAME", help="[default: rubric]")
@click.option(
    "--rows",
    "most",
    type=click.IntRange(min=0),
    default=SHOWN,
    show_default=True,
    help="Changed rows listed at the most; --json gives all.",
)
@click.option("--json", "to_json", is_flag=True, help="Print the comparison as JSON.")
def command(
    before: str,
    after: str,
    key: str | None,
    rubric: str | None,
    rubric_column: str | None,
    most: int,
    to_json: bool,
) -> None:
    """Compare A and B, two tables that grader batch wrote: how levels moved from A to B, and why.

    Rows are matched by their order, and the input columns that both tables have must agree;
    with --key, rows with the same value in a column are matched, wherever they stand.
    """
    library = Library(read_settings().rubrics)
    rubrics = Rubrics(rubric, rubric_column)
    with open_table(before) as first, open_table(after) as second:
        layouts = Layout(first.name, first.columns), Layout(second.name, second.columns)
        pairing: Pairing = (
            ByKey(key, layouts[0], iter(first), layouts[1], rubrics)
            if key
            else InOrder(layouts[0], iter(first), layouts[1], rubrics)
        )
        migration = Migration()
        pairs = _pairs(pairing, layouts[1], iter(second), migration)
        if to_json:
            # What could not be decoded is a lone surrogate here.
            with tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogatepass") as file:
                _spool(pairs, file)
                _print_json(migration, ladders(library, migration), file)
            return
        listed = Listed(most)
        for pair in pairs:
            listed.add(pair)
    show_migration(migration, ladders(library, migration), listed)


def _pairs(
    pairing: Pairing, layout: Layout, rows: Iterator[Row], migration: Migration
) -> Iterator[Pair]:
    """Every pair, counted."""
    for row in rows:
        pair = pairing.pair(layout.entry(row))
        if pair is None:
            migration.only_after += 1
            continue
        migration.add(pair)
        yield pair
    migration.only_before = pairing.end()


def ladders(library: Library, migration: Migration) -> dict[str, Sequence[str]]:
    """Each rubric's levels, lowest first; where the rubric is not at hand, as their names tell."""
    return {
        rubric: _ladder(library, rubric, {level for move in moves for level in move if level})
        for rubric, moves in migration.moves.items()
    }


def _ladder(library: Library, rubric: str, levels: Iterable[str]) -> Sequence[str]:
    found = find_rubric(library, rubric)
    return found.ladder if found else assumed(levels)


def find_rubric(library: Library, rubric: str) -> Rubric | None:
    """The rubric with this id; None where it has gone or no longer loads, for the grades stand."""
    try:
        return library.rubric(rubric)
    except RubricError:
        return None


def _spool(pairs: Iterable[Pair], file: IO[str]) -> None:
    """Put the changed rows aside, as JSON, until the tables are known to match to their ends."""
    between = ""
    for pair in pairs:
        if pair.changed or pair.inputs:
            file.write(f"{between}\n    {json.dumps(_row(pair), ensure_ascii=False)}")
            between = ","


def _print_json(migration: Migration, ladders: Mapping[str, Sequence[str]], rows: IO[str]) -> None:
    head = json.dumps(_summary(migration, ladders), ensure_ascii=False, indent=2)
    rows.seek(0)
    sys.stdout.write(head.removesuffix("\n}") + ',\n  "changed_rows": [')
    shutil.copyfileobj(rows, sys.stdout)
    sys.stdout.write("\n  ]\n}\n")


def _summary(migration: Migration, ladders: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    directions = migration.directions(ladders)
    return {
        "rows": migration.rows,
        "moved": directions.moved,
        "changed": migration.changed,
        **asdict(directions),
        "only_in_a": migration.only_before,
        "only_in_b": migration.only_after,
        "judges": [
            {"before": before, "after": after, "rows": count}
            for (before, after), count in sorted(migration.judges.items())
        ],
        "rubrics": [
            {
                "rubric": rubric,
                "ladder": list(ladders[rubric]),
                "moves": [
                    {"before": before, "after": after, "rows": count}
                    for (before, after), count in sorted(moves.items(), key=str)
                ],
                "tells_gained": dict(sorted(migration.gained[rubric].items())),
                "tells_lost": dict(sorted(migration.lost[rubric].items())),
            }
            for rubric, moves in sorted(migration.moves.items())
        ],
    }


def _row(pair: Pair) -> dict[str, Any]:
    return {
        "row": pair.row,
        "key": pair.key or None,
        "rubric": pair.rubric or None,
        "before": asdict(pair.before),
        "after": asdict(pair.after),
        "tells_gained": pair.tells_gained,
        "tells_lost": pair.tells_lost,
        "flags_gained": pair.flags_gained,
        "flags_lost": pair.flags_lost,
        "inputs": pair.inputs,
    }
