from __future__ import annotations

import pytest

from grader.web.pages.render import moment, render, sentence

TOLD = {"status": 404, "title": "Not Found", "detail": "one \ud800 two"}


def test_lone_surrogates_do_not_break_a_page() -> None:
    page = render("error.html", {"told": TOLD, "path": "/", "known": None}, 404)
    assert page.status_code == 404
    assert "One \ufffd two." in bytes(page.body).decode("utf-8")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("there is no grade", "There is no grade."),
        ("Did you mean x?", "Did you mean x?"),
        ("ends in L4 ", "Ends in L4."),
    ],
)
def test_a_message_is_a_sentence(given: str, said: str) -> None:
    assert sentence(given) == said


def test_times_are_of_utc() -> None:
    assert moment("2026-11-24T01:02:03.000004+02:00") == "23 Nov 2026, 23:02 UTC"
