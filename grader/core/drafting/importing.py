"""From an article to a draft rubric, without a model: every tell kept, nothing lost unsaid.

The article has the question, what a weak answer misses, a good answer, what a great one adds,
tells for and against, a follow-up with its answer, and related questions.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Final

from grader.core.drafting.article import LEVEL, Part, Section, read_article
from grader.core.drafting.article_head import head_of, ladder_of
from grader.core.drafting.asides import follow_ups_of, related_to
from grader.core.drafting.drafting import (
    Made,
    Told,
    listed,
    merged,
    named,
    tell_against,
    tell_for,
    told,
)
from grader.core.drafting.layout import Inline, InlineList, laid_out
from grader.core.rubric import Kind
from grader.errors import InputError

LONGEST_ARTICLE: Final = 80_000
"""Characters of an article. More than that is a book."""
MOST_TELLS: Final = 60
_COMMENT: Final = """\
A draft, made from an article without a model. Before it grades anybody:
- check each claim, kind and level, and drop the tells that repeat another;
- the cues are only weak phrases drawn from the tells: write real ones, and examples to test them;
- the rule is a default: write the one that you mean.
Then: grader rubrics check FILE"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft rubric that loads.

    `placed` has a line for each section that was found, `notes` say what had to be guessed.
    `unplaced` is the article's text that went nowhere; it stands at the end of the YAML too, as a
    comment.
    """

    rubric_yaml: str
    placed: tuple[str, ...]
    notes: tuple[str, ...]
    unplaced: tuple[str, ...]


def draft_from_article(text: str, *, name: str = "", known: Iterable[str] = ()) -> Draft:
    """Make a draft rubric of an article.

    `name` gives the rubric its id when the article has no title; `known` are ids of other rubrics,
    to which related questions are matched. Raises InputError when the article is too long or has
    no tell that speaks for a level.
    """
    if len(text) > LONGEST_ARTICLE:
        message = f"the article has {len(text):,} characters, more than {LONGEST_ARTICLE:,}"
        raise InputError(message, "Cut it to the part about one question")
    sections = read_article(text)
    head = head_of(sections, name)
    names = ladder_of(sections)
    answers = {part: _told(sections, part, names) for part in (Part.GOOD, Part.GREAT)}
    tells, leftover = _tells(sections, answers, names)
    ladder, dropped = _used(names, tells)
    written = named(tells[:MOST_TELLS])
    follow_ups, unasked = follow_ups_of(
        _of(sections, Part.FOLLOW_UP), ladder, [tell["id"] for tell in written]
    )
    rubric = {
        **head.fields,
        "levels": _levels(sections, answers, ladder, written),
        "caps": _caps(ladder, written),
        "tells": written,
        "follow_ups": follow_ups,
        "related": related_to(_of(sections, Part.RELATED), known, head.fields["id"]),
    }
    others = [s for s in sections if s.part is Part.OTHER and s.heading != head.title_heading]
    unplaced = (
        *head.unplaced,
        *(text for one in answers.values() for text in one.intros),
        *leftover,
        *(made.claim.text for made in tells[MOST_TELLS:]),
        *unasked,
        *(text for s in others for text in (s.heading, *(item.text for item in s.items))),
    )
    return Draft(
        rubric_yaml=laid_out({k: v for k, v in rubric.items() if v}, _COMMENT) + _tail(unplaced),
        placed=tuple(_placed(sections, len(written), len(follow_ups))),
        notes=(*head.notes, *dropped),
        unplaced=unplaced,
    )


def _of(sections: Sequence[Section], part: Part) -> list[Section]:
    return [section for section in sections if section.part is part]


def _text(sections: Iterable[Section]) -> str:
    return " ".join(item.text for section in sections for item in section.items)


def _told(sections: Sequence[Section], part: Part, ladder: Sequence[str]) -> Told:
    level = ladder[1] if part is Part.GOOD else ladder[2]
    each = [told(section, level) for section in _of(sections, part)]
    return Told(
        tells=tuple(made for one in each for made in one.tells),
        remarks=tuple(text for one in each for text in one.remarks),
        intros=tuple(text for one in each for text in one.intros),
    )


def _tells(
    sections: Sequence[Section], answers: dict[Part, Told], ladder: Sequence[str]
) -> tuple[list[Made], list[str]]:
    """All tells, strong-hire ones first, and the text among them that is none."""
    good, great = _text(_of(sections, Part.GOOD)), _text(_of(sections, Part.GREAT))
    leftover: list[str] = []
    strong: list[Made] = []
    against: list[Made] = []
    for section in sections:
        if section.part not in (Part.FOR, Part.AGAINST):
            continue
        texts, rest = listed(section)
        leftover += rest
        if section.part is Part.FOR:
            strong += [tell_for(text, good, great, (ladder[1], ladder[2])) for text in texts]
        else:
            against += [tell_against(text, ladder[0]) for text in texts]
    signals = [*answers[Part.GOOD].tells, *answers[Part.GREAT].tells]
    found = merged(strong, signals)
    if not found:
        raise InputError(
            "the article has no tell that speaks for a level",
            "It needs a heading such as 'Tells that get you a strong-hire vote', and a list below",
        )
    # Tells that are written as such come first: they stay when there are too many.
    return [*found[: len(strong)], *against, *found[len(strong) :]], leftover


def _used(ladder: Sequence[str], tells: Iterable[Made]) -> tuple[list[str], list[str]]:
    """The levels that have tells to be reached by, and a note on each that was left out."""
    levels = {made.level for made in tells if made.kind is not Kind.DOWN_LEVEL}
    kept = [ladder[0], *(level for level in ladder[1:] if level in levels)]
    notes = [f"no tell speaks for {level}: the level is left out" for level in ladder]
    return kept, [n for n, level in zip(notes, ladder, strict=True) if level not in kept]


def _levels(
    sections: Sequence[Section],
    answers: dict[Part, Told],
    ladder: Sequence[str],
    tells: Sequence[dict[str, Any]],
) -> list[dict[str, Any]]:
    weak = re.sub(rf"^{LEVEL}:\s*", "", _text(_of(sections, Part.WEAK)), flags=re.IGNORECASE)
    lowest = weak or "Answers the question, without what the next level takes."
    levels: list[dict[str, Any]] = [{"id": ladder[0], "descriptor": lowest[:4000]}]
    for rank, level in enumerate(ladder[1:], 1):
        of = [t for t in tells if t["level"] == level and t["kind"] != Kind.DOWN_LEVEL]
        last = rank == len(ladder) - 1
        needed = min(3, len(of)) if last else (len(of) + 1) // 2
        part = Part.GREAT if last and len(ladder) > 2 else Part.GOOD
        said = "; ".join(answers[part].remarks or [t["claim"] for t in of])
        said = said[:1].upper() + said[1:] if rank == 1 else said
        so_far = f"All of {ladder[rank - 1]}, and some of: " if rank > 1 else ""
        levels.append(
            {
                "id": level,
                "descriptor": f"{so_far}{said}"[:4000],
                "requires": Inline(at_least=needed, of=level),
            }
        )
    return levels


def _caps(ladder: Sequence[str], tells: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """A wrong claim holds the grade at the lowest level, an absence one above where there is."""
    down = [tell for tell in tells if tell["kind"] == Kind.DOWN_LEVEL]
    wrong = InlineList([tell["id"] for tell in down if "absence" not in tell])
    absent = InlineList([tell["id"] for tell in down if "absence" in tell])
    at = ladder[1] if len(ladder) > 2 else ladder[0]
    both = ((ladder[0], wrong), (at, absent))
    return [{"at": level, "when": Inline(any=ids)} for level, ids in both if ids]


def _placed(sections: Sequence[Section], tells: int, follow_ups: int) -> Iterable[str]:
    for section in sections:
        if section.part is not Part.OTHER and section.items:
            heading = f" ({section.heading})" if section.heading else ""
            yield f"{section.part}{heading}: {len(section.items)} items"
    yield f"{tells} tells and {follow_ups} follow-ups made"


def _tail(unplaced: Sequence[str]) -> str:
    if not unplaced:
        return ""
    lines = (line for text in unplaced for line in wrap(text, 94))
    return "\n# Not placed:\n" + "".join(f"#   {line}\n" for line in lines)
