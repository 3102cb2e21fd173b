"""Plots as SVG that takes its colours and its type from the page around it.

Drawn by matplotlib, in units of one CSS pixel. The same values give the same text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from grader.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 328
"""Wide enough for a column of the page, narrow enough for a phone to show it as it is."""
LABEL = 12
NOTE = 11
_LONGEST = 40
_SHADES = 6
# A style element within the page would hold for all of it.
_LEFT_OUT = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->|<defs>\s*<style.*?</defs>", re.DOTALL)
# Colours no plot would use: each stands for one of the page's own until the SVG is written.
_COLOURS: Mapping[str, str] = {
    name: f"#0{index:x}0b1d"
    for index, name in enumerate(
        [
            "ink", "soft", "track", "good", "accent", "bad", "look",
            *(f"shade-{step}" for step in range(_SHADES)),
        ]
    )
} | {f"on-shade-{step}": f"#1{step:x}0b1d" for step in range(_SHADES)}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar: `share` of the width is filled, from 0 to 1; `note` stands at its end."""

    label: str
    share: float
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Bars of one colour under a title; `tone` is ink, good, accent, bad or look."""

    title: str
    tone: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stack:
    """A bar that is cut into parts, each with its name and count, lowest level first."""

    label: str
    note: str
    parts: Sequence[tuple[str, int]]


def check() -> None:
    """Raise InputError where matplotlib is not installed."""
    from importlib.util import find_spec

    if find_spec("matplotlib") is None:
        raise InputError(
            "the report's plots need matplotlib", "Install it: pip install 'grader[report]'"
        )


def shade(place: int, count: int) -> int:
    """The shade of the level at `place` on a ladder of `count`, lighter for lower ones."""
    return int((place + 0.5) * _SHADES / count)


def bars(groups: Sequence[Bars], name: str) -> str:
    """Bars in groups, each bar under its label."""
    step, title = 33, 26
    titled = sum(bool(group.title) for group in groups)
    height = titled * title + step * sum(len(group.bars) for group in groups)
    with _drawing(height, name) as drawing:
        y = 0.0
        for group in groups:
            if group.title:
                drawing.text(0, y + 13, group.title, NOTE, group.tone, weight="bold")
                y += title
            for bar in group.bars:
                drawing.text(0, y + 8, _short(bar.label), LABEL, "ink")
                drawing.text(WIDTH, y + 8, bar.note, NOTE, "soft", align="right")
                drawing.bar(0, y + 22, WIDTH, 6, "track")
                drawing.bar(0, y + 22, WIDTH * min(1.0, bar.share), 6, group.tone)
                y += step
        return drawing.svg()


def stacks(rows: Sequence[Stack], ladder: Sequence[str], name: str) -> str:
    """Each row's counts as parts of a bar, in the shades of the ladder."""
    step = 50
    with _drawing(step * len(rows), name) as drawing:
        for index, row in enumerate(rows):
            y = step * index
            drawing.text(0, y + 8, _short(row.label), LABEL, "ink")
            drawing.text(WIDTH, y + 8, row.note, NOTE, "soft", align="right")
            _parts(drawing, row, ladder, y + 28)
        return drawing.svg()


def _parts(drawing: _Drawing, row: Stack, ladder: Sequence[str], y: float) -> None:
    total = sum(count for _, count in row.parts)
    x = 0.0
    for level, count in row.parts:
        step = shade(ladder.index(level), len(ladder))
        wide = WIDTH * count / total if total else 0.0
        # A hair's breadth apart, so that neighbours of the same shade are told apart.
        drawing.bar(x, y, max(0.0, wide - 1.5), 20, f"shade-{step}")
        named = f"{level} · {count:,}"
        text = named if wide > _room(named) else level
        if wide > _room(text):
            drawing.text(x + wide / 2, y, text, NOTE, f"on-shade-{step}", align="center")
        x += wide


def _room(text: str) -> float:
    """About how wide a note is, with air on both sides."""
    return 6.5 * len(text) + 10


