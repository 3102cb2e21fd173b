"""A result as Markdown, whole: for a note, an issue or a wiki."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.core.grade import Grade, Result
from grader.core.inert import inert
from grader.core.outline import Row, claim_of, judged_by, rungs, sections
from grader.core.rubric import Rubric

_MARKUP = re.compile(r"([\\`*_\[\]<>&#|~$!^=])")
_LIST = re.compile(r"^(?:([-+])|(\d+)([.)]))(?=\s|$)")


def escaped(text: str) -> str:
    """`text` on one line in which nothing is markup, in CommonMark and GitHub's flavour."""
    return _LIST.sub(r"\2\\\1\3", _MARKUP.sub(r"\\\1", inert(text)))


def markdown(result: Result, rubric: Rubric) -> str:
    """The result as Markdown that ends with a line break."""
    return "\n\n".join(_blocks(result, rubric)) + "\n"


def _blocks(result: Result, rubric: Rubric) -> Iterator[str]:
    level = result.level if isinstance(result, Grade) else "not graded"
    yield f"## {escaped(rubric.title)}: {escaped(level)}"
    if isinstance(result, Grade):
        yield escaped(rungs(result, rubric))
    yield escaped(result.explanation)
    if isinstance(result, Grade):
        for section in sections(result, rubric):
            yield f"### {section.title}: {section.count}"
            yield "\n".join(_row(row) for row in section.rows)
        yield from _missing(result, rubric)
    if result.follow_up:
        yield f"**Ask next:** {escaped(result.follow_up)}"
    if result.review:
        yield "### For a person to look at"
        yield "\n".join(f"- {escaped(reason)}" for reason in result.review)
    notes = [f"`{rubric.id}`"]
    if result.judge:
        notes.append(escaped(judged_by(result.judge, result.usage)))
    yield f"*{' · '.join(notes)}*"


def _row(row: Row) -> str:
    note = f" *({escaped(row.note)})*" if row.note else ""
    # The blank lines make each quote a paragraph of its own in every flavour of Markdown.
    quotes = "".join(f"\n\n  > “{escaped(quote)}”" for quote in row.quotes)
    return f"- {row.mark} **{escaped(row.tell)}**: {escaped(row.claim)}{note}{quotes}"


def _missing(grade: Grade, rubric: Rubric) -> Iterator[str]:
    step = grade.next_step
    if step is None:
        return
    yield f"### Missing for {escaped(step.level)}"
    if step.needs:
        tells = [f"- **{escaped(t)}**: {escaped(claim_of(t, rubric))}" for t in step.of]
        yield "\n".join([f"{step.needs} of:", "", *tells])
    if step.blocked_by:
        yield f"Held back by: {', '.join(escaped(tell) for tell in step.blocked_by)}"
