"""Who asks and who answers is told where it can be told, and left open where it cannot."""

from __future__ import annotations

import pytest

from grader.core.paste import read_paste

QUESTIONS = {"rag": "When would you use RAG?", "dpo": "Explain RLHF and DPO."}
LONG = "I would look at facts first and retrieve those which change. " * 4
OTHER_LONG = "My own view is that tuning is for the manner of speech and not for facts. " * 4

CASTS = [
    ("A:When would you use RAG? B:Rarely.", "A=interviewer B=candidate"),
    (f"A:Explain RLHF and DPO. B:{LONG}", "A=interviewer B=candidate"),
    (f"B:Hi, may I type? A:Sure. When would you use RAG? B:{LONG}", "B=candidate A=interviewer"),
    (f"A:{OTHER_LONG} So, why? B:No. A:And how? B:So.", "A=interviewer B=candidate"),
    (f"A:Why? B:{LONG} C:Nice.", "A=interviewer B=candidate C=other"),
    (f"A:Why? B:{LONG} C:And cost? B:Low.", "A=interviewer B=candidate C=interviewer"),
    (f"A:{LONG} B:{OTHER_LONG}", "A=other B=other"),
    (f"B:{LONG}", "B=candidate"),
    ("A:Why?", "A=interviewer"),
    (f"A:When would you use RAG? {LONG}", "A=other"),
    (f"A (Candidate):{LONG} B:{OTHER_LONG}", "A=candidate B=interviewer"),
    (f"A (Interviewer):{LONG} B:{OTHER_LONG}", "A=interviewer B=candidate"),
]


def pasted(talk: str) -> str:
    """A talk of "A:words B:words" as in Slack, each letter a full name."""
    text = talk
    for letter in "ABC":
        for mark in ("", " (Candidate)", " (Interviewer)"):
            head = f"\n{letter}{letter.lower()} Lee{mark}  10:42 AM\n"
            text = text.replace(f"{letter}{mark}:", head)
    return text


@pytest.mark.parametrize(("talk", "roles"), CASTS)
def test_roles(talk: str, roles: str) -> None:
    paste = read_paste(pasted(talk), questions=QUESTIONS)
    found = {(turn.speaker or "")[0]: turn.role for turn in paste.turns}
    assert " ".join(f"{name}={role}" for name, role in found.items()) == roles
    told = [name for name, role in found.items() if role == "candidate"]
    assert (paste.candidate or "")[:1] == "".join(told)
    assert bool(paste.doubts) is not bool(told)


def test_two_long_answers_are_doubtful() -> None:
    talk = f"A:When would you use RAG? B:{LONG} C:{LONG[: len(LONG) * 3 // 4]}"
    paste = read_paste(pasted(talk), questions=QUESTIONS)
    assert paste.candidate == "Bb Lee"
    assert paste.doubts == ("two people answer at length: Bb Lee is taken for the candidate",)


def test_a_bot_is_neither() -> None:
    text = f"Polly APP  10:41 AM\nWhy?\nAna Ray  10:42 AM\nWhy?\nTom Lee  10:43 AM\n{LONG}"
    roles = [(turn.speaker, turn.role) for turn in read_paste(text).turns]
    assert roles == [("Polly", "other"), ("Ana Ray", "interviewer"), ("Tom Lee", "candidate")]


def test_naming_the_candidate_turns_the_roles() -> None:
    text = pasted(f"A:When would you use RAG? B:{LONG}")
    paste = read_paste(text, questions=QUESTIONS, candidate="aa")
    assert [turn.role for turn in paste.turns] == ["candidate", "interviewer"]
    assert (paste.candidate, paste.doubts) == ("Aa Lee", ())
