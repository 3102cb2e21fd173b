"""Notes under a chat or a call, which are no message of whoever spoke last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from grader.core.paste.event import Drop, Event, Head, Words
from grader.core.paste.page import Page
from grader.core.text.note import Opening, first_of, is_after_one_part, openings
from grader.core.text.turn import Role


def with_notes(page: Page, events: Iterable[Event]) -> Iterator[Event]:
    """The events, with each note as a turn of nobody's. A blank line stands before a note.

    What a candidate may head a part of an answer with, as "Summary:", opens a note only under the
    last message, where that is one paragraph.
    """
    found = {opening.start: opening for opening in openings(page.view) if opening.apart}
    if not found:
        yield from events
        return
    listed = list(events)
    last = max((n for n, e in enumerate(listed) if isinstance(e, Head) and e.speaker), default=0)
    said = next((e.start for e in listed[last:] if isinstance(e, Words)), 0)
    starts = {first_of(page.view, opening): opening for opening in found.values()}
    for number, event in enumerate(listed):
        opening = starts.get(event.start) if isinstance(event, Words) else None
        is_last = number > last and opening and is_after_one_part(page.view, said, opening)
        if opening and isinstance(event, Words) and (opening.sure or is_last):
            yield from _opened(opening, event)
        else:
            yield event


def _opened(opening: Opening, words: Words) -> Iterator[Event]:
    yield Head(opening.name, role=Role.OTHER, nobody=True)
    if opening.end >= words.end:
        yield Drop(words.start, words.end, "label")
        return
    label = opening.end
    yield Drop(words.start, label, "label")
    yield Words(label, words.end)
