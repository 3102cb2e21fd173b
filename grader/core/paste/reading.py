"""From a paste to turns with roles, the question and its rubric."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import groupby

from grader.core.paste.base import Format, Reading
from grader.core.paste.cues import read_cues
from grader.core.paste.event import Drop, Event, Head, Message, Words, gather, joined, missed
from grader.core.paste.export import read_export
from grader.core.paste.header import read_headers
from grader.core.paste.irc import read_irc
from grader.core.paste.labelled import read_labelled, read_plain
from grader.core.paste.mail import read_mail
from grader.core.paste.names import without_role
from grader.core.paste.noted import with_notes
from grader.core.paste.page import Page, read_page
from grader.core.paste.paste import Furniture, Paste, PastedTurn, Span
from grader.core.paste.question import Asked, Best, Matcher, Questions, asked_in, asks
from grader.core.paste.roles import Cast, Speech, cast, key_of
from grader.core.paste.stamped import read_stamped
from grader.core.paste.table import read_table
from grader.core.text.label import told_role
from grader.core.text.turn import Role

_VERBATIM = 0.95
_LONGEST_QUESTION = 400
_FIRST = 0.15
"""How much less like a rubric's the first question may be than a later one."""
_WITH_NOTES = ("labelled", "plain", "json", "slack-export")
"""Formats that find the notes themselves, or hold none."""
_SIDES = (Role.INTERVIEWER, Role.CANDIDATE)
_CHATS: tuple[Format, ...] = (read_stamped, read_headers, read_mail, read_irc)


def read_paste(
    text: str, *, candidate: str | None = None, questions: Questions | None = None
) -> Paste:
    """Read a paste of any format: a chat, a call, a mail, or plain text.

    `candidate` says who of the speakers is the candidate: the name, its first or last word, or how
    it begins. `questions` holds each rubric's question, or it and other ways of asking it. Raises
    InputError when `candidate` fits no speaker or several; other input is never refused. Linear in
    the length of the text.
    """
    page = read_page(text)
    return _cast(
        page, _talk(page) or _answered(page, questions) or read_plain(page), candidate, questions
    )


def read_talk(text: str, *, questions: Questions | None = None) -> Paste | None:
    """As `read_paste`, but None, and much sooner, for a text that is plain."""
    page = read_page(text)
    reading = _talk(page)
    return _cast(page, reading, None, questions) if reading else None


def _cast(
    page: Page, reading: Reading, candidate: str | None, questions: Questions | None
) -> Paste:
    labelled = reading.format in _WITH_NOTES
    messages, dropped = gather(reading.events if labelled else with_notes(page, reading.events))
    messages, lost = _kept(page, messages, dropped)
    groups = [list(group) for _, group in groupby(messages, key=_by_speaker)]
    bodies = [_body(page, group) for group in groups]
    best = cache(Matcher(questions or {}).best)
    speeches = [
        Speech(without_role(group[0].speaker or "") or None, group[0].bot, _role(group[0]), body)
        for group, (body, _) in zip(groups, bodies, strict=True)
    ]
    told = cast(speeches, best, candidate)
    turns = tuple(
        _turn(speech, group[0].time, spans, told)
        for speech, group, (_, spans) in zip(speeches, groups, bodies, strict=True)
    )
    asked = _asked(turns, best)
    return Paste(
        text=page.text,
        format=reading.format,
        turns=turns,
        furniture=tuple(Furniture(start=d.start, end=d.end, kind=d.kind) for d in dropped),
        candidate=told.candidate,
        question=asked.text if asked else None,
        rubric=asked.rubric if asked else None,
        rubric_score=asked.score if asked else 0.0,
        doubts=(*reading.doubts, *told.doubts, *lost, *_unnamed(reading, turns, told)),
        roles_told=any(speech.speaker and speech.role in _SIDES for speech in speeches),
    )


