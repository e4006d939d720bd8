"""The command on how many recordings the files of a case are: recordings."""

from collections.abc import Sequence
from pathlib import Path

import click

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.case_reading import CASE
from verify.cli.case_writing import write_into
from verify.cli.output import print_json, progress_line, say
from verify.cli.parameters import JSON, WEAK, Place
from verify.workbench import clips

_TWO = (str, str)


@click.command(
    short_help="Count recordings: which files are one, which copy is the best.",
    epilog="Example: verify case recordings 3f9a a.mp4 b.mp4 b-vs-c.verify",
)
@CASE
@click.argument(
    "given", nargs=-1, metavar="[CLIP|RESULT...]", type=Place(path_type=Path, exists=False)
)
@click.option(
    "--same",
    type=_TWO,
    metavar="CLIP CLIP",
    help="You say that both are of one recording; needs --reason.",
)
@click.option(
    "--different",
    type=_TWO,
    metavar="CLIP CLIP",
    help="You say that they are of two recordings; needs --reason.",
)
@click.option("--reason", metavar="TEXT", help="Why; at most 10,000 characters.")
@WEAK
@JSON
@on_archive
def recordings(
    open_shelf: OpenShelf,
    case: str,
    given: Sequence[Path],
    same: tuple[str, str] | None,
    different: tuple[str, str] | None,
    reason: str | None,
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """Say how many recordings the files of a case are: seven copies of one are one witness.

    Entries of the archive are held against each other by what is kept of them, which misses copies
    in a mirror; a CLIP that is given itself is searched for there. RESULT is a comparison.json, an
    analysis.json, their folder, or what verify sync or verify archive search printed with --json,
    ending in .json. What was not measured cannot be told. What is found is written into the case;
    your word outweighs it. That nothing looks alike is weak: two parts of one recording need have
    no picture in common.
    """
    from verify.casework.recordings import recordings_of
    from verify.presentation.recordings_wording import recordings_lines
    from verify.workbench.cases.opening import case_meant, read_case
    from verify.workbench.cases.recordings import Looking, compare_clips, rule

    said = same or different
    if (same and different) or (said is None) is not (reason is None):
        raise click.UsageError("--reason goes with one of --same and --different.")
    if said is not None and reason is not None:
        if given:
            raise click.UsageError("CLIP and RESULT go without --same and --different.")
        write_into(
            open_shelf,
            case,
            lambda shelf, opened: rule(
                shelf, opened, *said, is_same=same is not None, reason=reason
            ),
            as_json=as_json,
        )
        return
    if weak_allowed and (warning := clips.weak_sandbox_note()) is not None:
        say(warning)
    with open_shelf() as shelf:
        opened = case_meant(shelf, case)
        looking = Looking(progress_line, weak_allowed)
        event = compare_clips(shelf, opened, given, looking)
        file = read_case(shelf, opened)
    if event is not None:
        say(f"Written into case {file.case_id} (event {event.sequence}).")
    found = recordings_of(file)
    if as_json:
        print_json(found)
        return
    for line in recordings_lines(file, found):
        click.echo(line)


COMMANDS = {"recordings": recordings}
