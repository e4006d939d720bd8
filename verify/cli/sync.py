"""The command that lays several clips of one event beside each other."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from verify.cli.output import print_json, progress_line, say
from verify.cli.parameters import FORCE, JSON, WEAK, Place
from verify.domain.errors import shown_name
from verify.domain.sync import Pair
from verify.presentation import sync_wording
from verify.workbench import clips

_ONE_OF_SEVERAL_FAILED = 1


@click.command(
    short_help="Say how the clocks of several clips of one event lie.",
    epilog="Example: verify sync samples/night-strike.mp4 samples/night-strike-reupload.mp4",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=Place(path_type=Path))
@click.option(
    "-o",
    "--output",
    type=Place(path_type=Path),
    help="Write the clips side by side at moments that they share there, as JPEG.  [default: none]",
)
@FORCE
@WEAK
@JSON
def sync(
    files: Sequence[Path], output: Path | None, force: bool, weak_allowed: bool, as_json: bool
) -> None:
    """Say how the clocks of two to twelve clips of one event lie, by light and by sound.

    An offset is the time in the second clip minus the time in the first of one moment. Sound
    arrives 3 ms later for every metre, so an offset by sound is one of arrivals; where too little
    agrees none is told.
    """
    # Imported here: no other command compares recordings.
    from verify.workbench import sync as workbench

    gathered = clips.gather(files)
    for note in gathered.left_out:
        say(note)
    if output is not None:
        workbench.assert_free(output, force=force)
    if weak_allowed and (warning := clips.weak_sandbox_note()) is not None:
        say(warning)
    answer = workbench.synchronise(
        gathered.files, weak_allowed=weak_allowed, progress_of=progress_line
    )
    for outcome in answer.failed:
        say(f"Error: {outcome.error}")
    if as_json:
        print_json(answer.finding)
    else:
        click.echo("\n\n".join("\n".join(_lines(pair)) for pair in answer.finding.pairs))
    if output is not None:
        workbench.strip_of(answer, output, weak_allowed=weak_allowed, force=force)
        if not as_json:
            click.echo(f"Strip:     {shown_name(str(output))}")
    if answer.failed:
        sys.exit(_ONE_OF_SEVERAL_FAILED)


def _lines(pair: Pair) -> Iterator[str]:
    yield f"{pair.a} and {pair.b}"
    yield f"  by light: {sync_wording.light_words(pair)}"
    yield f"  by sound: {sync_wording.sound_words(pair)}"
    yield f"  {pair.meaning}"


COMMANDS = (sync,)
