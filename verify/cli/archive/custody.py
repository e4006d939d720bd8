"""Commands on the custody log and on kept files: log, erase, original."""

import sys
from pathlib import Path

import click
import msgspec

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.output import print_json
from verify.cli.parameters import JSON, Place
from verify.cli.progress import StatusLine
from verify.domain.errors import shown_name
from verify.presentation.wording import counted
from verify.workbench.archive import copying_out, history, holdings
from verify.workbench.archive.history import Told
from verify.workbench.archive.log_lines import event_fields, event_line

_LARGEST_NUMBER = 2**53 - 1


@click.command(
    "log",
    short_help="Tell who did what, and when.",
    epilog="Example: verify archive log night-fire.mp4",
)
@click.argument("named", required=False, metavar="[KEY|NAME]")
@JSON
@on_archive
def show_log(open_shelf: OpenShelf, named: str | None, as_json: bool) -> None:
    """Tell who did what, and when: all of the custody log, or what concerns one entry.

    An entry that was removed is found too. This reads the log and does not check it; verify check
    does. Times are UTC, by the clock of the machine that wrote them. --json gives all words.
    """
    with open_shelf() as shelf:
        subject = history.subject_meant(shelf, named) if named else None
        events = history.events(shelf, subject)
        if as_json:
            print_json({"key": subject, "events": [event_fields(told) for told in events]})
            return
        count = 0
        for told in events:
            click.echo(event_line(told))
            count += 1
    if not count:
        click.echo("The log is empty: nothing was done with this archive yet.")


@click.command(
    short_help="Erase the words of an event in the log, as the law may demand.",
    epilog="Example: verify archive erase 12 --reason 'court order 7'",
)
@click.argument("number", type=click.IntRange(1, _LARGEST_NUMBER), metavar="NUMBER")
@click.option(
    "--reason",
    required=True,
    metavar="TEXT",
    help="Why; it stays in the custody log, so do not repeat in it what is to be forgotten.",
)
@click.option("--yes", is_flag=True, help="Do not ask; needed where nobody can be asked.")
@JSON
@on_archive
def erase(open_shelf: OpenShelf, number: int, reason: str, yes: bool, as_json: bool) -> None:
    """Erase for good the words of one event; verify archive log gives its NUMBER.

    That it happened, when, by whom and to what stays, and so do sizes, counts and SHA-256s; the
    chain of the log still holds. Not erased: the archive's entry and a kept file (verify archive
    remove does that), the same words in other events, backups, and copies handed out.
    """
    if not reason.strip():
        raise click.BadParameter("it is empty", param_hint="--reason")
    if not yes and (as_json or not sys.stdin.isatty()):
        raise click.UsageError("Nobody can be asked whether to erase them: say --yes.")
    with open_shelf() as shelf:
        event = history.event_of(shelf, number)
        if not yes and event.payload is not None:
            click.echo(event_line(Told(event, None, None)))
            click.confirm("Erase these words for good?", abort=True)
        erasing = history.erase(shelf, number, reason)
        others = history.words_elsewhere(shelf, event)
    if as_json:
        print_json({"erased": number, "recorded_as": erasing.sequence, "reason": reason})
        return
    click.echo(f"Erased the words of event {number}; event {erasing.sequence} says who and why.")
    if others:
        click.echo(
            f"{counted(others, 'other event')} on the same subject still "
            f"{'has' if others == 1 else 'have'} words: verify archive log {event.subject}"
        )
    click.echo("Not erased: the archive's entry and a kept file, if any; backups; copies.")


@click.command(
    short_help="Copy a kept file out, as it was received.",
    epilog="Example: verify archive original night-fire.mp4 -o night-fire.mp4",
)
@click.argument("named", metavar="KEY|NAME")
@click.option(
    "-o",
    "--output",
    type=Place(path_type=Path),
    required=True,
    metavar="FILE",
    help="Where the copy is to lie; its folder is there already.",
)
@click.option("--force", is_flag=True, help="Replace a file that is already there.")
@JSON
@on_archive
def original(open_shelf: OpenShelf, named: str, output: Path, force: bool, as_json: bool) -> None:
    """Copy a kept file out byte for byte, as it was received; its SHA-256 is checked on the way.

    Files are kept only where they were added with --keep-original. Who looked at one, when and
    where the copy went stands in the custody log before the copy appears.
    """
    with open_shelf() as shelf, StatusLine() as line:
        entry = holdings.entry_meant(shelf, named)
        done = 0

        def show(size_bytes: int) -> None:
            nonlocal done
            done += size_bytes
            of_all = f" of {entry.size_bytes / 1e6:,.0f}" if entry.size_bytes else ""
            line.show(f"Copying {done / 1e6:,.0f}{of_all} MB")

        made = copying_out.copy_out(shelf, entry, output, force=force, on_bytes=show)
    if as_json:
        print_json({"file": shown_name(str(output)), **msgspec.to_builtins(made)})
        return
    click.echo(
        f"Copied {shown_name(entry.untrusted_names[0])}, {made.size_bytes:,} bytes as received, "
        f"SHA-256 {made.sha256}, to {shown_name(str(output))}. Event {made.event} of the log says "
        "so."
    )


COMMANDS = {"log": show_log, "erase": erase, "original": original}
