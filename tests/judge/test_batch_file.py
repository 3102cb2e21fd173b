from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import StoreError
from grader.judge.base import ChatRequest, Message
from grader.judge.batch_file import BatchFile
from grader.judge.batch_lines import request_line

REQUEST = ChatRequest(
    endpoint="https://api.openai.com/v1",
    model="m",
    messages=(Message(role="user", content="hello"),),
    schema={},
    parameters={},
)
DIGESTS = [f"{n:064x}" for n in range(5)]


def test_a_file_takes_so_many_requests(tmp_path: Path) -> None:
    with closing(BatchFile(tmp_path, most_requests=3)) as file:
        assert [file.add(digest, REQUEST) for digest in DIGESTS] == [True] * 3 + [False] * 2
        assert [*file.digests] == DIGESTS[:3]
        file.file.seek(0)
        assert file.file.readlines() == [request_line(digest, REQUEST) for digest in DIGESTS[:3]]


def test_a_file_takes_so_many_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    most = 2 * len(request_line(DIGESTS[0], REQUEST))
    monkeypatch.setattr("grader.judge.batch_file.MOST_BYTES", most)
    with closing(BatchFile(tmp_path)) as file:
        assert [file.add(digest, REQUEST) for digest in DIGESTS[:3]] == [True, True, False]
        file.file.seek(0)
        assert len(file.file.read()) == most


def test_one_request_is_taken_however_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is for the provider to refuse it; to wait for room would be to wait for ever."""
    monkeypatch.setattr("grader.judge.batch_file.MOST_BYTES", 10)
    with closing(BatchFile(tmp_path)) as file:
        assert file.add(DIGESTS[0], replace(REQUEST, model="long" * 100))


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    with closing(BatchFile(tmp_path)) as file:
        file.add(DIGESTS[0], REQUEST)
        assert not [*tmp_path.iterdir()]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="GRADER_HOME"):
        BatchFile(tmp_path / "file")
