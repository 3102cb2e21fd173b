"""A result for Slack: as mrkdwn to paste, and as Block Kit blocks, within Slack's limits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from grader.core.grade import Grade, Result
from grader.core.inert import cut, inert, visible
from grader.core.outline import Mark, Row, Section, claim_of, judged_by, rungs, sections
from grader.core.rubric import Rubric

TEXT_LIMIT: Final = 3000
"""Characters of a block's text, as sent: an escaped `&` counts five."""
HEADER_LIMIT: Final = 150
BLOCK_LIMIT: Final = 50
SHORTENED: Final = "Text that ends in … is shortened; the grade's record has it whole."

Block: TypeAlias = dict[str, Any]

_LOOKALIKES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "*": "∗", "~": "∼", "`": "ˋ"},
)
_UNDERSCORE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Detail:
    """How much of a tell is said: characters of claim and of quote, and quotes a tell."""

    claim: int
    quote: int
    quotes: int


_IN_BLOCKS = _Detail(claim=240, quote=240, quotes=3)
_IN_TEXT = (
    _Detail(claim=240, quote=300, quotes=3),
    _Detail(claim=160, quote=200, quotes=1),
    _Detail(claim=80, quote=100, quotes=1),
    _Detail(claim=0, quote=60, quotes=1),
    _Detail(claim=0, quote=0, quotes=0),
)


