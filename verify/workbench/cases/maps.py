"""The places of a case, drawn into files for a map; nothing is sent and no map is opened."""

from collections.abc import Sequence
from pathlib import Path

from verify.domain.case_file import CaseFile
from verify.domain.errors import InputError, shown_name
from verify.domain.written import as_written
from verify.gazetteer.nearest import nearest_places
from verify.presentation.place_maps import places_geojson, places_kml
from verify.presentation.recordings_wording import clip_names
from verify.workbench.sky import light_of

__all__ = ["nearest_places", "write_geojson", "write_kml"]


def write_kml(case: CaseFile, place: Path, *, force: bool) -> None:
    """Write the places that count as KML.

    Raises
    ------
    InputError
        If there is something at `place`, or it cannot be written to.
    """
    title = as_written(case.opening.untrusted_title or case.case_id)
    _write(places_kml(case.standing_places(), clip_names(case), title), place, force=force)


def write_geojson(
    case: CaseFile, place: Path, analyses: Sequence[Path] = (), *, force: bool
) -> None:
    """Write the places that count as GeoJSON.

    Parameters
    ----------
    analyses : sequence of Path
        Analyses of clips that were placed, whose distances are drawn around them.

    Raises
    ------
    InputError
        As `write_kml`; or if an analysis cannot be read, or is of no clip that was placed.
    """
    read = [light_of(path) for path in analyses]
    drawn = places_geojson(case.standing_places(), clip_names(case), read)
    _write(drawn, place, force=force)


def _write(text: str, place: Path, *, force: bool) -> None:
    shown = shown_name(str(place))
    try:
        with place.open("w" if force else "x", encoding="utf-8", newline="") as file:
            file.write(text)
    except FileExistsError as error:
        raise InputError(f"{shown} is there already; see --force.") from error
    except OSError as error:
        reason = error.strerror or "no reason given"
        raise InputError(f"{shown} cannot be written: {reason}.") from error
