"""A folder with one small rubric, `caching`, as the user's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rubric_texts import SMALL


@pytest.fixture
def caching(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "rubrics"
    folder.mkdir()
    (folder / "caching.yaml").write_text(SMALL, "utf-8")
    monkeypatch.setenv("GRADER_RUBRICS", str(folder))
    return folder
