"""From an examination to the folder that a person opens: report, tables, markers, pictures."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import msgspec

from verify.domain.findings import Analysis
from verify.domain.rows import BrightnessRow, HashRow
from verify.domain.seen_before import StillPair
from verify.jobs.layout import (
    ANALYSIS_FILE,
    BRIGHTNESS_PLOT,
    BRIGHTNESS_TABLE,
    FLASH_MARKERS,
    FLASHES_TABLE,
    HASHES_EXCHANGE,
    HASHES_TABLE,
    KEYFRAMES_TABLE,
    MATCH_STILL,
    PERIODOGRAM_PLOT,
    QUERY_STILL,
    REPORT_FILE,
    SEEN_BEFORE_FOLDER,
    SPECTROGRAM,
    SPECTROGRAM_PLOT,
    PictureFiles,
)
from verify.jobs.messages import InspectionOptions
from verify.presentation.curve import BrightnessCurve, CurveBin
from verify.presentation.light_plots import periodogram_svg
from verify.presentation.markers import flashes_vtt
from verify.presentation.plots import brightness_svg
from verify.presentation.raster import png_of
from verify.presentation.report import PICTURE_BYTES, render_report
from verify.presentation.spectrogram import spectrogram_svg
from verify.presentation.tables import flashes_csv, keyframes_csv, read_rows
from verify.presentation.vpdq import vpdq_json

_MOST_PERIODOGRAMS = 6
"""As many as the report shows."""


def publish(
    analysis: Analysis,
    worked: Path,
    result: Path,
    measured_utc: datetime,
    options: InspectionOptions,
    pairs: Mapping[str, StillPair],
    *,
    has_report: bool = True,
) -> None:
    """Fill a result folder.

    Parameters
    ----------
    analysis : Analysis
        The findings.
    worked : Path
        The worker's files, checked; they are moved out of there.
    result : Path
        An empty folder on the same file system.
    measured_utc : aware datetime
        Stands in the report only; the findings hold no time of ours.
    options : InspectionOptions
        As asked for; the report says how to ask again.
    pairs : dict of str to StillPair
        Pictures of both sides of a match, by the SHA-256 of the entry.
    has_report : bool
        Whether the report is among the files: a first look has no reader of one.
    """
    for entry in sorted(worked.iterdir()):
        entry.rename(result / entry.name)
    encoded = msgspec.json.format(msgspec.json.encode(analysis), indent=2)
    (result / ANALYSIS_FILE).write_bytes(encoded + b"\n")
    _write_pairs(analysis, pairs, result)
    if analysis.keyframes is not None:
        (result / KEYFRAMES_TABLE).write_text(
            keyframes_csv(analysis.keyframes), "utf-8", newline=""
        )
    if (result / HASHES_TABLE).is_file():
        pieces = vpdq_json(hash_rows(result))
        with (result / HASHES_EXCHANGE).open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
    if analysis.flashes is not None and analysis.timebase is not None:
        (result / FLASHES_TABLE).write_text(flashes_csv(analysis.flashes), "utf-8", newline="")
        markers = flashes_vtt(analysis.flashes, analysis.timebase.duration_s)
        (result / FLASH_MARKERS).write_text(markers, "utf-8", newline="")
    bins = _light_through_time(analysis, result)
    if bins:
        (result / BRIGHTNESS_PLOT).write_text(_curve(analysis, bins), "utf-8", newline="")
    spectrogram = _spectrogram(analysis, result)
    if spectrogram is not None:
        (result / SPECTROGRAM_PLOT).write_text(spectrogram, "utf-8", newline="")
    for number, light in enumerate((analysis.lights or [])[:_MOST_PERIODOGRAMS], start=1):
        periodogram = periodogram_svg(light)
        if periodogram is not None:
            drawing = result / PERIODOGRAM_PLOT.format(number)
            drawing.write_text(periodogram, "utf-8", newline="")
    if options.with_png:
        for drawing in sorted(result.glob("*.svg")):
            drawing.with_suffix(".png").write_bytes(png_of(drawing.read_text("utf-8")))
    if not has_report:
        return
    page = render_report(
        analysis,
        _curve(analysis, bins, link_flashes=True) if bins else None,
        PictureFiles(result, PICTURE_BYTES),
        spectrogram_svg=spectrogram,
        measured_utc=measured_utc,
        options=_options_as_typed(options),
        pairs=pairs,
        to_search_by=_to_search_by(analysis),
    )
    (result / REPORT_FILE).write_text(page, "utf-8", newline="")


def _write_pairs(analysis: Analysis, pairs: Mapping[str, StillPair], result: Path) -> None:
    if not pairs or analysis.archive is None:
        return
    (result / SEEN_BEFORE_FOLDER).mkdir()
    for number, match in enumerate(analysis.archive.matches, start=1):
        if (pair := pairs.get(match.footage.sha256)) is not None:
            (result / QUERY_STILL.format(number)).write_bytes(pair.query.jpeg)
            (result / MATCH_STILL.format(number)).write_bytes(pair.match.jpeg)


def _to_search_by(analysis: Analysis) -> list[str]:
    """Return the keyframes that search engines of others may know again, where we do not."""
    if not analysis.keyframes or (analysis.archive and analysis.archive.matches):
        return []
    # Imported here: OpenCV takes longer to load than the rest of this.
    from verify.analysis.picture.best_stills import best_keyframes

    return best_keyframes(analysis.keyframes, analysis.shots or [], analysis.overlays or [])


def _options_as_typed(options: InspectionOptions) -> list[str]:
    """Return what to add to `verify inspect NAME` for the same keyframes."""
    typed = [word for time in options.keyframes_at for word in ("--at", _seconds(time))]
    if options.keyframe_every is not None:
        typed += ["--every", _seconds(options.keyframe_every)]
    if options.only_i_frames:
        typed.append("--i-frames")
    if options.maximum_keyframes != InspectionOptions().maximum_keyframes:
        typed += ["--max", str(options.maximum_keyframes)]
    return typed


def _seconds(fraction: str) -> str:
    # A time was typed as a decimal number, so as one it is exact.
    return f"{Decimal(Fraction(fraction).numerator) / Fraction(fraction).denominator:f}"


def _light_through_time(analysis: Analysis, result: Path) -> Sequence[CurveBin]:
    """Return the curve's bins, none for a single frame or where light was not measured."""
    has_curve = analysis.timebase is not None and analysis.timebase.frames > 1
    if not (has_curve and (result / BRIGHTNESS_TABLE).is_file()):
        return ()
    with (result / BRIGHTNESS_TABLE).open(encoding="utf-8", newline="") as file:
        return BrightnessCurve.of(read_rows(file, BrightnessRow)).bins


