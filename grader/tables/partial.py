"""A file that is there whole or not at all: written beside its place, and put there at the end."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from grader.errors import InputError


def partial_path(target: str) -> Path:
    """Where a file is while it is being written: `.graded.csv.partial` for `graded.csv`."""
    path = Path(target)
    return path.with_name(f".{path.name}.partial")


class PartialFile:
    """`file` is written to; `finish` puts it in place. What is not finished stays a partial file.

    A crash at any moment leaves the old file, or none, and a partial one that holds whole rows up
    to the last `flush`.
    """

    def __init__(self, target: str, file: BinaryIO) -> None:
        self._target = target
        self.file = file

    def finish(self) -> None:
        """Put the file in its place, on disk, in one step."""
        self.file.flush()
        if self._target == "-":
            return
        os.fsync(self.file.fileno())
        partial_path(self._target).replace(self._target)


@contextmanager
def open_partial(target: str) -> Iterator[PartialFile]:
    """A file for `target`, standard output for `-`. Raises InputError if it cannot be written."""
    if target == "-":
        yield PartialFile(target, sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    try:
        file = partial_path(target).open("wb")
    except OSError as error:
        raise InputError(
            f"{target}: {error.strerror}", "Give a place that can be written"
        ) from None
    with file:
        yield PartialFile(target, file)
