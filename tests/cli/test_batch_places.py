"""`grader batch` writes over nothing but its output, and finds out early where it cannot."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.command import grader

DEMO = Path(__file__).parents[2] / "fixtures/demo/interviews.csv"


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copy(DEMO, "in.csv")
    Path("link.csv").symlink_to("in.csv")
    shutil.copy(DEMO, ".later.csv.partial")
    return Path("in.csv")


@pytest.mark.parametrize("option", ["-o", "--details", "--report"])
@pytest.mark.parametrize("name", ["in.csv", "./in.csv", "link.csv", "../{}/in.csv"])
def test_the_input_is_never_written_over(source: Path, option: str, name: str) -> None:
    name = name.format(Path.cwd().name)
    output = () if option == "-o" else ("-o", "out.csv")
    ran = grader("batch", str(source), *output, option, name, "--judge", "keyword")
    assert ran.status == 2
    assert f"{option} {name} is IN itself" in ran.err
    assert source.read_bytes() == DEMO.read_bytes()
    assert not Path("out.csv").exists()


def test_an_input_from_standard_input_is_not_either(source: Path) -> None:
    with source.open("rb") as read:
        ran = subprocess.run(
            [sys.executable, "-m", "grader", "batch", "-", "-o", "link.csv", "--judge", "keyword"],
            stdin=read,
            capture_output=True,
            check=False,
        )
    assert ran.returncode == 2
    assert b"-o link.csv is IN itself" in ran.stderr
    assert source.read_bytes() == DEMO.read_bytes()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("in.csv", "-o", "."), ".: it is a folder"),
        (("in.csv", "-o", "none/out.csv"), "No such file or directory: none"),
        (("in.csv", "-o", "out.csv", "--details", "none/d.jsonl"), "No such file or directory"),
        ((".later.csv.partial", "-o", "later.csv"), "which is IN"),
        (("in.csv", "-o", "x", "--details", "./x"), "-o and --details both go to x"),
        (("in.csv", "-o", "-", "--details", "/proc/self/fd/1"), "both go to standard output"),
        (
            ("in.csv", "-o", "x", "--compare", str(DEMO), "--details", str(DEMO)),
            "is the table to compare with",
        ),
    ],
)
def test_a_place_that_will_not_do_is_said_first(
    source: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = sorted(Path().iterdir())
    ran = grader("batch", *arguments, "--judge", "keyword")
    assert (ran.status, ran.out) == (2, "")
    assert said in ran.err
    assert sorted(Path().iterdir()) == before
    assert DEMO.read_bytes() == source.read_bytes()


def test_two_outputs_may_go_to_one_device(source: Path) -> None:
    ours, theirs = os.openpty()
    name = os.ttyname(theirs)
    os.close(theirs)
    try:
        limited = ("--sample", "1", "--details", name)
        ran = grader("batch", str(source), "-o", name, *limited, "--judge", "keyword")
        assert ran.status == 0, ran.err
        said = os.read(ours, 100_000)
    finally:
        os.close(ours)
    assert b"grade_level" in said
    assert b'"findings"' in said
