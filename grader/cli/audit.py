"""`grader audit`: look the service's log through."""

from __future__ import annotations

import click

from grader.cli.keys import record


@click.group("audit")
def audit() -> None:
    """Verify the service's audit log."""


@audit.command("verify")
@click.option("--head", metavar="HASH", help="The last hash noted before: it must be in the log.")
@click.pass_context
def verify(ctx: click.Context, head: str | None) -> None:
    """Look the whole chain through, and every grade and key against it; exit status 1 on a fault.

    Note the head hash somewhere else from time to time, and give it with --head: that finds even
    a log that was written anew from the start.
    """
    from grader.store.audit import holds
    from grader.store.audit import verify as look_through

    with record() as database:
        found = database.look(look_through)
        faults = list(found.faults)
        if head is not None and not database.look(lambda c: holds(c, head)):
            faults.append(f"the entry with the hash {head[:16]}... is not in the log")
    for fault in faults:
        click.echo(fault)
    click.echo(f"{found.entries:,} entries, head {found.head}", err=True)
    if faults:
        click.echo(f"grader: {len(faults)} faults", err=True)
        ctx.exit(1)
