"""Findings that are held up, in words: one sentence each, with its uncertainty."""

import contextlib
from collections.abc import Callable
from typing import Any

import msgspec

from verify.domain.claimed import ClaimedPosition, StatedTime, WriterMatch
from verify.domain.errors import shown_name
from verify.domain.evidence import FindingItem
from verify.domain.findings import Brightness, Flash, Keyframe, Shot, Timebase
from verify.domain.lights import Light
from verify.domain.sounds import FlashToBang, Sound
from verify.presentation.claims import position_words, step_words, writer_words
from verify.presentation.wording import (
    DARKNESS_WORDS,
    FLASH_WORDS,
    PICKED_WORDS,
    SOUND_WORDS,
    counted,
    short_timecode,
)


def _flash(flash: Flash) -> str:
    fades = "" if flash.half_life_s is None else f", half as bright after {flash.half_life_s:.2f} s"
    passed = "" if flash.accepted else f", not accepted: {flash.reason}"
    more = " or more" if flash.saturated else ""
    return (
        f"{FLASH_WORDS[flash.kind]} at {short_timecode(flash.onset_s)} ± {flash.onset_error_s:.3f} "
        f"s, rise {flash.rise_luminance:.2f}{more} of linear light over "
        f"{100 * flash.area_share:.0f} % of the picture{fades}{passed}"
    )


def _sound(sound: Sound) -> str:
    passed = "" if sound.accepted else f", not accepted: {sound.reason}"
    return (
        f"sudden sound at {short_timecode(max(0.0, sound.onset_s))} ± {sound.onset_error_s:.3f} s, "
        f"{SOUND_WORDS[sound.kind_hint]}, {sound.snr_db:.0f} dB over what was before{passed}"
    )


def _light(light: Light) -> str:
    if light.is_steady:
        return f"light that moves without blinking, from {short_timecode(light.start_s)}"
    return (
        f"light that blinks {light.flashes_per_min:.1f} times a minute "
        f"({light.frequency_hz:.3f} ± {light.frequency_error_hz:.3f} Hz, aliases aside) from "
        f"{short_timecode(light.start_s)} to {short_timecode(light.end_s)}"
    )


def _bang(pair: FlashToBang) -> str:
    only = " if this sound belongs to this flash" if pair.conditional else ""
    return (
        f"flash {pair.flash_index + 1} to sound {pair.sound_index + 1}: {pair.delay_s:.2f} s, "
        f"{pair.low_m:,.0f} to {pair.high_m:,.0f} m away{only}"
    )


def _shot(shot: Shot) -> str:
    kind = DARKNESS_WORDS[shot.darkness.kind]
    span = f"{short_timecode(shot.start_s)} to {short_timecode(shot.end_s)}"
    return f"shot from {span}, light: {kind} ({'; '.join(shot.darkness.reasons)})"


def _keyframe(keyframe: Keyframe) -> str:
    because = PICKED_WORDS[keyframe.picked_because]
    return f"picture at {short_timecode(keyframe.time_s)} ({because})"


def _brightness(brightness: Brightness) -> str:
    return f"light of the clip: {brightness.darkness.replace('_', ' ')}"


def _timebase(timebase: Timebase) -> str:
    short = f", {timebase.truncated_reason}" if timebase.truncated_reason else ""
    return (
        f"{timebase.duration_s:.3f} s ± {timebase.timing_error_s:.3f} s in "
        f"{counted(timebase.frames, 'frame')}{short}"
    )


def _writer(writer: WriterMatch) -> str:
    seen = "; ".join(sentence.rstrip(".") for sentence in writer.evidence)
    caution = writer.caution.rstrip(".")
    return f"writer of the file: {writer_words(writer)} ({seen}); caution: {caution}"


def _stated_time(time: StatedTime) -> str:
    return f"time that the file states: {time.untrusted_text} ({time.source})"


def _position(position: ClaimedPosition) -> str:
    doubts = "".join(f"; doubt: {doubt.rstrip('.')}" for doubt in position.doubts)
    return (
        f"place that the file states: {position_words(position)} ({position.source}), "
        f"{step_words(position)}{doubts}"
    )


_FORMS: dict[str, tuple[Any, Callable[[Any], str]]] = {
    "flashes": (Flash, _flash),
    "sounds": (Sound, _sound),
    "lights": (Light, _light),
    "flash_to_bang": (FlashToBang, _bang),
    "shots": (Shot, _shot),
    "keyframes": (Keyframe, _keyframe),
    "brightness": (Brightness, _brightness),
    "timebase": (Timebase, _timebase),
    "metadata/writers": (WriterMatch, _writer),
    "metadata/times": (StatedTime, _stated_time),
    "metadata/positions": (ClaimedPosition, _position),
}


def finding_words(item: FindingItem) -> str:
    """Return a finding as a person would say it, with its uncertainty; several, one after another.

    One that has no form here, or that another version made, comes as it is: its value is data of a
    file that anybody could have written.
    """
    name, _, place = item.pointer.removeprefix("/").rpartition("/")
    form = _FORMS.get(name if place.isdecimal() else f"{name}/{place}".removeprefix("/"))
    if form is not None:
        kind, words = form
        is_list = isinstance(item.value, list) and not place.isdecimal()
        several = item.value if is_list else [item.value]
        with contextlib.suppress(msgspec.ValidationError):
            found = [msgspec.convert(one, kind) for one in several]
            # What was passed over is listed too, and is not what several are held up for.
            found.sort(key=lambda one: not getattr(one, "accepted", True))
            return shown_name("; ".join(map(words, found)) or "none")
    return _plain(item.value)


def _plain(value: Any) -> str:
    """Return a value of JSON as a list of what it says."""
    if isinstance(value, dict):
        said = [f"{name.replace('_', ' ')} {_plain(one)}" for name, one in value.items()]
        return shown_name(", ".join(said))
    if isinstance(value, list):
        return "; ".join(map(_plain, value)) or "none"
    return "not known" if value is None else shown_name(str(value))
