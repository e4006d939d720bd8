"""What was heard, and how far away it may have been, as text in columns."""

from collections.abc import Iterator

from verify.domain.findings import Analysis
from verify.domain.sounds import FlashToBang, Sound
from verify.domain.timing import timecode
from verify.presentation.wording import SOUND_WORDS, counted, other_tracks

_COLUMNS = ("onset", "error", "above before", "course", "why")


def sound_table(analysis: Analysis, *, with_rejected: bool) -> str:
    """Return how many sudden sounds there are and, one line each, what is known of them."""
    name = analysis.footage.untrusted_name
    if (none := _no_sound(analysis)) is not None:
        return f"{name}: {none}"
    sounds = analysis.sounds or []
    accepted = [sound for sound in sounds if sound.accepted]
    lines = [f"{name}: {counted(len(accepted), 'sudden sound') if accepted else 'no clear sound'}"]
    listed = sounds if with_rejected else accepted
    if listed:
        rows = [_COLUMNS, *map(_cells, listed)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        widths[-1] = 0
        lines += [
            "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
            for row in rows
        ]
    lines += sorted({f"{SOUND_WORDS[s.kind_hint]}: {hint}" for s in listed for hint in s.hints})
    if (rejected := len(sounds) - len(accepted)) and not with_rejected:
        were = "was" if rejected == 1 else "were"
        lines.append(f"{counted(rejected, 'other rise')} in sound {were} rejected; see --all.")
    lines += _left_out(analysis)
    return "\n".join(lines)


def distance_table(analysis: Analysis) -> str:
    """Return each distance with what it rests on, or why there is none."""
    name = analysis.footage.untrusted_name
    if not analysis.flash_to_bang and (none := _no_sound(analysis)) is not None:
        return f"{name}: no distance: {none}"
    if analysis.flash_to_bang is None:
        reasons = [s.reason for s in analysis.skipped if s.analysis == "flash_to_bang"]
        lines = [f"{name}: no distance: {'; '.join(reasons)}"]
    elif not analysis.flash_to_bang:
        flashes = sum(flash.accepted for flash in analysis.flashes or [])
        sounds = sum(sound.accepted for sound in analysis.sounds or [])
        lines = [
            f"{name}: no distance: {counted(flashes, 'accepted flash', 'accepted flashes')}, "
            f"{counted(sounds, 'accepted sound')}, and none of these follows another in one shot."
        ]
    else:
        lines = [name]
        for pair in analysis.flash_to_bang:
            lines += _pair_lines(analysis, pair)
    return "\n".join([*lines, *_left_out(analysis)])


def _left_out(analysis: Analysis) -> Iterator[str]:
    """Yield what of the sound was not listened to, a sentence each."""
    for skip in analysis.skipped:
        if skip.analysis == "sounds" and analysis.sounds is not None:
            yield f"{skip.reason[0].upper()}{skip.reason[1:]}."
    if other := other_tracks(analysis.footage.audio):
        yield f"{other[0].upper()}{other[1:]}."


def _no_sound(analysis: Analysis) -> str | None:
    if analysis.footage.kind == "picture":
        return "a picture has no sound."
    if not analysis.audio_present:
        return "the file has no sound track."
    if analysis.audio_silent:
        if other := other_tracks(analysis.footage.audio):
            return f"{other}, and that one is silent (no sample above -60 dBFS)."
        return "the file has a sound track, but it is silent (no sample above -60 dBFS)."
    if analysis.sounds is None:
        reasons = [skip.reason for skip in analysis.skipped if skip.analysis == "sounds"]
        if other := other_tracks(analysis.footage.audio):
            reasons.append(other)
        return f"sounds were not looked for: {'; '.join(reasons)}"
    return None


def _cells(sound: Sound) -> tuple[str, ...]:
    onset = timecode(sound.onset_s) if sound.onset_s >= 0 else f"{sound.onset_s:.3f} s"
    return (
        onset,
        f"± {sound.onset_error_s:.3f} s",
        f"{sound.snr_db:.1f} dB",
        SOUND_WORDS[sound.kind_hint],
        sound.reason if sound.accepted else f"not: {sound.reason}",
    )


def _pair_lines(analysis: Analysis, pair: FlashToBang) -> Iterator[str]:
    flash = (analysis.flashes or [])[pair.flash_index]
    sound = (analysis.sounds or [])[pair.sound_index]
    yield (
        f"Flash at {timecode(flash.onset_s)}, sound at {sound.onset_s:.3f} s, "
        f"{pair.delay_s:.3f} s later: {pair.reason}"
    )
    budget = pair.budget
    yield f"    speed of sound {budget.speed_of_sound_m_s:.1f} m/s"
    for line in budget.lines:
        yield f"    {line.error_m:7.1f} m  {line.cause}"
    yield f"    {budget.error_m:7.1f} m  in all, one standard deviation"
