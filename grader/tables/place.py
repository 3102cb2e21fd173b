"""Where a file is to go: a place to put it in one step, or a stream that takes it as it comes."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from grader.errors import InputError

_DESCRIPTOR = re.compile(r"/(?:dev|proc/(?:self|thread-self|\d+))/fd/(\d+)")
_NAMED = {"/dev/stdout": 1, "/dev/stderr": 2}
_LINKS = 40
"""Links that are followed at the most, as the system does."""


def partial_path(target: str) -> Path:
    """Where a file is while it is being written: `.graded.csv.partial` for `graded.csv`.

    That is beside the file itself, should `target` be a link to it.
    """
    path = Path(os.path.realpath(target)) if Path(target).is_symlink() else Path(target)
    return path.with_name(f".{path.name}.partial")


def descriptor_of(target: str) -> int | None:
    """The descriptor of ours that a path stands for, as /dev/stdout does and links to it do."""
    path = target
    for _ in range(_LINKS):
        if path in _NAMED:
            return _NAMED[path]
        found = _DESCRIPTOR.fullmatch(path)
        if found:
            return int(found[1]) if _is_ours(path) else None
        try:
            path = os.path.normpath(Path(path).parent / Path(path).readlink())
        except OSError:
            return None
    return None


def _is_ours(path: str) -> bool:
    owner = path.removeprefix("/proc/").partition("/")[0]
    return not owner.isdigit() or int(owner) == os.getpid()


def is_stream(target: str) -> bool:
    """Whether a target is written straight into: standard output, a pipe, a device, a socket.

    There nothing can be put in place of what was there. Raises InputError for a link that leads
    nowhere.
    """
    if target == "-" or descriptor_of(target) is not None:
        return True
    mode = _mode(target)
    return mode is not None and not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def check_place(target: str) -> None:
    """Raise InputError where a file cannot be written, before there is anything to write."""
    if target == "-" or descriptor_of(target) is not None:
        return
    mode = _mode(target)
    if mode is not None and stat.S_ISDIR(mode):
        raise InputError(f"{target}: it is a folder", "Name a file in it")
    if mode is not None and (stat.S_ISSOCK(mode) or stat.S_ISBLK(mode)):
        kind = "a socket" if stat.S_ISSOCK(mode) else "a disk"
        raise InputError(f"{target}: {kind} takes no file", "Give a file, a pipe or -")
    if mode is not None and not os.access(target, os.W_OK):
        raise InputError(f"{target}: it may not be written", "Give a place that can be written")
    folder = partial_path(target).parent
    if is_stream(target):
        return
    if not folder.is_dir():
        raise InputError(
            f"{target}: No such file or directory: {folder}", "Make it, or give another place"
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise InputError(
            f"{target}: the folder {folder} may not be written", "Give a place that can be written"
        )


def _mode(target: str) -> int | None:
    """What stands there, links followed; None for nothing yet."""
    try:
        return Path(target).stat().st_mode
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(
            f"{target}: {error.strerror}", "Give a place that can be written"
        ) from None


def same_place(one: str, other: str) -> bool:
    """Whether two names stand for one file, or for one stream of ours, however they say so."""
    if _identity(one) == _identity(other):
        return not _is_device(one)
    try:
        return Path(one).samefile(other) and Path(one).is_file()
    except OSError:
        return False


def _identity(target: str) -> int | str:
    descriptor = 1 if target == "-" else descriptor_of(target)
    return os.path.realpath(target) if descriptor is None else descriptor


def _is_device(target: str) -> bool:
    """Such as /dev/null, which any number of files may go to."""
    mode = None if target == "-" or descriptor_of(target) is not None else _mode(target)
    return mode is not None and stat.S_ISCHR(mode)
