"""What is written about grader is so: the README, the docstrings, the public face."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import grader
from grader.cli import COMMANDS
from tests.cli.command import grader as run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
MODULES = sorted((ROOT / "grader").rglob("*.py"))


def _names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


def _listed() -> Iterator[str]:
    """The paths of the README's tree: two more spaces are one folder deeper."""
    above: list[str] = []
    for line in README.partition("\n## The code\n")[2].splitlines():
        entry = re.match(r"    ((?:  )*)([a-z_]+(?:/|\.[a-z]+))(?: |$)", line)
        if entry:
            depth = len(entry[1]) // 2
            above[depth:] = [entry[2]]
            yield "".join(above)


def test_the_file_tree_in_the_readme_is_there() -> None:
    listed = list(_listed())
    assert len(listed) > 10
    assert [path for path in listed if not (ROOT / path).exists()] == []
    assert [path for path in listed if path.endswith("/") and not (ROOT / path).is_dir()] == []


def test_the_file_tree_in_the_readme_is_whole() -> None:
    """Every part of the package is named in it."""
    parts = {
        f"grader/{path.name}{'/' if path.is_dir() else ''}"
        for path in (ROOT / "grader").iterdir()
        if not path.name.startswith("__") and path.name != "py.typed"
    }
    assert parts - set(_listed()) == set()


MENTIONS = sorted(
    {
        (command, line[1])
        for path in ("README.md", "CONTRIBUTING.md")
        for line in re.finditer(r"grader ((?:[a-z]+\b)[^\n`|]*)", (ROOT / path).read_text("utf-8"))
        for command in [line[1].split()[0]]
        if command in COMMANDS
    }
)


@pytest.mark.parametrize(("command", "line"), MENTIONS, ids=[line for _, line in MENTIONS])
def test_commands_and_options_in_the_documents_exist(command: str, line: str) -> None:
    shown = run(command, "--help").out
    group = re.match(r"[a-z]+ ([a-z]+)\b", line)
    if group and re.search(rf"^  {group[1]} ", shown, re.MULTILINE):
        shown = run(command, group[1], "--help").out
    for option in re.findall(r"(?<!\S)--?[a-z][a-z-]*", line):
        assert re.search(rf"(?<![\w-]){option}\b", shown), option


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def _examples() -> list[tuple[str, str]]:
    """Each command of the README's `console` blocks, and what it is said to print."""
    parts = [part for block in _blocks("console") for part in re.split(r"^\$ ", block, flags=re.M)]
    return [
        (command, output) for command, _, output in (p.partition("\n") for p in parts) if command
    ]


EXAMPLES = _examples()


@pytest.mark.parametrize(("command", "output"), EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_the_readmes_commands_print_what_it_shows(
    command: str, output: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    program, *arguments = shlex.split(command)
    assert program == "grader"
    ran = run(*arguments)
    printed = _lines(ran.out + ran.err)
    pattern = "".join(
        r"(?:.*\n)*?" if line == "..." else re.escape(line + "\n") for line in _lines(output)
    )
    assert re.fullmatch(pattern, "".join(f"{line}\n" for line in printed)), "\n".join(printed)


def _lines(text: str) -> list[str]:
    """Lines without trailing spaces, and without blank ones around them."""
    return [line.rstrip() for line in text.strip("\n").splitlines()]


@pytest.mark.parametrize("code", _blocks("python"))
def test_the_readmes_python_runs(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    exec(compile(code, "README.md", "exec"), {"__name__": "__main__"})
    assert capsys.readouterr().out


@pytest.mark.parametrize("name", _names(MODULES))
def test_every_module_says_what_it_is(name: str) -> None:
    tree = ast.parse((ROOT / name).read_text("utf-8"))
    assert not tree.body or ast.get_docstring(tree)


def test_the_public_face_is_small_and_every_name_is_there() -> None:
    assert len(grader.__all__) <= 14
    assert list(grader.__all__) == sorted(grader.__all__)
    for name in grader.__all__:
        assert getattr(grader, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'grade_all'"):
        _ = grader.grade_all


STARTED = {
    "import grader": "import grader",
    "import grader.cli": "import grader.cli",
    "grader --help": "import sys; sys.argv = ['grader', '--help']; from grader.cli import main",
    "grader grade": (
        "import sys; sys.argv = ['grader', 'grade', '--rubric', 'fine-tuning-modes', "
        "'--judge', 'keyword', 'fixtures/demo/answer.txt']; from grader.cli import main"
    ),
}
CLIENTS = {"aiohttp", "asyncio", "fastapi", "genai_prices", "jinja2", "openai", "sqlalchemy"}
HEAVY = CLIENTS | {"aiolimiter", "purgatory", "tenacity"}


@pytest.mark.parametrize(
    ("start", "heavy"),
    [
        ("import grader", HEAVY | {"click", "pydantic", "rich", "yaml"}),
        ("import grader.cli", HEAVY | {"pydantic", "rich", "yaml"}),
        ("grader --help", HEAVY | {"pydantic", "rich", "yaml"}),
        ("grader grade", HEAVY),
    ],
)
def test_nothing_heavy_is_loaded_before_it_is_needed(start: str, heavy: set[str]) -> None:
    code = STARTED[start]
    if code.endswith("main"):
        code += "\ntry:\n    main()\nexcept SystemExit as stop:\n    assert not stop.code"
    code += "\nimport sys; print(*sys.modules, file=sys.stderr)"
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
    )
    assert set(ran.stderr.split()) & heavy == set()


WRITTEN = ("grader", "tests", "prompts", "rubrics", "fixtures", ".ci")
ELSEWHERE = re.compile(
    "|".join(
        # Put together here, so that this file does not name what it looks for.
        [
            "pypi" + r"\.org",
            "python" + "hosted",
            "index" + "-url",
            *(
                rf"(?<![\w.]){home}[a-z]"
                for home in (
                    "/ho" + "me/",
                    "/ro" + "ot/",
                    "/Us" + "ers/",
                    "/wo" + "rk/",
                    "/o" + "pt/",
                )
            ),
        ]
    )
)


def test_no_file_names_a_registry_or_a_place_on_somebodys_machine() -> None:
    files = [path for path in ROOT.iterdir() if path.is_file()]
    files += [path for part in WRITTEN for path in (ROOT / part).rglob("*") if path.is_file()]
    wrong = [
        f"{path.relative_to(ROOT)}: {found[0]}"
        for path in files
        if path.suffix != ".pyc"
        if (found := ELSEWHERE.search(path.read_bytes().decode("utf-8", "replace")))
    ]
    assert wrong == []


def test_constraints_pin_everything_and_nothing_else() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", pin)] == []
    assert pins == sorted(pins, key=str.lower)
