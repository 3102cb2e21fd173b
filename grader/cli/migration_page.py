"""How levels moved between two runs, as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.cli.page import print_page
from grader.core.ladders import merged
from grader.core.migration import Directions, Migration, Move, Pair, direction, split

_STYLES = {
    "up": "green",
    "down": "red",
    "aside": "yellow",
    "now_graded": "cyan",
    "now_ungraded": "yellow",
    "stayed": "dim",
}
UNGRADED = "ungraded"


class Listed:
    """The first changed rows, at most `most` that moved and `most` that kept their level."""

    def __init__(self, most: int) -> None:
        self.moved: list[Pair] = []
        self.stayed: list[Pair] = []
        self._most = most

    def add(self, pair: Pair) -> None:
        if pair.moved or pair.changed:
            rows = self.moved if pair.moved else self.stayed
            if len(rows) < self._most:
                rows.append(pair)


def show_migration(
    migration: Migration,
    ladders: Mapping[str, Sequence[str]],
    listed: Listed,
    *,
    err: bool = False,
) -> None:
    """Print a migration on stdout, or on stderr."""
    print_page(Group(*_page(migration, ladders, listed)), err=err)


def _page(
    migration: Migration, ladders: Mapping[str, Sequence[str]], listed: Listed
) -> Iterator[RenderableType]:
    yield ""
    yield _head(_rows_of(migration.rows), migration.directions(ladders))
    yield from _judges(migration.judges)
    yield from _unmatched(migration)
    if len(migration.moves) > 1:
        yield _table(migration.all_moves(), merged(ladders[key] for key in sorted(ladders)))
    for rubric, moves in sorted(migration.moves.items()):
        directions = split(moves, ladders[rubric])
        yield ""
        yield _head(rubric or "all rows", directions)
        if directions.moved or len(migration.moves) == 1:
            yield _table(moves, ladders[rubric])
        yield from _tells(migration.gained[rubric], migration.lost[rubric])
    stayed = migration.changed - migration.moved
    # Where it is the same for all rows, it is said once.
    mixed = len(migration.judges) > 1
    yield from _rows("Moved", listed.moved, migration.moved, ladders, mixed)
    yield from _rows("Changed at the same level", listed.stayed, stayed, ladders, mixed)
    yield ""


def _rows_of(count: int) -> str:
    return f"{count:,} row{'' if count == 1 else 's'}"


def _head(title: str, directions: Directions) -> Text:
    said = {
        "up": "up",
        "down": "down",
        "aside": "to another level",
        "now_graded": "now graded",
        "now_ungraded": "no longer graded",
        "stayed": "stayed",
    }
    line = Text.assemble((title, "bold"))
    before = "  "
    for name, words in said.items():
        count = getattr(directions, name)
        if count or name in ("up", "down", "stayed"):
            line.append(before).append(f"{count:,} {words}", _STYLES[name] if count else "dim")
            before = ", "
    return line


def _judges(judges: Counter[tuple[str, str]]) -> Iterator[RenderableType]:
    if any(before != after for before, after in judges):
        said = [
            f"{before} in A and {after} in B {count:,}"
            for (before, after), count in sorted(judges.items())
        ]
        yield Text(f"judged by {', by '.join(said)}", "dim")


def _unmatched(migration: Migration) -> Iterator[RenderableType]:
    for name, count in (("A", migration.only_before), ("B", migration.only_after)):
        if count:
            yield Text(f"only in {name}, and left out: {_rows_of(count)}", "yellow")


def _table(moves: Mapping[Move, int], ladder: Sequence[str]) -> RenderableType:
    """Rows by the level before, columns by the level after."""
    seen = {level for move in moves for level in move if level}
    levels: list[str | None] = [*ladder, *sorted(seen - set(ladder))]
    if any(None in move for move in moves):
        levels.append(None)
    table = Table(box=None, pad_edge=False, padding=(0, 0, 0, 2))
    table.add_column("A \\ B", style="bold")
    for level in levels:
        table.add_column(level or UNGRADED, justify="right", min_width=5)
    for before in levels:
        cells = [_count(moves, (before, after), ladder) for after in levels]
        table.add_row(before or UNGRADED, *cells)
    return Padding(table, (0, 0, 0, 2))


def _count(moves: Mapping[Move, int], move: Move, ladder: Sequence[str]) -> Text:
    count = moves.get(move, 0)
    return Text(f"{count:,}", _STYLES[direction(*move, ladder)]) if count else Text("·", "dim")


def _tells(gained: Counter[str], lost: Counter[str]) -> Iterator[RenderableType]:
    """In how many rows each tell was gained and lost, the most changed first."""
    for tell in sorted(gained.keys() | lost.keys(), key=lambda t: (-gained[t] - lost[t], t)):
        line = Text("  ")
        line.append(f"+{gained[tell]:<4}" if gained[tell] else " " * 5, "green")
        line.append(f" -{lost[tell]:<4}" if lost[tell] else " " * 6, "red")
        yield line.append(f" {tell}")


def _rows(
    title: str,
    rows: Sequence[Pair],
    count: int,
    ladders: Mapping[str, Sequence[str]],
    mixed: bool,
) -> Iterator[RenderableType]:
    if not count:
        return
    yield ""
    yield Text.assemble((title, "bold"), f"  {_rows_of(count)}")
    table = Table(box=None, pad_edge=False, padding=(0, 0, 0, 2), show_header=False)
    table.add_column(no_wrap=True, justify="right")
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for pair in rows:
        name = pair.key or f"row {pair.row}"
        table.add_row(name, _move(pair, ladders[pair.rubric]), Text(_why(pair, mixed), "dim"))
    yield Padding(table, (0, 0, 0, 2))
    if count > len(rows):
        yield Text(
            f"  and {count - len(rows):,} more: grader compare --rows N or --json lists them", "dim"
        )


def _why(pair: Pair, mixed: bool) -> str:
    said = [*pair.why()]
    if mixed and pair.judges and pair.judges[0] != pair.judges[1]:
        said.append("judged by {} -> {}".format(*pair.judges))
    return ", ".join(said)


def _move(pair: Pair, ladder: Sequence[str]) -> Text:
    before, after = (level or UNGRADED for level in pair.move)
    if not pair.moved:
        return Text(before, "dim")
    return Text(f"{before} -> {after}", _STYLES[direction(*pair.move, ladder)])
