from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.scoring import program
from grader.core.scoring.literals import Index, Literals, Span
from grader.core.scoring.tokens import Tokens, tokenize
from grader.core.scoring.vocabulary import Vocabulary
from grader.errors import RubricError

DPO = ("dpo", "direct preference optimization")


def indices(tokens: Tokens, literals: Literals, texts: list[str]) -> list[Index]:
    """Sentence by sentence, where the literals are."""
    row, more = Vocabulary(literals.stems, texts).row(tokens)
    bounds = zip(tokens.starts, tokens.ends, strict=True)
    return [literals.find(row, more, start, end) for start, end in bounds]


def found(written: str, *sentences: str) -> list[str]:
    """The words that a phrase matches, the term `dpo` being known."""
    literals = Literals()
    programs = [program.parse(text, literals) for text in (written, *DPO)]
    tokens = tokenize(sentences)
    spans = set[Span]()
    for index in indices(tokens, literals, [written, *DPO]):
        term = {"dpo": [s for p in programs[1:] for s in program.find(p, index, lambda _: ())]}
        spans.update(program.find(programs[0], index, term.__getitem__))
    return [tokens.text(*span) for span in sorted(spans)]


@pytest.mark.parametrize(
    ("written", "text", "words"),
    [
        ("reward model", "Two Reward-Models, one rewarding adapter.", "reward models"),
        ("reward model", "a reward for the model", None),
        ("cat", "concatenate", None),
        ("pre-training", "We pretrain it.", "pretrain"),
        ("pre-training", "pre training costs", "pre training"),
        ("pretraining", "more pre-training", "pre training"),
        ("fine tuning", "finetuned twice", "finetuned"),
        ("fine-tuning", "fine tuned", "fine tuned"),
        ("multi-tenant", "multi tenants", "multi tenants"),
        ("fp16", "in FP 16", "fp 16"),
        ("fp-16", "in fp16", "fp16"),
        ("(swap|load) per request", "loaded per request", "loaded per request"),
        ("(load|hot swap) per request", "hot swapped per request", "hot swapped per request"),
        ("swap the? adapter", "swap the adapter", "swap adapter"),
        ("swap an? (small|big)? adapter", "swap a small adapter", "swap small adapter"),
        ("swap an? (small|big)? adapter", "swap adapters", "swap adapters"),
        ("(the|a) adapter", "adapter", "adapter"),
        ("small * matrices", "small rank matrix", "small rank matrix"),
        ("small * matrices", "small matrices", None),
        ("small * ? matrices", "small matrices", "small matrices"),
        (
            "swap ... per request",
            "swap one two three four five six per request",
            "swap one two three four five six per request",
        ),
        ("swap ... per request", "swap one two three four five six seven per request", None),
        ("swap (*|adapter)? request", "swap request", "swap request"),
        ("(*|adapter) swap", "one swap", None),
        ("swap... per request", "swap it per request", "swap it per request"),
        (
            "{dpo} (is|looks) simpler",
            "Direct preference optimisation is simpler",
            "direct preference optimisation is simpler",
        ),
        ("dpo", "we ran d p o", "d p o"),
        ("rlhf", "R.L.H.F. it was", "r l h f"),
        ("lora", "l o r a", "l o r a"),
        ("retrieval", "retreival is weak", "retreival"),
        ("preference", "preferrence pairs", "preferrence"),
        ("adapter", "we adopted it", None),
        ("preference", "the reference", None),
        ("facts -> rag", "facts → RAG", "facts -> rag"),
        ("don't know", "I do not know", "do not know"),
        ("labelling guideline", "labeling guidelines", "labeling guidelines"),
    ],
)
def test_what_a_phrase_matches(written: str, text: str, words: str | None) -> None:
    assert found(written, text) == ([words] if words else [])


def test_a_phrase_stays_within_its_sentence() -> None:
    assert found("swap ... request", "We swap.", "Each request waits.") == []


@pytest.mark.parametrize(
    "written",
    ["(a|b", "a)", "? x", "|", "...", "the", "( )", "{Not A Term}", "{dpo"],
)
def test_what_cannot_be_read(written: str) -> None:
    with pytest.raises(RubricError):
        program.parse(written, Literals())


@given(st.text(alphabet="ab -()|?*.{}", max_size=30), st.text(alphabet="ab .", max_size=60))
def test_any_text_is_read_or_refused(written: str, text: str) -> None:
    literals = Literals()
    try:
        parsed = program.parse(written, literals)
    except RubricError:
        return
    tokens = tokenize([text])
    for index in indices(tokens, literals, [written]):
        for start, end in program.find(parsed, index, lambda _: ()):
            assert 0 <= start < end <= len(tokens.words)


def test_no_phrase_stalls() -> None:
    written = "(a1|b1)? " * 20 + "... (a1|b1) ... (a1|b1) ... zz"
    assert found(written, "a1 b1 " * 500) == []
    assert len(found(written, "a1 b1 " * 500 + "zz")) > 20
