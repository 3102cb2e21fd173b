from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader.errors import StoreError
from grader.store.batch_journal import FILE, KEPT, BatchJournal

A, B, C, D = (letter * 64 for letter in "abcd")


@pytest.fixture
async def journal(tmp_path: Path) -> AsyncIterator[BatchJournal]:
    journal = BatchJournal(tmp_path)
    yield journal
    await journal.aclose()


async def test_what_is_noted_is_there_for_the_next_process(
    journal: BatchJournal, tmp_path: Path
) -> None:
    part = journal.add("m", "file-1", [A, B])
    journal.begun(part.id, "batch_1")
    journal.collect(part.id, [(A, b"reply")])
    other = BatchJournal(tmp_path)
    [again] = other.parts([part.id])
    assert (again.model, again.requests, again.file_id) == ("m", 2, "file-1")
    assert (again.batch_id, again.closed) == ("batch_1", False)
    assert other.places([A, B, C]) == {A: part.id, B: part.id}
    assert other.answered([A, B, C]) == {A}
    assert (other.body(A), other.body(B), other.body(C)) == (b"reply", None, None)
    await other.aclose()


def test_only_awaited_replies_are_taken_in_and_each_once(journal: BatchJournal) -> None:
    first, second = journal.add("m", "file-1", [A]), journal.add("m", "file-2", [B])
    taken = journal.collect(first.id, [(A, b"1"), (A, b"2"), (B, b"3"), (C, b"4")])
    assert taken == 1
    assert journal.body(A) == b"1"
    assert journal.answered([A, B, C]) == {A}
    assert journal.unanswered([first.id, second.id]) == 1


def test_a_request_is_in_one_part_only(journal: BatchJournal) -> None:
    part = journal.add("m", "file-1", [A])
    with pytest.raises(StoreError, match=FILE):
        journal.add("m", "file-2", [B, A])
    assert journal.places([A, B]) == {A: part.id}


def test_what_is_settled_is_gone_and_what_is_useless_has_no_reply(journal: BatchJournal) -> None:
    part = journal.add("m", "file-1", [A, B, C])
    journal.collect(part.id, [(A, b"1"), (B, b"2")])
    journal.ended(part.id)
    journal.settle([A], [B])
    assert journal.places([A, B, C]) == {B: part.id, C: part.id}
    assert journal.unanswered([part.id]) == 2
    assert journal.parts([part.id])[0].closed


def test_release_leaves_what_has_a_reply(journal: BatchJournal) -> None:
    first, second = journal.add("m", "file-1", [A, B]), journal.add("m", "file-2", [C, D])
    journal.collect(first.id, [(A, b"1")])
    journal.release([first.id, second.id])
    assert journal.places([A, B, C, D]) == {A: first.id}
    assert [part.id for part in journal.parts([first.id, second.id])] == [first.id]


async def test_what_is_old_is_forgotten(tmp_path: Path) -> None:
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    journal = BatchJournal(tmp_path, now=begun)
    part = journal.add("m", "file-1", [A])
    await journal.aclose()
    for passed, places in ((KEPT - timedelta(days=1), {A: part.id}), (KEPT * 2, {})):
        later = BatchJournal(tmp_path, now=begun + passed)
        assert later.places([A]) == places
        await later.aclose()


async def test_one_hands_over_at_a_time(journal: BatchJournal, tmp_path: Path) -> None:
    other = BatchJournal(tmp_path)
    with (
        journal.submitting(),
        pytest.raises(StoreError, match="at this moment"),
        other.submitting(),
    ):
        pass
    with other.submitting():
        pass


def test_a_process_that_dies_leaves_no_lock(journal: BatchJournal, tmp_path: Path) -> None:
    dies = (
        "import os, sys; from pathlib import Path;"
        "from grader.store.batch_journal import BatchJournal;"
        "lock = BatchJournal(Path(sys.argv[1])).submitting(); lock.__enter__(); os._exit(9)"
    )
    died = subprocess.run([sys.executable, "-c", dies, str(tmp_path)], check=False)
    assert died.returncode == 9
    with journal.submitting():
        pass


def test_a_damaged_file_is_named(tmp_path: Path, journal: BatchJournal) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all, and longer than a header of one" * 20)
    with pytest.raises(StoreError, match=FILE):
        journal.places([A])


def test_the_journal_is_its_owners_alone(tmp_path: Path, journal: BatchJournal) -> None:
    journal.add("m", "file-1", [A])
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
