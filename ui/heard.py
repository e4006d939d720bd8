"""The sound of a clip, for its page: sudden sounds, and how far a flash may be from its bang."""

from ui.blocks import Block, Cell, caution, cell, drawing, fold, heading, moment, quiet, table, text
from ui.findings import no_result, place
from verify.domain.findings import Analysis
from verify.domain.sounds import FlashToBang, Sound
from verify.workbench.desk import cautions, wording

_SPECTROGRAM = "spectrogram.svg"
_SOUND_HEADS = ("Onset", "Above the background", "Course", "Why, and what sounds like this")
_PAIR_HEADS = ("Flash", "Sound", "Delay", "Distance, and what it hangs on")
_MOST_BUDGETS = 6


def sound(clip_id: str, analysis: Analysis, files: list[str]) -> list[Block]:
    """Return all that was found of sound; a track that is missing or silent is said to be."""
    if not analysis.audio_present:
        return [text(cautions.NO_SOUND_TRACK)]
    if analysis.audio_silent:
        return [text(cautions.SILENT_TRACK)]
    if analysis.sounds is None:
        return [quiet(no_result(analysis, "sounds"))]
    blocks = [heading("Sudden sounds"), *_sounds(analysis.sounds)]
    if _SPECTROGRAM in files:
        plot = drawing(place(clip_id, _SPECTROGRAM), cautions.SPECTROGRAM)
        blocks.append(fold("Spectrogram", [plot]))
    return [*blocks, heading("From flash to bang"), *_distances(analysis)]


def _sounds(sounds: list[Sound]) -> list[Block]:
    clear = [one for one in sounds if one.accepted]
    others = [one for one in sounds if not one.accepted]
    if not sounds:
        return [text(cautions.NO_SOUND)]
    said = f"{wording.counted(len(clear), 'sudden sound')} clear enough to measure from."
    blocks = [text(f"{said} {cautions.SOUNDS}")]
    if clear:
        blocks.append(table(_SOUND_HEADS, map(_heard, clear)))
    if others:
        title = f"{wording.counted(len(others), 'other rise')} in sound, not accepted"
        blocks.append(fold(title, [table(_SOUND_HEADS, map(_heard, others))]))
    return blocks


def _heard(one: Sound) -> list[Cell]:
    return [
        cell(when=moment(one.onset_s), small=[f"± {one.onset_error_s:.3f} s"]),
        f"{one.snr_db:.1f} dB",
        wording.SOUND_WORDS[one.kind_hint],
        cell(
            one.reason,
            strong="Accepted:" if one.accepted else "Not accepted:",
            hints=one.hints,
        ),
    ]


def _distances(analysis: Analysis) -> list[Block]:
    pairs = analysis.flash_to_bang
    if pairs is None:
        return [quiet(no_result(analysis, "flash_to_bang"))]
    if not pairs:
        return [text(cautions.NO_DISTANCE)]
    return [
        table(_PAIR_HEADS, [_pair(one, analysis) for one in pairs]),
        caution(cautions.DISTANCES),
        fold("What each distance rests on", [_budget(pairs[:_MOST_BUDGETS])]),
    ]


def _pair(pair: FlashToBang, analysis: Analysis) -> list[Cell]:
    flash = (analysis.flashes or [])[pair.flash_index]
    bang = (analysis.sounds or [])[pair.sound_index]
    distance = "none" if pair.distance_m is None else f"{pair.low_m:,.0f} to {pair.high_m:,.0f} m"
    only = "Only if this sound belongs to this flash; no series shows it."
    return [
        cell(when=moment(flash.onset_s, flash.onset_frame), small=[f"No. {pair.flash_index + 1}"]),
        cell(when=moment(bang.onset_s)),
        f"{pair.delay_s:.3f} s",
        cell(only if pair.conditional else pair.reason, strong=f"{distance}."),
    ]


def _budget(pairs: list[FlashToBang]) -> Block:
    """Return the doubts of each distance, a line for each cause and a column for each pair."""
    causes = list(dict.fromkeys(line.cause for one in pairs for line in one.budget.lines))
    errors = [{line.cause: line.error_m for line in one.budget.lines} for one in pairs]
    heads = ["One standard deviation, metres"]
    heads += [f"Flash {one.flash_index + 1}, {one.delay_s:.3f} s" for one in pairs]
    lines: list[list[Cell]] = [
        [cause, *(f"{each[cause]:.1f}" if cause in each else "" for each in errors)]
        for cause in causes
    ]
    speed = f"speed of sound {pairs[0].budget.speed_of_sound_m_s:.1f} m/s"
    together: list[Cell] = [cell(strong="all together", small=[speed])]
    together += [cell(strong=f"{one.budget.error_m:.1f}") for one in pairs]
    return table(heads, [*lines, together])
