"""The light of a clip, for its page: rises, lights that blink, darkness, harm to viewers."""

from ui.blocks import (
    Block,
    Cell,
    caution,
    cell,
    drawing,
    drawn,
    fold,
    heading,
    moment,
    quiet,
    table,
    text,
)
from ui.findings import no_result, place
from verify.domain.findings import Analysis, Flash
from verify.domain.lights import Light
from verify.workbench.desk import cautions, paths_svg, wording

_RISE_HEADS = ("No.", "Onset", "Peak", "Half-life", "Picture lit", "What the light did, and why")
_LIGHT_HEADS = ("No.", "From, to", "Rate", "Flashes", "Colour", "What can flash so, what to mind")
_MOST_ALIASES = 6
_FEW = 4


def light(clip_id: str, analysis: Analysis, files: list[str]) -> list[Block]:
    """Return all that was found of light, with the numbers of the report and of `flashes.csv`."""
    return [
        heading("Rises in light"),
        *_rises(analysis),
        heading("Lights that blink"),
        *_lights(clip_id, analysis, files),
        heading("Day or night, shot by shot"),
        *_shots(analysis),
        heading("For whoever watches it"),
        *_safety(analysis),
    ]


def _rises(analysis: Analysis) -> list[Block]:
    if analysis.flashes is None:
        return [quiet(no_result(analysis, "flashes"))]
    rises = [(one.accepted, _rise(number, one)) for number, one in enumerate(analysis.flashes, 1)]
    accepted = [row for is_accepted, row in rises if is_accepted]
    others = [row for is_accepted, row in rises if not is_accepted]
    blocks = [table(_RISE_HEADS, accepted) if accepted else text(cautions.NO_FLASH)]
    blocks += map(text, wording.unexamined_words(analysis.skipped, "flashes"))
    if others:
        title = f"{wording.counted(len(others), 'rise')} in light not accepted, and why"
        is_open = not accepted and len(others) < _FEW
        blocks.append(fold(title, [table(_RISE_HEADS, others)], is_open=is_open))
    return [*blocks, caution(f"{cautions.ONSETS} {cautions.CURVE}")]


def _rise(number: int, flash: Flash) -> list[Cell]:
    state = "" if flash.accepted else ", not accepted"
    why = [f"{flash.reason}.".replace("..", ".")]
    if flash.unseen_reason:
        why.append(f"{flash.unseen_reason[0].upper()}{flash.unseen_reason[1:]}.")
    if flash.exposure_reacted:
        why.append(wording.exposure_words(flash.exposure_reacted))
    rise = f"rise {flash.rise_luminance:.3f}{' or more' if flash.saturated else ''}"
    half_life = "not seen" if flash.half_life_s is None else f"{flash.half_life_s:.2f} s"
    return [
        {"badge": str(number), "hollow": not flash.accepted},
        cell(
            when=moment(flash.onset_s, flash.onset_frame),
            small=[f"± {flash.onset_error_s:.3f} s", f"frame {flash.onset_frame}"],
        ),
        cell(when=moment(flash.peak_s, flash.peak_frame), small=[rise]),
        half_life,
        f"{100 * flash.area_share:.0f} %",
        cell(
            " ".join(why),
            strong=f"{wording.FLASH_WORDS[flash.kind].capitalize()}{state}.",
            hints=[wording.hint_words(hint) for hint in flash.hints],
        ),
    ]


def _lights(clip_id: str, analysis: Analysis, files: list[str]) -> list[Block]:
    if analysis.lights is None:
        return [quiet(no_result(analysis, "lights"))]
    blocks: list[Block] = []
    if not analysis.lights:
        blocks.append(text(cautions.NO_LIGHT))
    else:
        numbered = list(enumerate(analysis.lights, start=1))
        blocks.append(table(_LIGHT_HEADS, [_blinking(number, one) for number, one in numbered]))
        blocks += [
            fold(
                f"Light {number}: how strongly each rate repeats",
                [drawing(place(clip_id, file), cautions.PERIODOGRAM)],
            )
            for number, _ in numbered
            if (file := f"periodogram-{number}.svg") in files
        ]
        if video := analysis.footage.video:
            paths = paths_svg(analysis.lights, video.width_px, video.height_px)
            where = "Where each was in the picture"
            blocks.append(fold(where, [drawn(paths, cautions.PATHS)]))
        blocks.append(caution(cautions.LIGHTS))
    if mains := analysis.mains:
        found = f"Compatible with {mains.hz} Hz." if mains.hz else "Cannot tell 50 from 60 Hz."
        used = mains.compatible_with
        where = f" Such a mains is used in {'; '.join(used)}." if used else ""
        blocks.append(fold("Mains flicker of lamps", [text(f"{mains.reason}{where}", found)]))
    return blocks


def _blinking(number: int, light: Light) -> list[Cell]:
    aliases = ", ".join(f"{one:.2f}" for one in light.aliases_hz[:_MOST_ALIASES])
    more = " and so on" if len(light.aliases_hz) > _MOST_ALIASES else ""
    note = f"{light.alias_note} ({aliases} Hz{more})" if aliases else light.alias_note
    return [
        {"badge": str(number)},
        cell(when=moment(light.start_s), small=[moment(light.end_s)]),
        cell(
            f"{light.flashes_per_min:.1f} a minute",
            small=[
                f"{light.frequency_hz:.3f} ± {light.frequency_error_hz:.3f} Hz",
                f"by chance: {light.false_alarm_probability:.0e}",
            ],
        ),
        cell(
            f"{light.flashes_seen} of {light.cycles + 1:.0f} seen",
            small=[f"lit {100 * light.duty_cycle:.0f} % of the time at most"],
        ),
        str(light.color),
        cell(hints=[*light.hints, note]),
    ]


def _shots(analysis: Analysis) -> list[Block]:
    if analysis.shots is None:
        return [quiet(no_result(analysis, "shots"))]
    heads = ("No.", "From", "To", "Begins with", "Light, and the numbers it rests on")
    cells: list[list[Cell]] = [
        [
            str(number),
            cell(when=moment(shot.start_s, shot.start_frame), small=[f"frame {shot.start_frame}"]),
            cell(when=moment(shot.end_s, shot.end_frame - 1)),
            wording.BOUNDARY_WORDS[shot.boundary],
            cell(
                "; ".join(shot.darkness.reasons),
                strong=f"{wording.DARKNESS_WORDS[shot.darkness.kind].capitalize()}.",
            ),
        ]
        for number, shot in enumerate(analysis.shots, start=1)
    ]
    if len(cells) <= _FEW:
        return [table(heads, cells)]
    return [fold(wording.counted(len(cells), "shot"), [table(heads, cells)])]


def _safety(analysis: Analysis) -> list[Block]:
    safety = analysis.viewer_safety
    if safety is None:
        return [quiet(no_result(analysis, "viewer_safety"))]
    if safety.worst_second_s is None:
        return [text(safety.reason)]
    flashes = f"{safety.flashes_in_worst_second:g}"
    noun = "flash" if flashes == "1" else "flashes"
    worst: Cell = cell(
        f"at most {flashes} {noun} in one second", when=moment(safety.worst_second_s)
    )
    return [text(safety.reason), table(("From",), [[worst]])]
