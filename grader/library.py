"""Finds and loads rubrics and prompts: those that come with grader, and a folder of your own."""

from __future__ import annotations

import os
import stat
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Final

from grader.core.rubric import JOINT, Rubric
from grader.core.template import SOURCE_CAP, PromptTemplates
from grader.core.writing.reading import read_rubric
from grader.core.writing.slug import is_slug
from grader.core.writing.source import SIZE_CAP
from grader.errors import GraderError, PromptError, RubricError, UnknownRubric

SUFFIX: Final = ".yaml"
_Stamp = tuple[int, int, int]


class Library:
    """The rubrics that come with grader, and those in `own`, a folder, which come first.

    A rubric is read when it is first asked for, and again when its file has changed. Until then
    it is the same object, so that what is compiled from it can be kept.
    """

    def __init__(self, own: Path | None = None) -> None:
        self._own = own
        self._loaded: dict[str, tuple[Path, _Stamp, Rubric]] = {}
        self._templates: PromptTemplates | None = None

    def rubric_ids(self) -> tuple[str, ...]:
        """The ids of all rubrics, in the order of the alphabet.

        Raises RubricError when the folder of your own rubrics cannot be read.
        """
        found = {p.stem for root in self._roots() for p in _files(root) if is_slug(p.stem)}
        return tuple(sorted(found))

    def readable(self) -> tuple[Rubric, ...]:
        """Every rubric that can be read: one that is wrong does not take the others with it."""
        found = []
        for rubric_id in self.rubric_ids():
            try:
                found.append(self.rubric(rubric_id))
            except RubricError:
                continue
        return tuple(found)

    def rubric(self, rubric_id: str) -> Rubric:
        """The rubric with this id, which may be a follow-up's, such as `caching--where`.

        Raises UnknownRubric, or RubricError when its file is wrong.
        """
        main, is_follow_up, _ = rubric_id.partition(JOINT)
        return self._follow_up(main, rubric_id) if is_follow_up else self._main(main)

    def _follow_up(self, main: str, wanted: str) -> Rubric:
        known = self._main(main).follow_up_rubrics
        if wanted not in known:
            listed = ", ".join(known) or "none"
            raise UnknownRubric(
                f"there is no follow-up {wanted!r}", f"Of {main} there are: {listed}"
            )
        return known[wanted]

    def _main(self, rubric_id: str) -> Rubric:
        path, stamp = self._find(rubric_id)
        kept = self._loaded.get(rubric_id)
        if kept and kept[:2] == (path, stamp):
            return kept[2]
        rubric = load_rubric(path)
        if rubric.id != rubric_id:
            message = f"the file {path.name} holds the rubric {rubric.id!r}"
            hint = "Give the file and the rubric the same name"
            raise RubricError(message, hint, where=f"{path}:1", field="id")
        self._loaded[rubric_id] = (path, stamp, rubric)
        return rubric

    def rubric_path(self, rubric_id: str) -> Path:
        """The file of the rubric with this id. Raises UnknownRubric."""
        return self._find(rubric_id)[0]

    def rubric_digest(self, rubric_id: str) -> str:
        """SHA-256, in hex, of all that the rubric says."""
        return self.rubric(rubric_id).digest

    def templates(self) -> PromptTemplates:
        """The sources of the judge's prompts. Raises PromptError when one cannot be read."""
        if self._templates is None:
            folder = shipped() / "prompts"
            self._templates = PromptTemplates(
                system=_template(folder / "judge.system.j2"),
                user=_template(folder / "judge.user.j2"),
                repair=_template(folder / "judge.repair.j2"),
            )
        return self._templates

    def _roots(self) -> list[Path]:
        if self._own is not None and not self._own.is_dir():
            message = f"{self._own} is not a folder"
            raise RubricError(message, "Set GRADER_RUBRICS to a folder of rubrics, or unset it")
        own = [self._own] if self._own is not None else []
        return [*own, shipped() / "rubrics"]

    def _find(self, rubric_id: str) -> tuple[Path, _Stamp]:
        if not is_slug(rubric_id):
            message = f"{rubric_id[:80]!r} is not a rubric's id"
            raise UnknownRubric(message, "An id is small letters, digits and hyphens")
        for root in self._roots():
            path = root / f"{rubric_id}{SUFFIX}"
            try:
                status = path.stat()
            except OSError:
                continue
            if not stat.S_ISREG(status.st_mode):
                continue
            kept = self._loaded.get(rubric_id)
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            # A link that leads out of the folder is as if it were not there.
            if (kept and kept[:2] == (path, stamp)) or _lies_in(path, root):
                return path, stamp
        ids = self.rubric_ids()
        close = get_close_matches(rubric_id, ids, n=3, cutoff=0.4)
        hint = f"Did you mean {' or '.join(close)}?" if close else f"There are: {', '.join(ids)}"
        raise UnknownRubric(f"there is no rubric {rubric_id!r}", hint)


@cache
def shipped() -> Path:
    """The folder that holds the rubrics/ and prompts/ that come with grader.

    In a wheel they lie in the package; in a checkout, editable installs included, beside it.
    """
    package = Path(__file__).parent
    inside = package / "_data"
    return inside if inside.is_dir() else package.parent


def load_rubric(path: Path) -> Rubric:
    """The rubric in a file. Raises RubricError with file, line and field."""
    return read_rubric(read_file(path), str(path))


def read_file(path: Path) -> str:
    """The text of a rubric's file. Raises RubricError when it is too large or no UTF-8 text."""
    try:
        return _text(path, SIZE_CAP)
    except GraderError as error:
        raise RubricError(error.message, error.hint, where=f"{path}:1") from None


def _text(path: Path, limit: int) -> str:
    """A file's text, at most `limit` bytes of it. Raises GraderError."""
    try:
        # Opening a pipe would wait for its writer.
        if not stat.S_ISREG(path.stat().st_mode):
            raise GraderError("not a file", "Name a file")
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise GraderError(
            error.strerror or "cannot be read", "Name a file that can be read"
        ) from None
    if len(data) > limit:
        raise GraderError(f"more than {limit:,} bytes", "Make it shorter")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"not UTF-8 text (byte {error.start})"
        raise GraderError(message, "Save it as UTF-8 and try again") from None


def _template(path: Path) -> str:
    try:
        return _text(path, SOURCE_CAP)
    except GraderError as error:
        raise PromptError(f"{path}: {error.message}", error.hint) from None


def _files(root: Path) -> list[Path]:
    try:
        with os.scandir(root) as entries:
            paths = [root / e.name for e in entries if e.name.endswith(SUFFIX) and e.is_file()]
    except OSError as error:
        raise RubricError(
            f"{root}: {error.strerror}", "The folder of rubrics must be there and readable"
        ) from None
    return [path for path in paths if _lies_in(path, root)]


def _lies_in(path: Path, root: Path) -> bool:
    return path.resolve().parent == root.resolve()
