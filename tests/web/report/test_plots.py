"""Plots as SVG: the page's own colours and type, and the same text for the same values."""

from __future__ import annotations

import re
import sys
from xml.etree import ElementTree

import pytest

from grader.errors import InputError
from grader.web.report import plots

SVG = "{http://www.w3.org/2000/svg}"
STACK = plots.Stack(label="caching", note="4 graded", parts=[("L4", 1), ("L5", 3), ("L6", 0)])
LADDER = ["L4", "L5", "L6"]


def bars(share: float = 0.5, label: str = "a-tell") -> str:
    bar = plots.Bar(label=label, share=share, note="7 · 50%")
    return plots.bars([plots.Bars(title="Signals", tone="accent", bars=[bar])], "some")


DRAWN = [
    bars(),
    plots.stacks([STACK], LADDER, "levels"),
    plots.grid(LADDER, {("L4", "L4"): 30, ("L4", "L6"): 2, ("L5", "L4"): 1}, "apart"),
]


def texts(svg: str) -> list[str | None]:
    return [text.text for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


@pytest.mark.parametrize("svg", DRAWN, ids=["bars", "stacks", "grid"])
def test_a_plot_takes_every_colour_from_the_page(svg: str) -> None:
    painted = re.findall(r"(?:fill|stroke): ([^;\"]+)", svg)
    assert painted
    assert all(colour == "none" or colour.startswith("var(--") for colour in painted), painted
    assert "#" not in svg
    # Not a style for the page around it, and nothing from elsewhere but the names of the dialect.
    assert "<style" not in svg
    assert set(re.findall(r"https?://[^\"]+", svg)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_text_stays_text() -> None:
    assert texts(bars()) == ["Signals", "a-tell", "7 · 50%"]
    assert "L4 · 1" in texts(DRAWN[1])
    assert {"30", "2", "the rule"} <= set(texts(DRAWN[2]))


@pytest.mark.parametrize("label", ["<b>", "$x$ & $y$", 'a"b'])
def test_text_is_never_read_as_markup(label: str) -> None:
    assert label in texts(bars(label=label))


def test_a_long_label_is_cut() -> None:
    (label,) = (text for text in texts(bars(label="x" * 80)) if text and text.startswith("x"))
    assert label == "x" * 39 + "…"


@pytest.mark.parametrize(("share", "width"), [(0.0, 0), (0.5, 164), (1.0, 328), (1.5, 328)])
def test_a_bar_is_as_long_as_its_share(share: float, width: int) -> None:
    (path,) = re.findall(r'd="([^"]*)" style="fill: var\(--accent\)', bars(share))
    ends = [float(x) for x in re.findall(r"[ML] ([\d.]+) ", path)]
    assert max(ends) == pytest.approx(width)


def test_ids_do_not_clash_on_one_page() -> None:
    ids = re.findall(r' id="([^"]+)"', "".join(DRAWN))
    assert len(ids) == len(set(ids))


def test_the_same_values_give_the_same_text() -> None:
    assert bars() == bars()


@pytest.mark.parametrize("count", range(1, 13))
def test_higher_levels_are_never_lighter(count: int) -> None:
    shades = [plots.shade(place, count) for place in range(count)]
    assert shades == sorted(shades)
    assert set(shades) <= set(range(6))


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(InputError, match=r"pip install 'grader\[report\]'"):
        plots.check()
