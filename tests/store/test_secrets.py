from __future__ import annotations

from pathlib import Path

from grader.store.database import Database
from grader.store.engine import sqlite_url
from grader.store.secrets import secret


def test_a_secret_is_made_once_and_shared(tmp_path: Path) -> None:
    url = sqlite_url(tmp_path / "record.sqlite3")
    one, other = Database(url), Database(url)
    one.upgrade()
    made = one.change(lambda c: secret(c, "a"))
    assert other.change(lambda c: secret(c, "a")) == made
    assert one.change(lambda c: secret(c, "b")) != made
    assert len(made) >= 43
