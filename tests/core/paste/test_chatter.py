"""Lines that applications write are told from lines that people write."""

from __future__ import annotations

import pytest

from grader.core.paste.chatter import chat_furniture, is_counted_emoji

FURNITURE = {
    "edited": ["(edited)", "Edited", "<This message was edited>", "has context menu"],
    "reactions": [
        ":thumbsup: 2",
        ":+1::skin-tone-3: 1 :eyes: 4",
        "\U0001f44d 2 \u2764 1",
        "like 1",
        "1 Like reaction.",
        "Add reaction\u2026",
    ],
    "thread": [
        "3 replies",
        "1 reply",
        "Last reply today at 10:50 AM",
        "View thread",
        "2 replies Last reply 2 days ago View thread",
        "Also sent to the channel",
        "replied to a thread:",
        "Reply in thread",
    ],
    "day-divider": [
        "Today",
        "Monday, November 16th",
        "November 16th, 2026",
        "16 November 2026",
        "---- Yesterday ----",
        "16.11.2026",
        "Montag, 16. November",
    ],
    "joined": [
        "joined #hiring.",
        "Tom Lee has joined the channel",
        "was added to #x by Ana Reyes.",
        "Ana added Tom to the group",
        "left the channel",
    ],
    "notice": [
        "set the channel topic: hiring",
        "Ana Reyes started transcription",
        "Last read",
        "Transcribed by https://otter.ai",
        "Transcription ended after 00:31:02",
    ],
    "badge": ["APP", "New", "NEW"],
    "attachment": ["image.png", "<Media omitted>", "2 files", "Screenshot 2026-11-16.png"],
    "avatar": ["Avatar of Ana Reyes", "Ana Reyes's profile picture"],
}
WORDS = [
    "So.",
    "new",
    "99.95",
    "10/11",
    "2",
    "- Monday",
    "Translate",
    "We joined the call.",
    "I left the group",
    "They were added to the index as chunks of a page and it replies in thread order to all of "
    "them, which is why I would never do it like that again",
    ":wave:",
    "3 replies are enough for a test",
    "I edited it",
    "today we tune",
]


@pytest.mark.parametrize(
    ("kind", "line"), [(k, x) for k, lines in FURNITURE.items() for x in lines]
)
def test_lines_of_applications(kind: str, line: str) -> None:
    assert chat_furniture(line) == kind


@pytest.mark.parametrize("line", WORDS)
def test_lines_of_people(line: str) -> None:
    assert chat_furniture(line) is None


@pytest.mark.parametrize(
    ("line", "after", "is_reaction"),
    [(":eyes:", "1", True), ("\U0001f525", "12", True), (":eyes:", "so", False), ("a", "1", False)],
)
def test_a_reaction_on_two_lines(line: str, after: str, is_reaction: bool) -> None:
    assert is_counted_emoji(line, after) is is_reaction
