"""The command on where clips of a case were filmed: place."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import click

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.case_reading import CASE
from verify.cli.case_writing import NUMBER, write_into
from verify.cli.output import print_json, say
from verify.cli.parameters import FORCE, JSON, Number, Place, Seconds
from verify.domain.coordinates import Position, position_of
from verify.domain.errors import shown_name
from verify.domain.placing import RADII_M
from verify.presentation.wording import counted

_BOX = (int, int, int, int)
_LANDMARK = click.Tuple([str, Seconds(), *_BOX, str])


@click.command(
    "place",
    short_help="Say where a clip was filmed; draw the places for a map.",
    epilog="Example: verify case place 3f9a --clip strike.mp4 --at 35.9306,36.6339 --radius 100 "
    "--known-by 'minaret and water tower, by satellite picture'",
)
@CASE
@click.option("--clip", metavar="NAME|SHA256", help="Clip of the case that was filmed there.")
@click.option(
    "--at",
    metavar="LAT,LON",
    help="Latitude, then longitude, WGS 84: 35.9306,36.6339, or 35°55'50\"N 36°38'02\"E.",
)
@click.option(
    "--radius",
    type=click.Choice([str(one) for one in RADII_M]),
    metavar="10|100|1000|10000",
    help="How far from there the camera stood at most, in metres.",
)
@click.option(
    "--known-by", metavar="TEXT", help="How it is known: landmarks, who said so, what map."
)
@click.option(
    "--facing",
    type=Number(0, 360, max_open=True),
    metavar="DEGREES",
    help="Where the camera looks, clockwise from true north.  [default: not said]",
)
@click.option(
    "--landmark",
    "landmarks",
    type=_LANDMARK,
    multiple=True,
    metavar="NAME TIMECODE LEFT TOP WIDTH HEIGHT FILE|ADDRESS",
    help="A part of a picture of the clip, in pixels as shown, and a picture elsewhere that shows "
    "the same; a file is hashed and not kept, of an address nothing is fetched.",
)
@click.option(
    "--instead-of", type=NUMBER, metavar="EVENT", help="Event of the place that yours replaces."
)
@click.option(
    "--kml",
    type=Place(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw the places that count there, for a globe: point, radius, direction.",
)
@click.option(
    "--geojson",
    type=Place(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Draw the places that count there, for a map.",
)
@click.option(
    "--rings",
    type=Place(path_type=Path),
    multiple=True,
    metavar="FILE",
    help="analysis.json of a clip that was placed: --geojson draws its distances from flash to "
    "bang around the point.",
)
@click.option(
    "--links", is_flag=True, help="Print addresses of maps for each place; none is opened."
)
@FORCE
@JSON
@on_archive
def place(
    open_shelf: OpenShelf,
    case: str,
    clip: str | None,
    at: str | None,
    radius: str | None,
    known_by: str | None,
    facing: float | None,
    landmarks: Sequence[tuple[str, str, int, int, int, int, str]],
    instead_of: int | None,
    kml: Path | None,
    geojson: Path | None,
    rings: Sequence[Path],
    links: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Say where a clip was filmed and how that is known; without --clip, show the places.

    Several may stand side by side; none settles by itself where it was filmed. Without letters
    latitude comes first. Maps are written, not opened; who opens one tells its owner what they
    look at. verify case withdraw takes a place back.
    """
    from verify.workbench.cases import placing

    of_a_place = (facing, instead_of, *landmarks)
    drawn = (kml, geojson, *rings)
    if clip is None or at is None or radius is None or known_by is None:
        if any(one is not None for one in (clip, at, radius, known_by, *of_a_place)):
            raise click.UsageError("A place needs all of --clip, --at, --radius and --known-by.")
        if rings and geojson is None:
            raise click.UsageError("--rings goes with --geojson FILE.")
        _show(open_shelf, case, kml, geojson, rings, links=links, force=force, as_json=as_json)
        return
    if any(one is not None for one in drawn):
        raise click.UsageError("Give the place first, then draw: --kml and --geojson go alone.")
    position = position_of(at)
    write_into(
        open_shelf,
        case,
        lambda shelf, opened: placing.give_place(
            shelf,
            opened,
            clip,
            position,
            int(radius),
            known_by,
            facing_deg=facing,
            landmarks=[
                placing.LandmarkSeen(name, Fraction(time), (left, top, width, height), reference)
                for name, time, left, top, width, height, reference in landmarks
            ],
            instead_of=instead_of,
        ),
        as_json=as_json,
    )
    if not as_json:
        _tell_surroundings(position, int(radius), links=links)


def _tell_surroundings(position: Position, radius_m: int, *, links: bool) -> None:
    """Say what lies there, so that a slip in the numbers is seen."""
    from verify.presentation.claims import near_words
    from verify.presentation.place_wording import link_lines
    from verify.workbench.cases.maps import nearest_places

    if position.step_m > radius_m:
        say(
            f"Note: the coordinates are written to steps of {position.step_m:,.0f} m, coarser than "
            f"the radius of {radius_m:,} m."
        )
    if position.is_blind:
        say("Note: 0, 0 lies in the open sea; devices write it when they know no position.")
    nearest = nearest_places(position.latitude_deg, position.longitude_deg)
    for near in nearest:
        click.echo(f"   {near_words(near)}")
    if not nearest:
        click.echo("   The gazetteer has no place within 1,500 km.")
    if links:
        for line in link_lines(position.latitude_deg, position.longitude_deg):
            click.echo(line)


def _show(
    open_shelf: OpenShelf,
    case: str,
    kml: Path | None,
    geojson: Path | None,
    rings: Sequence[Path],
    *,
    links: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Show the places of a case, or draw those that count."""
    from verify.presentation.place_wording import link_lines, place_lines
    from verify.workbench.cases import maps
    from verify.workbench.cases.opening import case_meant, read_case

    with open_shelf() as shelf:
        file = read_case(shelf, case_meant(shelf, case))
    standing = file.standing_places()
    if kml is not None:
        maps.write_kml(file, kml, force=force)
    if geojson is not None:
        maps.write_geojson(file, geojson, rings, force=force)
    if as_json:
        print_json({"case_id": file.case_id, "places": file.places})
        return
    for written in (kml, geojson):
        if written is not None:
            click.echo(f"{counted(len(standing), 'place')} drawn: {shown_name(str(written))}")
    if kml is None and geojson is None:
        for line in place_lines(file):
            click.echo(line)
        if not file.places:
            click.echo("No place was given yet; give one with --clip, --at, --radius, --known-by.")
    for one in standing if links else []:
        if one.latitude_deg is not None and one.longitude_deg is not None:
            for line in link_lines(one.latitude_deg, one.longitude_deg):
                click.echo(line)


COMMANDS = {"place": place}
