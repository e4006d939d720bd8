"""report.html: everything that one inspection found, on one page that needs nothing else.

No script, no font, no request: the page's own content security policy forbids them. Whatever came
out of the file is escaped and freed of characters that reorder or hide text.
"""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache

from jinja2 import Environment
from markupsafe import Markup

from verify.domain.errors import BadParameterError, shown_name
from verify.domain.findings import Analysis, Flash, Keyframe, Shot
from verify.domain.lights import Light
from verify.domain.reverse_search import SILENCE
from verify.domain.seen_before import StillPair
from verify.domain.timing import timecode
from verify.presentation import cautions, match_wording, wording
from verify.presentation.claims import claims
from verify.presentation.graticule import positions_svg
from verify.presentation.light_plots import paths_svg, periodogram_svg
from verify.presentation.match_section import shown_matches, shown_sounds
from verify.presentation.pages import jpeg_uri, template_environment
from verify.presentation.summary import summary, warnings

PICTURE_BYTES = 24 << 20
"""About sixty pictures of 1920 x 1080; a third more as base64. Larger pages are slow to open."""

_LONGEST_TEXT = 600


@dataclass(frozen=True, slots=True)
class _NumberedFlash:
    """A flash with its place in `analysis.json`, from 1, and the keyframes that show it."""

    number: int
    flash: Flash
    onset_keyframe: int | None
    peak_keyframe: int | None


@dataclass(frozen=True, slots=True)
class _NumberedLight:
    number: int
    light: Light
    periodogram: Markup | None


@dataclass(frozen=True, slots=True)
class _NumberedShot:
    number: int
    shot: Shot


def render_report(
    analysis: Analysis,
    curve_svg: str | None,
    pictures: Mapping[str, bytes],
    *,
    measured_utc: datetime | None = None,
    options: Sequence[str] = (),
    picture_bytes: int = PICTURE_BYTES,
    spectrogram_svg: str | None = None,
    pairs: Mapping[str, StillPair] | None = None,
    to_search_by: Sequence[str] = (),
) -> str:
    """Return the page as HTML text.

    Parameters
    ----------
    analysis : Analysis
        The findings.
    curve_svg : str or None
        From `plots.brightness_svg`, put in as it is; None for a picture.
    pictures : mapping from `Keyframe.file` to JPEG bytes
        Carried inside the page; asked for one at a time. A keyframe without one is listed.
    measured_utc : aware datetime, optional
        When the clip was inspected.
    options : sequence of str
        What to add to `verify inspect NAME` for these figures again.
    picture_bytes : int
        Most bytes of pictures that the page carries, those of flashes first; the page says how
        many it leaves out.
    spectrogram_svg : str, optional
        From `spectrogram.spectrogram_svg`, put in as it is.
    pairs : mapping from SHA-256 of an entry to StillPair, optional
        Pictures of both sides of its match; carried inside the page beside those of keyframes.
    to_search_by : sequence of str
        Files of the keyframes that search engines of others may know again, the best one first.

    Raises
    ------
    BadParameterError
        If a picture is not a JPEG, or `measured_utc` has no time zone.
    """
    if measured_utc is not None and measured_utc.tzinfo is None:
        raise BadParameterError("measured_utc", measured_utc, "a time with its zone")
    keyframes = sorted(analysis.keyframes or [], key=lambda keyframe: keyframe.frame)
    name = shown_name(analysis.footage.untrusted_name)
    drawn = positions_svg(analysis.metadata)
    flashes = _numbered_flashes(analysis.flashes or [], keyframes)
    page = _environment().get_template("report.html.j2")
    return page.render(
        analysis=analysis,
        name=name,
        measured=_moment(measured_utc),
        command=_command(name, options),
        check_command=shlex.join(["sha256sum", "--", name]),
        claims=claims(analysis),
        positions_map=None if drawn is None else Markup(drawn),  # noqa: S704 - our own drawing
        matches=shown_matches(analysis.archive, pairs or {}),
        sounds_alike=shown_sounds(analysis.archive),
        matching=match_wording,
        to_search_by=_to_search_by(to_search_by, keyframes),
        stills_command=_command(name, (), "reverse"),
        silence=SILENCE,
        warnings=warnings(analysis),
        summary=summary(analysis),
        curve=None if curve_svg is None else Markup(curve_svg),  # noqa: S704 - our own drawing
        spectrogram=None if spectrogram_svg is None else Markup(spectrogram_svg),  # noqa: S704 - ours
        keyframes=keyframes,
        images=_images(_pictured(analysis, keyframes), pictures, picture_bytes),
        accepted=[one for one in flashes if one.flash.accepted],
        rejected=[one for one in flashes if not one.flash.accepted],
        lights=_numbered_lights(analysis.lights or []),
        light_paths=_light_paths(analysis),
        shots=[_NumberedShot(i, shot) for i, shot in enumerate(analysis.shots or [], start=1)],
        failed=[skipped for skipped in analysis.skipped if skipped.is_failure],
        reasons={skipped.analysis: skipped.reason for skipped in analysis.skipped},
        unasked=[skipped for skipped in analysis.skipped if not skipped.is_failure],
        is_picture=analysis.footage.kind == "picture",
        weak_quality=cautions.WEAK_PDQ_QUALITY,
        words=wording,
        cautions=cautions,
    )


