"""Commands that make copies of a clip for showing it: review, cut."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, TypeVar

import click

from verify.cli.output import print_json, progress_line, say
from verify.cli.parameters import FORCE, JSON, WEAK, Place, Seconds
from verify.domain.derivation import Derivation
from verify.domain.errors import shown_name
from verify.workbench import clips

Command = TypeVar("Command", bound=Callable[..., Any])
_CLIP = click.argument("clip", metavar="CLIP", type=Place(path_type=Path))


def _output(default: str) -> Callable[[Command], Command]:
    return click.option(
        "-o",
        "--output",
        type=Place(path_type=Path),
        help=f"The copy; its record lies beside it.  [default: {default} beside you]",
    )


@click.command(
    short_help="Make a copy that any browser plays, frame for frame.",
    epilog="Example: verify review samples/vfr.mp4 -o copy.mp4",
)
@_CLIP
@_output("CLIP.review.mp4")
@FORCE
@WEAK
@JSON
def review(clip: Path, output: Path | None, force: bool, weak_allowed: bool, as_json: bool) -> None:
    """Make a copy that any browser plays, with the same frames at the same times.

    The copy is encoded anew, for looking only; measure on the file itself. It is compared with the
    file frame by frame and not kept if it differs.
    """
    # Imported here: it loads the decoders, which most commands leave to the worker.
    from verify.workbench import copies

    place = output or copies.review_place(clip)
    _say_sandbox(weak_allowed)
    with progress_line(clip) as on_progress:
        settings = copies.CopySettings(
            force=force, weak_allowed=weak_allowed, on_progress=on_progress
        )
        made = copies.review_copy(clip, place, settings)
    _show(made, place, copies.record_of(place), as_json=as_json)


@click.command(
    short_help="Cut a part out, with a record of where it came from.",
    epilog="Example: verify cut samples/night-strike.mp4 --from 3.5 --to 6 -o strike.mp4",
)
@_CLIP
@click.option(
    "--from",
    "start",
    type=Seconds(),
    metavar="TIMECODE",
    required=True,
    help="The first frame at or after this time is the first one, such as 12.5 or 1:02.5.",
)
@click.option(
    "--to",
    "end",
    type=Seconds(),
    metavar="TIMECODE",
    required=True,
    help="The frame at this time is the first one that is left out.",
)
@click.option(
    "--as-stored",
    is_flag=True,
    help="Keep the compressed frames as they are; the cut then begins at the I-frame before.",
)
@_output("CLIP.cut.mp4")
@FORCE
@WEAK
@JSON
def cut(
    clip: Path,
    start: str,
    end: str,
    as_stored: bool,
    output: Path | None,
    force: bool,
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """Cut out the frames from one time to another and say exactly which ones they are.

    Times count from the first frame shown; they are not clock times. The cut is encoded anew so
    that no other frame comes along; its record ties it to the file by both SHA-256.
    """
    # Imported here: it loads the decoders, which most commands leave to the worker.
    from verify.workbench import copies

    place = output or copies.cut_place(clip)
    window_s = Fraction(start), Fraction(end)
    _say_sandbox(weak_allowed)
    with progress_line(clip) as on_progress:
        settings = copies.CopySettings(
            force=force, weak_allowed=weak_allowed, on_progress=on_progress
        )
        made = copies.cut(clip, place, window_s, settings, as_stored=as_stored)
    _show(made, place, copies.record_of(place), as_json=as_json)


def _say_sandbox(weak_allowed: bool) -> None:
    if weak_allowed and (warning := clips.weak_sandbox_note()) is not None:
        say(warning)


def _show(made: Derivation, place: Path, record: Path, *, as_json: bool) -> None:
    if as_json:
        print_json(made)
        return
    copy = made.copy
    sound = "with sound" if copy.has_sound else "without sound"
    deviation = f"{copy.largest_deviation_s:.6f}".rstrip("0").rstrip(".")
    click.echo(
        f"{made.footage.untrusted_name}: {copy.frames} frames, {copy.width_px} x "
        f"{copy.height_px}, {sound}, from {copy.first_frame_s:.6f} s to {copy.last_frame_s:.6f} s"
    )
    click.echo(f"Compared:  each frame with the file's; times differ by at most {deviation} s")
    for note in made.notes:
        click.echo(f"Note:      {note}")
    click.echo(f"Copy:      {shown_name(str(place))}")
    click.echo(f"Record:    {shown_name(str(record))}")


COMMANDS = (review, cut)
