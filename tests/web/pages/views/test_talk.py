from __future__ import annotations

import pytest

from grader.core.answer import Role
from grader.core.paste import read_paste
from grader.web.pages.views.talk import is_talk, talk_view, with_roles

TWO = "Interviewer: Why?\n\nCandidate: Because of the cost."


@pytest.mark.parametrize(
    ("text", "talk"),
    [
        (TWO, True),
        ("Ana\n  10:42 AM\nWhy?\nBen\n  10:43 AM\nBecause of the cost.", True),
        ("Because of the cost.", False),
        ("SFT: for a task.\nDPO: for a preference.", False),
        ("", False),
    ],
)
def test_a_conversation_is_told_from_an_answer(text: str, talk: bool) -> None:
    assert is_talk(read_paste(text)) is talk


def test_roles_as_understood_and_as_chosen() -> None:
    paste = read_paste(TWO)
    view = talk_view(paste)
    assert [s.role for s in view.speakers] == [Role.INTERVIEWER, Role.CANDIDATE]
    assert [s.role for s in with_roles(paste, {})] == [Role.INTERVIEWER, Role.CANDIDATE]
    flipped = with_roles(paste, {0: Role.CANDIDATE, 1: Role.OTHER})
    assert [(s.role, s.text) for s in flipped] == [
        (Role.CANDIDATE, "Why?"),
        (Role.OTHER, "Because of the cost."),
    ]