@cache
def _environment() -> Environment:
    environment = template_environment()
    environment.filters.update(
        short=wording.short_timecode,
        data_uri=jpeg_uri,
        timecode=timecode,
        shown=_shown,
        named=wording.analysis_words,
        hinted=wording.hint_words,
        leveled=wording.LEVEL_WORDS.__getitem__,
        sandboxed=wording.sandbox_words,
    )
    return environment


def _to_search_by(
    files: Sequence[str], keyframes: Sequence[Keyframe]
) -> list[tuple[int, Keyframe]]:
    """Return the keyframes of these files in their order, each with its place on the page."""
    placed = {keyframe.file: (place, keyframe) for place, keyframe in enumerate(keyframes, start=1)}
    return [placed[file] for file in files if file in placed]


def _numbered_flashes(flashes: list[Flash], keyframes: list[Keyframe]) -> list[_NumberedFlash]:
    place_of = {keyframe.frame: place for place, keyframe in enumerate(keyframes, start=1)}
    return [
        _NumberedFlash(
            number, flash, place_of.get(flash.onset_frame), place_of.get(flash.peak_frame)
        )
        for number, flash in enumerate(flashes, start=1)
    ]


def _numbered_lights(lights: list[Light]) -> list[_NumberedLight]:
    drawn = [periodogram_svg(light) for light in lights]
    return [
        _NumberedLight(number, light, None if svg is None else Markup(svg))  # noqa: S704 - ours
        for number, (light, svg) in enumerate(zip(lights, drawn, strict=True), start=1)
    ]


def _light_paths(analysis: Analysis) -> Markup | None:
    video = analysis.footage.video
    if video is None or not analysis.lights:
        return None
    return Markup(paths_svg(analysis.lights, video.width_px, video.height_px))  # noqa: S704 - ours


def _pictured(analysis: Analysis, keyframes: list[Keyframe]) -> list[str]:
    """Return the files of all pictures, those that the page is to carry first."""
    overlays = [one.still.file for one in analysis.overlays or [] if one.still is not None]
    flashes_first = sorted(keyframes, key=lambda k: k.picked_because not in wording.FLASH_PICKS)
    return [*overlays, *(keyframe.file for keyframe in flashes_first)]


def _images(files: list[str], pictures: Mapping[str, bytes], most_bytes: int) -> dict[str, str]:
    """Return a data URI for each picture that the page carries, by its file name."""
    images: dict[str, str] = {}
    room = most_bytes
    for file in files:
        picture = pictures.get(file)
        if picture is not None and len(picture) <= room:
            room -= len(picture)
            images[file] = jpeg_uri(picture)
    return images


def _shown(untrusted: object) -> str:
    """Return a value as text, harmless to look at and not endless."""
    text = shown_name(str(untrusted))
    if len(text) <= _LONGEST_TEXT:
        return text
    return f"{text[:_LONGEST_TEXT]}… ({len(text):,} characters in all; whole in analysis.json)"


def _moment(measured_utc: datetime | None) -> str | None:
    if measured_utc is None:
        return None
    utc = measured_utc.astimezone(UTC)
    return f"{utc.day} {utc:%B %Y, %H:%M} UTC"


def _command(name: str, options: Sequence[str], verb: str = "inspect") -> str:
    # A name that starts with a dash would be taken for an option.
    guard = ["--"] if name.startswith("-") else []
    return shlex.join(["verify", verb, *options, *guard, name])
