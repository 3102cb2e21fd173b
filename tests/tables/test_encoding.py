"""The encoding of a table's bytes."""

from __future__ import annotations

import io

import pytest

from grader.tables.encoding import chunks_of, recognize

UTF8, CP1252 = "gr\u00f6\u00dfer\n".encode(), "gr\u00f6\u00dfer\n".encode("cp1252")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"plain\n", "utf-8"),
        (b"", "utf-8"),
        (UTF8, "utf-8"),
        (b"plain\n" * 9 + CP1252, "cp1252"),
        (b"plain\ncaf\xe9", "cp1252"),
        (b"plain\n" + UTF8 + CP1252, "utf-8"),
        (b"plain\n" * 5 + UTF8 + CP1252 * 3, "utf-8"),
        (b"plain\r" + UTF8[:-1] + b"\r" + CP1252[:-1] + b"\r", "utf-8"),
        # What most lines are not is no exception in them.
        (b"plain\n" + UTF8 + CP1252 * 3, "cp1252"),
        ("größer\n".encode("utf-16-le"), "utf-16-le"),
        (b"\xef\xbb\xbf" + CP1252, "utf-8"),
    ],
)
def test_by_lines(content: bytes, name: str) -> None:
    assert recognize(content).name == name
    assert recognize(content, chunks_of(io.BytesIO(content))).name == name


@pytest.mark.parametrize("more", range(8))
def test_no_character_is_cut_in_two(more: int, monkeypatch: pytest.MonkeyPatch) -> None:
    content = b"x" * more + UTF8 * 5 + b"x" * more
    monkeypatch.setattr("grader.tables.encoding.CHUNK", 8)
    assert recognize(content, chunks_of(io.BytesIO(content))).name == "utf-8"
    head = (b"x" * more + "日本語".encode() * 9000)[:70_000]
    assert recognize(head).name == "utf-8"
