"""What an archive holds: stats."""

import click

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.output import print_json
from verify.cli.parameters import JSON
from verify.domain.archive import EMPTY_ARCHIVE
from verify.presentation.wording import counted
from verify.workbench.archive import holdings


@click.command(short_help="Say how much the archive holds.", epilog="Example: verify archive stats")
@JSON
@on_archive
def stats(open_shelf: OpenShelf, as_json: bool) -> None:
    """Say how much the archive holds.

    A small archive is no clearance: what is not found in it may be old all the same.
    """
    with open_shelf() as shelf:
        found = holdings.stats(shelf)
    if as_json:
        print_json(found)
        return
    if not found.entries:
        click.echo(EMPTY_ARCHIVE)
    kinds = ", ".join(f"{count:,} {kind}" for kind, count in found.entries_by_kind.items())
    click.echo(f"Entries     {found.entries:,}" + (f": {kinds}" if kinds else ""))
    click.echo(f"Hashes      {found.hashes:,}")
    click.echo(f"Stills      {found.stills:,}")
    click.echo(f"Files kept  {found.originals:,}")
    click.echo(f"Log         {counted(found.events, 'event')}")


COMMANDS = {"stats": stats}
