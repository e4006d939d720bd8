"""The command that lays a panning shot out as one strip."""

from fractions import Fraction
from pathlib import Path

import click

from verify.cli.output import print_json, progress_line, say
from verify.cli.parameters import FORCE, JSON, WEAK, Place, Seconds
from verify.domain.errors import BadParameterError, shown_name
from verify.workbench import clips


@click.command(
    short_help="Lay a panning shot out as one strip.",
    epilog="Example: verify panorama pan.mp4 --from 0:12 --to 0:19 -o strip.jpg",
)
@click.argument("clip", metavar="CLIP", type=Place(path_type=Path))
@click.option(
    "--from", "start", type=Seconds(), metavar="TIMECODE", help="Look at the clip from there on."
)
@click.option("--to", "end", type=Seconds(), metavar="TIMECODE", help="Look at it up to there.")
@click.option(
    "-o",
    "--output",
    type=Place(path_type=Path, dir_okay=False),
    help="File of the strip, a JPEG.  [default: CLIP.panorama.jpg beside you]",
)
@FORCE
@WEAK
@JSON
def panorama(
    clip: Path,
    start: str | None,
    end: str | None,
    output: Path | None,
    force: bool,
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """Lay a panning shot out as one strip, to be held beside pictures of a place.

    Each column is taken from one frame, and the bar below says from when; nothing is blended. What
    moves may appear twice or be cut, and near things are bent. Without --from and --to the shot
    that pans farthest is taken; a part that is named may hold no cut. A dark strip is made brighter
    as a whole, and says so.
    """
    # Imported here: no other command needs it.
    from verify.jobs.panorama_messages import POOR_AGREEMENT
    from verify.presentation.panorama_wording import panorama_lines
    from verify.workbench import panorama as workbench

    start_s = None if start is None else float(Fraction(start))
    end_s = None if end is None else float(Fraction(end))
    if end_s is not None and end_s <= (start_s or 0.0):
        raise BadParameterError("--to", end_s, "a time after --from")
    place = output or workbench.panorama_place(clip)
    if weak_allowed and (warning := clips.weak_sandbox_note()) is not None:
        say(warning)
    with progress_line(clip) as on_progress:
        made = workbench.make_panorama(
            clip,
            place,
            workbench.PanoramaSettings(
                start_s=start_s,
                end_s=end_s,
                force=force,
                weak_allowed=weak_allowed,
                on_progress=on_progress,
            ),
        )
    if as_json:
        print_json(made)
        return
    for line in panorama_lines(made, POOR_AGREEMENT):
        click.echo(line)
    click.echo(f"Strip:     {shown_name(str(place))}, {made.width_px} x {made.height_px}")


COMMANDS = (panorama,)
