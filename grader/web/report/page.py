"""From a tally to the page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from grader.core.rubric import Rubric
from grader.core.tally import Tally
from grader.web.report import views
from grader.web.report.cost import cost

_HERE = Path(__file__).parent
_TOKENS = _HERE.parent / "pages" / "static" / "tokens.css"


def render(tally: Tally, rubrics: Mapping[str, Rubric], source: str) -> bytes:
    """The page as UTF-8: it refers to nothing outside itself, and the same tally makes the same.

    `rubrics` holds those of the tally's that are at hand, `source` names the graded table.
    Raises InputError where matplotlib is not installed, as `plots.check` does beforehand.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = environment.get_template("page.html").render(
        source=source,
        css=[_TOKENS.read_text("utf-8"), (_HERE / "page.css").read_text("utf-8")],
        figures=list(views.figures(tally)),
        judged_by=views.judged_by(tally),
        levels=views.levels(tally, rubrics),
        tells=list(views.tells(tally, rubrics)),
        review=views.counted("Why a person should look", tally.review, "review", "look"),
        flags=views.counted("Flags", tally.flags, "flags", "look"),
        errors=views.counted("Not graded", tally.errors, "errors", "bad"),
        apart=views.disagreements(tally, rubrics),
        cost=cost(tally, rubrics),
    )
    return text.encode("utf-8", "replace")
