"""What an archive answers about the sound of a clip, in words; see `match_wording` for pictures."""

from verify.domain.matches import (
    Match,
    PictureThere,
    Search,
    SoundMatch,
    SoundSearch,
    SoundSegment,
    SoundThere,
)
from verify.presentation.match_wording import GRADE_WORDS, claim_words, span_words
from verify.presentation.wording import counted

MOST_SHOWN = 10
"""Matches that are told in words; all stand in the JSON."""

_SOUND_WORDS = {
    SoundThere.SAME: "same picture, same sound",
    SoundThere.OTHER: "same picture, other sound",
}
_PICTURE_WORDS = {
    PictureThere.SAME: "same sound, same picture",
    PictureThere.OTHER: "same sound, other picture",
    PictureThere.NOT_COMPARABLE: "same sound; its picture cannot be compared there",
}
_NOTHING_TO_COMPARE = {
    "absent": "no sound to compare: it has no sound track that can be decoded",
    "silent": "no sound to compare: its sound track is silent",
}
_SAME_SPEED = 0.002


def sound_there_words(match: Match) -> str:
    """Return whether the sound agrees where a picture does; empty if that cannot be told."""
    return "" if match.sound is None else _SOUND_WORDS[match.sound]


def sound_lines(found: Search) -> list[str]:
    """Return what was found of the sound, a line for the answer and one for each match."""
    sound = found.sound
    if sound is None:
        return []
    lines = [f"Sound: {_answer(sound)}"]
    lines += [f"Sound, {_match(match)}" for match in sound.matches[:MOST_SHOWN]]
    if (more := len(sound.matches) - MOST_SHOWN + sound.matches_left_out) > 0:
        lines.append(f"Sound: {counted(more, 'weaker match', 'weaker matches')} more")
    return lines


def _answer(sound: SoundSearch) -> str:
    if sound.state in _NOTHING_TO_COMPARE:
        return _NOTHING_TO_COMPARE[sound.state]
    here = f"{counted(sound.entries_searched, 'entry', 'entries')} with sound"
    if sound.entries_not_read:
        here += f" ({sound.entries_not_read:,} without a fingerprint of sound)"
    number = len(sound.matches) + sound.matches_left_out
    if not number:
        return f"nothing here sounds like it, of {here}"
    return f"{counted(number, 'entry sounds', 'entries sound')} like it, of {here}"


def _match(match: SoundMatch) -> str:
    claim = match.footage.clearest_claim
    dated = claim_words(claim) if claim else "no date claimed"
    strongest = match.segments[0]
    said = f"{GRADE_WORDS[match.match_grade]}: {match.footage.name} ({dated})"
    more = len(match.segments) - 1
    also = f", and {counted(more, 'further stretch', 'further stretches')}" if more else ""
    return (
        f"{said}, {_segment(strongest)}{also}; {_PICTURE_WORDS[strongest.picture]} ({match.reason})"
    )


def _segment(segment: SoundSegment) -> str:
    here = span_words(segment.query_start_s, segment.query_end_s)
    there = span_words(segment.match_start_s, segment.match_end_s)
    said = f"its {here} sounds like that one's {there}"
    if abs(segment.speed - 1) < _SAME_SPEED:
        return said
    pitch = "pitch kept" if segment.pitch == 1 else "pitch too"
    return f"{said} at {segment.speed:.2f} times its speed, {pitch}"
