"""Where a batch writes to, looked over before anything is read, sent or paid for."""

from __future__ import annotations

import os
import stat
import sys
from itertools import combinations

from grader.cli.batch_job import Job
from grader.errors import InputError
from grader.tables.place import check_place, is_stream, partial_path, same_place


def check_places(job: Job) -> None:
    """Raise InputError where a file cannot be written, or would be written over another."""
    written = [
        (option, target)
        for option, target in (
            ("-o", job.target),
            ("--details", job.details),
            ("--report", job.report),
        )
        if target
    ]
    for option, target in written:
        check_place(target)
        if _is_source(job.source, target):
            raise InputError(f"{option} {target} is IN itself", "Give another file: IN stays")
        if not is_stream(target) and _is_source(job.source, str(partial_path(target))):
            raise InputError(
                f"{option} {target} is written by way of {partial_path(target)}, which is IN",
                "Rename IN, or give another file",
            )
        compared = job.compare if job.compare != "-" and option != "-o" else None
        if compared and same_place(compared, target):
            raise InputError(f"{option} {target} is the table to compare with", "Give another file")
    for (one, target), (other, again) in combinations(written, 2):
        if same_place(target, again):
            place = "standard output" if target == "-" else target
            raise InputError(f"{one} and {other} both go to {place}", "Name a file for one")


def _is_source(source: str, target: str) -> bool:
    """Whether a file is the one that is read, by whatever name."""
    if source != "-":
        return same_place(source, target)
    try:
        read, there = os.fstat(sys.stdin.fileno()), os.stat(target)
    except (OSError, ValueError):
        return False
    return stat.S_ISREG(read.st_mode) and os.path.samestat(read, there)
