"""What is read from a table comes out again, to the byte, with our cells after each row."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader.errors import InputError
from grader.tables import Row, open_table, open_writer


def passed_through(path: Path, names: tuple[str, ...] = ("grade",), cell: str = "L5") -> bytes:
    output = io.BytesIO()
    with open_table(str(path)) as table, open_writer(output, table, names) as writer:
        for row in table:
            writer.write(row, [cell] * len(names))
        writer.close(table.tail)
    return output.getvalue()


def rows_of(path: Path) -> list[Row]:
    with open_table(str(path)) as table:
        return list(table)


def given_file(folder: Path, content: bytes, name: str = "in.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"a,b\n1,2\n", b"a,b,grade\n1,2,L5\n"),
        (b"a,b\n1,2", b"a,b,grade\n1,2,L5"),
        (b"a;b\r\n1;2\r\n", b"a;b;grade\r\n1;2;L5\r\n"),
        (b"a\tb\r1\t2\r", b"a\tb\tgrade\r1\t2\tL5\r"),
        (b'\xef\xbb\xbf"a"\n"x\n""y"""\n', b'\xef\xbb\xbf"a","grade"\n"x\n""y""","L5"\n'),
        (b"a,b\n\n1,2\n\n", b"a,b,grade\n\n1,2,L5\n\n"),
        (b"a,b\ncaf\xe9,2\n", b"a,b,grade\ncaf\xe9,2,L5\n"),
        ("a,b\né,2\n".encode("utf-16"), "a,b,grade\né,2,L5\n".encode("utf-16")),
        ("a,b\n日本,2\n".encode(), "a,b,grade\n日本,2,L5\n".encode()),
        (b"sep=;\r\na;b\r\n1,5;2\r\n", b"sep=;\r\na;b;grade\r\n1,5;2;L5\r\n"),
        (b'\xef\xbb\xbf"SEP=|"\na|b\n1|2\n', b'\xef\xbb\xbf"SEP=|"\na|b|grade\n1|2|L5\n'),
        (b"sep=\t\na\tb\n1\t2\n", b"sep=\t\na\tb\tgrade\n1\t2\tL5\n"),
        ("sep=,\na,b\n1;2,é\n".encode("utf-16"), "sep=,\na,b,grade\n1;2,é,L5\n".encode("utf-16")),
        (b"'a','b'\n'1','x,y'\n", b"'a','b','grade'\n'1','x,y','L5'\n"),
    ],
)  # fmt: skip
def test_to_the_byte(tmp_path: Path, content: bytes, expected: bytes) -> None:
    assert passed_through(given_file(tmp_path, content)) == expected


CELL = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=30)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    rows=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=6),
    delimiter=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n"]),
    quote_all=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_any_table_round_trips(
    tmp_path: Path, rows: list[list[str]], delimiter: str, end: str, quote_all: bool, encoding: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(
        text,
        delimiter=delimiter,
        lineterminator=end,
        quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL,
    )
    writer.writerow(["id", "rubric", "answer"])
    writer.writerows(rows)
    path = given_file(tmp_path, text.getvalue().encode(encoding))
    read = rows_of(path)
    assert [list(row.cells) for row in read] == rows
    assert not any(row.error for row in read)
    output = passed_through(path, cell="").decode(encoding.removesuffix("-sig"))
    mark = '""' if quote_all else ""
    quoted = '"grade"' if quote_all else "grade"
    source = path.read_bytes().decode(encoding.removesuffix("-sig"))
    stripped = output.replace(f"{delimiter}{quoted}{end}", end, 1)
    for _ in rows:
        stripped = stripped.replace(f"{delimiter}{mark}{end}", end, 1) if mark else stripped
    assert mark or stripped.count(delimiter) == source.count(delimiter) + len(rows)
    assert not mark or len(stripped) == len(source)


@pytest.mark.parametrize(
    ("content", "line", "rows"),
    [
        (b'id,r,answer\n5,x,"open\n6,x,"next"\n7,y,ok\n', 2, 3),
        (b'id,r,answer\n5,x,"open\n6,x,plain\n7,y,ok\n', 2, 3),
        (b'id,r,answer\n4,x,"fine\ntwo"\n5,x,"open\n6,x,"next"\n', 4, 3),
    ],
)
def test_an_unclosed_quote_is_named_and_swallows_no_row(
    tmp_path: Path, content: bytes, line: int, rows: int
) -> None:
    path = given_file(tmp_path, content)
    read = rows_of(path)
    assert len(read) == rows
    wrong = [row for row in read if row.error]
    assert [row.line for row in wrong] == [line]
    assert f"line {line}: a quotation mark" in str(wrong[0].error)
    again = given_file(tmp_path, passed_through(path), "again.csv")
    assert [row.cells[-1] for row in rows_of(again)] == ["L5"] * rows


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (b'1,5" tape DPO', b'1,5" tape DPO,L5'),
        (b'1,a "b" c"', b'1,a "b" c",L5'),
        (b'1,"a"b"', b'1,"a"b",L5'),
        # A mark that is never closed is part of the cell, or it would swallow the next rows.
        (b'1,"open', b'1,"""open",L5'),
        (b'5",""open "so"', b'5",""open "so",L5'),
        (b'5","open ""so', b'5","""open """"so",L5'),
    ],
)
def test_a_stray_quotation_mark_comes_back(tmp_path: Path, row: bytes, expected: bytes) -> None:
    path = given_file(tmp_path, b"a,b\n" + row + b"\n7,8\n")
    assert passed_through(path) == b"a,b,grade\n" + expected + b"\n7,8,L5\n"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(lines=st.lists(st.text('a",; ', min_size=1, max_size=8), min_size=1, max_size=5))
