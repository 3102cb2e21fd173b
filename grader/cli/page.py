"""A page on the terminal; the same page without colour when piped."""

from __future__ import annotations

import re

import click
from rich.console import Console, RenderableType

WIDTH = 96
"""Columns that a page takes at the most."""
_TRAILING = re.compile(r" +$", re.MULTILINE)


def print_page(page: RenderableType, *, err: bool = False) -> None:
    """Print a page on stdout, or on stderr, without the spaces that would fill its lines up."""
    console = Console(highlight=False, emoji=False, markup=False, stderr=err)
    with console.capture() as captured:
        console.print(page, width=min(console.width, WIDTH))
    click.echo(_TRAILING.sub("", captured.get()), nl=False, err=err)
