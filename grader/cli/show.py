"""A result as a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.cli.page import print_page
from grader.core.final import Final
from grader.core.grade import Finding, Grade, JudgeInfo, Result, Ungraded
from grader.core.judgment import JudgeKind, Stance, Usage
from grader.core.rubric import Kind, Rubric

_SECTIONS = (
    (Kind.STRONG_HIRE, "Strong-hire tells"),
    (Kind.SIGNAL, "Signals"),
    (Kind.DOWN_LEVEL, "Down-level tells"),
)
_STANCES = {
    Stance.REJECTED: "named, but turned down or taken back",
    Stance.QUOTED: "someone else's words, not the candidate's own claim",
}


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
        yield _indent(_judged_by(result.judge, result.usage))


def _graded(grade: Grade, rubric: Rubric) -> Iterator[RenderableType]:
    yield _indent(ladder(grade.level, rubric))
    yield ""
    yield _indent(Text(grade.explanation))
    yield _indent(_judged_by(grade.judge, grade.usage))
    by_kind = {kind: [f for f in grade.findings if f.kind is kind] for kind, _ in _SECTIONS}
    for kind, title in _SECTIONS:
        if by_kind[kind]:
            yield ""
            yield _heading(title, by_kind[kind])
            yield _indent(_table(by_kind[kind], rubric))


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


def _judged_by(judge: JudgeInfo, usage: Usage) -> Text:
    if judge.kind is JudgeKind.KEYWORD:
        said = "Judged by the keyword scorer, without a model"
    else:
        said = f"Judged by {judge.kind} {judge.model or ''}".rstrip()
    if judge.fallback_reason:
        said += f", standing in for the LLM ({judge.fallback_reason})"
    if usage.input_tokens or usage.output_tokens:
        said += f" · {usage.input_tokens:,} tokens in, {usage.output_tokens:,} out"
    if usage.cached and not usage.calls:
        said += " · kept reply"
    if usage.cost_usd:
        said += f" · ${usage.cost_usd:.4f}"
    return Text(said, "dim")


def _heading(title: str, findings: Iterable[Finding]) -> Text:
    found = list(findings)
    count = f"  {sum(f.matched for f in found)} of {len(found)}"
    return Text.assemble(("  " + title, "bold"), (count, "dim"))


def _table(findings: Iterable[Finding], rubric: Rubric) -> Table:
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(ratio=1)
    for finding in findings:
        mark, style = _mark(finding)
        table.add_row(Text(mark, style), _finding(finding, rubric, style))
    return table


def _mark(finding: Finding) -> tuple[str, str]:
    if finding.kind is Kind.DOWN_LEVEL:
        return ("▼", "red") if finding.matched else ("·", "dim")
    return ("✓", "green") if finding.matched else ("✗", "dim")


def _finding(finding: Finding, rubric: Rubric, style: str) -> RenderableType:
    tell = rubric.tell_by_id[finding.tell]
    claim = f"never {tell.claim}" if tell.absence else tell.claim
    line = Text.assemble((finding.tell, f"bold {style}"), "  ", (claim, "dim"))
    parts: list[RenderableType] = [line]
    if finding.stance in _STANCES:
        parts.append(Text(_STANCES[finding.stance], "yellow"))
    shown = finding.matched or finding.stance in _STANCES
    if shown and not tell.absence:
        parts += [_quote(e.text) for e in finding.evidence[:3]]
    return Group(*parts)


def _quote(text: str) -> RenderableType:
    return Padding(Text("“" + " ".join(text.split()) + "”", "italic"), (0, 0, 0, 2))


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
