"""Labelled text becomes turns, and prose does not."""

from __future__ import annotations

import pytest

from grader.core.text.transcript import find_turns
from grader.core.text.turn import Role

ROLES = {Role.INTERVIEWER: "I", Role.CANDIDATE: "C", Role.OTHER: "O"}

TRANSCRIPTS = [
    ("Interviewer: How?\nCandidate: So. Thus.\n", "I:How? C:So. Thus."),
    ("INTERVIEWER: How?\n\nINTERVIEWEE: So.", "I:How? C:So."),
    ("\ufeffInterviewer: a?\r\nCandidate: b.\r\n\r\nc.", "I:a? C:b.\r\n\r\nc."),
    ("**Interviewer:** a?\n\n**Me:** b", "I:a? C:b"),
    ("- **Interviewer**: a?\n- **Candidate**: b", "I:a? C:b"),
    ("> Interviewer: a?\n> Candidate: b", "I:a? C:b"),
    ("Q: a?\nA: b\nQ: c?\nA: d", "I:a? C:b I:c? C:d"),
    ("Q1. x\nQ2: a?\nA2: b\nQ3: c?\nA3: d", "O:Q1. x I:a? C:b I:c? C:d"),
    ("Question: a?\nAnswer: b", "I:a? C:b"),
    ("Q: a?\nCandidate: b\nQ: c?\nCandidate: d", "I:a? C:b I:c? C:d"),
    ("Speaker 1 (Interviewer): a?\nSpeaker 2: b\nSpeaker 1: c", "I:a? C:b I:c"),
    ("Interviewer (Sam Lee): a?\nAnn Wu (Candidate): b", "I:a? C:b"),
    ("Hiring manager: a?\nMe: b", "I:a? C:b"),
    ("Interviewer 1: a?\nInterviewer 2: b?\nCandidate: c", "I:a? I:b? C:c"),
    ("Interviewer: a?\nYou: b", "I:a? C:b"),
    ("Me: a?\nCandidate: b", "I:a? C:b"),
    ("You: a?\nMe: b", "I:a? C:b"),
    ("Me: a\nAnn: why?\nMe: b\nAnn: ok?", "C:a I:why? C:b I:ok?"),
    ("Interviewer: a?\n\nAnn: b\n\nInterviewer: c?\n\nAnn: d", "I:a? C:b I:c? C:d"),
    ("Host: a?\nGuest: b", "I:a? C:b"),
    ("Interviewer\na?\n\nCandidate\nb", "I:a? C:b"),
    ("[Interviewer] a?\n[Candidate] b", "I:a? C:b"),
    ("Interviewer - a?\nCandidate \u2013 b", "I:a? C:b"),
    ("[00:00:12] Interviewer: a?\n[00:00:20] Candidate: b", "I:a? C:b"),
    ("Interviewer 00:12\na?\nCandidate 00:20\nb", "I:a? C:b"),
    ("Ann Wu  0:12\na?\n\nTom Lee  0:20\nb c d.\n\nAnn Wu  1:02\nd?", "I:a? C:b c d. I:d?"),
    ("Speaker 1: a?\nSpeaker 2: b c d", "I:a? C:b c d"),
    ("Interviewer: a? Candidate: b. Interviewer: c? Candidate: d", "I:a? C:b. I:c? C:d"),
    ("面试官：a？\n候选人：b", "I:a？ C:b"),
    ("Screen, 3 May\n\nInterviewer: a?\nCandidate: b", "O:Screen, 3 May I:a? C:b"),
    (
        "Interviewer: a?\nCandidate: b\nNote: c\nCost: d\nCandidate: e",
        "I:a? C:b\nNote: c\nCost: d C:e",
    ),
    ("Interviewer: a?\nCandidate: b\nQuestion: c?\nAnswer: d", "I:a? C:b\nQuestion: c?\nAnswer: d"),
    ("Interviewer: a?\n\nb.\n\nCost: c\n\nServing: d", "I:a? C:b.\n\nCost: c\n\nServing: d"),
    ("Interviewer: a?\nb", "I:a? C:b"),
    ("Start.\n\nInterviewer: a?\n\nb", "C:Start. I:a? C:b"),
    ("Candidate: a\nb", "C:a\nb"),
    ("Interviewer: a?", "I:a?"),
]

PROSE = [
    "",
    "I'd use DPO.",
    "Note: a.\nRule: b.\nSFT: demonstrations\nLoRA: adapters\nNote: again",
    "Prompt: a\nRetrieval: b\nPrompt: c?",
    "Costs: a\nRisks: b?\nCosts: c?\nRisks: d",
    "Answer: DPO.",
    "I think pairs.\n\nAnswer: DPO",
    "Question: can a prompt do it?\nThen prompt.",
    "Q: which?\n\nOption A: x\nB: y",
    "For SFT I write pairs like these:\nQ: reset?\nA: go to settings.",
    "The best\nCandidate: DPO",
    "Host: gpu-1",
    "Two\nThe candidate: an adapter\nThe interviewers: us",
    "https://example.com\n12:30 lunch",
    "Me and you: both",
    "Ann: hello",
]


def shown(text: str) -> str | None:
    turns = find_turns(text)
    if turns is None:
        return None
    return " ".join(f"{ROLES[t.role]}:{text[t.start : t.end]}" for t in turns)


@pytest.mark.parametrize(("text", "turns"), TRANSCRIPTS)
def test_transcripts(text: str, turns: str) -> None:
    assert shown(text) == turns


@pytest.mark.parametrize("text", PROSE)
def test_prose_is_no_transcript(text: str) -> None:
    assert shown(text) is None


def test_speakers_go_by_their_labels() -> None:
    turns = find_turns("Interviewer (Sam): a?\n\n**Ann Wu (Candidate):** b") or ()
    assert [turn.speaker for turn in turns] == ["Interviewer (Sam)", "Ann Wu (Candidate)"]


@pytest.mark.parametrize(
    "unit", ["Interviewer: a\n", "Ann: a\nInterviewer: b\n", "[a]", "12:34 x\n", "Abc def ghi\n"]
)
def test_long_text_is_read_in_one_pass(unit: str) -> None:
    """Quadratic time would take minutes here; there is no clock to fail on."""
    text = unit * (1_000_000 // len(unit) // 4)
    assert all(turn.end <= len(text) for turn in find_turns(text) or ())
