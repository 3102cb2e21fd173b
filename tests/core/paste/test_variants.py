"""Variants that applications write, and texts that only look like a conversation."""

from __future__ import annotations

import pytest

from grader.core.paste import read_paste

Q = "When would you use RAG?"
A = "When facts change I retrieve them, and tune only for behaviour."

VARIANTS = {
    "handles, 24 hours, no indent": f"ana\n10:42\n{Q}\ntom\n10:44\n{A}\n10:45\nSure\n10:46\nMore.",
    "first names": f"Ana\n10:42\n{Q}\nTom\n10:44\n{A}\n10:45\nSure\n10:46\nMore.",
    "old slack": f"Ana [10:42 AM]\n{Q}\n\nTom [10:44 AM]\n{A}\n[10:45]\nSure\n[10:46] More.",
    "dated": f"Ana  Nov 16th at 10:42 AM\n{Q}\nTom  Nov 16th at 10:44 AM\n{A}\n10:45\nSure\nMore.",
    "single space": f"Ana Ray 10:42 AM\n{Q}\nTom Lee 10:44 AM\n{A}\nSure\nMore.",
    "discord, name alone": f"Ana\n \u2014 \n11/16/2026 10:42 AM\n{Q}\nTom\n \u2014 \n"
    f"11/16/2026 10:44 AM\n{A}\nSure\n10:45 AM\nMore.",
    "discord exporter": f"[16-Nov-26 10:42 AM] ana#1234\n{Q}\n\n[16-Nov-26 10:44 AM] tom\n{A}\n"
    "Sure\nMore.",
    "teams, weekday": f"Ana Ray\nMonday 10:42 AM\n{Q}\nTom Lee\nMonday 10:44 AM\n{A}\nSure\nMore.\n"
    "1 Like reaction.\n1",
    "teams, last name first": f"[16.11. 10:42] Ray, Ana (External)\n{Q}\n[16.11. 10:44] Lee, Tom\n"
    f"{A}\nSure\nMore.",
    "google chat, ago": f"Ana Ray, 5 min\n{Q}\nTom Lee, 2 min\n{A}\nSure\nMore.",
    "google chat, bullet": f"Ana Ray\n \u2022 \n10:42 AM\n{Q}\nTom Lee\n \u2022 \n10:44 AM\n{A}\n"
    "Sure\nMore.",
    "whatsapp, a number": f"16/11/2026, 10:42 - +44 7700 900123: {Q}\n16/11/2026, 10:43 - Tom: "
    f"<Media omitted>\n16/11/2026, 10:44 - Tom: {A}\nSure\nMore.",
    "zoom chat, next line": f"10:42:13 From Ana Ray to Everyone:\n\t{Q}\n10:44:13 From Tom Lee to "
    f"Everyone:\n\t{A}\n\tSure\n\tMore.",
    "zoom in the meeting": f"Ana Ray to Everyone 10:42 AM\n{Q}\nTom Lee to Everyone 10:44 AM\n{A}\n"
    "Sure\nMore.",
    "meet document": f"Interview (2026-11-16) - Transcript\nAttendees\nAna Ray, Tom Lee\nTranscript"
    f"\n00:00:00\n\nAna Ray: {Q}\nTom Lee: {A}\n00:05:00\nSure\nMore.\n"
    "Transcription ended after 00:06:12",
    "teams document": "Call-20261116_104200-Meeting Recording\nNovember 16, 2026, 9:42AM\n28m 12s"
    f"\n\nAna Ray started transcription\n\nAna Ray   0:03\n{Q}\n\nTom Lee   0:14\n{A}\nSure\nMore.",
    "old teams document": f"0:0:0.0 --> 0:0:4.2\nAna Ray\n{Q}\n0:0:4.9 --> 0:0:9.2\nTom Lee\n{A}\n"
    "Sure\nMore.",
    "telegram": f"Ana Ray, [16.11.2026 10:42]\n{Q}\n\nTom Lee, [16.11.2026 10:44]\n{A}\nSure\n"
    "More.",
    "handles with a colon": f"ana: {Q}\ntom: {A}\nSure\nana: ok\ntom: More.",
    "initials": f"AR: {Q}\nBL: {A}\nSure\nAR: And cost?\nBL: More.",
    "short labels": f"INT: {Q}\nCAND: {A}\nSure\nMore.",
    "invisible lines": f"Ana Ray\n\u200b\n10:42 AM\n\u200b\n{Q}\n\u200b\nTom Lee\n\u200b\n"
    f"10:44 AM\n\u200b\n{A}\nSure\nMore.",
    "names alone": f"00:00\nAna Ray\n{Q}\nTom Lee\n{A}\nSure\nAna Ray\nOk?\nTom Lee\nMore.",
    "names alone, once": f"00:00\nAna Ray\n{Q}\nTom Lee\n{A}\nSure\nMore.",
    "no cased letters": f"\u7530\u4e2d\u592a\u90ce\n  10:42\n{Q}\n\u4f50\u85e4\n  10:44\n{A}\n"
    "Sure\nMore.",
    "mail, reply on top": f"{A}\nSure\nMore.\n\nSent from my iPhone\n\nOn Mon, Nov 16, 2026 at "
    f"10:42 AM Ana Ray <ana@example.com>\nwrote:\n\n> Hi Tom,\n>\n> {Q}\n",
    "mail, quoted attribution": f"{A}\nSure\nMore.\n\n> On 16 Nov 2026, at 10:42, Ana <a@x> wrote:"
    f"\n> \n> {Q}\n",
    "mail, french": f"{A}\nSure\nMore.\n\nLe lun. 16 nov. 2026 \u00e0 10:42, Ana Ray <a@x> a "
    f"\u00e9crit :\n> {Q}",
    "mail, outlook": f"{A}\nSure\nMore.\n\n________________________________\nFrom: Ana Ray <a@x>\n"
    f"Sent: Monday, November 16, 2026 10:42 AM\nTo: Tom\nSubject: Q\n\n{Q}",
}