def test_whatever_the_quotation_marks_a_reader_finds_each_row(
    tmp_path: Path, lines: list[str]
) -> None:
    path = given_file(tmp_path, ("x,y\n" + "\n".join(lines) + "\n").encode())
    rows = rows_of(path)
    text = passed_through(path).decode()
    written = list(csv.reader(io.StringIO(text, newline="")))
    assert len(written) == 1 + len(rows)
    assert {row[-1] for row in written[1:]} <= {"L5"}
    for row in rows:
        assert row.raw in text or "never closed" in str(row.error)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (b"1,2,3", "3 cells where the header has 2"),
        (b"1", "1 cells where the header has 2"),
        (b"\xff\xfe,2", "bytes that are no text"),
    ],
)
def test_a_bad_row_is_kept_and_named(tmp_path: Path, row: bytes, said: str) -> None:
    path = given_file(tmp_path, "a,b\nö,2\né,2\n".encode() + row + b"\n7,8\n")
    read = rows_of(path)
    assert [said in (r.error or "") for r in read] == [False, False, True, False]
    assert row in passed_through(path)


def test_cells_that_we_add_run_in_no_spreadsheet(tmp_path: Path) -> None:
    path = given_file(tmp_path, b"a,b\n=1+1,2\n")
    assert passed_through(path, cell="=cmd()") == b"a,b,grade\n=1+1,2,'=cmd()\n"


def test_cells_passed_through_can_be_disarmed_too(tmp_path: Path) -> None:
    path = given_file(tmp_path, b"a,b\n=1+1,-2\n")
    output = io.BytesIO()
    with (
        open_table(str(path)) as table,
        open_writer(output, table, ["grade"], safe_input=True) as writer,
    ):
        for row in table:
            writer.write(row, ["L5"])
    assert output.getvalue() == b"a,b,grade\n'=1+1,'-2,L5\n"


def test_a_graded_table_is_graded_anew(tmp_path: Path) -> None:
    path = given_file(tmp_path, b'a,b\n"x, y",2\n')
    graded = given_file(tmp_path, passed_through(path, cell="L4"), "graded.csv")
    assert passed_through(graded) == b'a,b,grade\n"x, y",2,L5\n'


def test_a_column_of_the_same_name_elsewhere_is_an_error(tmp_path: Path) -> None:
    path = given_file(tmp_path, b"grade,b\n1,2\n")
    with pytest.raises(InputError, match="column grade of its own"):
        passed_through(path)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"a": "x",  "n": 1.50}', b'{"a": "x",  "n": 1.50, "grade": "L5"}'),
        (b"{}", b'{"grade": "L5"}'),
        (b'{"a": "x", "grade": "L4"}', b'{"a": "x", "grade": "L5"}'),
        (b'{"a": "x",  "n": 1.50, "grade": "L4"}', b'{"a": "x",  "n": 1.50, "grade": "L5"}'),
        (b'{ "grade" : "L4" }', b'{"grade": "L5"}'),
        (
            b'{"a": "\\"grade\\": 1", "grade": "x \\"grade\\": "}',
            b'{"a": "\\"grade\\": 1", "grade": "L5"}',
        ),
        (b'{"grade": "mine", "a": "x"}', b'{"grade": "mine", "a": "x"}'),
        (b"not json", b"not json"),
        (b"[1, 2]", b"[1, 2]"),
    ],
)
def test_json_lines_keep_their_own_text(tmp_path: Path, line: bytes, expected: bytes) -> None:
    path = given_file(tmp_path, b'{"a": "first"}\n' + line + b"\n", "in.jsonl")
    assert passed_through(path).splitlines()[1] == expected


def test_a_row_of_json_lines_tells_whether_it_could_take_cells(tmp_path: Path) -> None:
    path = given_file(tmp_path, b'{"a": "x"}\nno\n{"grade": 1, "a": "x"}\n', "in.jsonl")
    with (
        open_table(str(path)) as table,
        open_writer(io.BytesIO(), table, ("grade",)) as writer,
    ):
        assert [writer.write(row, ["L5"]) for row in table] == [True, False, False]


def test_json_lines_in_an_encoding_that_lacks_a_character(tmp_path: Path) -> None:
    path = given_file(tmp_path, b'{"a": "caf\xe9"}\n', "in.jsonl")
    assert passed_through(path, cell="→") == b'{"a": "caf\xe9", "grade": "\\u2192"}\n'


def test_an_empty_table_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the table is empty"):
        rows_of(given_file(tmp_path, b""))


def test_a_column_named_twice_is_an_error_only_when_it_is_needed(tmp_path: Path) -> None:
    with open_table(str(given_file(tmp_path, b"a,b,b\n1,2,3\n"))) as table:
        assert table.position("a") == 0
        with pytest.raises(InputError, match="column b stands twice"):
            table.position("b")
