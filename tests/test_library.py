from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.errors import RubricError, UnknownRubric
from grader.library import Library, load_rubric, shipped
from tests.rubric_texts import SMALL, changed


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "caching.yaml").write_text(SMALL)
    return folder


def test_own_rubrics_are_found_beside_those_that_come_with_grader(own: Path) -> None:
    library = Library(own)
    assert library.rubric("caching").title == "Caching"
    assert set(library.rubric_ids()) == {"caching", *Library().rubric_ids()}
    assert library.rubric_path("caching") == own / "caching.yaml"
    assert library.rubric_digest("caching") == load_rubric(own / "caching.yaml").digest


def test_own_rubrics_come_first(own: Path) -> None:
    name = Library().rubric_ids()[0]
    (own / f"{name}.yaml").write_text(changed("id: caching", f"id: {name}"))
    assert Library(own).rubric(name).title == "Caching"


def test_a_rubric_is_the_same_object_until_its_file_changes(own: Path) -> None:
    library = Library(own)
    first = library.rubric("caching")
    assert library.rubric("caching") is first
    (own / "caching.yaml").write_text(changed("version: 1", "version: 23"))
    assert library.rubric("caching").version == 23


NO_SLUGS = [
    "",
    "..",
    "../own/caching",
    "caching/",
    "/etc/passwd",
    "Caching",
    "caching.yaml",
    "日本",
]
NO_SLUGS += ["caching\n", "caching\0", "c-", "-c", "a" * 81]


@pytest.mark.parametrize("name", NO_SLUGS)
def test_only_slugs_are_ids(own: Path, name: str) -> None:
    with pytest.raises(UnknownRubric, match="is not a rubric's id"):
        Library(own).rubric(name)


def test_an_unknown_id_names_near_ones(own: Path) -> None:
    with pytest.raises(UnknownRubric, match="Did you mean caching"):
        Library(own).rubric("cachin")
    with pytest.raises(UnknownRubric, match=r"There are: .*caching"):
        Library(own).rubric("zzzzzz")


def test_a_link_that_leads_out_of_the_folder_is_not_followed(own: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text(changed("id: caching", "id: secret"))
    (own / "secret.yaml").symlink_to(secret)
    (own / "folder.yaml").mkdir()
    library = Library(own)
    assert not {"secret", "folder"} & set(library.rubric_ids())
    for name in ("secret", "folder"):
        with pytest.raises(UnknownRubric):
            library.rubric(name)


def test_a_folder_may_itself_be_a_link(own: Path, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(own)
    assert Library(link).rubric("caching").id == "caching"


def test_file_and_rubric_have_the_same_name(own: Path) -> None:
    (own / "queues.yaml").write_text(SMALL)
    with pytest.raises(RubricError, match="holds the rubric 'caching'"):
        Library(own).rubric("queues")


def test_a_missing_folder_is_an_error_that_names_the_setting(tmp_path: Path) -> None:
    with pytest.raises(RubricError, match="GRADER_RUBRICS"):
        Library(tmp_path / "gone").rubric_ids()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xff\xfe\x00", "not UTF-8"),
        (b"a" * 600_000, "more than"),
        (b"\xef\xbb\xbfid: 3", "Quote it"),
    ],
)
def test_files_that_are_no_rubric(tmp_path: Path, data: bytes, says: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(data)
    with pytest.raises(RubricError, match=says) as caught:
        load_rubric(path)
    assert caught.value.where == f"{path}:1"


def test_a_pipe_or_a_folder_is_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    for path in (pipe, tmp_path, tmp_path / "gone.yaml"):
        with pytest.raises(RubricError):
            load_rubric(path)


def test_the_prompts_are_read_once() -> None:
    library = Library()
    assert library.templates() is library.templates()
    assert library.templates().system


def test_laid_out_as_in_a_wheel_it_works_from_any_folder(tmp_path: Path) -> None:
    """In a wheel, rubrics and prompts lie in the package."""
    site = tmp_path / "site"
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(shipped() / "grader", site / "grader", ignore=ignore)
    for part in ("rubrics", "prompts"):
        shutil.copytree(shipped() / part, site / "grader" / "_data" / part)
    code = (
        "from grader.library import Library, shipped\n"
        "library = Library()\n"
        "print(shipped())\n"
        "print(*library.rubric_ids(), library.templates().digest)\n"
        "print(library.rubric(library.rubric_ids()[0]).id)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": str(site), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        check=True,
    )
    ids = Library().rubric_ids()
    assert ran.stdout.splitlines() == [
        str(site / "grader" / "_data"),
        " ".join([*ids, Library().templates().digest]),
        ids[0],
    ]


def test_a_follow_up_has_a_rubric_of_its_own(own: Path) -> None:
    library = Library(own)
    main = library.rubric("caching")
    by = library.rubric(f"caching--{main.follow_ups[0].id}")
    assert by.tells == main.follow_ups[0].tells
    assert library.rubric(by.id) is by
    for wanted in ("caching--none", "caching--", "caching--../caching"):
        with pytest.raises(UnknownRubric, match="there is no follow-up"):
            library.rubric(wanted)
