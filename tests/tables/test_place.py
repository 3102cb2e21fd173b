"""Where a file is to go, and what stands there already."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from grader.errors import InputError, StoreError
from grader.tables.partial import open_partial
from grader.tables.place import check_place, descriptor_of, is_stream, partial_path, same_place


def write(target: Path | str, *parts: bytes) -> None:
    with open_partial(str(target)) as output:
        for part in parts:
            output.file.write(part)
            output.commit()
        output.finish()


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    (folder / "real.csv").write_bytes(b"old")
    link, further = tmp_path / "link.csv", tmp_path / "further.csv"
    link.symlink_to("there/real.csv")
    further.symlink_to(link)
    assert partial_path(str(further)) == folder / ".real.csv.partial"
    write(further, b"new")
    assert further.is_symlink()
    assert link.is_symlink()
    assert (folder / "real.csv").read_bytes() == b"new"
    assert sorted(path.name for path in folder.iterdir()) == ["real.csv"]


def test_a_link_to_nothing_yet_makes_what_it_leads_to(tmp_path: Path) -> None:
    link = tmp_path / "link.csv"
    link.symlink_to("real.csv")
    write(link, b"new")
    assert link.is_symlink()
    assert (tmp_path / "real.csv").read_bytes() == b"new"


def test_a_pipe_is_written_straight_into(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    read: list[bytes] = []
    reader = threading.Thread(target=lambda: read.append(fifo.read_bytes()))
    reader.start()
    write(fifo, b"one\n", b"two\n")
    reader.join()
    assert read == [b"one\ntwo\n"]
    assert fifo.is_fifo()
    assert list(tmp_path.iterdir()) == [fifo]


def test_a_terminal_is_written_straight_into(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    name = os.ttyname(theirs)
    try:
        write(name, b"a row\n")
        assert os.read(ours, 100) == b"a row\r\n"
    finally:
        os.close(ours)
        os.close(theirs)


def test_a_reader_that_leaves_is_said(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    with open_partial(str(fifo)) as output:
        os.close(reader)
        output.file.write(b"a row\n")
        with pytest.raises(StoreError, match=r"fifo: Broken pipe\. See to whoever reads it"):
            output.commit()


@pytest.mark.parametrize("name", ["/proc/self/fd/1", "link"])
def test_standard_output_by_name_is_where_the_shell_has_it(tmp_path: Path, name: str) -> None:
    if name == "link":
        (tmp_path / "link").symlink_to("/proc/self/fd/1")
        name = str(tmp_path / "link")
    log = tmp_path / "log"
    log.write_bytes(b"before\n")
    run = (
        "import os, sys\n"
        "from grader.tables.partial import open_partial\n"
        "with open_partial(sys.argv[1]) as output:\n"
        "    output.file.write(b'a row\\n')\n"
        "    output.finish()\n"
        "os.write(1, b'after\\n')\n"
    )
    with log.open("ab") as out:
        subprocess.run([sys.executable, "-c", run, name], stdout=out, check=True)
    assert log.read_bytes() == b"before\na row\nafter\n"


def test_descriptors_are_told_from_files(tmp_path: Path) -> None:
    assert descriptor_of("/dev/stdout") == descriptor_of("/dev/fd/1") == 1
    assert descriptor_of("/dev/stderr") == 2
    assert descriptor_of(f"/proc/{os.getpid()}/fd/7") == 7
    assert descriptor_of("/proc/1/fd/7") is None
    assert descriptor_of(str(tmp_path / "no-such-file")) is None
    assert not is_stream(str(tmp_path / "no-such-file"))
    loop = tmp_path / "loop"
    loop.symlink_to("loop")
    assert descriptor_of(str(loop)) is None


def test_what_takes_no_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="it is a folder"):
        check_place(str(tmp_path))
    with pytest.raises(InputError, match="No such file or directory"):
        check_place(str(tmp_path / "none" / "out.csv"))
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="Not a directory"):
        check_place(str(tmp_path / "file" / "out.csv"))
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(InputError, match="symbolic links"):
        check_place(str(tmp_path / "loop"))
    # Whoever runs this may be allowed to write anywhere.
    monkeypatch.setattr(os, "access", lambda path, _: Path(path) != tmp_path)
    with pytest.raises(InputError, match=f"the folder {tmp_path} may not be written"):
        check_place(str(tmp_path / "out.csv"))
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != "file")
    with pytest.raises(InputError, match="file: it may not be written"):
        check_place(str(tmp_path / "file"))


def test_a_socket_is_refused() -> None:
    # A socket's name may be no longer than a hundred bytes.
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as bound:
        bound.bind(f"{folder}/socket")
        with (
            pytest.raises(InputError, match="a socket takes no file"),
            open_partial(f"{folder}/socket"),
        ):
            pass
        assert Path(folder, "socket").is_socket()


def test_one_place_by_several_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a").write_bytes(b"")
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "hard").hardlink_to("a")
    (tmp_path / "to-come").symlink_to("b")
    for one in ("a", "./a", "link", "hard", str(tmp_path / "a")):
        assert same_place(one, "a")
    assert same_place("to-come", "./b")
    assert not same_place("a", "b")
    assert same_place("-", "/dev/stdout")
    assert not same_place("/dev/null", "/dev/null")


def test_where_it_cannot_be_put_in_place_it_is_said_where_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object) -> None:
        raise OSError(16, "Device or resource busy")

    monkeypatch.setattr(Path, "replace", busy)
    with pytest.raises(StoreError, match=r"busy\. The whole file is .*/\.out\.csv\.partial"):
        write(tmp_path / "out.csv", b"whole")
    assert (tmp_path / ".out.csv.partial").read_bytes() == b"whole"