def _turn(speech: Speech, time: str | None, spans: tuple[Span, ...], told: Cast) -> PastedTurn:
    role = told.roles.get(key_of(speech.speaker), Role.OTHER)
    role = role if speech.speaker else speech.role or role
    return PastedTurn(speaker=speech.speaker, role=role, time=time, text=speech.text, spans=spans)


def _talk(page: Page) -> Reading | None:
    """The page in the format that explains most of it, None when it is plain."""
    sure = read_export(page) or read_cues(page) or read_table(page)
    if sure:
        return sure
    found = [reading for read in _CHATS if (reading := read(page))]
    if found:
        return max(found, key=lambda reading: reading.heads)
    return read_labelled(page)


def _answered(page: Page, questions: Questions | None) -> Reading | None:
    """A rubric's question as it is written there, a blank line, and an answer without a name."""
    lines = [line for line in page.lines if line.text]
    first = next((n for n, line in enumerate(page.lines) if line.text), 0)
    gap = next((n for n, line in enumerate(page.lines) if n > first and not line.text), None)
    if not questions or gap is None or not lines or lines[-1].start < page.lines[gap].start:
        return None
    head = " ".join(line.text for line in page.lines[first:gap])
    if len(head) > _LONGEST_QUESTION or not asks(head):
        return None
    asked = Matcher(questions).best(head)
    if asked is None or asked.score < _VERBATIM:
        return None
    return Reading(format="plain", heads=0, events=_parts(page, gap))


def _parts(page: Page, gap: int) -> Iterator[Event]:
    yield Head(None, role=Role.INTERVIEWER, nobody=True)
    yield from (Words(line.start, line.end) for line in page.lines[:gap] if line.text)
    yield Head(None, role=Role.CANDIDATE, nobody=True)
    yield from (Words(line.start, line.end) for line in page.lines[gap:] if line.text)


def _body(page: Page, group: Sequence[Message]) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The words of one speaker's messages in a row, and where they lie."""
    parts = [joined(page, message.words) for message in group]
    return "\n".join(text for text, _ in parts), tuple(s for _, spans in parts for s in spans)


def _by_speaker(message: Message) -> tuple[str, bool, Role | None]:
    return key_of(message.speaker), message.bot, message.role


def _role(message: Message) -> Role | None:
    return message.role or told_role(message.speaker or "")


def _kept(
    page: Page, messages: list[Message], dropped: Sequence[Drop]
) -> tuple[list[Message], tuple[str, ...]]:
    """The messages, and as nobody's the words that no format accounts for."""
    lost = missed(page, messages, dropped)
    if not lost:
        return messages, ()
    strays = [Message(None, None, False, Role.OTHER, (words,)) for words in lost]
    every = sorted([*messages, *strays], key=lambda message: message.words[0].start)
    return every, ("some words belong to nobody: they are kept as turns without a speaker",)


def _asked(turns: Sequence[PastedTurn], best: Best) -> Asked | None:
    """What the candidate was asked: the question most like a rubric's, else the first."""
    answered = any(turn.role is Role.CANDIDATE for turn in turns)
    asking = [t for t in turns if t.role is Role.INTERVIEWER or (not answered and t.speaker)]
    matches = [match for turn in asking if (match := best(turn.text))]
    if matches:
        # A follow-up may be as much like the rubric's question as the question itself.
        most = max(match.score for match in matches)
        return next(match for match in matches if match.score >= most - _FIRST)
    for turn in asking if answered else ():
        if question := asked_in(turn.text):
            return Asked(text=question, rubric=None, score=0.0)
    return None


def _unnamed(reading: Reading, turns: Sequence[PastedTurn], told: Cast) -> tuple[str, ...]:
    if reading.format in ("plain", "email") or told.candidate is None:
        return ()
    strays = any(turn.speaker is None and turn.role is Role.OTHER for turn in turns)
    return ("words before the first name are nobody's and are not graded",) if strays else ()
