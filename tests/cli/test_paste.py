"""`grader paste`: a conversation in, a grade to paste back out, and what is asked in between."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.cli.command import Ran, grader

pytestmark = pytest.mark.usefixtures("caching")

QUESTION = "When would you add a cache?"
FIRST = "You want a high hit rate."
SECOND = "Entries go stale, so we invalidate them."
THIRD = "We measure it first."
SLACK = f"""\
Priya Raman
  10:41 AM
{QUESTION}
Ana Reyes
  10:44 AM
{FIRST} {SECOND} (edited)
:+1:
2
10:45
{THIRD}
Priya Raman
  10:46 AM
A lock stops the stampede, by the way. Does that help?
Ana Reyes
  10:47 AM
Not really, sorry.
"""
TWO = """\
Rosa Quintero
  10:10 AM
A cache needs a high hit rate, and I would measure ours before anything else.
Iker Etxeberria
  10:13 AM
I would cache everything, since memory costs us next to nothing by now.
"""


def paste(*arguments: str, stdin: str | bytes = SLACK, **env: str | None) -> Ran:
    return grader("paste", "--judge", "keyword", *arguments, stdin=stdin, **env)


def printed(ran: Ran) -> dict[str, Any]:
    value = json.loads(ran.out)
    assert isinstance(value, dict)
    return value


def test_the_grade_comes_ready_for_slack_and_the_reading_beside_it() -> None:
    ran = paste()
    assert ran.status == 0
    assert ran.out.startswith("*Caching*\n*L5*   L4 ━ [L5] ┄ L6\n")
    assert f"✓ *invalidation*  says how entries are invalidated\n> “{SECOND}”" in ran.out
    assert "✗ stampede" in ran.out
    assert ran.err.splitlines() == [
        "Read as slack, 4 turns",
        "  Candidate  Ana Reyes",
        f"  Question   {QUESTION}",
        "  Rubric     caching",
    ]


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("slack", "*Caching*\n"),
        ("markdown", "## Caching: L5\n"),
        ("text", "\nCaching  caching\n"),
        ("json", '{\n  "rubric": "caching",\n  "level": "L5",\n'),
    ],
)
def test_each_form_says_the_same_grade(form: str, begins: str) -> None:
    ran = paste("--format", form)
    assert (ran.status, ran.out[: len(begins)]) == (0, begins)
    assert SECOND in ran.out


def test_the_json_has_the_conversation_that_its_evidence_quotes() -> None:
    value = printed(paste("--format", "json"))
    quoted = {
        finding["tell"]: [value["answer"][e["start"] : e["end"]] for e in finding["evidence"]]
        for finding in value["findings"]
    }
    assert (quoted["hit-rate"], quoted["stampede"]) == ([FIRST], [])
    assert value["candidate"] == "Ana Reyes"
    assert len(value["turns"]) == 4


def test_turns_are_the_ones_others_rely_on() -> None:
    ran = grader("paste", "--turns", stdin=SLACK)
    assert (ran.status, ran.err) == (0, "")
    asked, helped = QUESTION, "A lock stops the stampede, by the way. Does that help?"
    spoken = [
        ("Priya Raman", "interviewer", asked),
        ("Ana Reyes", "candidate", f"{FIRST} {SECOND}\n{THIRD}"),
        ("Priya Raman", "interviewer", helped),
        ("Ana Reyes", "candidate", "Not really, sorry."),
    ]
    assert printed(ran) == {
        "turns": [dict(zip(("speaker", "role", "text"), turn, strict=True)) for turn in spoken],
        "candidate": "Ana Reyes",
        "question": asked,
        "rubric": "caching",
    }


def test_unknown_is_null_and_doubts_go_to_stderr() -> None:
    ran = grader("paste", "--turns", stdin=TWO)
    value = printed(ran)
    assert ran.status == 0
    assert [turn["role"] for turn in value["turns"]] == ["other", "other"]
    assert [value[name] for name in ("candidate", "question", "rubric")] == [None, None, None]
    assert "Rosa Quintero" in ran.err


@pytest.mark.parametrize("data", [SLACK.encode("utf-16"), SLACK.replace("\n", "\r\n").encode()])
def test_a_file_is_read_like_standard_input(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "thread.txt"
    path.write_bytes(data)
    assert paste(str(path), stdin="") == paste()


def test_the_user_says_who_and_by_what() -> None:
    ran = paste("--candidate", "priya", "--rubric", "caching", "--format", "json")
    value = printed(ran)
    assert {t["speaker"]: t["role"] for t in value["turns"]}["Priya Raman"] == "candidate"
    assert [f["tell"] for f in value["findings"] if f["evidence"]] == ["stampede"]


WRONG: list[tuple[list[str], str, str]] = [
    ([], TWO, "no telling who the candidate is. Give --candidate with one of: Rosa Quintero, Iker"),
    (["--candidate", "rosa"], TWO, "the rubric: no question found. Give --rubric with one of: c"),
    (["--candidate", "bob"], SLACK, "'bob' is not one of the speakers. Name one of: Priya Raman"),
    (["--rubric", "cooking"], SLACK, "cooking"),
    (["--clipboard", "x.txt"], "", "both x.txt and the clipboard are given"),
    (["nowhere.txt"], "", "nowhere.txt: No such file or directory"),
    ([], "Just an answer of one sentence.", "the rubric: no question found"),
]


@pytest.mark.parametrize(("arguments", "text", "message"), WRONG)
def test_what_cannot_be_told_is_an_error_that_says_what_to_give(
    arguments: list[str], text: str, message: str
) -> None:
    ran = paste(*arguments, stdin=text)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.splitlines()[-1].startswith("grader: ")
    assert message in ran.err


def test_a_question_that_no_rubric_has_asks_for_one() -> None:
    ran = paste(stdin="Interviewer: What is a monad?\n\nCandidate: A burrito, they say.")
    assert ran.status == 2
    assert "the question asked fits no rubric clearly. Give --rubric" in ran.err


def test_a_long_conversation_is_refused_and_a_long_paste_is_not() -> None:
    assert paste(GRADER_MAX_ANSWER="100").status == 2
    header = "Ana Reyes\n  10:44 AM\n"
    many = f"Priya Raman\n  10:41 AM\n{QUESTION}\n" + (header + "Yes.\n") * 20
    assert len(many) > 300
    assert paste(stdin=many, GRADER_MAX_ANSWER="300").status in (0, 3)


@pytest.mark.parametrize("text", ["", " \n\n"])
def test_nothing_to_grade_is_ungraded(text: str) -> None:
    ran = paste("--rubric", "caching", stdin=text)
    assert ran.status == 3
    assert "*Not graded*" in ran.out


def test_no_paste_steers_the_terminal() -> None:
    asked = QUESTION.replace("add", "\x1b[2Jadd")
    ran = paste(stdin=f"Interviewer: {asked}\n\nCandidate: {SECOND}\x1b[2J\u202e")
    assert ran.status == 0
    assert not set("\x1b\u202e") & set(ran.out + ran.err)


def test_the_clipboard_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    pyperclip = pytest.importorskip("pyperclip")
    monkeypatch.setattr(pyperclip, "paste", lambda: SLACK)
    assert paste("--clipboard", stdin="") == paste()
    monkeypatch.setattr(pyperclip, "paste", lambda: " ")
    assert "the clipboard holds no text" in paste("--clipboard").err


def test_without_a_clipboard_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    pyperclip = pytest.importorskip("pyperclip")

    def missing() -> str:
        raise pyperclip.PyperclipException("no mechanism")

    monkeypatch.setattr(pyperclip, "paste", missing)
    ran = paste("--clipboard")
    assert (ran.status, ran.out) == (2, "")
    assert "there is no clipboard to read here. Paste on standard input instead" in ran.err
    monkeypatch.setitem(sys.modules, "pyperclip", None)
    assert "pip install grader[clipboard]" in paste("--clipboard").err


# The leader of a session gets the first terminal that it opens as its own, as after a login.
CALL = (
    "import os, sys; os.open(os.ttyname(2), os.O_RDWR); sys.argv[0] = 'grader'; "
    "from grader.cli import main; main()"
)


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("piped", [False, True], ids=["file", "standard input"])
@pytest.mark.parametrize(
    ("typed", "arguments", "status", "shown"),
    [
        ("\n\n", [], 0, "*L5*"),
        ("bob\niker\ncooking\ncaching\n", ["two"], 0, "*L4*"),
        ("caching\n", ["--candidate", "rosa", "two"], 0, "*L4*"),
        ("caching\n", ["--candidate", "rosa", "--rubric", "caching", "two"], 0, "*L4*"),
        ("\n\n", ["two"], 2, ""),
        ("", ["--yes", "two"], 2, ""),
    ],
)
def test_at_a_terminal_the_reading_can_be_corrected(
    typed: str, arguments: list[str], status: int, shown: str, piped: bool, tmp_path: Path
) -> None:
    path = tmp_path / "thread.txt"
    path.write_text(TWO if "two" in arguments else SLACK, "utf-8")
    options = [argument for argument in arguments if argument != "two"]
    ran = _at_terminal([*options, "-" if piped else str(path)], typed, path if piped else None)
    assert (ran.status, ran.out[: len("*Caching*")]) == (status, "*Caching*" if shown else ""), ran
    assert shown in ran.out
    for line in typed.splitlines():
        if line in ("bob", "cooking"):
            assert f"{line!r} is not" in ran.err or f"no rubric {line}" in ran.err


def _at_terminal(arguments: list[str], typed: str, stdin: Path | None) -> Ran:
    """Run the command in a session of its own, whose terminal has `typed` waiting in it."""
    import pty

    ours, theirs = pty.openpty()
    os.write(ours, typed.encode())
    with stdin.open("rb") if stdin else os.fdopen(os.dup(theirs), "rb") as source:
        running = subprocess.Popen(
            [sys.executable, "-c", CALL, "paste", "--judge", "keyword", *arguments],
            stdin=source,
            stdout=subprocess.PIPE,
            stderr=theirs,
            start_new_session=True,
        )
    os.close(theirs)
    said = _until_closed(ours)
    out, _ = running.communicate()
    return Ran(status=running.returncode, out=out.decode(), err=said.decode())


def _until_closed(terminal: int) -> bytes:
    said = b""
    # A terminal whose other end is closed says so by an error.
    with os.fdopen(terminal, "rb", buffering=0) as source, suppress(OSError):
        while chunk := source.read(65536):
            said += chunk
    return said
