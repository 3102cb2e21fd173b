"""Replies in a folder: readable, exact, truthful about their origin, never half written."""

from __future__ import annotations

import asyncio
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.core.kept import KeptReply
from grader.errors import StoreError
from grader.store.folder import ORIGIN, FolderReplies
from grader.usage import Usage

DIGEST = "0123456789abcdef" * 4
REQUEST: dict[str, Any] = {
    "endpoint": "https://api.example/v1",
    "model": "m-1",
    "structured": "json_schema",
    "sample": 0,
    "parameters": {"temperature": 0.5, "max_tokens": 100},
    "schema": "f00d",
    "messages": [{"role": "user", "content": "Grade:\n\n[1] Ä\n"}],
}
REPLY = KeptReply(
    text='{"b": [1, 2.50], "a": "é"}',
    model="m-1-2026",
    usage=Usage(input_tokens=10, output_tokens=5, calls=1, cost_usd=0.25),
    recorded_at="2026-01-02T03:04:05+00:00",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ORIGIN).write_text('{"origin": "written by hand for these tests"}')
    return tmp_path


def entry_of(folder: Path) -> Path:
    return folder / "0123456789abcdef.json"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


async def test_a_file_is_laid_out_for_reading(folder: Path) -> None:
    await FolderReplies(folder).put(DIGEST, REQUEST, REPLY)
    assert entry_of(folder).read_text(encoding="utf-8") == (
        """\
{
  "digest": "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
  "origin": "written by hand for these tests",
  "recorded_at": "2026-01-02T03:04:05+00:00",
  "request": {
    "endpoint": "https://api.example/v1",
    "model": "m-1",
    "structured": "json_schema",
    "sample": 0,
    "parameters": {
      "max_tokens": 100,
      "temperature": 0.5
    },
    "schema": "f00d",
    "messages": [
      {
        "role": "user",
        "lines": [
          "Grade:",
          "",
          "[1] Ä",
          ""
        ]
      }
    ]
  },
  "reply": {
    "model": "m-1-2026",
    "usage": {
      "input_tokens": 10,
      "output_tokens": 5,
      "calls": 1,
      "cost_usd": 0.25
    },
    "content": {
      "b": [
        1,
        2.5
      ],
      "a": "é"
    },
    "text": "{\\"b\\": [1, 2.50], \\"a\\": \\"é\\"}"
  }
}
"""
    )


async def test_a_reply_comes_back_and_leaves_nothing_else_behind(folder: Path) -> None:
    replies = FolderReplies(folder)
    assert await replies.get(DIGEST) is None
    await replies.put(DIGEST, REQUEST, REPLY)
    assert await replies.get(DIGEST) == REPLY
    assert names(folder) == [entry_of(folder).name, ORIGIN]
    await replies.aclose()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
TEXTS = (
    st.text(alphabet=st.characters())
    | st.text(alphabet=st.characters(categories=["Cs", "Cc", "Ll"]))
    | JSON.map(json.dumps)
    | st.sampled_from(
        ["[" * 400 + "]" * 400, "[" * 5000, "[1e999]", "[NaN]", "[" + "9" * 5000 + "]"]
    )
)


@settings(deadline=None)  # Each example waits for the disk.
@given(text=TEXTS, content=TEXTS)
def test_any_text_comes_back_exactly(text: str, content: str) -> None:
    request = {**REQUEST, "messages": [{"role": "user", "content": content}]}
    kept = KeptReply(text=text, model="m", usage=Usage(), recorded_at="2026-01-02")
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / ORIGIN).write_text('{"origin": "made up"}')
        replies = FolderReplies(Path(name))

        async def round_trip() -> KeptReply | None:
            await replies.put(DIGEST, request, kept)
            return await replies.get(DIGEST)

        assert asyncio.run(round_trip()) == kept
        written = json.loads(entry_of(Path(name)).read_bytes())
        assert "\n".join(written["request"]["messages"][0]["lines"]) == content


async def test_a_later_reply_replaces_an_earlier_one(folder: Path) -> None:
    replies = FolderReplies(folder)
    later = KeptReply(text="later", model="m", usage=Usage(), recorded_at="2026-02-03")
    await replies.put(DIGEST, REQUEST, REPLY)
    await replies.put(DIGEST, REQUEST, later)
    assert await replies.get(DIGEST) == later


async def test_a_failed_write_leaves_what_was_there(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replies = FolderReplies(folder)
    await replies.put(DIGEST, REQUEST, REPLY)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    later = KeptReply(text="later", model="m", usage=Usage(), recorded_at="2026-02-03")
    with pytest.raises(StoreError, match="No space left"):
        await replies.put(DIGEST, REQUEST, later)
    assert await replies.get(DIGEST) == REPLY
    assert names(folder) == [entry_of(folder).name, ORIGIN]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"digest": "0123456789abcdef" + "f" * 48}, "digest"),
        ({"recorded_at": None}, "recorded_at"),
        ({"reply": None}, "NoneType"),
        ({"reply": {}}, "text"),
        ({"reply": {"text": "{}", "model": "m", "content": {"a": 1}}}, "content"),
        ({"reply": {"text": "hi", "model": "m", "usage": {}}}, "cost_usd"),
    ],
)
async def test_a_file_with_something_amiss_is_an_error_that_names_it(
    folder: Path, change: dict[str, Any], said: str
) -> None:
    replies = FolderReplies(folder)
    await replies.put(DIGEST, REQUEST, REPLY)
    entry = json.loads(entry_of(folder).read_text())
    entry_of(folder).write_text(json.dumps(entry | change))
    with pytest.raises(StoreError, match=rf"0123456789abcdef\.json is not a kept reply: .*{said}"):
        await replies.get(DIGEST)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]", b"[" * 100_000])
async def test_a_file_that_is_no_json_object_is_an_error_that_names_it(
    folder: Path, content: bytes
) -> None:
    entry_of(folder).write_bytes(content)
    with pytest.raises(StoreError, match=r"0123456789abcdef\.json"):
        await FolderReplies(folder).get(DIGEST)


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        (None, "is missing"),
        ("{}", "origin: a text is required"),
        ('{"origin": " "}', "origin: a text is required"),
        ('{"origin": "x", "endpoint": "https://other/v1"}', "endpoint is https://other/v1"),
        ('{"origin": "x", "model": "m-2"}', "model is m-2, but this reply is from m-1"),
    ],
)
async def test_nothing_is_kept_without_a_true_origin(
    tmp_path: Path, origin: str | None, said: str
) -> None:
    if origin is not None:
        (tmp_path / ORIGIN).write_text(origin)
    with pytest.raises(StoreError, match=said):
        await FolderReplies(tmp_path).put(DIGEST, REQUEST, REPLY)
    assert not entry_of(tmp_path).exists()


async def test_a_true_origin_may_name_endpoint_and_model_and_say_more(tmp_path: Path) -> None:
    origin = {"origin": "x", "endpoint": REQUEST["endpoint"], "model": "m-1", "note": "hello"}
    (tmp_path / ORIGIN).write_text(json.dumps(origin))
    replies = FolderReplies(tmp_path)
    assert replies.origin() == origin
    await replies.put(DIGEST, REQUEST, REPLY)
    assert await replies.get(DIGEST) == REPLY
