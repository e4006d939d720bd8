"""What a journalist asks of the sky: where is it, when was it, what of the clip does not fit."""

from pathlib import Path

import msgspec

from verify import __version__, settings
from verify.analysis.sky.exclusion import Shown
from verify.analysis.sky.survey import Question, survey
from verify.domain import errors
from verify.domain.findings import Analysis, DarknessClass
from verify.domain.places import Place
from verify.domain.sky import ClipLight, Sky
from verify.domain.weekdays import weekday_named
from verify.gazetteer import names, zones
from verify.gazetteer.names import given_position
from verify.jobs.layout import ANALYSIS_FILE
from verify.jobs.progress import OnProgress
from verify.jobs.result_file import assert_free, beginning_of, write_whole
from verify.presentation.raster import is_ours as is_our_png
from verify.presentation.raster import png_of
from verify.presentation.sky_chart import sky_svg
from verify.workbench.clips import InspectionOptions, analysis_of

__all__ = ["find_place", "given_position", "light_of", "sky_over", "write_chart"]

_LARGEST_ANALYSIS_BYTES = 256 << 20
_CHART_MARK = b'<svg xmlns="http://www.w3.org/2000/svg" class="sky"'
_BEGINNING_BYTES = 128


def find_place(asked: str, country: str | None = None) -> Place:
    """Return the one place of that name; see `verify.gazetteer.names.find_place`."""
    return names.find_place(asked, country, kept_in=settings.cache_folder())


def light_of(
    clip: Path, *, weak_allowed: bool = False, on_progress: OnProgress | None = None
) -> Analysis:
    """Return the findings of a clip, measured now or read from its result.

    Parameters
    ----------
    clip : Path
        Footage, an `analysis.json`, or the folder that holds one.

    Raises
    ------
    VerifyError
        If the clip cannot be analysed, or the file is no analysis of this version.
    """
    result = clip / ANALYSIS_FILE if clip.is_dir() else clip
    if result.suffix.lower() != ".json":
        options = InspectionOptions(
            analyses=frozenset(("timebase", "shots", "brightness")),
            allow_weak_sandbox=weak_allowed,
        )
        return analysis_of(clip, options, on_progress)
    try:
        if result.stat().st_size > _LARGEST_ANALYSIS_BYTES:
            raise errors.LimitExceededError(result, "it is too large", "256 MiB")
        return msgspec.json.decode(result.read_bytes(), type=Analysis)
    except FileNotFoundError as error:
        raise errors.FootageNotFoundError(result) from error
    except OSError as error:
        raise errors.UnreadableFileError(result, error.strerror or str(error)) from error
    except msgspec.MsgspecError as error:
        raise errors.FileInputError(
            result,
            "is no analysis that this version reads",
            "Another version may have written it; name the clip itself instead.",
        ) from error


def sky_over(
    place: Place,
    asked: str,
    *,
    desk_zone: str | None = None,
    weekday: str | None = None,
    clip: Analysis | None = None,
    outdoors: bool = False,
    moon_visible: bool = False,
) -> Sky:
    """Return Sun and Moon over a place, and the hours that do not fit.

    Parameters
    ----------
    place : Place
        From `find_place` or `given_position`.
    asked : str
        A time or a window, read by the clock of the place unless it has an offset.
    desk_zone : str, optional
        Name of the reader's zone; by default this machine's.
    weekday : str, optional
        The weekday that the article names.
    clip : Analysis, optional
        From `light_of`; its darkness is held against the Sun.
    outdoors, moon_visible : bool
        What a person says of the clip: filmed outdoors, the Moon is in it.

    Raises
    ------
    InputError
        If time, zone or weekday cannot be read.
    """
    desk = desk_zone or _zone_of_this_machine()
    classes = _classes(clip) if clip is not None else []
    return survey(
        Question(
            place=place,
            asked=asked,
            place_zone=zones.zone(place.zone),
            desk_zone=zones.zone(desk),
            desk_zone_name=desk,
            zone_rules=zones.RULES_VERSION,
            version=__version__,
            clip=None if clip is None else _clip_light(clip, classes, outdoors=outdoors),
            shown=Shown(classes, outdoors, moon_visible),
            weekday=None if weekday is None else weekday_named(weekday),
        )
    )


def write_chart(sky: Sky, place: Path, *, force: bool) -> None:
    """Write the chart as SVG, or as PNG where the name ends so, whole or not at all.

    Raises
    ------
    BadParameterError
        If the name ends in neither.
    ResultExistsError
        If something lies there; another chart is replaced with `force`.
    DiskFullError, OutputFolderError
        If it cannot be written.
    """
    kind = place.suffix.lower()
    if kind not in {".svg", ".png"}:
        raise errors.BadParameterError("The chart", place.name, "a name that ends in .svg or .png")
    assert_free(place, _is_chart, force=force)
    drawing = sky_svg(sky)
    content = png_of(drawing) if kind == ".png" else drawing.encode()
    write_whole(content, place, _is_chart, force=force)


def _is_chart(place: Path) -> bool:
    beginning = beginning_of(place, _BEGINNING_BYTES)
    return beginning.startswith(_CHART_MARK) or is_our_png(beginning)


def _zone_of_this_machine() -> str:
    known = zones.zone_names()
    return next((name for name in settings.zone_names_of_this_machine() if name in known), "UTC")


def _classes(clip: Analysis) -> list[DarknessClass]:
    kinds = [shot.darkness.kind for shot in clip.shots or ()]
    return list(dict.fromkeys(kinds))


def _clip_light(clip: Analysis, classes: list[DarknessClass], *, outdoors: bool) -> ClipLight:
    return ClipLight(
        untrusted_name=clip.footage.untrusted_name,
        sha256=clip.footage.sha256,
        classes=[str(kind) for kind in classes],
        outdoors=outdoors,
    )
