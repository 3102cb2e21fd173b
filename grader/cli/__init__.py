"""The command line. This root only composes: each command has a file, imported when it is run."""

from __future__ import annotations

import gc
import io
import sys
from importlib import import_module
from typing import Any

import click

from grader.cli.exits import INTERRUPTED, reporting_errors

COMMANDS = {
    "grade": ("grader.cli.grade:command", "Grade one answer."),
    "batch": ("grader.cli.batch:command", "Grade each row of a table."),
    "paste": ("grader.cli.paste:command", "Grade a chat, call or mail as it was copied."),
    "compare": ("grader.cli.compare:command", "Compare two graded tables: what moved, and why."),
    "serve": ("grader.cli.serve:command", "Serve the API and the pages."),
    "worker": ("grader.cli.worker:command", "Grade batches beside a service."),
    "rubrics": ("grader.cli.rubrics:rubrics", "List, show, check and import rubrics."),
    "keys": ("grader.cli.keys:keys", "Create, list, revoke and rotate API keys."),
    "audit": ("grader.cli.audit:audit", "Verify the service's audit log."),
    "doctor": ("grader.cli.doctor:command", "Say what is configured and whether it works."),
    "completion": ("grader.cli.completion:command", "Print the shell's completion script."),
}

EPILOG = """\b
Exit status:
  0  done, the answer is graded
  2  the input, a setting, a rubric or the usage is wrong
  3  the answer could not be graded (no answer in it, or the model refused)
  4  the judge failed (endpoint, key, quota, deadline, malformed reply)
  130  stopped by Ctrl-C, and what was graded is kept

Settings are environment variables: OPENAI_API_KEY, OPENAI_BASE_URL, GRADER_MODEL
and others, all of which `grader doctor` lists."""


class LazyGroup(click.Group):
    """Knows its commands by name and one line of help; imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("grader: stopped", err=True)
            return ctx.exit(INTERRUPTED)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.group(cls=LazyGroup, epilog=EPILOG, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="grader", message="%(package)s %(version)s")
def root() -> None:
    """Grade interview answers: a level, the tells behind it in the candidate's own words, and
    what is missing for the next level.
    """


def main() -> None:
    """The `grader` command."""
    # What is loaded at the start stays: looking it through for garbage takes a tenth of the time.
    gc.set_threshold(50_000, 20, 20)
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A character that the terminal's encoding lacks is no reason to lose the rest.
        sys.stdout.reconfigure(errors="backslashreplace")
    with reporting_errors():
        root(prog_name="grader", standalone_mode=True)
