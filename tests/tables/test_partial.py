"""A file that is there whole or not at all."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from io import FileIO
from pathlib import Path

import pytest

from grader.errors import InputError, StoreError
from grader.tables import partial
from grader.tables.partial import PartialFile, open_partial
from grader.tables.place import partial_path


@pytest.fixture
def target(tmp_path: Path) -> Path:
    path = tmp_path / "out.csv"
    path.write_bytes(b"old")
    return path


def test_the_old_file_stands_until_the_new_one_is_finished(target: Path) -> None:
    with open_partial(str(target)) as output:
        output.file.write(b"new")
        output.commit()
        assert target.read_bytes() == b"old"
        output.finish()
    assert target.read_bytes() == b"new"
    assert not partial_path(str(target)).exists()


def test_what_is_not_committed_is_not_written(target: Path) -> None:
    # More than any buffer holds, so that none of it can slip out on the way.
    with open_partial(str(target)) as output:
        output.file.write(b"a whole row\n")
        output.commit()
        output.file.write(b"half a row" * 100_000)
    assert target.read_bytes() == b"old"
    assert partial_path(str(target)).read_bytes() == b"a whole row\n"


def test_a_disk_that_takes_a_part_at_a_time_gets_it_all(tmp_path: Path) -> None:
    class Slow(FileIO):
        def write(self, data: bytes) -> int:  # type: ignore[override]
            return super().write(data[:3])

    target = str(tmp_path / "out.csv")
    with Slow(partial_path(target), "w") as file:
        output = PartialFile(target, file)
        for row in (b"0123456789\n", b"abc\n"):
            output.file.write(row)
            output.commit()
    assert partial_path(target).read_bytes() == b"0123456789\nabc\n"


def test_a_full_disk_is_said_and_what_to_do(tmp_path: Path) -> None:
    class Full(FileIO):
        def write(self, data: bytes) -> int:  # type: ignore[override]
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    target = str(tmp_path / "out.csv")
    with Full(partial_path(target), "w") as file:
        output = PartialFile(target, file)
        output.file.write(b"row\n")
        with pytest.raises(StoreError, match=r"\.out\.csv\.partial: No space left.* Make room"):
            output.commit()


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(InputError, match="no-such-folder"),
        open_partial(str(tmp_path / "no-such-folder" / "out.csv")),
    ):
        pass


def test_a_second_run_onto_the_same_file_is_told_so_and_spoils_nothing(target: Path) -> None:
    with open_partial(str(target)) as first:
        first.file.write(b"a row\n")
        first.commit()
        with (
            pytest.raises(InputError, match=r"out\.csv: another run is writing it .* Wait for"),
            open_partial(str(target)),
        ):
            pass
        assert partial_path(str(target)).read_bytes() == b"a row\n"
        first.finish()
    with open_partial(str(target)) as second:
        assert partial_path(str(target)).read_bytes() == b""
        second.finish()
    assert target.read_bytes() == b""


def test_what_a_killed_run_left_is_in_nobodys_way(target: Path) -> None:
    run = (
        "import os, signal, sys\n"
        "from grader.tables.partial import open_partial\n"
        "with open_partial(sys.argv[1]) as output:\n"
        "    output.file.write(b'a longer row\\n')\n"
        "    output.commit()\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", run, str(target)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert partial_path(str(target)).read_bytes() == b"a longer row\n"
    with open_partial(str(target)) as output:
        output.file.write(b"new\n")
        output.finish()
    assert target.read_bytes() == b"new\n"


def test_a_file_that_was_finished_meanwhile_is_not_emptied(
    target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The other run ends between our opening of its partial file and our lock on it.
    path = partial_path(str(target))
    path.write_bytes(b"finished")
    lock = partial._locked

    def late(file: FileIO) -> bool:
        if path.exists() and path.read_bytes() == b"finished":
            path.replace(target)
        return lock(file)

    monkeypatch.setattr(partial, "_locked", late)
    with open_partial(str(target)) as output:
        assert target.read_bytes() == b"finished"
        output.file.write(b"new")
        output.finish()
    assert target.read_bytes() == b"new"
