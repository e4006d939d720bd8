"""The places of a case, drawn into files for a map; nothing is sent and no map is opened."""

from collections.abc import Sequence
from pathlib import Path

from verify.domain.case_file import CaseFile
from verify.domain.written import as_written
from verify.gazetteer.nearest import nearest_places
from verify.jobs.result_file import beginning_of, write_whole
from verify.presentation.place_maps import GEOJSON_MARK, KML_MARK, places_geojson, places_kml
from verify.presentation.recordings_wording import clip_names
from verify.workbench.sky import light_of

__all__ = ["nearest_places", "write_geojson", "write_kml"]


def write_kml(case: CaseFile, place: Path, *, force: bool) -> None:
    """Write the places that count as KML.

    Raises
    ------
    ResultExistsError
        If something lies at `place`; another KML of ours is replaced with `force`.
    DiskFullError, OutputFolderError
        If it cannot be written.
    """
    title = as_written(case.opening.untrusted_title or case.case_id)
    drawn = places_kml(case.standing_places(), clip_names(case), title)
    _write(drawn, place, KML_MARK, "--kml", force=force)


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
    _write(drawn, place, GEOJSON_MARK, "--geojson", force=force)


def _write(text: str, place: Path, mark: bytes, option: str, *, force: bool) -> None:
    def is_ours(there: Path) -> bool:
        return beginning_of(there, len(mark)) == mark

    write_whole(text.encode(), place, is_ours, force=force, option=option)
