"""A rubric as a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.cli.page import print_page
from grader.core.levels import in_words
from grader.core.rubric import FollowUp, Kind, Rubric, Tell

_KINDS = (
    (Kind.STRONG_HIRE, "Strong-hire tells", "green"),
    (Kind.SIGNAL, "Signals", "green"),
    (Kind.DOWN_LEVEL, "Down-level tells", "red"),
)


def show_rubric(rubric: Rubric) -> None:
    """Print a rubric on stdout."""
    print_page(Group(*_page(rubric)))


def _page(rubric: Rubric) -> Iterator[RenderableType]:
    yield ""
    yield Text.assemble((rubric.title, "bold"), "  ", (f"{rubric.id} v{rubric.version}", "dim"))
    yield _indent(Text(rubric.question, "italic"), 2)
    yield ""
    yield Text("Levels", "bold")
    for level in rubric.levels:
        takes = (f"\ntakes {in_words(rubric, level.requires)}", "dim")
        yield _row(level.id, Text.assemble(level.descriptor.strip(), takes))
    for cap in rubric.caps:
        said = f"At most {cap.at} with {in_words(rubric, cap.when)}"
        yield _indent(Text(said, "yellow"), 2)
    yield from _tells(rubric.tells)
    for follow_up in rubric.follow_ups:
        yield from _follow_up(rubric, follow_up)
    yield ""
    if rubric.related:
        yield Text.assemble(("Related  ", "bold"), ", ".join(rubric.related))
    yield Text(f"Digest   {rubric.digest}", "dim")
    yield ""


def _tells(tells: Sequence[Tell]) -> Iterator[RenderableType]:
    for kind, title, style in _KINDS:
        some = [tell for tell in tells if tell.kind is kind]
        if some:
            yield ""
            yield Text(title, "bold")
        for tell in some:
            yield _tell(tell, style)


def _follow_up(rubric: Rubric, follow_up: FollowUp) -> Iterator[RenderableType]:
    yield ""
    yield Text.assemble(("Follow-up  ", "bold"), (follow_up.id, "dim"))
    yield _indent(Text(follow_up.question, "italic"), 2)
    asked = rubric.for_follow_up(follow_up)
    for level, rule in follow_up.requires.items():
        yield _indent(Text(f"{level} takes {in_words(asked, rule)}", "dim"), 2)
    for tell in follow_up.tells:
        yield _tell(tell, "red" if tell.kind is Kind.DOWN_LEVEL else "green")


def _tell(tell: Tell, style: str) -> Padding:
    claim = f"never {tell.claim}" if tell.absence else tell.claim
    return _row(tell.level, Text.assemble((tell.id, style), "  ", claim.strip()))


def _row(level: str, text: Text) -> Padding:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column(ratio=1)
    grid.add_row(level, text)
    return Padding(grid, (0, 0, 0, 2))


def _indent(text: Text, by: int) -> Padding:
    return Padding(text, (0, 0, 0, by))
