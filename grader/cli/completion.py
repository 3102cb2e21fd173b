"""`grader completion`: the script that teaches a shell to complete grader's commands."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the completion script for SHELL.

    \b
    bash:  grader completion bash > ~/.local/share/bash-completion/completions/grader
    zsh:   grader completion zsh > "${fpath[1]}/_grader"
    fish:  grader completion fish > ~/.config/fish/completions/grader.fish
    """
    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(ctx.find_root().command, {}, "grader", "_GRADER_COMPLETE")
    click.echo(script.source())
