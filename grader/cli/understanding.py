"""What a paste is taken for: read, said to the user, corrected by them, and insisted upon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import click

from grader.cli.asking import Ask
from grader.core.answer import Answer, Role, read_turns
from grader.core.inert import cut, visible
from grader.core.paste import Paste, read_paste, said
from grader.core.rubric import Rubric
from grader.errors import InputError
from grader.library import Library


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What the user says of a paste; None is to be found out."""

    candidate: str | None
    rubric: str | None


def understand(text: str, library: Library, wish: Wish) -> Paste:
    """Read a paste as wished. Raises InputError for a candidate who does not speak in it."""
    questions = _questions(library, wish.rubric)
    paste = read_paste(text, candidate=wish.candidate, questions=questions)
    return replace(paste, rubric=wish.rubric) if wish.rubric else paste


def announce(paste: Paste) -> None:
    """Say on stderr whom and what the paste was taken for, and what is doubtful about it."""
    turns = f"{len(paste.turns)} turn{'' if len(paste.turns) == 1 else 's'}"
    click.echo(f"Read as {paste.format}, {turns}", err=True)
    click.echo(f"  Candidate  {visible(paste.candidate or _unnamed(paste))}", err=True)
    asked = visible(paste.question or "none found")
    click.echo(f"  Question   {cut(asked, 160)}", err=True)
    click.echo(f"  Rubric     {paste.rubric or 'not clear from the question'}", err=True)
    doubt(paste)


def doubt(paste: Paste) -> None:
    """Say on stderr what is doubtful about the reading."""
    for said_of_it in paste.doubts:
        click.echo(f"  ? {visible(said_of_it)}", err=True)


def correct(paste: Paste, library: Library, wish: Wish, ask: Ask) -> Paste:
    """Let the user name another candidate and another rubric; Enter leaves each as it is."""
    name = wish.candidate
    if not name and len(paste.speakers) > 1:
        paste, name = _corrected_candidate(paste, library, wish, ask)
    if wish.rubric:
        return paste
    known = library.rubric_ids()
    while typed := ask(f"Rubric ({', '.join(known)})", paste.rubric or ""):
        if typed in known:
            return understand(paste.text, library, Wish(candidate=name, rubric=typed))
        click.echo(f"There is no rubric {typed}", err=True)
    return paste


def _corrected_candidate(
    paste: Paste, library: Library, wish: Wish, ask: Ask
) -> tuple[Paste, str | None]:
    listed = _speakers(paste)
    while typed := ask(f"Candidate ({listed})", paste.candidate or ""):
        if typed == paste.candidate:
            break
        try:
            asked = Wish(candidate=typed, rubric=wish.rubric)
            return understand(paste.text, library, asked), typed
        except InputError as error:
            click.echo(str(error), err=True)
    return paste, paste.candidate


def rubric_of(paste: Paste, library: Library) -> Rubric:
    """The rubric to grade by. Raises InputError when the question does not tell."""
    if paste.rubric is None:
        why = "the question asked fits no rubric clearly" if paste.question else "no question found"
        raise InputError(
            f"the rubric: {why}", f"Give --rubric with one of: {', '.join(library.rubric_ids())}"
        )
    return library.rubric(paste.rubric)


def answer_of(paste: Paste, longest: int) -> Answer:
    """The paste as an answer to grade. Raises InputError when nobody is the candidate."""
    if paste.turns and not any(turn.role is Role.CANDIDATE for turn in paste.turns):
        listed = _speakers(paste)
        raise InputError(
            "there is no telling who the candidate is",
            f"Give --candidate with one of: {listed}"
            if listed
            else "Begin the turns with Interviewer: and Candidate:",
        )
    answer = read_turns(said(paste))
    if len(answer.text) > longest:
        raise InputError(
            f"the conversation has {len(answer.text):,} characters, more than {longest:,}",
            "Paste the question and its answer alone, or raise GRADER_MAX_ANSWER",
        )
    return answer


def _questions(library: Library, rubric_id: str | None) -> dict[str, Sequence[str]]:
    rubrics = (library.rubric(rubric_id),) if rubric_id else library.readable()
    return {rubric.id: (rubric.question, *rubric.question_variants) for rubric in rubrics}


def _speakers(paste: Paste) -> str:
    return visible(", ".join(paste.speakers))


def _unnamed(paste: Paste) -> str:
    answers = any(turn.role is Role.CANDIDATE for turn in paste.turns)
    return "not named in the paste" if answers else "not clear"
