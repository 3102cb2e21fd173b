"""The wheel, built and installed as a user installs it, works from any folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from grader.library import Library, shipped

ANSWER = b"Start with a prompt, then SFT with LoRA for the format, and DPO for what people prefer."
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def environment() -> dict[str, str]:
    """The environment without anything that would lead back to the checkout."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return kept | OFFLINE


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the checkout, built with the hatchling that is installed."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*build, "--wheel-dir", folder, shipped()], env=environment(), check=True)
    (path,) = folder.glob("grader-*.whl")
    return path


@pytest.fixture(scope="module")
def bin_folder(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of a new environment with the wheel, and with what it depends on.

    The dependencies are those of the environment that runs the tests; what makes the checkout
    importable there, a .pth file, has no effect from here.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--python", str(python)]
    install = [*pip, "install", "--quiet", "--no-deps", str(wheel)]
    subprocess.run(install, env=environment(), check=True)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin"


def run(bin_folder: Path, where: Path, *arguments: str, stdin: bytes = b"") -> str:
    ran = subprocess.run(
        [bin_folder / "grader", *arguments],
        cwd=where,
        env=environment(),
        input=stdin,
        capture_output=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr.decode()) == (0, "")
    return ran.stdout.decode()


def test_it_holds_the_package_with_its_rubrics_prompts_and_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    root = shipped()
    for part in ("rubrics", "prompts"):
        for path in (root / part).iterdir():
            assert f"grader/_data/{part}/{path.name}" in names
    for path in (root / "grader").rglob("*.py"):
        assert path.relative_to(root).as_posix() in names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    parts = {name.partition("/")[0].partition("-")[0] for name in names}
    assert parts == {"grader"}


def test_it_is_the_wheel_that_runs(bin_folder: Path, tmp_path: Path) -> None:
    code = "import grader.library as l; print(l.shipped())"
    ran = subprocess.run(
        [bin_folder / "python", "-c", code],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        check=True,
        text=True,
    )
    assert Path(ran.stdout.strip()).is_relative_to(bin_folder.parent)


def test_it_lists_and_shows_its_rubrics(bin_folder: Path, tmp_path: Path) -> None:
    listed = run(bin_folder, tmp_path, "rubrics", "list")
    assert [line.split()[0] for line in listed.splitlines()] == list(Library().rubric_ids())
    shown = run(bin_folder, tmp_path, "rubrics", "show", "fine-tuning-modes")
    assert Library().rubric_digest("fine-tuning-modes") in shown


def test_it_grades_and_has_its_prompts(bin_folder: Path, tmp_path: Path) -> None:
    graded = run(
        bin_folder,
        tmp_path,
        *("grade", "--rubric", "fine-tuning-modes", "--judge", "keyword"),
        stdin=ANSWER,
    )
    assert "Judged by the keyword scorer" in graded
    assert Library().templates().digest[:16] in run(bin_folder, tmp_path, "doctor")
    assert run(bin_folder, tmp_path, "--version").startswith("grader ")
