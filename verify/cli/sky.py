"""The command that asks the sky: where Sun and Moon stood, which hours do not fit a clip."""

from pathlib import Path

import click

from verify.cli.output import print_json, progress_line, say
from verify.cli.parameters import FORCE, JSON, WEAK, Number, Place
from verify.domain.errors import BadParameterError, shown_name
from verify.workbench import clips


@click.command(
    short_help="Say where Sun and Moon stood, and which hours do not fit.",
    epilog='Example: verify sky --place Idlib --at "2020-02-27 17:00/2020-02-28 04:30"',
)
@click.option(
    "--place",
    "name",
    metavar="NAME",
    help='A place, in any spelling and script, with its country or a larger place nearby: "Douma, '
    'Syria".',
)
@click.option("--country", metavar="NAME", help="Country of the place, by name or code.")
@click.option(
    "--lat",
    type=Number(-90, 90),
    metavar="DEGREES",
    help="Degrees north, instead of a place.",
)
@click.option(
    "--lon",
    type=Number(-180, 180),
    metavar="DEGREES",
    help="Degrees east, with --lat.",
)
@click.option(
    "--at",
    "asked",
    metavar="TIME",
    required=True,
    help="A time, a day, or a window with a slash: 2020-02-27 17:00/2020-02-28 04:30. It is read "
    "by the clock of the place, or by an offset written after it, such as +03:00 or Z.",
)
@click.option(
    "--clip",
    type=Place(path_type=Path),
    metavar="FILE",
    help="A clip, or its analysis.json, whose darkness is held against the Sun.",
)
@click.option("--outdoors", is_flag=True, help="You say that the clip was filmed outdoors.")
@click.option("--moon-visible", is_flag=True, help="You say that the Moon is in the clip.")
@click.option("--weekday", metavar="NAME", help="The weekday that the article names.")
@click.option(
    "--desk-zone",
    metavar="ZONE",
    help="Your own time zone, such as Europe/Berlin.  [default: this machine's]",
)
@click.option(
    "-o",
    "--output",
    type=Place(path_type=Path),
    help="Write a chart there, as SVG or PNG by its ending.  [default: none]",
)
@FORCE
@WEAK
@JSON
def sky(
    name: str | None,
    country: str | None,
    lat: float | None,
    lon: float | None,
    asked: str,
    clip: Path | None,
    outdoors: bool,
    moon_visible: bool,
    weekday: str | None,
    desk_zone: str | None,
    output: Path | None,
    force: bool,
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """Say where Sun and Moon stood over a place, and which hours a clip does not fit.

    Heights are over a flat horizon; hills, clouds and lamps are not known. An hour that is not
    excluded is merely possible. Nothing is fetched.
    """
    # Imported here: they load ephemerides and zones, which no other command needs.
    from verify.cli.sky_lines import sky_lines
    from verify.workbench import sky as workbench

    if (lat is None) != (lon is None):
        raise BadParameterError("The position", lat if lon is None else lon, "--lat with --lon")
    if (name is None) == (lat is None):
        raise BadParameterError("The place", name, "either --place, or --lat and --lon")
    if lat is not None and lon is not None:
        if country is not None:
            raise BadParameterError("--country", country, "a country only together with --place")
        place = workbench.given_position(lat, lon)
    else:
        place = workbench.find_place(name or "", country)
    if outdoors and clip is None:
        raise BadParameterError("--outdoors", True, "a clip (--clip) that it is said of")
    analysis = None
    if clip is not None:
        if weak_allowed and (warning := clips.weak_sandbox_note()) is not None:
            say(warning)
        with progress_line(clip) as on_progress:
            analysis = workbench.light_of(clip, weak_allowed=weak_allowed, on_progress=on_progress)
    answer = workbench.sky_over(
        place,
        asked,
        desk_zone=desk_zone,
        weekday=weekday,
        clip=analysis,
        outdoors=outdoors,
        moon_visible=moon_visible,
    )
    if output is not None:
        workbench.write_chart(answer, output, force=force)
    if as_json:
        print_json(answer)
        return
    click.echo("\n".join(sky_lines(answer)))
    if output is not None:
        click.echo(f"Chart:     {shown_name(str(output))}")


COMMANDS = (sky,)
