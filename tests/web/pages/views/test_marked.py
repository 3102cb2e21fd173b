from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grader.web.pages.views.marked import Quote, anchor, pieces

TONES = ("for", "against", "aside")


def quote(tell: str, start: int, end: int, tone: str = "for") -> Quote:
    return Quote(tell=tell, start=start, end=end, tone=tone)


def test_a_sentence_between_two_plain_runs() -> None:
    found = pieces("One. Two. Three.", 0, 16, [quote("a", 5, 9)])
    assert [(p.text, p.tells, p.anchors) for p in found] == [
        ("One. ", (), ()),
        ("Two.", ("a",), ("quote-5",)),
        (" Three.", (), ()),
    ]


def test_overlapping_quotes_share_what_they_share() -> None:
    found = pieces("abcdef", 0, 6, [quote("a", 0, 4), quote("b", 2, 6, "against")])
    assert [(p.text, p.tells, p.tone) for p in found] == [
        ("ab", ("a",), "for"),
        ("cd", ("a", "b"), "against"),
        ("ef", ("b",), "against"),
    ]


def test_one_sentence_for_two_tells_has_one_anchor() -> None:
    found = pieces("abc", 0, 3, [quote("a", 0, 3), quote("b", 0, 3)])
    assert [(p.tells, p.anchors) for p in found] == [(("a", "b"), ("quote-0",))]


def test_quotes_of_other_turns_are_left_out() -> None:
    assert [p.tells for p in pieces("abcdef", 0, 3, [quote("a", 3, 6)])] == [()]


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, int, int, list[Quote]]:
    text = draw(st.text(max_size=40))
    place = st.integers(0, len(text))
    start, end = sorted((draw(place), draw(place)))
    spans = draw(st.lists(st.tuples(st.sampled_from("abc"), place, place, st.sampled_from(TONES))))
    return text, start, end, [quote(t, min(x, y), max(x, y), tone) for t, x, y, tone in spans]


@given(marked())
def test_nothing_is_lost_and_every_mark_is_true(case: tuple[str, int, int, list[Quote]]) -> None:
    text, start, end, quotes = case
    found = pieces(text, start, end, quotes)
    assert "".join(piece.text for piece in found) == text[start:end]
    at = start
    for piece in found:
        stop = at + len(piece.text)
        covering = {q.tell for q in quotes if q.start < q.end and q.start <= at and q.end >= stop}
        assert set(piece.tells) == covering
        assert bool(piece.tone) == bool(piece.tells)
        at = stop
    given_anchors = [one for piece in found for one in piece.anchors]
    seen = [q for q in quotes if max(q.start, start) < min(q.end, end)]
    wanted = {anchor(q.start) for q in seen}
    assert len(given_anchors) == len(set(given_anchors))
    assert set(given_anchors) == wanted