def grid(ladder: Sequence[str], counts: Mapping[tuple[str, str], int], name: str) -> str:
    """Counts by row and column of the same ladder; what lies off the diagonal stands out."""
    left, top = 78.0, 44.0
    cell = min(56.0, (WIDTH - left) / len(ladder))
    most = max((n for (row, column), n in counts.items() if row != column), default=0)
    with _drawing(top + cell * len(ladder), name) as drawing:
        middle = left + cell * len(ladder) / 2
        drawing.text(middle, 8, "the judge, as a whole", NOTE, "soft", align="center")
        for i, row in enumerate(ladder):
            y = top + cell * (i + 0.5)
            drawing.text(left - 10, y, row, LABEL, "ink", align="right")
            drawing.text(left + cell * (i + 0.5), 30, row, LABEL, "ink", align="center")
            for j, column in enumerate(ladder):
                count = counts.get((row, column), 0)
                off = row != column and count
                step = shade(min(count, most) - 1, most) if off else 0
                tone = f"shade-{step}" if off else "track"
                x = left + cell * j
                drawing.bar(x, y, cell - 3, cell - 3, tone)
                ink = f"on-shade-{step}" if off else "soft"
                drawing.text(x + (cell - 3) / 2, y, f"{count:,}", LABEL, ink, align="center")
        drawing.text(0, top + cell * len(ladder) / 2, "the rule", NOTE, "soft")
        return drawing.svg()


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


@contextmanager
def _drawing(height: float, name: str) -> Iterator[_Drawing]:
    """Something to draw on; the user's own settings of matplotlib have no say in how."""
    from matplotlib import style

    ours: dict[str, Any] = {
        "svg.fonttype": "none",
        "svg.hashsalt": name,
        "text.parse_math": False,
        "font.family": "sans-serif",
        "font.sans-serif": ["DejaVu Sans"],
    }
    with style.context(["default", ours]):
        yield _Drawing(height, name)


class _Drawing:
    """A figure of the page's width; y grows downwards."""

    def __init__(self, height: float, name: str) -> None:
        from matplotlib.figure import Figure

        self._height = max(height, 1.0)
        self._name = name
        self._figure = Figure(figsize=(WIDTH / 72, self._height / 72), dpi=72)
        self._axes: Axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(self._height, 0)
        self._axes.set_autoscale_on(False)
        self._axes.set_axis_off()

    def bar(self, x: float, y: float, width: float, height: float, tone: str) -> None:
        """A bar from x on, around the line y."""
        self._axes.barh(y, width, height, left=x, color=_COLOURS[tone], linewidth=0, clip_on=False)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        tone: str,
        *,
        align: str = "left",
        weight: str = "normal",
    ) -> None:
        self._axes.text(
            x,
            y,
            text,
            fontsize=size,
            color=_COLOURS[tone],
            horizontalalignment=align,
            verticalalignment="center_baseline",
            fontweight=weight,
            clip_on=False,
        )

    def svg(self) -> str:
        """The drawing as an SVG element, for a page that tells its numbers in words as well."""
        file = io.StringIO()
        metadata = {"Date": None, "Creator": None, "Format": None, "Type": None}
        self._figure.savefig(file, format="svg", metadata=metadata, transparent=True)
        text = file.getvalue()
        text = text[text.index("<svg") :]
        text = re.sub(_LEFT_OUT, "", text)
        text = re.sub(r"<svg[^>]*>", self._opening(), text, count=1)
        # Several drawings share a page, and each numbers its parts from 1.
        text = re.sub(r'\b(id="|xlink:href="#|url\(#)', rf"\g<1>{self._name}-", text)
        for name, colour in _COLOURS.items():
            text = text.replace(colour, f"var(--{name})")
        return re.sub(r"\n\s*", "\n", text).strip()

    def _opening(self) -> str:
        return (
            f'<svg viewBox="0 0 {WIDTH} {self._height:g}" aria-hidden="true" '
            'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">'
        )
