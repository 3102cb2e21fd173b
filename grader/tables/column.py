"""Columns by their names, and which of a table's columns are ours from an earlier run."""

from __future__ import annotations

from collections.abc import Sequence

from grader.errors import InputError


def position(columns: Sequence[str], name: str) -> int | None:
    """Where a column stands, None when there is none.

    Upper and lower case and blanks around a name are heeded only where a column is called just so.
    Raises InputError when there are two.
    """
    exact = [index for index, column in enumerate(columns) if column == name]
    if len(exact) > 1:
        raise InputError(
            f"column {name} stands twice in the header", "Rename one of the two and try again"
        )
    if exact:
        return exact[0]
    wanted = name.strip().casefold()
    alike = [index for index, column in enumerate(columns) if column.strip().casefold() == wanted]
    if len(alike) > 1:
        first, second = (columns[index] for index in alike[:2])
        raise InputError(
            f"columns {first!r} and {second!r} could both be {name}",
            "Rename one of the two and try again",
        )
    return alike[0] if alike else None


def kept(columns: Sequence[str], ours: Sequence[str]) -> tuple[int, str | None]:
    """How many columns are kept, all but ours at the end, and the first with a name of ours.

    Where there is one, ours cannot be added without a loss.
    """
    count = len(columns)
    if tuple(columns[-len(ours) :]) == tuple(ours):
        count -= len(ours)
    return count, next((name for name in ours if name in columns[:count]), None)


def kept_columns(table: str, columns: Sequence[str], ours: Sequence[str]) -> int:
    """How many columns of a table are kept. Raises InputError if one has a name of ours."""
    count, foreign = kept(columns, ours)
    if foreign is not None:
        raise InputError(
            f"{table}: it has a column {foreign} of its own", "Rename it and try again"
        )
    return count
