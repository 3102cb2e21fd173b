"""`grader keys`: the API keys of the service."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from grader.settings import read_settings

if TYPE_CHECKING:
    from grader.store.database import Database

ACTOR = "command line"


@click.group("keys")
def keys() -> None:
    """Create, list, revoke and rotate the service's API keys."""


@contextmanager
def record() -> Iterator[Database]:
    """The service's database, brought to this version."""
    from grader.store.database import Database

    database = Database(read_settings().database_url)
    try:
        database.upgrade()
        yield database
    finally:
        database.engine.dispose()


@keys.command("create")
@click.argument("name")
@click.option("--tenant", default="default", show_default=True, help="Whose grades it reaches.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    default=("grade", "read"),
    show_default=True,
    help="grade, read, review or admin (all of them); give it once for each.",
)
def create(name: str, tenant: str, scopes: tuple[str, ...]) -> None:
    """Make a key and print it: it is shown this once, only its hash is kept."""
    from grader.store.keys import create as make

    with record() as database:
        key, text = database.change(
            lambda c: make(c, tenant=tenant, name=name, scopes=scopes, actor=ACTOR)
        )
    click.echo(text)
    click.echo(f"key {key.id} of tenant {key.tenant}: {', '.join(key.scopes)}", err=True)


@keys.command("list")
def listed() -> None:
    """List all keys, without their secrets."""
    from grader.store.keys import every

    with record() as database:
        found = database.look(every)
    for key in found:
        state = f"revoked {key.revoked_at[:10]}" if key.revoked_at else "in force"
        scopes = ",".join(key.scopes)
        click.echo(
            f"{key.id}  {key.tenant:16} {scopes:24} {key.created_at[:10]}  {state:18} {key.name}"
        )


@keys.command("revoke")
@click.argument("key")
def revoke(key: str) -> None:
    """Make the key with this id worthless, within five seconds."""
    from grader.store.keys import revoke as end

    with record() as database:
        database.change(lambda c: end(c, key, actor=ACTOR))
    click.echo(f"key {key} is revoked", err=True)


@keys.command("rotate")
@click.argument("key")
def rotate(key: str) -> None:
    """Revoke the key with this id and print a new one of the same name, tenant and scopes."""
    from grader.store.keys import rotate as renew

    with record() as database:
        new, text = database.change(lambda c: renew(c, key, actor=ACTOR))
    click.echo(text)
    click.echo(f"key {new.id} in place of {key}", err=True)
