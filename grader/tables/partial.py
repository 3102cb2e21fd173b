"""A file that is there whole or not at all: written beside its place, and put there at the end."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO, FileIO
from pathlib import Path
from typing import BinaryIO

from grader.errors import InputError, StoreError
from grader.tables.place import check_place, descriptor_of, is_stream, partial_path


class PartialFile:
    """`file` is written to, `commit` lets out what was written, `finish` puts the file in place.

    A crash at any moment leaves the old file, or none, and a partial one that ends with a commit:
    what is written between two commits reaches the disk in one piece. A `stream` has what is
    committed at once, and nothing to put in place.
    """

    def __init__(self, target: str, out: BinaryIO | FileIO, *, stream: bool = False) -> None:
        self._target = target
        self._out = out
        self._stream = stream
        self._held = BytesIO()

    @property
    def file(self) -> BinaryIO:
        return self._held

    def commit(self) -> None:
        """Let out what was written since the last commit. Raises StoreError when it cannot be."""
        data = self._held.getvalue()
        self._held.seek(0)
        self._held.truncate()
        if self._target == "-":
            self._out.write(data)
            self._out.flush()
            return
        try:
            written = 0
            while written < len(data):
                # A disk that is nearly full takes a part.
                written += self._out.write(data[written:]) or 0
        except OSError as error:
            place = self._target if self._stream else partial_path(self._target)
            again = "run the same command again: what is graded is kept"
            raise StoreError(
                f"{place}: {error.strerror}",
                f"See to whoever reads it and {again}"
                if self._stream
                else f"Make room and {again}",
            ) from None

    def finish(self) -> None:
        """Put the file in its place, on disk, in one step. Raises StoreError."""
        self.commit()
        if self._stream:
            return
        path = partial_path(self._target)
        try:
            os.fsync(self._out.fileno())
            path.replace(os.path.realpath(self._target))
        except OSError as error:
            raise StoreError(
                f"{self._target}: {error.strerror}", f"The whole file is {path}: move it from there"
            ) from None


@contextmanager
def open_partial(target: str) -> Iterator[PartialFile]:
    """A file for `target`, standard output for `-`. What was not committed is never written.

    What is no regular file, such as a pipe or a device, is written straight into; a link stays,
    and the file that it leads to is replaced. Raises InputError if it cannot be written, or if
    another process is writing it. A process that was killed is in nobody's way.
    """
    if target == "-":
        yield PartialFile(target, sys.stdout.buffer, stream=True)
        return
    check_place(target)
    stream = is_stream(target)
    try:
        file = _opened_stream(target) if stream else _opened(target)
    except OSError as error:
        raise InputError(
            f"{target}: {error.strerror}", "Give a place that can be written"
        ) from None
    with file:
        yield PartialFile(target, file, stream=stream)


def _opened_stream(target: str) -> FileIO:
    """The stream itself. Never made, never emptied: it may be a log that others write to."""
    descriptor = descriptor_of(target)
    if descriptor is not None:
        # One and the same place to write at as that of whoever else holds it.
        return FileIO(os.dup(descriptor), "w")
    return FileIO(os.open(target, os.O_WRONLY | os.O_APPEND | _BINARY), "w")


def _opened(target: str) -> FileIO:
    """The partial file, empty and locked until it is closed. Raises InputError and OSError."""
    path = partial_path(target)
    while True:
        # Not emptied before it is locked: it may be another's, or even finished by now.
        file = FileIO(os.open(path, os.O_RDWR | os.O_CREAT | _BINARY, 0o666), "r+")
        try:
            if not _locked(file):
                raise InputError(
                    f"{target}: another run is writing it ({path} is in use)",
                    "Wait for its end, or give another file",
                )
            if _is_at(file, path):
                file.truncate()
                return file
        except BaseException:
            file.close()
            raise
        file.close()


_BINARY = getattr(os, "O_BINARY", 0)


def _locked(file: FileIO) -> bool:
    """Whether the file is ours alone now. The system lets go of it when a process ends."""
    from filelock import lock_descriptor

    try:
        return lock_descriptor(file.fileno(), blocking=False)
    except OSError as error:
        # Some network folders know no locks. It is a safeguard, and grading goes without.
        if error.errno in (errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP):
            return True
        raise


def _is_at(file: FileIO, path: Path) -> bool:
    """Whether the file still has its name: a run that ends meanwhile renames its own."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False
