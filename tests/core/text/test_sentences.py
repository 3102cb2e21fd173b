"""Where sentences begin and end."""

from __future__ import annotations

import pytest

from grader.core.text.sentences import sentences

CASES = {
    "marks": ("Yes. No! Why? Well\u2026 Then.", ["Yes.", "No!", "Why?", "Well\u2026", "Then."]),
    "closing quotes": ('He said "no." Then (fine.) Go.', ['He said "no."', "Then (fine.)", "Go."]),
    "quoted question": ('"Why?" she asked. "Go!" he said', ['"Why?" she asked.', '"Go!" he said']),
    "citation": ("It pays.[1] Next", ["It pays.[1]", "Next"]),
    "abbreviations": (
        "Use e.g. DPO, i.e. pairs, cf. Fig. 3 vs. PPO by Dr. Wu. Done",
        ["Use e.g. DPO, i.e. pairs, cf. Fig. 3 vs. PPO by Dr. Wu.", "Done"],
    ),
    "etc. goes on or ends": ("SFT, DPO, etc. and so on. RAG etc. Then", None),
    "initials": ("As J. Smith and R. D. Lee say. Plan B. Then go", None),
    "dotted names": ("In the U.S. market at 5 p.m. it sold. I left the U.S. We", None),
    "no is a word": ("No. It helps, see No. 5 here", ["No.", "It helps, see No. 5 here"]),
    "numbers and names": (
        "Take 0.5 of v2.1 in x.py at example.com/a.b?c=d. Done.",
        ["Take 0.5 of v2.1 in x.py at example.com/a.b?c=d.", "Done."],
    ),
    "ellipsis goes on": ("so... yeah it works... I think. Um... The end", None),
    "lower case chat": (
        "prompt it. if it fails, rag. ok",
        ["prompt it.", "if it fails, rag.", "ok"],
    ),
    "arrow after a question": ("facts? \u2192 rag\nshape? \u2192 sft", None),
    "inline list": ("Two ways: 1. SFT, 2. DPO. Done", ["Two ways: 1. SFT, 2. DPO.", "Done"]),
    "numbered list": (
        "1. SFT teaches a task or a format. It costs labels.\n2) DPO",
        ["1. SFT teaches a task or a format.", "It costs labels.", "2) DPO"],
    ),
    "bullets": (
        "- one\n* two. Three follows after all of this, late\n\u2022 four\n\u2013 five",
        None,
    ),
    "terse item": ("- facts? RAG", ["facts? RAG"]),
    "indented item": ("- one goes\n  on here\n- two", ["one goes\n  on here", "two"]),
    "heading": ("## Costs\nThey rise\n\n# Next #", ["Costs", "They rise", "Next #"]),
    "table": (
        "| a | b. C |\n|---|:-:|\n| 1 | 2 |\nThen",
        ["| a | b. C |", "| 1 | 2 |", "Then"],
    ),
    "table without edges": ("a | b | c\n--|--|--\n1 | 2 | 3", ["a | b | c", "1 | 2 | 3"]),
    "code": (
        "Like so:\n```python\nx = f(a)  # good. Really.\n\n)\n```\nDone",
        ["Like so:", "python\nx = f(a)  # good. Really.", "Done"],
    ),
    "open fence": ("```\nOne. Two.", ["One.", "Two."]),
    "tree": (
        "```\n\u251c\u2500 facts \u2192 RAG\n\u2502  \u2514\u2500 no\n```",
        ["facts \u2192 RAG", "no"],
    ),
    "wrapped": (
        "A paragraph that was wrapped by hand at\nforty columns, e.g. by an old mailer, is\n"
        "one text. It has two sentences.",
        [
            "A paragraph that was wrapped by hand at\nforty columns, e.g. by an old mailer, is\n"
            "one text.",
            "It has two sentences.",
        ],
    ),
    "messages": ("ok so\nfour things imo\nsft is one", ["ok so", "four things imo", "sft is one"]),
    "line ends": ("one\r\ntwo\rthree\u2028four", ["one", "two", "three", "four"]),
    "chinese": ("先提示词。不行就检索！对吗？好；再训练", None),
    "chinese quotes": ("他说「不行。」然后走了。", ["他说「不行。」", "然后走了。"]),
    "hindi": ("यह अच्छा है। फिर चलो।", ["यह अच्छा है।", "फिर चलो।"]),
    "no words": ("---\n***\n...\n\u2192", []),
}
SPLIT = {
    "etc. goes on or ends": ["SFT, DPO, etc. and so on.", "RAG etc.", "Then"],
    "initials": ["As J. Smith and R. D. Lee say.", "Plan B.", "Then go"],
    "dotted names": ["In the U.S. market at 5 p.m. it sold.", "I left the U.S.", "We"],
    "ellipsis goes on": ["so... yeah it works... I think.", "Um...", "The end"],
    "arrow after a question": ["facts? \u2192 rag", "shape? \u2192 sft"],
    "bullets": ["one", "two.", "Three follows after all of this, late", "four", "five"],
    "chinese": ["先提示词。", "不行就检索！", "对吗？", "好；", "再训练"],
}


def split(text: str) -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text))]


@pytest.mark.parametrize("name", CASES)
def test_sentences(name: str) -> None:
    text, found = CASES[name]
    assert split(text) == (SPLIT[name] if found is None else found)


def test_only_the_asked_part_is_read() -> None:
    text = "Not this. One. Two. Nor this."
    assert [text[a:b] for a, b in sentences(text, 10, 19)] == ["One.", "Two."]


SPEECH = (
    "so first retrieval if its facts and prompting if a prompt does it fine then theres four kinds "
    "continued pre training on raw text when the field is foreign to it and sft on examples for a "
    "task or a format because um you only train a small piece"
)


def test_speech_without_marks_is_cut_at_discourse_words() -> None:
    pieces = split(SPEECH)
    assert " ".join(pieces) == SPEECH
    assert max(len(piece.split()) for piece in pieces) <= 32
    assert {piece.split()[0] for piece in pieces[1:]} <= {"then", "because", "and", "when", "um"}
    assert len(pieces) > 2


def test_a_long_sentence_is_cut_at_a_clause() -> None:
    clauses = [f"for case {n} I would take the method that fits it best of all" for n in range(8)]
    pieces = split("; ".join(clauses) + ".")
    assert len(pieces) > 1
    assert all(piece.endswith((";", ".")) for piece in pieces)
    assert max(len(piece.split()) for piece in pieces) <= 60


def test_sixty_words_stay_together() -> None:
    text = ", ".join(["some words here"] * 20) + "."
    assert split(text) == [text]


def test_long_east_asian_runs_are_cut_at_a_pause() -> None:
    clause = "模型需要先看数据，"
    pieces = split(clause * 40)
    assert "".join(pieces) == clause * 40
    assert all(piece.endswith("，") and 80 <= len(piece) < 110 for piece in pieces[:-1])


@pytest.mark.parametrize(
    "unit",
    [".", "a\n", ".)", "`", "```\n", "|a\n", " | ", "- ", ".\u200b", "1. ", "a, ", "e.g. ", "机，"],
)
def test_odd_text_of_any_length_is_read_in_one_pass(unit: str) -> None:
    """Quadratic time would take minutes here; there is no clock to fail on."""
    text = unit * 100_000
    assert sum(end - start for start, end in sentences(text, 0, len(text))) <= len(text)