NO_TALK = [
    "Accuracy  97.50\nRecall  88.20\nF1  90.10",
    "10:42 Loss: 3.2\n10:43 Loss: 3.1\nthen it diverged",
    "[10:42] Loss went up\n[10:43] Loss NaN\nbad",
    "Latency\n5 min\nserving",
    "Prompting, now\nthen RAG",
    "From: a laptop\nTo: a server\nwe move weights",
    "On day 2 I wrote:\n> a rule",
    "Three steps:\n1. 10:30 AM deploy\n2. Monday\nDone at 10:42",
    "Lunch 12:30\nMeeting 14:00\nthen home",
    "Prompting: cheap.\nRetrieval: facts.\nTuning: behaviour?",
    "Ana said: use RAG\nTom said: no",
    "a --> b",
    '{"text": "x"}',
    "[1, 2, 3]",
    "SFT: cheap\nDPO: pairs\nSFT: again\nDPO: best",
    "Low Rank\nsmall\nFull Weights\nlarge",
    "[" * 100_000,
]


@pytest.mark.parametrize("name", VARIANTS)
def test_variants(name: str) -> None:
    paste = read_paste(VARIANTS[name], questions={"rag": Q})
    by_role: dict[str, str] = {}
    for turn in paste.turns:
        by_role[turn.role] = f"{by_role.get(turn.role, '')}\n{turn.text}".strip()
    assert Q in by_role["interviewer"]
    assert by_role["candidate"].startswith(A)
    assert "Sure" in map(str.strip, by_role["candidate"].split("\n"))
    assert by_role["candidate"].endswith("More.")
    assert set(by_role) == {"interviewer", "candidate"}
    assert paste.rubric == "rag"


@pytest.mark.parametrize("text", NO_TALK)
def test_texts_that_are_no_conversation(text: str) -> None:
    paste = read_paste(text)
    assert [(turn.speaker, turn.role, turn.text) for turn in paste.turns] == [
        (None, "candidate", text)
    ]


def test_an_export_begins_with_the_oldest_message() -> None:
    rows = (
        '[{"user":"U2","text":"<@U1> see <https://x.org|this> &amp; that","ts":"20.5"},'
        '{"user":"U1","text":"Why?","ts":"10.5","user_profile":{"real_name":"Ana Ray"}},'
        '{"user":"U2","text":"joined","subtype":"channel_join","ts":"5"},'
        '{"username":"poll","text":"Vote?","subtype":"bot_message","ts":"30"}]'
    )
    turns = read_paste(rows).turns
    assert [(turn.speaker, turn.role, turn.text) for turn in turns] == [
        ("Ana Ray", "interviewer", "Why?"),
        ("U2", "candidate", "@Ana Ray see this & that"),
        ("poll", "other", "Vote?"),
    ]


def test_captions_without_names_are_the_candidates_with_a_doubt() -> None:
    paste = read_paste("1\n00:00:01,000 --> 00:00:04,000\nI'd prompt\nfirst.\n")
    assert [(turn.role, turn.text) for turn in paste.turns] == [("candidate", "I'd prompt\nfirst.")]
    assert "nobody is named" in paste.doubts[0]
