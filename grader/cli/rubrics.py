"""`grader rubrics`: list, show, check, schema and import."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.cli.exits import WRONG
from grader.cli.reading import read_text
from grader.errors import InputError, RubricError
from grader.settings import read_settings

if TYPE_CHECKING:
    from grader.core.drafting.importing import Draft
    from grader.core.rubric import Rubric
    from grader.library import Library


@click.group("rubrics")
def rubrics() -> None:
    """List, show, check and import rubrics."""


def _library() -> Library:
    from grader.library import Library

    return Library(read_settings().rubrics)


@rubrics.command("list")
@click.option("--json", "to_json", is_flag=True, help="Print the list as JSON.")
@click.pass_context
def list_rubrics(ctx: click.Context, to_json: bool) -> None:
    """List the rubrics: id, version, number of tells, title.

    One whose file is wrong is named on standard error, and the exit status is 2.
    """
    found, wrong = _load_all(_library())
    for error in wrong:
        click.echo(f"grader: {error}", err=True)
    _print_list(found, to_json)
    if wrong:
        ctx.exit(WRONG)


def _load_all(library: Library) -> tuple[list[Rubric], list[RubricError]]:
    found: list[Rubric] = []
    wrong: list[RubricError] = []
    for rubric_id in library.rubric_ids():
        try:
            found.append(library.rubric(rubric_id))
        except RubricError as error:
            wrong.append(error)
    return found, wrong


def _print_list(found: Sequence[Rubric], to_json: bool) -> None:
    if to_json:
        rows = [
            {"id": r.id, "version": r.version, "tells": len(r.tells), "title": r.title}
            for r in found
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max((len(r.id) for r in found), default=0)
    for r in found:
        click.echo(f"{r.id:{width}}  v{r.version}  {len(r.tells):2} tells  {r.title.strip()}")


@rubrics.command("show")
@click.argument("rubric_id", metavar="ID")
@click.option("--json", "form", flag_value="json", help="Print the rubric as JSON.")
@click.option("--yaml", "form", flag_value="yaml", help="Print its file as it stands.")
def show(rubric_id: str, form: str | None) -> None:
    """Show a rubric: its levels, the rule in words, its tells and follow-ups."""
    library = _library()
    rubric = library.rubric(rubric_id)
    if form == "json":
        click.echo(rubric.model_dump_json(indent=2))
    elif form == "yaml":
        from grader.library import read_file

        click.echo(read_file(library.rubric_path(rubric_id)), nl=False)
    else:
        from grader.cli.rubric_page import show_rubric

        show_rubric(rubric)


@rubrics.command("check")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.argument("paths", metavar="[PATH|ID]...", nargs=-1)
@click.pass_context
def check(ctx: click.Context, strict: bool, paths: tuple[str, ...]) -> None:
    """Check rubrics: files, folders of files, or ids; all there are when none is named.

    Prints one line a problem, as FILE:LINE: FIELD: SEVERITY: what is wrong. Exit status 2 when
    there is an error.
    """
    from grader.cli.rubric_check import check_files, files_of

    files = files_of(paths, _library())
    findings = check_files(files, _library().rubric_ids())
    for finding in findings:
        click.echo(finding.line)
    errors = sum(finding.is_error for finding in findings)
    warnings = len(findings) - errors
    click.echo(
        f"{_count(len(files), 'rubric')} checked: {_count(errors, 'error')}, "
        f"{_count(warnings, 'warning')}",
        err=True,
    )
    if errors or (strict and warnings):
        ctx.exit(WRONG)


@rubrics.command("schema")
def schema() -> None:
    """Print the JSON Schema of a rubric file, for editors."""
    from grader.cli.rubric_schema import rubric_schema

    click.echo(json.dumps(rubric_schema(), ensure_ascii=False, indent=2))


@rubrics.command("import")
@click.argument("article", metavar="ARTICLE|-")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the draft to a file.")
def import_article(article: str, output: Path | None) -> None:
    """Turn an article about a question into a draft rubric, without a model.

    The article has the question, what a weak answer misses, a good answer, what a great one adds,
    tells for and against, follow-ups and related questions. The draft goes to standard output;
    what was found, and what could not be placed, to standard error.
    """
    from grader.core.drafting.importing import LONGEST_ARTICLE, draft_from_article

    text = read_text(article, LONGEST_ARTICLE)
    name = "" if article == "-" else Path(article).stem
    draft = draft_from_article(text, name=name, known=_library().rubric_ids())
    if output is None:
        click.echo(draft.rubric_yaml, nl=False)
    else:
        _write_new(output, draft.rubric_yaml)
    _report(draft, output)


def _write_new(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        raise InputError(f"{path} is there already", "Name a new file") from None
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}", "Name a file that can be written") from None


def _report(draft: Draft, output: Path | None) -> None:
    for section in draft.placed:
        click.echo(f"found    {section}", err=True)
    for note in draft.notes:
        click.echo(f"note     {note}", err=True)
    for text in draft.unplaced:
        click.echo(f"unplaced {text}", err=True)
    if output is not None:
        click.echo(f"written to {output}; next: grader rubrics check {output}", err=True)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
