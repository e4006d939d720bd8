"""What happens in a clip and when, as lists to go through beside the player; flashes first."""

from collections.abc import Mapping
from typing import Any

from ui.findings import no_result
from verify.domain.errors import shown_name
from verify.domain.findings import Analysis, Flash
from verify.domain.sounds import Sound
from verify.workbench.desk import cautions, wording

_MOST_LISTED, _MOST_WAYS = 40, 3


def happened(analysis: Analysis) -> list[dict[str, Any]]:
    """Return what happens in the clip as lists to go through: flashes first."""
    flashes = [(number, one) for number, one in enumerate(analysis.flashes or [], start=1)]
    files = {one.frame: one.file for one in analysis.keyframes or []}
    accepted = [_flash_row(number, one, files) for number, one in flashes if one.accepted]
    rejected = len(flashes) - len(accepted)
    count = wording.counted(len(accepted), "flash", "flashes")
    notes = [] if accepted or analysis.flashes is None else [cautions.NO_FLASH]
    notes += wording.unexamined_words(analysis.skipped, "flashes")
    if analysis.flashes is None:
        notes.append(no_result(analysis, "flashes"))
    if rejected:
        others = wording.counted(rejected, "other rise" if accepted else "rise")
        notes.append(f"{others} in light not accepted; see Light.")
    lists = [_list(count if accepted else "No flash", accepted, " ".join(notes))]
    sounds = [_sound_row(number, one, analysis) for number, one in enumerate(analysis.sounds or [])]
    heard = [row for row in sounds if row is not None]
    if heard:
        lists.append(_list(wording.counted(len(heard), "sudden sound"), heard))
    elif not analysis.audio_present:
        lists.append(_list("No sound", [], cautions.NO_SOUND_TRACK))
    elif analysis.audio_silent:
        lists.append(_list("Silent", [], cautions.SILENT_TRACK))
    return lists


def _list(title: str, rows: list[dict[str, Any]], note: str = "") -> dict[str, Any]:
    more = len(rows) - _MOST_LISTED
    said = f"{more:,} more stand below. {note}".strip() if more > 0 else note
    return {"title": title, "rows": rows[:_MOST_LISTED], "note": shown_name(said)}


def _flash_row(number: int, one: Flash, files: Mapping[int, str]) -> dict[str, Any]:
    fades = "" if one.half_life_s is None else f", half gone after {one.half_life_s:.2f} s"
    what = f"{wording.FLASH_WORDS[one.kind]}, {100 * one.area_share:.0f} % of the picture{fades}"
    return {
        "number": str(number),
        "frame": one.onset_frame,
        "time": wording.short_timecode(one.onset_s),
        "error": f"± {one.onset_error_s:.3f} s, frame {one.onset_frame}",
        "text": what,
        "file": files.get(one.onset_frame),
    }


def _sound_row(place: int, one: Sound, analysis: Analysis) -> dict[str, Any] | None:
    """Return a sound that was accepted, with how far a flash would be if it was its bang."""
    if not one.accepted:
        return None
    what = f"{wording.SOUND_WORDS[one.kind_hint]}, {one.snr_db:.0f} dB over the background"
    ways = [
        f"{pair.low_m:,.0f} to {pair.high_m:,.0f} m if it belongs to flash {pair.flash_index + 1}"
        for pair in analysis.flash_to_bang or []
        if pair.sound_index == place and pair.distance_m is not None
    ]
    what = "; ".join([what, *ways[:_MOST_WAYS]])
    time_s = max(0.0, one.onset_s)
    return {
        "time_s": time_s,
        "time": wording.short_timecode(time_s),
        "error": f"± {one.onset_error_s:.3f} s",
        "text": what,
    }
