"""Gates open when all is there, and nothing that matches is ever sifted out."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from grader.core.answer import read_answer
from grader.core.scoring.compiled import RubricCues
from grader.core.scoring.gates import Gates, bits_of
from grader.core.scoring.matching import Scan
from tests.core.scoring.test_scoring import rubric

WORDS = ["dpo", "rlhf", "ppo", "need", "cheap", "not", "pairs"]
TEXT = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=6), min_size=1, max_size=5)
PHRASE = st.sampled_from(
    [
        "dpo", "{rlhf}", "{ppo} ... cheap", "(cheap|need pairs)", "{dpo} (need|cheap)?",
        "not? pairs", "({rlhf} need|pairs * cheap)", "cheap pairs",
    ]
)  # fmt: skip
WITHIN = st.integers(0, 3)
STANCE = st.sampled_from(["asserted", "rejected", "mention"])


def wider(cue: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    some = st.lists(cue, min_size=1, max_size=3)
    unless = st.lists(PHRASE, max_size=1)
    return st.one_of(
        st.builds(lambda c, w, u: {"all": c, "within": w, "unless": u}, some, WITHIN, unless),
        st.builds(lambda c, u: {"any": c, "unless": u}, some, unless),
        st.builds(lambda c, w: {"at_least": (len(c) + 1) // 2, "of": c, "within": w}, some, WITHIN),
    )


CUE = st.recursive(
    st.one_of(
        PHRASE,
        st.builds(lambda p, s: {"phrase": p, "stance": s}, PHRASE, STANCE),
        st.builds(lambda p, o: {"prefer": p, "over": o}, PHRASE, PHRASE),
    ),
    wider,
    max_leaves=6,
)


@given(st.lists(st.integers(0, 4), min_size=1, max_size=40), st.data())
def test_a_gate_opens_when_all_its_bits_are_set(sizes: list[int], data: st.DataObject) -> None:
    gates: Gates[int] = Gates()
    added = [gates.add(size, key) for key, size in enumerate(sizes)]
    every = [bit for bits, _ in added for bit in bits]
    chosen = data.draw(st.sets(st.sampled_from(every))) if every else set()
    opened = gates.open(sum(1 << bit for bit in chosen))
    wanted = [top for bits, top in added if chosen.issuperset(bits)]
    assert list(bits_of(opened)) == wanted
    assert [gates.opens[top] for top in wanted] == [
        key for key, (bits, _) in enumerate(added) if chosen.issuperset(bits)
    ]


@given(st.lists(CUE, min_size=1, max_size=4), TEXT)
def test_no_cue_that_is_found_is_sifted_out(cues: list[Any], sentences: list[list[str]]) -> None:
    answer = read_answer(" ".join(" ".join(words).capitalize() + "." for words in sentences))
    looked = Scan(RubricCues(rubric(cues)), answer)
    likely = looked.likely("t")
    for node in looked.cues.cues["t"]:
        found = looked.look(node)
        assert not found or node in likely
        brief = looked.look(node, brief=True)
        assert any(f.satisfied for f in brief) == any(f.satisfied for f in found)
        assert all(place in found for place in brief)
