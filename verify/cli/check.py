"""Whether an archive is as it was kept: check; and the key that seals its log: key."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from verify import settings
from verify.cli.output import print_json, say
from verify.cli.package_lines import package_fields, package_lines
from verify.cli.parameters import FORCE, HOME, JSON, STORAGE, WEAK, Place
from verify.cli.progress import StatusLine, left_words
from verify.cli.recompute_lines import rerun_fields, rerun_lines, run_again
from verify.domain.archive_errors import NotCheckedError
from verify.domain.errors import VerifyError
from verify.domain.exchange_errors import FileTakenError
from verify.domain.seal_errors import BrokenLogNotSealedError, KeyUnusableError
from verify.workbench.archive import told_lines
from verify.workbench.archive.seal_lines import (
    sealed_fields,
    sealed_lines,
    seals_fields,
    seals_lines,
)

if TYPE_CHECKING:
    from verify.workbench.archive.checking import Reading
    from verify.workbench.archive.sealing import Sealed
    from verify.workbench.archive.shelf import Shelf
    from verify.workbench.cases.recomputing import Rerun

_FAULTS, _NOT_CHECKED = 1, 3
_SEALING = (
    click.option("--seal", "seals", is_flag=True, help="Sign where the log ends now, if it holds."),
    click.option(
        "--timestamp-request",
        "requests",
        is_flag=True,
        help="Seal, and write to -o what to send to a time stamping authority.",
    ),
    click.option(
        "-o",
        "--output",
        type=Place(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Copy of the checkpoint that --seal made, to be kept elsewhere; or the request.",
    ),
    FORCE,
    click.option(
        "--timestamp",
        type=Place(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Take in the authority's reply (.tsr) first.",
    ),
    click.option(
        "--against",
        metavar="WORDS|FILE",
        help="Hold the log against a checkpoint, or its words, kept elsewhere.",
    ),
    click.option(
        "--key",
        "keys",
        multiple=True,
        metavar="LINE",
        help="Count checkpoints of this key too; verify key prints the line. May be repeated.",
    ),
    click.option(
        "--authority",
        "authorities",
        multiple=True,
        type=Place(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="Root certificate (PEM) of an authority whose stamps count. May be repeated.",
    ),
)
_RECOMPUTING = (
    click.option(
        "--recompute",
        "recomputes",
        is_flag=True,
        help="Analyse clips again and compare each finding that is held up in a case.",
    ),
    click.option(
        "--footage",
        multiple=True,
        type=Place(path_type=Path, exists=True),
        metavar="FILE|FOLDER",
        help="Where a clip lies that is not kept here, for --recompute. May be repeated.",
    ),
    WEAK,
)


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in reversed((*_SEALING, *_RECOMPUTING)):
        command = option(command)
    return command


@click.command(
    short_help="Read all that is kept again and name what changed.",
    epilog="Example: verify check --seal -o checkpoint.txt",
)
@click.argument("package", required=False, type=Place(path_type=Path), metavar="[PACKAGE]")
@HOME
@STORAGE
@_options
@JSON
def check(
    package: Path | None,
    home: Path | None,
    storage: str | None,
    seals: bool,
    requests: bool,
    output: Path | None,
    force: bool,
    timestamp: Path | None,
    against: str | None,
    keys: tuple[str, ...],
    authorities: tuple[Path, ...],
    recomputes: bool,
    footage: tuple[Path, ...],
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """Read the log, the entries and every kept file again, and name each thing that changed.

    The log is also held against its checkpoints: signed notes of how long it was and where it
    ended. One that you keep elsewhere, or its words on paper, shows what none beside the log can
    (--against). With --recompute, each finding that is held up as evidence is found anew by the
    program that is here, in the clip as received, and held against what was written down.

    With PACKAGE, what verify case export wrote is checked instead: its files, its lists, its
    signature, its events; no archive is needed. Give the sender's key with --key. Footage that
    goes along is found by --recompute.

    A fault does not say who did it or why: a failing disk leaves the same traces. What no check
    of this kind can see is said at the end.

    Exit codes: 0 nothing differs, 1 something does, 3 something could not be checked.
    """
    if footage and not recomputes:
        raise click.UsageError("--footage goes with --recompute.")
    if package is not None:
        if seals or requests or timestamp or against or authorities:
            raise click.UsageError(
                "Of these, only --key, --recompute, --footage and --json go with a package."
            )
        _check_package(
            package,
            keys,
            footage if recomputes else None,
            weak_allowed=weak_allowed,
            as_json=as_json,
        )
        return
    if requests and output is None:
        raise click.UsageError("Say with -o FILE where the request is to lie.")
    if output is not None and not (seals or requests):
        raise click.UsageError("-o goes with --seal or --timestamp-request.")
    if output is not None and output.exists() and not force:
        # Before all is read, which may take hours.
        raise FileTakenError(output)
    # Imported here: a database takes longer to load than most commands.
    from verify.workbench.archive import checking, sealing

    folder = settings.home_folder(home)
    address = settings.storage_address(folder, storage)
    try:
        known = sealing.known_keys(keys)
    except KeyUnusableError as error:
        raise NotCheckedError(error) from error
    seal_check = checking.CheckpointCheck(
        keys=known,
        roots=sealing.authorities(authorities),
        elsewhere=None if against is None else sealing.head_kept_elsewhere(against),
    )
    checked = checking.Checked(seal_check)
    rerun: Rerun | None = None
    sealed: Sealed | None = None
    unsealed: VerifyError | None = None
    with checking.opened_to_be_checked(folder, address) as shelf, StatusLine() as line:
        if timestamp is not None:
            token, place = sealing.take_in_timestamp(shelf, timestamp)
            say(f"Taken in: a stamp of {token.stamped_utc:%Y-%m-%d %H:%M:%S} UTC, {place.name}")
        for fault in checking.faults_of(
            shelf, checked, lambda reading: line.show(_reading_words(reading))
        ):
            if not as_json:
                line.clear()
                click.echo(f"{told_lines.fault_words(fault)}\n")
        if recomputes:
            line.clear()
            rerun = _recomputed(shelf, footage, weak_allowed=weak_allowed, as_json=as_json)
        if seals or requests:
            try:
                if checked.is_whole is False:
                    raise BrokenLogNotSealedError
                sealed = _sealed(shelf, output, requests=requests, force=force)
            except VerifyError as error:
                # What was found comes first.
                unsealed = error
    if as_json:
        print_json(
            {
                "is_whole": checked.is_whole,
                "faults": [fault for fault in checked.faults if not fault.is_notice],
                "notices": [fault for fault in checked.faults if fault.is_notice],
                "events": checked.events,
                "entries": checked.entries,
                "files_as_received": checked.files,
                "bytes_read": checked.bytes_read,
                "seals": seals_fields(checked),
                "sealed": sealed and sealed_fields(sealed),
                "recomputed": rerun_fields(rerun),
                "not_seen_by_this_check": checked.limits,
            }
        )
    else:
        click.echo(told_lines.looked_at_words(checked))
        click.echo(told_lines.result_words(checked))
        for said in (*rerun_lines(rerun), *seals_lines(checked), checked.limits):
            click.echo(said)
        for said in sealed_lines(sealed) if sealed else ():
            click.echo(said)
    if unsealed is not None:
        raise unsealed
    _end_as(checked.is_whole, True if rerun is None else rerun.is_same)


def _end_as(*are_whole: bool | None) -> None:
    """End with the exit code for what was found: False where something differs, None if unknown."""
    if set(are_whole) != {True}:
        sys.exit(_FAULTS if False in are_whole else _NOT_CHECKED)


def _recomputed(
    shelf: "Shelf", footage: tuple[Path, ...], *, weak_allowed: bool, as_json: bool
) -> "Rerun":
    from verify.workbench.cases.recomputing import Rerun
    from verify.workbench.cases.to_recompute import cases_of, places_of

    rerun = Rerun()
    places = places_of(shelf, footage)
    run_again(cases_of(shelf, rerun), places, rerun, weak_allowed=weak_allowed, as_json=as_json)
    return rerun


def _check_package(
    package: Path,
    keys: tuple[str, ...],
    footage: tuple[Path, ...] | None,
    *,
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """Check a package of a case, print what was found, and end with the exit code for it.

    Its evidence is run again if `footage` is given, which may be of no file.
    """
    from verify.workbench.archive import sealing
    from verify.workbench.cases.packages import PackageCheck, faults_of_package
    from verify.workbench.cases.recomputing import Rerun
    from verify.workbench.cases.to_recompute import cases_in, places_in

    checked = PackageCheck()
    for fault in faults_of_package(package, checked, sealing.known_keys(keys)):
        if not as_json:
            click.echo(f"{told_lines.fault_words(fault)}\n")
    rerun: Rerun | None = None
    if footage is not None:
        rerun = Rerun()
        cases = cases_in(checked, rerun)
        with places_in(package, footage) as places:
            run_again(cases, places, rerun, weak_allowed=weak_allowed, as_json=as_json)
    if as_json:
        print_json(package_fields(checked) | {"recomputed": rerun_fields(rerun)})
    else:
        for line in (*package_lines(checked), *rerun_lines(rerun)):
            click.echo(line)
    _end_as(checked.is_whole, True if rerun is None else rerun.is_same)


def _sealed(shelf: "Shelf", output: Path | None, *, requests: bool, force: bool) -> "Sealed":
    from verify.workbench.archive import sealing

    sealed = sealing.seal(shelf)
    if output is not None:
        content = sealing.timestamp_request(sealed) if requests else sealed.note.content
        sealing.hand_out(content, output, force=force)
    return sealed


@click.command(
    short_help="Show the key that seals the log, or replace it.",
    epilog="Example: verify key",
)
@click.option("--rotate", is_flag=True, help="Make a new key; the old one is not kept.")
@JSON
def key(rotate: bool, as_json: bool) -> None:
    """Print the public half of the key that seals your logs: give this line to whoever checks.

    The secret half lies in a folder of your account, apart from any archive (VERIFY_KEYS names
    another), and never leaves it. Replace it with --rotate if others may have read it: what
    the old key signed before is still checked, and the log names both.
    """
    from verify.workbench.archive import sealing

    public = sealing.replace_key() if rotate else sealing.key_of_this_account()
    earlier = [str(known) for known in sealing.known_keys() if known != public]
    if as_json:
        print_json({"key": str(public), "key_id": public.key_id, "earlier": earlier})
        return
    click.echo(f"Key:       {public}")
    click.echo(f"Key id:    {public.key_id} (stands in each checkpoint; compare the whole line)")
    for line in earlier:
        click.echo(f"Earlier:   {line}")


def _reading_words(reading: "Reading") -> str:
    if not reading.bytes_in_all:
        return f"Reading {reading.what}"
    done = f"{reading.bytes_read / 1e6:,.0f} of {reading.bytes_in_all / 1e6:,.0f} MB"
    return f"Reading {reading.what}: {done}{left_words(reading.left_s)}"


COMMANDS = (check, key)
