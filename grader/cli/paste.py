"""`grader paste`: a copied chat, call or mail to a grade that can be pasted back."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from grader.cli.asking import asking
from grader.cli.exits import UNGRADED
from grader.cli.options import judge_option
from grader.cli.reading import read_text
from grader.cli.running import finish
from grader.cli.understanding import (
    Wish,
    announce,
    answer_of,
    correct,
    doubt,
    rubric_of,
    understand,
)
from grader.core.answer import Answer
from grader.core.grade import Grade, Result
from grader.core.paste import Paste
from grader.core.report import as_json
from grader.core.rubric import Rubric
from grader.errors import InputError
from grader.library import Library
from grader.settings import Settings, read_settings
from grader.wiring import by_keywords_alone, open_grader

LONGEST = 2_000_000
"""Characters of a paste: names, times and the interviewer's words count for no answer's length."""
_END = "Ctrl-Z and Enter" if sys.platform == "win32" else "Ctrl-D"


@click.command("paste")
@click.argument("file", default="-")
@click.option("--clipboard", is_flag=True, help="Take what was copied last instead of FILE.")
@click.option(
    "--rubric", "rubric_id", metavar="ID", help="[default: the one whose question is asked]"
)
@click.option("--candidate", metavar="NAME", help="Who is the candidate.  [default: found out]")
@judge_option
@click.option(
    "--format",
    "form",
    type=click.Choice(["slack", "markdown", "text", "json"]),
    default="slack",
    show_default=True,
    help="How the grade is written.",
)
@click.option("--turns", is_flag=True, help="Print who said what, as JSON, and grade nothing.")
@click.option("-y", "--yes", is_flag=True, help="Ask nothing, though at a terminal.")
@click.pass_context
def command(
    ctx: click.Context,
    file: str,
    clipboard: bool,
    rubric_id: str | None,
    candidate: str | None,
    judge: str | None,
    form: str,
    turns: bool,
    yes: bool,
) -> None:
    """Grade the candidate's words in a paste: FILE, standard input or the clipboard.

    It may come from Slack, Discord, Teams, Google Chat, WhatsApp or a mail, or be the transcript
    of a call. Who answers and what was asked is found out and said, and can be set.

    \b
    grader paste thread.txt
    grader paste --clipboard --candidate Ana
    grader paste --turns < call.vtt
    """
    if clipboard and file != "-":
        raise InputError(f"both {file} and the clipboard are given", "Leave one of them out")
    settings = read_settings(judge=judge)
    library = Library(settings.rubrics)
    wish = Wish(candidate=candidate, rubric=rubric_id)
    paste = understand(_text(file, clipboard, settings), library, wish)
    if turns:
        doubt(paste)
        click.echo(json.dumps(_turns(paste), ensure_ascii=False, indent=2))
        return
    announce(paste)
    if not yes:
        with asking(stdin_is_free=clipboard or file != "-") as ask:
            paste = correct(paste, library, wish, ask) if ask else paste
    answer = answer_of(paste, settings.max_answer)
    rubric = rubric_of(paste, library)
    result = finish(_grade(settings, answer, rubric), waits=not by_keywords_alone(settings))
    _print(form, result, rubric, answer, paste)
    if not isinstance(result, Grade):
        ctx.exit(UNGRADED)


def _text(file: str, clipboard: bool, settings: Settings) -> str:
    if clipboard:
        from grader.cli.clipboard import read_clipboard

        return read_clipboard()
    if file == "-" and sys.stdin.isatty():
        click.echo(f"Paste the conversation, then press {_END}", err=True)
    return read_text(file, max(settings.max_answer, LONGEST))


async def _grade(settings: Settings, answer: Answer, rubric: Rubric) -> Result:
    async with open_grader(settings) as grader:
        return await grader.grade(answer, rubric)


def _print(form: str, result: Result, rubric: Rubric, answer: Answer, paste: Paste) -> None:
    if form == "json":
        # The evidence's offsets are into `answer`, the conversation without its furniture.
        value = as_json(result) | {"answer": answer.text} | _turns(paste)
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))
    elif form == "markdown":
        from grader.core.markdown import markdown

        click.echo(markdown(result, rubric), nl=False)
    elif form == "text":
        from grader.cli.show import show

        show(result, rubric)
    else:
        from grader.core.slack import mrkdwn

        click.echo(mrkdwn(result, rubric))


def _turns(paste: Paste) -> dict[str, Any]:
    return {
        "turns": [
            {"speaker": turn.speaker, "role": str(turn.role), "text": turn.text}
            for turn in paste.turns
        ],
        "candidate": paste.candidate,
        "question": paste.question,
        "rubric": paste.rubric,
    }
