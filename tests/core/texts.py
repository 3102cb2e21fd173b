"""Texts of every kind, for properties that hold of all of them."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = (
    *("Interviewer: ", "Candidate: ", "Q: ", "A: ", "**Me:** ", "Speaker 1: ", "Ann: ", "Note: "),
    *("Speaker 2 (Candidate): ", "[00:01:02] ", "Interviewer\n", "面试官：", "候选人："),
    *("- ", "* ", "\u2022 ", "1. ", "2) ", "(a) ", "\u251c\u2500 ", "# ", "> ", "\u2013 "),
    *("| a | b |\n", "|---|---|\n", "x | y | z\n", "```\n", "```python\n", "~~~\n"),
    *("e.g. ", "i.e. ", "etc. ", "vs. ", "U.S. ", "J. Smith ", "0.5 ", "v2.1 ", "x.py ", "No. "),
    *(". ", "? ", "! ", "... ", "\u2026 ", '." ', ".) ", ".[1] ", "; ", ", ", ": ", " \u2014 "),
    *("\n", "\n\n", "\r\n", "\r", "\u2028", "\x0b", "\t", "  ", "\xa0", "\u3000"),
    *("so we train ", "and then ", "because um ", "DPO ", "The model ", "I ", "a ", "word" * 30),
    *("机器学习", "，", "。", "！", "データを使う", "한국어 ", "नमस्ते ", "\u0964", "مرحبا "),
    *("\u200b", "\u202e", "\ufeff", "\u00ad", "\ufe0f", "\U000e0041", "\ud800", "\x00", "\x1c"),
    *("\u3164", "\u037a", "\ufdfa", "e\u0301", "ﬁ", "\uff21", "½", "²", "\U0001f44d", "\u2460 "),
)

TEXTS = st.one_of(
    st.text(),
    st.lists(st.sampled_from(PIECES), max_size=60).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=5)), max_size=40).map("".join),
    st.lists(
        st.sampled_from(("so", "and", "the", "second", "data", "we", "okay", "x,", "y;")),
        min_size=30,
        max_size=200,
    ).map(" ".join),
)
