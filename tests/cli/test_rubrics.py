from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from grader.cli import root
from grader.core.writing.source import read_source
from grader.errors import GraderError
from grader.library import Library, load_rubric, read_file
from tests.core.articles import MARKDOWN, PLAIN
from tests.rubric_texts import SMALL, changed


def run(*arguments: str, own: Path | None = None, text: str | None = None) -> Result:
    env = {"GRADER_RUBRICS": str(own) if own else None}
    result = CliRunner().invoke(root, ["rubrics", *arguments], input=text, env=env)
    # What the entry point turns into one line and a status is raised again here.
    if isinstance(result.exception, GraderError):
        raise result.exception
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def own(tmp_path: Path) -> Path:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "caching.yaml").write_text(SMALL)
    return folder


def test_list(own: Path) -> None:
    result = run("list", own=own)
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(Library(own).rubric_ids())
    assert any(line.split()[1:] == ["v1", "5", "tells", "Caching"] for line in lines)
    rows = json.loads(run("list", "--json", own=own).stdout)
    assert {"id": "caching", "version": 1, "tells": 5, "title": "Caching"} in rows


def test_list_names_a_broken_rubric_and_lists_the_others(own: Path) -> None:
    (own / "broken.yaml").write_text("id: no")
    result = run("list", own=own)
    assert result.exit_code == 2
    assert "caching" in result.stdout
    assert "broken.yaml:1: " in result.stderr


def test_show(own: Path) -> None:
    page = run("show", "caching", own=own).stdout
    for said in (
        "When would you add a cache?",
        "takes hit-rate and invalidation",
        "takes at least 1 tells of L6",
        "At most L4 with one of cache-all",
        "says that a cache pays only with a high hit rate",
        "never mentions measuring",
        "Where would you put it?",
    ):
        assert said in page
    assert json.loads(run("show", "caching", "--json", own=own).stdout)["id"] == "caching"
    assert run("show", "caching", "--yaml", own=own).stdout == SMALL


def test_check_is_silent_on_stdout_when_all_is_well(own: Path) -> None:
    result = run("check", str(own / "caching.yaml"), own=own)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "1 rubric checked: 0 errors, 0 warnings\n"


def test_check_names_file_line_and_field(own: Path) -> None:
    path = own / "caching.yaml"
    path.write_text(changed("I would not cache everything.", "Cache everything."))
    for named in (str(path), str(own), "caching"):
        result = run("check", named, own=own)
        assert result.exit_code == 2
        (line,) = result.stdout.splitlines()
        number = SMALL.splitlines().index("      miss: [I would not cache everything.]") + 1
        assert line.startswith(f"{path}:{number}: tells[3].examples.miss[0]: error: the keyword")


def test_check_goes_on_after_a_file_that_does_not_load(own: Path) -> None:
    (own / "a.yaml").write_text("id: no")
    (own / "b.yml").write_text(changed("at: L5,", "at: L8,"))
    (own / "c.yaml").write_text(changed("id: caching", "id: c", changed("at: L5,", "at: L6,")))
    result = run("check", str(own), str(own / "gone.yaml"), own=own)
    assert result.exit_code == 2
    starts = [
        line.rsplit(own.name + "/", 1)[1].split(": ")[:3] for line in result.stdout.splitlines()
    ]
    assert starts == [
        ["a.yaml:1", "id", "error"],
        ["b.yml:16", "caps[1].at", "error"],
        ["c.yaml:16", "caps[1].at", "warning"],
        ["gone.yaml:1", "error", "No such file or directory. Name a file that can be read"],
    ]
    assert result.stderr == "5 rubrics checked: 3 errors, 1 warning\n"


def test_check_looks_at_rubrics_together(own: Path) -> None:
    (own / "twin.yaml").write_text(SMALL + "related: [caching, cachin]\n")
    lines = run("check", str(own), own=own).stdout
    assert "id: error: " in lines
    assert "caching.yaml has the id 'caching' too" in lines
    assert "id: warning: the file is named twin.yaml" in lines
    assert "related[1]: warning: there is no rubric 'cachin'. Did you mean caching?" in lines


def test_warnings_fail_only_a_strict_check(own: Path) -> None:
    path = own / "caching.yaml"
    path.write_text(changed("at: L5,", "at: L6,"))
    assert run("check", str(path), own=own).exit_code == 0
    assert run("check", "--strict", str(path), own=own).exit_code == 2


def test_check_of_a_folder_without_rubrics(tmp_path: Path) -> None:
    with pytest.raises(GraderError, match="no rubric in this folder"):
        run("check", str(tmp_path))


def test_schema_fits_what_loads_and_refuses_what_does_not() -> None:
    schema = json.loads(run("schema").stdout)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    library = Library()
    texts = [read_file(library.rubric_path(name)) for name in library.rubric_ids()]
    for text in (SMALL, *texts):
        assert [e.message for e in validator.iter_errors(read_source(text, "f").value)] == []
    for wrong in (
        changed("title: Caching", "titel: Caching"),
        changed("- high hit rate", "- 90"),
        changed("within: 2}", "within: x}"),
        changed("kind: strong_hire\n    level: L6", "kind: great\n    level: L6"),
    ):
        assert not validator.is_valid(read_source(wrong, "f").value)


def test_schema_says_what_each_field_is() -> None:
    schema = json.loads(run("schema").stdout)
    assert schema["properties"]["levels"]["description"] == "From the lowest to the highest."
    assert "completing" in schema["$defs"]["Tell"]["properties"]["claim"]["description"]


def test_import_puts_the_draft_on_stdout_and_the_report_on_stderr(tmp_path: Path) -> None:
    article = tmp_path / "caching-article.txt"
    article.write_text(PLAIN)
    result = run("import", str(article))
    assert result.exit_code == 0
    draft = tmp_path / "caching.yaml"
    draft.write_text(result.stdout)
    assert load_rubric(draft).id == "caching"
    assert "found    follow-up (Common follow-up): 3 items" in result.stderr
    assert "unplaced A cache pays when reads repeat:" in result.stderr
    assert run("check", str(draft)).exit_code == 0


def test_import_from_standard_input_to_a_file_that_is_never_overwritten(tmp_path: Path) -> None:
    draft = tmp_path / "draft.yaml"
    result = run("import", "-", "-o", str(draft), text=MARKDOWN)
    assert (result.exit_code, result.stdout) == (0, "")
    assert load_rubric(draft).title == "Caching in front of a database"
    assert f"next: grader rubrics check {draft}" in result.stderr
    with pytest.raises(GraderError, match="is there already"):
        run("import", "-", "-o", str(draft), text=MARKDOWN)
    with pytest.raises(GraderError, match="No such file"):
        run("import", "-", "-o", str(tmp_path / "gone" / "x.yaml"), text=MARKDOWN)
