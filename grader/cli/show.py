"""A result as a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.cli.page import print_page
from grader.core.final import Final
from grader.core.grade import Grade, Result, Ungraded
from grader.core.outline import Mark, Row, judged_by, sections
from grader.core.rubric import Rubric

_STYLES = {Mark.MATCHED: "green", Mark.MISSING: "dim", Mark.AGAINST: "red", Mark.CLEAR: "dim"}


def show(result: Result, rubric: Rubric) -> None:
    """Print a result on stdout."""
    print_page(page(result, rubric))


def show_final(final: Final) -> None:
    """Print what the main answer and the follow-up's give together."""
    body: list[RenderableType] = [
        Text("  Together", "bold"),
        _indent(Text(final.explanation)),
        *(_indent(Text(f"! {reason}", "yellow")) for reason in final.review),
        "",
    ]
    print_page(Group(*body))


def page(result: Result, rubric: Rubric) -> RenderableType:
    """The whole page of one result."""
    head = Text.assemble((rubric.title, "bold"), ("  ", ""), (rubric.id, "dim"))
    body = _graded(result, rubric) if isinstance(result, Grade) else _ungraded(result)
    tail = _notes(result)
    return Group("", head, "", *body, *tail, "")


def _ungraded(result: Ungraded) -> Iterator[RenderableType]:
    yield _indent(Text.assemble(("Not graded", "bold yellow"), f"  {result.explanation}"))
    if result.judge:
        yield _indent(Text(judged_by(result.judge, result.usage), "dim"))


def _graded(grade: Grade, rubric: Rubric) -> Iterator[RenderableType]:
    yield _indent(ladder(grade.level, rubric))
    yield ""
    yield _indent(Text(grade.explanation))
    yield _indent(Text(judged_by(grade.judge, grade.usage), "dim"))
    for section in sections(grade, rubric):
        yield ""
        yield Text.assemble((f"  {section.title}", "bold"), (f"  {section.count}", "dim"))
        yield _indent(_table(section.rows))


def ladder(level: str, rubric: Rubric) -> Text:
    """The levels in a row, the reached one marked: `L4 ━━━ [ L5 ] ┄┄┄ L6`."""
    text = Text()
    reached = rubric.ladder.index(level)
    for rank, rung in enumerate(rubric.ladder):
        if rank:
            text.append(*(" ━━━━━ ", "green") if rank <= reached else (" ┄┄┄┄┄ ", "dim"))
        if rank == reached:
            text.append(f"[ {rung} ]", "bold green")
        else:
            text.append(rung, "green" if rank < reached else "dim")
    return text


def _table(rows: Iterable[Row]) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(ratio=1)
    for row in rows:
        style = _STYLES[row.mark]
        table.add_row(Text(row.mark, style), _row(row, style))
    return table


def _row(row: Row, style: str) -> RenderableType:
    parts: list[RenderableType] = [
        Text.assemble((row.tell, f"bold {style}"), "  ", (row.claim, "dim"))
    ]
    if row.note:
        parts.append(Text(row.note, "yellow"))
    return Group(*parts, *(_quote(quote) for quote in row.quotes))


def _quote(text: str) -> RenderableType:
    return Padding(Text(f"“{text}”", "italic"), (0, 0, 0, 2))


def _notes(result: Result) -> Iterator[RenderableType]:
    if result.review:
        yield ""
        yield Text("  For a person to look at", "bold yellow")
        yield from (_indent(Text(f"! {reason}", "yellow")) for reason in result.review)
    if isinstance(result, Grade) and result.next_step:
        yield ""
        yield Text(f"  Missing for {result.next_step.level}", "bold")
        if result.next_step.needs:
            listed = ", ".join(result.next_step.of)
            yield _indent(Text(f"{result.next_step.needs} of: {listed}"))
        if result.next_step.blocked_by:
            yield _indent(Text(f"held back by: {', '.join(result.next_step.blocked_by)}", "red"))
    if result.follow_up:
        yield ""
        yield Text.assemble(("  Ask next  ", "bold"), result.follow_up)


def _indent(part: RenderableType) -> Padding:
    return Padding(part, (0, 0, 0, 2))
