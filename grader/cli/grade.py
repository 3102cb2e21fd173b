"""`grader grade`: one answer, and the follow-up's if given, to one result."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click

from grader.cli.exits import UNGRADED
from grader.cli.options import judge_option
from grader.cli.reading import read_text
from grader.cli.running import finish
from grader.core.final import conclude
from grader.core.grade import Grade, Result
from grader.core.report import as_json
from grader.core.rubric import Rubric
from grader.errors import InputError
from grader.settings import Settings, read_settings
from grader.wiring import by_keywords_alone, open_grader


@click.command("grade")
@click.option("--rubric", "rubric_id", required=True, metavar="ID", help="The rubric to grade by.")
@judge_option
@click.option("--json", "to_json", is_flag=True, help="Print the grade as JSON.")
@click.option(
    "--follow-up",
    "follow_up_id",
    metavar="ID",
    help="Grade the answer to a follow-up: FILE, or FOLLOW_UP_FILE if FILE is the main answer.",
)
@click.argument("file", default="-")
@click.argument("follow_up_file", required=False)
@click.pass_context
def command(
    ctx: click.Context,
    rubric_id: str,
    judge: str | None,
    to_json: bool,
    follow_up_id: str | None,
    file: str,
    follow_up_file: str | None,
) -> None:
    """Grade the answer in FILE, or on standard input.

    \b
    grader grade --rubric fine-tuning-modes answer.txt
    grader grade --rubric fine-tuning-modes --follow-up full-ft-over-lora answer.txt reply.txt
    """
    if follow_up_file is not None and not follow_up_id:
        raise InputError(
            f"{follow_up_file}: a second file is the follow-up's answer",
            "Name the follow-up with --follow-up ID",
        )
    if file == follow_up_file == "-":
        raise InputError("standard input cannot be both answers", "Give one of the two in a file")
    settings = read_settings(judge=judge)
    files = [file] if follow_up_file is None else [file, follow_up_file]
    texts = [read_text(name, settings.max_answer) for name in files]
    work = _grade(settings, rubric_id, follow_up_id, texts)
    graded = finish(work, waits=not by_keywords_alone(settings))
    if to_json:
        click.echo(json.dumps(_as_json(graded), ensure_ascii=False, indent=2))
    else:
        _show(graded)
    if any(not isinstance(result, Grade) for _, result in graded):
        ctx.exit(UNGRADED)


Graded = list[tuple[Rubric, Result]]


async def _grade(
    settings: Settings, rubric_id: str, follow_up_id: str | None, texts: list[str]
) -> Graded:
    """Grade the main answer, the follow-up's, or both, in that order."""
    async with open_grader(settings) as grader:
        rubric = grader.library.rubric(rubric_id)
        rubrics = [rubric]
        if follow_up_id:
            asked = rubric.for_follow_up(rubric.follow_up(follow_up_id))
            rubrics = [rubric, asked] if len(texts) == 2 else [asked]
        pairs = zip(rubrics, texts, strict=True)
        return [(by, await grader.grade(text, by)) for by, text in pairs]


def _as_json(graded: Graded) -> dict[str, Any]:
    first = as_json(graded[0][1])
    if len(graded) == 1:
        return first
    final = conclude(graded[0][0], graded[0][1], graded[1][1])
    return first | {"follow_up_grade": as_json(graded[1][1]), "final": asdict(final)}


def _show(graded: Graded) -> None:
    from grader.cli.show import show, show_final

    for rubric, result in graded:
        show(result, rubric)
    if len(graded) == 2:
        show_final(conclude(graded[0][0], graded[0][1], graded[1][1]))
