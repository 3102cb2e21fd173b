"""What `grader rubrics check` looks at, and what it says of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path

from grader.core.linting.lint import lint
from grader.core.linting.problem import Problem, Severity, error, warning
from grader.core.rubric import Rubric
from grader.core.writing.reading import Read, read_all
from grader.core.writing.sound import near
from grader.core.writing.source import dotted
from grader.errors import InputError, RubricError
from grader.library import Library, read_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the report."""

    line: str
    is_error: bool


def files_of(names: Sequence[str], library: Library) -> list[Path]:
    """The files that are meant: files, all of a folder, or those of rubrics named by their id."""
    if not names:
        return [library.rubric_path(rubric_id) for rubric_id in library.rubric_ids()]
    found: list[Path] = []
    for name in names:
        path = Path(name)
        if path.is_dir():
            inside = sorted(p for p in path.iterdir() if p.suffix in (".yaml", ".yml"))
            if not inside:
                raise InputError(f"{name}: no rubric in this folder", "A rubric ends in .yaml")
            found += inside
        elif path.exists() or path.suffix or len(path.parts) > 1:
            found.append(path)
        else:
            found.append(library.rubric_path(name))
    return list(dict.fromkeys(found))


def check_files(files: Sequence[Path], known: Collection[str]) -> list[Finding]:
    """Everything wrong or doubtful in these files. `known` are the ids of all other rubrics."""
    found: list[Finding] = []
    read = [(path, _read(path)) for path in files]
    ids = {*known, *(result.rubric.id for _, result in read if result.rubric)}
    first: dict[str, Path] = {}
    for path, result in read:
        found += [_of_error(wrong) for wrong in result.errors]
        if result.rubric is None or result.source is None:
            continue
        problems = [*_in_library(path, result.rubric, first, ids), *lint(result.rubric)]
        placed = sorted(((result.source.line(p.place), p) for p in problems), key=itemgetter(0))
        found += [_of_problem(f"{path}:{line}", problem) for line, problem in placed]
        first.setdefault(result.rubric.id, path)
    return found


def _read(path: Path) -> Read:
    try:
        text = read_file(path)
    except RubricError as wrong:
        return Read(rubric=None, errors=(wrong,), source=None)
    return read_all(text, str(path))


def _in_library(
    path: Path, rubric: Rubric, first: Mapping[str, Path], ids: Collection[str]
) -> Iterator[Problem]:
    """What is wrong with a rubric among others."""
    if rubric.id in first:
        message = f"{first[rubric.id]} has the id {rubric.id!r} too"
        yield error(("id",), message, "Give each rubric an id of its own")
    if path.stem != rubric.id:
        message = f"the file is named {path.name}, so the id {rubric.id!r} does not find it"
        yield warning(("id",), message, f"Name the file {rubric.id}.yaml")
    for at, name in enumerate(rubric.related):
        if name not in ids:
            yield warning(("related", at), f"there is no rubric {name!r}", near(name, ids))


def _of_error(wrong: RubricError) -> Finding:
    place = ": ".join(part for part in (wrong.where, wrong.field) if part)
    message = str(wrong).removeprefix(f"{place}: ")
    return Finding(line=f"{place}: {Severity.ERROR}: {message}", is_error=True)


def _of_problem(where: str, problem: Problem) -> Finding:
    parts = [where, dotted(problem.place), problem.severity, problem.message]
    line = ": ".join(part for part in parts if part)
    return Finding(line=f"{line}. {problem.hint}", is_error=problem.severity is Severity.ERROR)
