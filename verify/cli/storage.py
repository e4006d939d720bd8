"""Commands on where archive and cases are kept: `verify storage copy`."""

from pathlib import Path

import click

from verify import settings
from verify.cli.output import print_json
from verify.cli.parameters import HOME, JSON
from verify.cli.progress import StatusLine


@click.group(
    short_help="Copy archive and cases to another database.",
    epilog="Example: verify storage copy sqlite:///home/verify.db postgresql://db.example/verify",
)
def storage() -> None:
    """Copy archive and cases to another database."""


@storage.command(
    short_help="Copy archive, cases and log, and compare the copy row by row.",
    epilog="Example: verify storage copy sqlite:///home/verify.db postgresql://db.example/verify",
)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@HOME
@click.option("--anew", is_flag=True, help="Throw away what an earlier copy left that was cut off.")
@JSON
def copy(source: str, target: str, home: Path | None, anew: bool, as_json: bool) -> None:
    """Copy archive, cases and log, and compare the copy row by row.

    FROM and TO are addresses: sqlite:///folder/verify.db or postgresql://name@host/database, whose
    database is there and empty. FROM is left as it is. A copy that was cut off goes on where it
    stopped, and nobody can open it before it is whole.

    Clips as they were received, and what else lies in the home's folder, are not copied.
    """
    # Imported here: a database takes longer to load than most commands.
    from verify.workbench.archive.moving import copy_store

    folder = settings.home_folder(home)
    with StatusLine() as line:
        copied = copy_store(
            folder,
            source,
            target,
            anew=anew,
            on_rows=lambda name, done, total: line.show(f"{name}: {done:,} of {total:,} rows"),
        )
    if as_json:
        print_json({"tables": [one._asdict() for one in copied]})
        return
    click.echo("The same in both, by SHA-256:")
    for one in copied:
        click.echo(f"  {one.name:<18} {one.rows:>12,} rows  {one.sha256}")
    click.echo(f"To work with the copy from now on: {settings.STORAGE_VARIABLE}={_shown(target)}")


def _shown(address: str) -> str:
    """Return an address without the password that may stand in it."""
    scheme, separator, rest = address.partition("://")
    account, at, place = rest.rpartition("@")
    return f"{scheme}{separator}{account.partition(':')[0]}{at}{place}"


COMMANDS = (storage,)
