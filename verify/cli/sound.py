"""Commands on the sound of a clip: sound, distance."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from verify.cli import sound_tables
from verify.cli.output import excerpt
from verify.cli.parameters import FORCE, JSON, OUTPUT_ON_REQUEST, PNG, WEAK, Number, Place
from verify.cli.several import answer_each, are_several, publish_each
from verify.domain.errors import InputError
from verify.domain.findings import Analysis
from verify.workbench import clips
from verify.workbench.clips import InspectionOptions

_TRACK = ("audio_present", "audio_silent")
"""Which tell whether there is anything to hear."""

_FILES = click.argument(
    "files", nargs=-1, required=True, metavar="FILE...", type=Place(path_type=Path)
)


class LatitudeLongitude(click.ParamType[tuple[float, float]]):
    """A place as people copy it from a map: LAT,LON in degrees."""

    name = "place"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, float]:
        """Return latitude and longitude in degrees."""
        parts = str(value).replace(" ", "").split(",")
        try:
            latitude_deg, longitude_deg = map(float, parts)
        except ValueError:
            self.fail(f"{value!r} is not LAT,LON in degrees, such as 35.93,36.63", param, ctx)
        if not (abs(latitude_deg) <= 85 and abs(longitude_deg) <= 180):
            self.fail("latitude must be within 85 degrees, longitude within 180", param, ctx)
        return latitude_deg, longitude_deg


@click.command(
    short_help="List sudden sounds, such as bangs, with exact times.",
    epilog="Example: verify sound samples/night-strike.mp4",
)
@_FILES
@click.option(
    "--all", "with_rejected", is_flag=True, help="List rejected rises too, each with its reason."
)
@PNG
@OUTPUT_ON_REQUEST
@FORCE
@WEAK
@JSON
def sound(
    files: Sequence[Path],
    with_rejected: bool,
    with_png: bool,
    output: Path | None,
    force: bool,
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """List sudden sounds, such as bangs, with exact times and what their course is like.

    Times count from the first frame shown; they are not clock times. A course is not a cause: a
    slammed door and a shot begin alike. With -o, the spectrogram is drawn too.
    """
    options = InspectionOptions(
        analyses=frozenset(("timebase", "sounds")),
        with_png=with_png,
        allow_weak_sandbox=weak_allowed,
    )
    keys = ("sounds", *_TRACK)
    if output is not None:
        publish_each(files, options, output, force=force, as_json=as_json, keys=keys)
        return
    answer_each(
        files,
        options,
        clips.analysis_of,
        as_json=as_json,
        text_of=lambda analysis: sound_tables.sound_table(analysis, with_rejected=with_rejected),
        json_of=lambda analysis: excerpt(analysis, keys),
    )


@click.command(
    short_help="Say how far a flash was, from when its bang is heard.",
    epilog="Example: verify distance samples/night-strike.mp4 --temperature 8",
)
@_FILES
@click.option(
    "--temperature",
    type=Number(-80, 60),
    metavar="CELSIUS",
    help="Air temperature there and then, as from a weather archive, known to 2 degrees.  "
    "[default: 15, taken as known to 10 degrees]",
)
@click.option(
    "--wind",
    type=Number(0, 60),
    metavar="M_S",
    help="Wind speed in metres a second, whichever way it blew.  [default: 7]",
)
@click.option(
    "--av-offset",
    type=Number(-5, 5),
    metavar="SECONDS",
    help="How late the sound is against the picture, measured on something near such as a clap.  "
    "[default: 0, taken as known to 0.04 s]",
)
@click.option(
    "--camera",
    type=LatitudeLongitude(),
    metavar="LAT,LON",
    help="Where the camera stood, in degrees; draws rings with --geojson.",
)
@click.option(
    "--geojson",
    type=Place(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the ring of each distance around --camera, for a map; those that rest on one pair "
    "are marked conditional.",
)
@FORCE
@WEAK
@JSON
def distance(
    files: Sequence[Path],
    temperature: float | None,
    wind: float | None,
    av_offset: float | None,
    camera: tuple[float, float] | None,
    geojson: Path | None,
    force: bool,
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """Say how far a flash was, from when its bang is heard, as a range that holds in 95 of 100.

    One flash and one sound give a distance only if they belong together, which no clip tells; a
    series with one common delay does. Nothing is paired across a cut.
    """
    if (camera is None) != (geojson is None):
        raise InputError("Give both --camera LAT,LON and --geojson FILE, or neither.")
    if geojson is not None and are_several(files):
        raise InputError("With --geojson, name one clip.")
    if geojson is not None:
        clips.assert_free_for_rings(geojson, force=force)
    options = InspectionOptions(
        analyses=frozenset(("timebase", "shots", "flashes", "sounds", "flash_to_bang")),
        temperature_c=temperature,
        wind_m_s=wind,
        av_offset_s=av_offset,
        allow_weak_sandbox=weak_allowed,
    )

    def work(
        path: Path, options: InspectionOptions, on_progress: clips.OnProgress | None
    ) -> Analysis:
        analysis = clips.analysis_of(path, options, on_progress)
        if camera is not None and geojson is not None:
            clips.write_rings(analysis, camera, geojson, force=force)
        return analysis

    answer_each(
        files,
        options,
        work,
        as_json=as_json,
        text_of=sound_tables.distance_table,
        json_of=lambda analysis: excerpt(analysis, ("flashes", "sounds", "flash_to_bang", *_TRACK)),
    )


COMMANDS = (sound, distance)
