from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.core.credentials import without_credentials


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://api.example/v1", "https://api.example/v1"),
        ("https://ann:secret@api.example/v1?key=secret", "https://api.example/v1"),
        ("at https://secret@api.example/v1, 401", "at https://api.example/v1, 401"),
        ("POST (http://h/v1?api-key=secret) failed", "POST (http://h/v1) failed"),
        ("Incorrect API key provided: sk-proj-abc123def", "Incorrect API key provided: sk-***"),
        ("Authorization: Bearer abc.def-12345", "Authorization: Bearer ***"),
        ("did you mean gpt-5? yes", "did you mean gpt-5? yes"),
        ("a task-based, bearer of keys", "a task-based, bearer of keys"),
        ("mail ann@example.org", "mail ann@example.org"),
    ],
)
def test_credentials_go_and_the_rest_stays(text: str, shown: str) -> None:
    assert without_credentials(text) == shown


@given(st.text(alphabet="abcXYZ0189-_", min_size=12, max_size=60))
def test_no_user_password_or_query_survives(secret: str) -> None:
    for text in (f"https://{secret}@host/v1", f"https://u:{secret}@h/", f"https://h/v1?k={secret}"):
        assert secret not in without_credentials(text)


@given(st.text())
def test_it_changes_nothing_the_second_time(text: str) -> None:
    once = without_credentials(text)
    assert without_credentials(once) == once
