"""What an archive holds, and taking out of it: list, remove, stats."""

import click
import msgspec

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.output import print_json
from verify.cli.parameters import JSON
from verify.domain.archive import EMPTY_ARCHIVE
from verify.domain.errors import shown_name
from verify.presentation.entry_wording import entry_line, holdings_words
from verify.presentation.transcription_wording import transcription_words
from verify.presentation.wording import counted
from verify.workbench.archive import holdings, transcribing
from verify.workbench.archive.shelf import Shelf


@click.command("list", short_help="List what is there.", epilog="Example: verify archive list")
@click.argument("named", required=False, metavar="[NAME]")
@click.option(
    "--text",
    metavar="WORDS",
    help="Only those in whose captions or marks somebody read these words, in any script; see "
    "archive transcribe.",
)
@JSON
@on_archive
def list_entries(open_shelf: OpenShelf, named: str | None, text: str | None, as_json: bool) -> None:
    """List the entries whose name or key holds NAME, or all, one line each.

    The date is the earliest that anybody claims, with who does; none of it was checked. --json
    gives every date and all that is said of the source.
    """
    with open_shelf() as shelf:
        held = holdings.stats(shelf).entries
        if text is not None:
            _list_read(shelf, named, text, held, as_json=as_json)
            return
        found = holdings.entries(shelf, named)
        if as_json:
            print_json({"entries": list(found), "entries_in_archive": held})
            return
        listed = 0
        for entry in found:
            click.echo(entry_line(entry))
            listed += 1
    if not held:
        click.echo(EMPTY_ARCHIVE)
    elif not listed:
        click.echo(
            f"None of the {counted(held, 'entry', 'entries')} has a name or key that holds "
            f"{shown_name(named or '')}."
        )


def _list_read(shelf: Shelf, named: str | None, text: str, held: int, *, as_json: bool) -> None:
    """List the entries in whose overlays somebody read a text, with who did."""
    meant = None if named is None else {entry.key for entry in holdings.entries(shelf, named)}
    found = [
        (entry, those)
        for entry, those in transcribing.holding(shelf, text)
        if meant is None or entry.key in meant
    ]
    if as_json:
        entries = [entry for entry, _ in found]
        read = [one for _, those in found for one in those]
        print_json({"entries": entries, "transcriptions": read, "entries_in_archive": held})
        return
    for entry, those in found:
        click.echo(entry_line(entry))
        for one in those:
            click.echo(f"    {transcription_words(one)}")
    if not found:
        searched = counted(held, "entry", "entries")
        click.echo(
            f"Nobody wrote down {shown_name(text)} of any of the {searched}. What nobody has "
            "written down is not found."
        )


@click.command(
    short_help="Take an entry out.",
    epilog="Example: verify archive remove night-fire.mp4 --reason 'sent in error'",
)
@click.argument("named", metavar="KEY|NAME")
@click.option(
    "--reason",
    required=True,
    metavar="TEXT",
    help="Why; it stays in the custody log, with your name and the time.",
)
@JSON
@on_archive
def remove(open_shelf: OpenShelf, named: str, reason: str, as_json: bool) -> None:
    """Take an entry out for good, with its hashes, its stills, and the file if that was kept.

    The custody log keeps that it was there. A name that several entries have is refused with their
    keys; a key may be cut to its first eight digits or more.
    """
    if not reason.strip():
        raise click.BadParameter("it is empty", param_hint="--reason")
    with open_shelf() as shelf:
        entry = holdings.entry_meant(shelf, named)
        holdings.remove(shelf, entry, reason)
    if as_json:
        print_json({"removed": msgspec.to_builtins(entry), "reason": reason})
        return
    click.echo(
        f"Removed {shown_name(entry.untrusted_names[0])} ({entry.key[:12]}): "
        f"{holdings_words(entry)}. The log keeps that it was there."
    )


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


COMMANDS = {"list": list_entries, "remove": remove, "stats": stats}
