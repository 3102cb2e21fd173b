"""Rows of two graded tables, matched by their order or by a key."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from grader.core.migration import Marks, Pair
from grader.errors import InputError
from grader.sheet import ADDED
from grader.tables import Row
from grader.tables.column import position
from grader.tables.writer import harmless

BY_KEY = "Match the rows by a column that names each of them: grader compare A B --key COLUMN"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a graded table: its input cells by column, and its marks."""

    row: int
    line: int
    inputs: dict[str, str]
    rest: str
    """What stands for the inputs of a row that could not be read into cells."""
    marks: Marks


class Layout:
    """Reads the rows of a graded table with these columns.

    Raises InputError when it is none: when a column of grades is missing.
    """

    def __init__(self, name: str, columns: Sequence[str]) -> None:
        self.name = name
        self._inputs = [(i, c.strip()) for i, c in enumerate(columns) if c.strip() not in ADDED]
        self.inputs = tuple(column for _, column in self._inputs)
        self._width = len(columns)
        places = {column: position(tuple(columns), column) for column in ADDED}
        missing = [column for column, place in places.items() if place is None]
        if missing:
            raise InputError(
                f"{name}: no column {missing[0]}", "Give a table that grader batch has written"
            )
        self._added = {column: place for column, place in places.items() if place is not None}

    def entry(self, row: Row) -> Entry:
        return self.of_cells(row, row.cells)

    def of_cells(self, row: Row, cells: Sequence[str]) -> Entry:
        """The entry of a row, whose cells are these."""
        # The grades of a row that is too long stand at its end, past their columns.
        extra = max(0, len(cells) - self._width)
        added = {
            column: cells[place + extra] if place + extra < len(cells) else ""
            for column, place in self._added.items()
        }
        return Entry(
            row=row.number,
            line=row.line,
            inputs={name: harmless(cells[i]) for i, name in self._inputs if i < len(cells)},
            rest="" if cells else row.raw,
            marks=_marks(added, row),
        )


def _marks(added: dict[str, str], row: Row) -> Marks:
    level = added["grade_level"].strip() or None
    error = added["grade_error"] or ("" if level else row.error or "no-grade: no grade, no error")
    return Marks(
        level=level,
        tells=tuple(added["grade_tells"].split()),
        flags=tuple(added["grade_flags"].split()),
        judge=added["grade_judge"],
        error=error,
    )


class Rubrics:
    """Which rubric a row was graded by: one for all, or what its column says."""

    def __init__(self, rubric: str | None, column: str | None) -> None:
        self._rubric = rubric
        self._column = column or "rubric"

    def __call__(self, entry: Entry) -> str:
        if self._rubric:
            return self._rubric
        names = tuple(entry.inputs)
        place = position(names, self._column)
        return "" if place is None else entry.inputs[names[place]].strip()


class Pairing(Protocol):
    """Finds a row of the first table for each one of the second."""

    def pair(self, after: Entry) -> Pair | None:
        """The two together, None when the first table has no such row. Raises InputError."""
        ...

    def end(self) -> int:
        """How many rows of the first table were not asked for. Raises InputError."""
        ...


class InOrder:
    """The first row with the first, and so on. The inputs that both tables have must agree.

    Of a `sample` each row goes with the next one that is like it.
    """

    def __init__(
        self,
        before: Layout,
        rows: Iterator[Row],
        after: Layout,
        rubric_of: Rubrics,
        *,
        sample: bool = False,
    ) -> None:
        self._before, self._rows, self._after = before, rows, after
        self._rubric_of = rubric_of
        self._shared = _shared(before, after)
        self._sample = sample

    def pair(self, after: Entry) -> Pair:
        before = self._next(after)
        other = _differing(before, after, self._shared)
        while self._sample and other:
            before = self._next(after)
            other = _differing(before, after, self._shared)
        if other:
            raise InputError(
                f"row {after.row} differs in {other[0]}: line {before.line} of "
                f"{self._before.name}, line {after.line} of {self._after.name}",
                BY_KEY,
            )
        rubric = self._rubric_of(after)
        return Pair(row=after.row, rubric=rubric, before=before.marks, after=after.marks)

    def _next(self, after: Entry) -> Entry:
        row = next(self._rows, None)
        if row is None:
            raise self._longer(self._after, self._before, after.row)
        return self._before.entry(row)

    def end(self) -> int:
        row = None if self._sample else next(self._rows, None)
        if row is not None:
            raise self._longer(self._before, self._after, row.number)
        return 0

    def _longer(self, more: Layout, less: Layout, row: int) -> InputError:
        return InputError(f"{more.name} has a row {row}, and {less.name} ends before it", BY_KEY)


class ByKey:
    """Rows whose cells in one column are the same. The first table's marks are held in memory."""

    def __init__(
        self, key: str, before: Layout, rows: Iterator[Row], after: Layout, rubric_of: Rubrics
    ) -> None:
        self._key, self._after, self._rubric_of = key, after, rubric_of
        self._shared = _shared(before, after)
        self._seen: set[str] = set()
        for layout in (before, after):
            if key not in layout.inputs:
                raise InputError(
                    f"{layout.name}: no column {key}; its columns: {', '.join(layout.inputs)}",
                    "Give --key a column that both tables have",
                )
        self._waiting: dict[str, tuple[Marks, tuple[int, ...]]] = {}
        for entry in map(before.entry, rows):
            name = self._name(entry, before, self._waiting)
            self._waiting[name] = entry.marks, self._prints(entry)

    def pair(self, after: Entry) -> Pair | None:
        name = self._name(after, self._after, self._seen)
        self._seen.add(name)
        marks, prints = self._waiting.pop(name, (None, ()))
        if marks is None:
            return None
        both = zip(self._shared, prints, self._prints(after), strict=True)
        return Pair(
            row=after.row,
            key=name,
            rubric=self._rubric_of(after),
            before=marks,
            after=after.marks,
            inputs=tuple(column for column, one, other in both if one != other),
        )

    def end(self) -> int:
        return len(self._waiting)

    def _name(self, entry: Entry, layout: Layout, taken: Container[str]) -> str:
        name = entry.inputs.get(self._key, "")
        if not name or name in taken:
            said = f"twice {name}" if name else "nothing"
            raise InputError(
                f"{layout.name}, line {entry.line}: {said} in column {self._key}",
                "Give --key a column in which each row has a name of its own",
            )
        return name

    def _prints(self, entry: Entry) -> tuple[int, ...]:
        """The inputs' hashes, which tell whether they differ and take less room than they do."""
        return tuple(hash(entry.inputs.get(column)) for column in self._shared)


def _shared(before: Layout, after: Layout) -> tuple[str, ...]:
    shared = tuple(column for column in after.inputs if column in before.inputs)
    if not shared:
        raise InputError(
            f"{before.name} and {after.name} have no column of input in common",
            "Give two tables that were graded from the same rows",
        )
    return shared


def _differing(before: Entry, after: Entry, shared: Sequence[str]) -> list[str]:
    if before.rest != after.rest:
        return ["its text"]
    return [name for name in shared if before.inputs.get(name) != after.inputs.get(name)]
