"""`grader batch` as it is run: a table in, a table out, an exit status."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.cli import root
from grader.sheet import ADDED

ANSWER = (
    "I start with a prompt. Facts that change go to retrieval, behaviour and format to fine-tuning."
)


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(root, ["batch", *arguments], input=text)


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"))))


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "in.csv"
    path.write_text(
        "id,rubric,answer\n"
        f'1,fine-tune-vs-prompt-vs-rag,"{ANSWER}"\n'
        "2,no-such-rubric,whatever\n"
        "3,rlhf-and-dpo,\n"
        f'4,fine-tune-vs-prompt-vs-rag,"{ANSWER}"\n',
        "utf-8",
    )
    return path


def test_rows_come_back_in_order_with_their_grades(table: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    result = run(str(table), "-o", str(output), "--judge", "keyword")
    assert result.exit_code == 3, result.output
    graded = rows(output)
    assert [row["id"] for row in graded] == ["1", "2", "3", "4"]
    assert list(graded[0]) == ["id", "rubric", "answer", *ADDED]
    assert graded[0]["grade_level"] == "L5" == graded[3]["grade_level"]
    assert "prompt-first" in graded[0]["grade_tells"].split(" ")
    assert graded[0]["grade_judge"] == "keyword"
    assert graded[0]["grade_error"] == ""
    assert graded[1]["grade_error"].startswith("unknown-rubric: there is no rubric")
    assert graded[2]["grade_error"].startswith("empty: ")
    assert graded[1]["grade_level"] == graded[2]["grade_level"] == ""
    assert not list(tmp_path.glob(".*.partial"))


def test_all_graded_is_exit_status_0(table: Path, tmp_path: Path) -> None:
    lines = table.read_text("utf-8").splitlines(keepends=True)
    table.write_text("".join([lines[0], lines[1]]), "utf-8")
    assert run(str(table), "-o", str(tmp_path / "out.csv"), "--judge", "keyword").exit_code == 0


def test_twice_is_the_same_file_to_the_byte(table: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    for output in (first, second):
        run(str(table), "-o", str(output), "--judge", "keyword", "--concurrency", "3")
    assert first.read_bytes() == second.read_bytes()


def test_details_hold_each_whole_grade(table: Path, tmp_path: Path) -> None:
    details = tmp_path / "details.jsonl"
    run(str(table), "-o", str(tmp_path / "o.csv"), "--judge", "keyword", "--details", str(details))
    lines = [json.loads(line) for line in details.read_text("utf-8").splitlines()]
    assert [line["row"] for line in lines] == [1, 2, 3, 4]
    assert lines[0]["level"] == "L5"
    assert lines[0]["findings"][0]["evidence"][0]["text"] in ANSWER
    assert "error" in lines[1]


def test_one_rubric_for_all_and_columns_by_name(tmp_path: Path) -> None:
    path, output = tmp_path / "in.tsv", tmp_path / "out.tsv"
    path.write_text(f"who\tsaid\nA\t{ANSWER}\n", "utf-8")
    result = run(
        str(path), "-o", str(output), "--judge", "keyword",
        "--rubric", "fine-tune-vs-prompt-vs-rag", "--answer-column", "said",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert output.read_text("utf-8").splitlines()[1].split("\t")[2] == "L5"


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("id,text", "no column answer or transcript; its columns: id, text"),
        ("id,answer", "no column rubric"),
    ],
)
def test_a_missing_column_is_named(tmp_path: Path, header: str, said: str) -> None:
    path = tmp_path / "in.csv"
    path.write_text(f"{header}\n1,2\n", "utf-8")
    result = run(str(path), "-o", str(tmp_path / "out.csv"), "--judge", "keyword")
    assert result.exit_code != 0
    assert said in str(result.exception)


def test_strict_stops_before_anything_is_written(table: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.csv"
    result = run(str(table), "-o", str(output), "--judge", "keyword", "--strict")
    assert "row 2: there is no rubric 'no-such-rubric'" in str(result.exception)
    assert not output.exists()


@pytest.mark.parametrize("option", [(), ("--quiet",), ("--dry-run",), ("--strict",)])
def test_one_rubric_for_all_that_there_is_not_stops_at_once(
    table: Path, tmp_path: Path, option: tuple[str, ...]
) -> None:
    output = tmp_path / "out.csv"
    common = ("--judge", "keyword", "--rubric", "rlhf-and-dop", *option)
    result = run(str(table), "-o", str(output), *common)
    assert "there is no rubric 'rlhf-and-dop'. Did you mean rlhf-and-dpo?" in str(result.exception)
    assert not output.exists()


@pytest.mark.parametrize(
    "cell",
    [
        json.dumps(
            [
                {"role": "interviewer", "text": "Prompt first, facts to retrieval, right?"},
                {"role": "candidate", "text": ANSWER},
            ]
        ),
        f"Interviewer: How do you choose?\n\nCandidate: {ANSWER}",
        "WEBVTT\n\n00:01.000 --> 00:03.000\n<v Interviewer>How do you choose?\n\n"
        f"00:03.000 --> 00:09.000\n<v Candidate>{ANSWER}",
    ],
)
def test_a_cell_may_hold_a_transcript(tmp_path: Path, cell: str) -> None:
    path, output = tmp_path / "in.csv", tmp_path / "out.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([["rubric", "transcript"], ["fine-tune-vs-prompt-vs-rag", cell]])
    run(str(path), "-o", str(output), "--judge", "keyword")
    assert rows(output)[0]["grade_level"] == "L5", rows(output)


def test_a_cell_that_does_not_tell_the_candidate_gets_a_grade_error(tmp_path: Path) -> None:
    path, output = tmp_path / "in.csv", tmp_path / "out.csv"
    led = f"Sam: How?\nKim: No idea.\nSam: {ANSWER} Clear?\nKim: Yes."
    unknown = f"Speaker 1: {ANSWER} Do you agree\nSpeaker 2: yes I agree"
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = [
            ["rubric", "transcript"],
            *(["fine-tune-vs-prompt-vs-rag", c] for c in (led, unknown)),
        ]
        csv.writer(file).writerows(lines)
    ran = run(str(path), "-o", str(output), "--judge", "keyword")
    first, second = rows(output)
    assert first["grade_level"] != "L5"
    assert (second["grade_level"], ran.exit_code) == ("", 3)
    assert "no telling who of Speaker 1, Speaker 2 is the candidate" in second["grade_error"]


def lines(path: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("quiet", [(), ("--quiet",)])
def test_lines_without_room_for_an_error_come_back_and_are_named(
    tmp_path: Path, quiet: tuple[str, ...]
) -> None:
    path, output, details = tmp_path / "in.jsonl", tmp_path / "out.jsonl", tmp_path / "d.jsonl"
    good = json.dumps({"rubric": "fine-tune-vs-prompt-vs-rag", "answer": ANSWER})
    named = json.dumps({"grade_level": "mine", "rubric": "rlhf-and-dpo", "answer": "DPO."})
    path.write_text(f"{good}\n\noops\n{named}\n{good}\n", "utf-8")
    common = ("--judge", "keyword", "--details", str(details), *quiet)
    result = run(str(path), "-o", str(output), *common)
    assert result.exit_code == 3
    written = output.read_text("utf-8").splitlines()
    assert written[1:4] == ["", "oops", named]
    assert json.loads(written[0])["grade_level"] == json.loads(written[4])["grade_level"] == "L5"
    assert "row 2 (line 3): not a JSON object" in result.output
    assert "row 3 (line 4): it has a field grade_level of its own" in result.output
    assert [line.get("error", "")[:21] for line in lines(details)][1:3] == [
        "input-error: row 2 (l",
        "input-error: row 3 (l",
    ]


def test_json_lines_with_fields_of_ours_are_refused_and_graded_ones_graded_anew(
    tmp_path: Path,
) -> None:
    path, first, second = (tmp_path / f"{n}.jsonl" for n in ("in", "1", "2"))
    path.write_text('{"rubric": "rlhf-and-dpo", "answer": "DPO.", "n": 1.50}\n', "utf-8")
    run(str(path), "-o", str(first), "--judge", "keyword")
    run(str(first), "-o", str(second), "--judge", "keyword")
    assert first.read_bytes() == second.read_bytes()
    assert b'"n": 1.50' in second.read_bytes()
    path.write_text('{"grade_level": 1, "rubric": "rlhf-and-dpo", "answer": "DPO."}\n', "utf-8")
    result = run(str(path), "-o", str(tmp_path / "3.jsonl"), "--judge", "keyword")
    assert "it has a column grade_level of its own" in str(result.exception)
    assert not (tmp_path / "3.jsonl").exists()


def test_each_row_of_json_lines_may_have_an_answer_or_a_transcript(tmp_path: Path) -> None:
    path, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    given: list[dict[str, object]] = [
        {},
        {"answer": ANSWER},
        {"transcript": ANSWER},
        {"Transcript": [{"role": "candidate", "text": ANSWER}]},
        {"answer": 42},
        {"answer": None},
    ]
    rows = [json.dumps({"rubric": "fine-tune-vs-prompt-vs-rag", **row}) for row in given]
    path.write_text("\n".join(rows), "utf-8")
    assert run(str(path), "-o", str(output), "--judge", "keyword").exit_code == 3
    graded = lines(output)
    assert [row["grade_level"] for row in graded] == ["", "L5", "L5", "L5", "", ""]
    assert [row["grade_error"].partition(".")[0] for row in graded if not row["grade_level"]] == [
        "input-error: row 1 (line 1): no field answer or transcript",
        "input-error: row 5 (line 5): the answer is a number, not text",
        "empty: There are no words of the candidate's to grade",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Interviews\n\nid,rubric,answer\n1,rlhf-and-dpo,DPO.\n", "line 3 does"),
        ("Interviews, June,\nid,rubric,Answer\n1,rlhf-and-dpo,DPO.\n", "line 2 does"),
        ("Interviews, June\nid;rubric;answer\n1;rlhf-and-dpo;DPO.\n", "line 2 does"),
        ('id,said\n1,the "answer\n2,x"\n', "--answer-column"),
    ],
)
def test_a_title_above_the_header_is_noticed(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "in.csv"
    path.write_text(text, "utf-8")
    result = run(str(path), "-o", str(tmp_path / "out.csv"), "--judge", "keyword")
    assert said in str(result.exception)


@pytest.mark.parametrize(
    "header", ["ID,Rubric,Answer", "id, rubric , ANSWER ", "sep=,\nid,rubric,Transcript"]
)
def test_names_of_columns_go_by_any_case(tmp_path: Path, header: str) -> None:
    path, output = tmp_path / "in.csv", tmp_path / "out.csv"
    path.write_text(f'{header}\n1,fine-tune-vs-prompt-vs-rag,"{ANSWER}"\n', "utf-8")
    assert run(str(path), "-o", str(output), "--judge", "keyword").exit_code == 0
    written = output.read_text("utf-8")
    assert written.startswith(f"{header},grade_level,")
    assert ",L5," in written