def _curve(analysis: Analysis, bins: Sequence[CurveBin], *, link_flashes: bool = False) -> str:
    duration_s = analysis.timebase.duration_s if analysis.timebase else 0.0
    shots, flashes = analysis.shots or [], analysis.flashes or []
    return brightness_svg(bins, duration_s, shots, flashes, link_flashes=link_flashes)


def _spectrogram(analysis: Analysis, result: Path) -> str | None:
    """Return the drawing around the worker's picture of the sound, and keep only the drawing."""
    file = result / SPECTROGRAM
    if not file.is_file():
        return None
    picture = file.read_bytes()
    file.unlink()
    duration_s = analysis.timebase.duration_s if analysis.timebase else 0.0
    return spectrogram_svg(
        picture,
        duration_s,
        analysis.sounds or [],
        analysis.flashes or [],
        analysis.flash_to_bang or [],
    )


def hash_rows(folder: Path) -> Iterator[HashRow]:
    """Yield the rows of a folder's hash table, none if there is no table."""
    table = folder / HASHES_TABLE
    if not table.is_file():
        return
    with table.open(encoding="utf-8", newline="") as file:
        yield from read_rows(file, HashRow)


def front_page(result: Path) -> Path:
    """Return the file of a result that a person opens first."""
    return result / REPORT_FILE