def escaped(text: str, size: int = TEXT_LIMIT) -> str:
    """`text` as mrkdwn on one line in which nothing is markup, `size` characters at the most.

    `&`, `<` and `>` become entities. Slack knows no escape for `*`, `_`, `~` and the backtick:
    lookalikes stand for them.
    """
    shown = visible(text)
    plain = inert(shown[:size])
    marked = _marked_up(plain)
    if len(shown) <= size and len(marked) <= size:
        return marked
    plain = plain[:size]
    while len(marked := _marked_up(cut(f"{plain} ", len(plain)))) > size:
        # A character takes five at the most when escaped: no more is dropped than has to be.
        plain = plain[: len(plain) - max((len(marked) - size) // 5, 1)]
    return marked


def mrkdwn(result: Result, rubric: Rubric) -> str:
    """The result as one message of mrkdwn, of TEXT_LIMIT characters at the most.

    Where the whole is longer, claims and quotes are cut and then left out; that is said then.
    """
    for detail in _IN_TEXT:
        text = "\n\n".join(_paragraphs(result, rubric, detail))
        if "…" in text or not (detail.claim and detail.quotes):
            text += f"\n\n_{SHORTENED}_"
        if len(text) <= TEXT_LIMIT:
            return text
    tail = f"\n\n… _{SHORTENED}_"
    kept = text[: TEXT_LIMIT - len(tail)]
    return kept[: kept.rfind("\n")].rstrip() + tail


def blocks(result: Result, rubric: Rubric) -> list[Block]:
    """The result as Block Kit: a header, the level, each kind of tells, and what to do next."""
    texts = [_summary(result, rubric)]
    if isinstance(result, Grade):
        for section in sections(result, rubric):
            head = f"*{section.title}*  {section.count}"
            texts += _packed([head, *(_row(row, _IN_BLOCKS) for row in section.rows)])
    texts += _packed(_ending(result, rubric, _IN_BLOCKS), "\n\n")
    made = [_header(result, rubric), *(_section(text) for text in texts)]
    notes = _notes(result, rubric)
    if len(made) >= BLOCK_LIMIT or any("…" in text for text in texts):
        notes.append(SHORTENED)
    return [*made[: BLOCK_LIMIT - 1], _context(" · ".join(notes))]


def _marked_up(text: str) -> str:
    return _UNDERSCORE.sub("ˍ", text.translate(_LOOKALIKES))


def _paragraphs(result: Result, rubric: Rubric, detail: _Detail) -> Iterator[str]:
    yield f"*{escaped(rubric.title, 200)}*\n{_summary(result, rubric)}"
    if isinstance(result, Grade):
        for section in sections(result, rubric):
            yield "\n".join(_said(section, detail))
    yield from _ending(result, rubric, detail)
    yield f"_{' · '.join(_notes(result, rubric))}_"


def _said(section: Section, detail: _Detail) -> Iterator[str]:
    """What is matched or to be explained in full, and the rest by its names."""
    yield f"*{section.title}*  {section.count}"
    told = [row for row in section.rows if _speaks(row)]
    yield from (_row(row, detail) for row in told)
    silent = [row for row in section.rows if not _speaks(row)]
    if silent:
        yield f"{silent[0].mark} {_names(row.tell for row in silent)}"


def _speaks(row: Row) -> bool:
    return row.mark in (Mark.MATCHED, Mark.AGAINST) or bool(row.note)


def _row(row: Row, detail: _Detail) -> str:
    line = f"{row.mark} *{escaped(row.tell)}*"
    if detail.claim:
        line += f"  {escaped(row.claim, detail.claim)}"
    if row.note:
        line += f" _({escaped(row.note)})_"
    quotes = [f"> “{escaped(quote, detail.quote)}”" for quote in row.quotes[: detail.quotes]]
    if quotes and len(quotes) < len(row.quotes):
        quotes.append(f"> and {len(row.quotes) - len(quotes)} more")
    return "\n".join([line, *quotes])


def _summary(result: Result, rubric: Rubric) -> str:
    ladder = escaped(rungs(result, rubric), 600)
    head = f"*{escaped(result.level)}*   {ladder}" if isinstance(result, Grade) else "*Not graded*"
    return f"{head}\n{escaped(result.explanation, 800)}"


def _ending(result: Result, rubric: Rubric, detail: _Detail) -> Iterator[str]:
    step = result.next_step if isinstance(result, Grade) else None
    if step:
        lines = [f"*Missing for {escaped(step.level)}*"]
        if step.needs:
            lines[0] += f"  {step.needs} of"
            lines += (_missing(tell, rubric, detail) for tell in step.of)
        if step.blocked_by:
            lines.append(f"held back by {_names(step.blocked_by)}")
        yield _lines(lines)
    if result.follow_up:
        yield f"*Ask next*  {escaped(result.follow_up, 600)}"
    if result.review:
        reasons = [f"! {escaped(reason, 200)}" for reason in result.review]
        yield _lines(["*For a person to look at*", *reasons])


def _missing(tell: str, rubric: Rubric, detail: _Detail) -> str:
    claim = escaped(claim_of(tell, rubric), detail.claim) if detail.claim else ""
    return f"• *{escaped(tell)}*  {claim}".rstrip()


def _names(tells: Iterable[str]) -> str:
    return escaped(", ".join(tells), 900)


def _lines(lines: Sequence[str]) -> str:
    """As many lines of mrkdwn as one block holds, and how many more there are."""
    size = 0
    for count, line in enumerate(lines):
        size += len(line) + len("\n")
        if size > TEXT_LIMIT - len("… and 1,000,000 more"):
            return "\n".join([*lines[:count], f"… and {len(lines) - count:,} more"])
    return "\n".join(lines)


def _notes(result: Result, rubric: Rubric) -> list[str]:
    judge = [escaped(judged_by(result.judge, result.usage), 600)] if result.judge else []
    return [escaped(rubric.id), *judge]


def _packed(parts: Iterable[str], between: str = "\n") -> list[str]:
    """Parts, none of them too long, joined to as few texts as TEXT_LIMIT allows."""
    texts: list[str] = []
    for part in parts:
        if texts and len(texts[-1]) + len(between) + len(part) <= TEXT_LIMIT:
            texts[-1] += between + part
        else:
            texts.append(part)
    return texts


def _header(result: Result, rubric: Rubric) -> Block:
    level = result.level if isinstance(result, Grade) else "not graded"
    title = cut(inert(rubric.title), HEADER_LIMIT - len(level) - len(": "))
    return {
        "type": "header",
        "text": {"type": "plain_text", "text": f"{title}: {level}", "emoji": False},
    }


def _section(text: str) -> Block:
    return {"type": "section", "text": _mrkdwn(text)}


def _context(text: str) -> Block:
    return {"type": "context", "elements": [_mrkdwn(text)]}


def _mrkdwn(text: str) -> Block:
    # Verbatim, so that Slack makes no links and mentions of its own out of the text.
    return {"type": "mrkdwn", "text": text, "verbatim": True}
