"""How times, counts and classes are put in words, the same on every page, plot and sheet."""

from collections.abc import Iterable
from fractions import Fraction

from verify.domain.claims import ConflictKind
from verify.domain.exposure import ExposureReaction
from verify.domain.findings import (
    CLIP_ENDS,
    Boundary,
    DarknessClass,
    FlashKind,
    PickedBecause,
    Sandbox,
    Skipped,
)
from verify.domain.footage import AudioStream
from verify.domain.overlays import OverlayKind
from verify.domain.sounds import SoundKind
from verify.domain.timing import timecode
from verify.domain.traces import Confidence, TraceKind

DARKNESS_WORDS = {
    DarknessClass.NIGHT: "night",
    DarknessClass.TWILIGHT: "twilight",
    DarknessClass.DAY: "day",
    DarknessClass.LIT_INTERIOR: "lit interior",
    DarknessClass.CANNOT_TELL: "cannot tell",
}

CONFLICT_WORDS = {
    ConflictKind.NUMBER: "numbers",
    ConflictKind.WEEKDAY_DATE: "weekday against date",
    ConflictKind.DAY_NIGHT: "day against night",
    ConflictKind.ACTOR: "who did it",
    ConflictKind.PLACE: "places",
    ConflictKind.ORDER: "order of events",
}

BOUNDARY_WORDS = {
    Boundary.START: "start of the clip",
    Boundary.CUT: "cut",
    Boundary.FADE: "fade",
    Boundary.DISSOLVE: "dissolve",
}

FLASH_WORDS = {
    FlashKind.FLASH: "flash",
    FlashKind.SUSTAINED: "sharp rise that stays lit",
    FlashKind.CUT: "shot boundary",
    FlashKind.STEP: "step in brightness",
    FlashKind.SLOW: "slow rise",
    FlashKind.CAMERA_MOTION: "camera motion",
}

SOUND_WORDS = {
    SoundKind.IMPULSIVE: "impulsive",
    SoundKind.RUMBLING: "rumbling",
    SoundKind.SPEECH_LIKE: "like speech",
    SoundKind.MUSIC: "like music",
    SoundKind.UNCLEAR: "unclear",
}

TRACE_WORDS = {
    TraceKind.FROZEN_RUN: "picture held still",
    TraceKind.DROPPED_FRAMES: "frames missing",
    TraceKind.LOOP: "stretch shown before",
    TraceKind.STILL_BEGINNING: "still beginning",
    TraceKind.STILL_ENDING: "still ending",
    TraceKind.BLACK_BEGINNING: "black beginning",
    TraceKind.BLACK_ENDING: "black ending",
    TraceKind.SOUND_SPLICE: "change in the sound's background",
}

CONFIDENCE_WORDS = {
    Confidence.CLEAR: "clear",
    Confidence.NEAR_THRESHOLD: "near that, so doubtful",
}

PICKED_WORDS = {
    PickedBecause.SHOT_FIRST: "first of its shot",
    PickedBecause.SHOT_SHARPEST: "sharpest of its shot",
    PickedBecause.FLASH_BEFORE: "before a flash",
    PickedBecause.FLASH_ONSET: "flash begins",
    PickedBecause.FLASH_PEAK: "flash at its peak",
    PickedBecause.FLASH_DECAY: "flash fading",
    PickedBecause.DARKEST: "darkest",
    PickedBecause.INTERVAL: "regular interval",
    PickedBecause.I_FRAME: "I-frame of the codec",
    PickedBecause.EVERY: "regular interval, asked for",
    PickedBecause.ASKED_FOR: "asked for",
    PickedBecause.ONLY_FRAME: "the only frame",
}

_HINT_WORDS = {CLIP_ENDS: "the clip ends before the light has fallen"}

OVERLAY_CONFIDENCE_WORDS = {
    Confidence.CLEAR: "clear",
    Confidence.NEAR_THRESHOLD: "faint, so doubtful",
}

OVERLAY_WORDS = {
    OverlayKind.STATIC_MARK: "lasting mark",
    OverlayKind.HOPPING_MARK: "hopping mark",
    OverlayKind.CAPTION: "caption",
    OverlayKind.TICKER: "ticker",
    OverlayKind.CHANGING_TEXT: "changing text",
}

_ANALYSIS_WORDS = {
    "lights": "blinking lights",
    "mains": "mains flicker",
    "flash_to_bang": "distance from flash to bang",
    "overlays": "overlays: marks and captions",
    "viewer_safety": "flashing that may harm viewers",
    "traces": "traces of editing",
    "c2pa": "C2PA content credentials",
    "archive": "whether it was seen before",
}

_PROMISE_WORDS = {
    "tcp": "network connections",
    "udp": "network messages",
    "local services": "services on this machine",
    "read outside": "reading other files",
    "write outside": "writing elsewhere",
    "change outside": "changing other files",
    "names outside": "seeing which other files exist",
    "environment": "secrets of other processes",
    "signals": "signals to other processes",
    "tracing": "looking into other processes",
    "other processes": "starting processes",
    "other programs": "starting programs",
    "namespaces": "namespaces of its own",
    "excess memory": "memory beyond its limit",
}

LEVEL_WORDS = {
    "A": "a hostile file is kept in and does not see what else is on this machine",
    "B": "a hostile file is kept in",
    "C": "a hostile file is not kept in; it is opened on your word only",
}
"""What a sandbox of a level is worth to a user."""

FLASH_PICKS = frozenset(
    (
        PickedBecause.FLASH_BEFORE,
        PickedBecause.FLASH_ONSET,
        PickedBecause.FLASH_PEAK,
        PickedBecause.FLASH_DECAY,
    )
)
"""Keyframes that a flash asked for; sheets and pages mark them."""


def analysis_words(name: str) -> str:
    """Return what a reader calls an analysis that `analysis.json` calls `name`.

    Examples
    --------
    >>> analysis_words("mains"), analysis_words("viewer_safety")
    ('mains flicker', 'flashing that may harm viewers')
    """
    return _ANALYSIS_WORDS.get(name, name.replace("_", " "))


def promise_words(name: str) -> str:
    """Return what a reader calls a thing that the sandbox is seen to deny, or not.

    Examples
    --------
    >>> promise_words("tcp"), promise_words("new promise")
    ('network connections', 'new promise')
    """
    return _PROMISE_WORDS.get(name, name)


def sandbox_words(sandbox: Sandbox) -> str:
    """Return how the file was kept from the rest of the machine, and what was left open."""
    parts = [f"Level {sandbox.level} ({sandbox.mechanism})."]
    for saying, promises in (
        ("The process that read the file was seen to be refused", sandbox.denied),
        ("Not refused on this machine", sandbox.not_denied),
    ):
        if promises:
            parts.append(f"{saying}: {listed([promise_words(name) for name in promises])}.")
    parts += [f"Does not hold here: {failing}." for failing in sandbox.passed_over]
    if sandbox.allowed_by == "user":
        parts.append("The user allowed decoding in spite of that.")
    if sandbox.allowed_by == "sample":
        parts.append("It was allowed because the file is one that Verify ships.")
    return " ".join(parts)


def hint_words(hint: str) -> str:
    """Return a hint as a reader gets it; most are sentences already.

    Examples
    --------
    >>> hint_words("clip_ends")
    'the clip ends before the light has fallen'
    """
    return _HINT_WORDS.get(hint, hint)


def unexamined_words(skipped: Iterable[Skipped], analysis: str) -> list[str]:
    """Return what an analysis that has a result did not look at, in sentences."""
    reasons = [one.reason for one in skipped if one.analysis == analysis and one.is_unexamined]
    return [f"{reason[0].upper()}{reason[1:]}." for reason in reasons]


def exposure_words(camera: ExposureReaction) -> str:
    """Return how the camera answered a light, and what not to take for the scene."""
    return (
        f"The camera closed: at {short_timecode(camera.lowest_s)} it let in "
        f"{100 * (1 - camera.gain):.0f} ± {100 * camera.gain_error:.0f} % less than before, "
        "perhaps more while the light filled the picture. Dark after the flash is the camera, not "
        "the scene."
    )


def short_timecode(time_s: Fraction | float) -> str:
    """Return the timecode without leading zeros, to the millisecond.

    Examples
    --------
    >>> short_timecode(3.1), short_timecode(3661.5)
    ('0:03.100', '1:01:01.500')
    """
    text = timecode(time_s).removeprefix("00:")
    return text.removeprefix("0")


def duration_words(duration_s: float) -> str:
    """Return a length as a person says it, to the tenth of a second below a minute.

    Examples
    --------
    >>> duration_words(14.61), duration_words(1.0), duration_words(75.2), duration_words(7322)
    ('14.6 seconds', '1 second', '1 minute 15 seconds', '2 hours 2 minutes')
    """
    if round(duration_s, 1) < 60:
        text = f"{duration_s:.2f}" if duration_s < 1 else f"{duration_s:.1f}".removesuffix(".0")
        return f"{text} second" if text == "1" else f"{text} seconds"
    hours, seconds = divmod(round(duration_s), 3600)
    minutes, seconds = divmod(seconds, 60)
    parts = [(hours, "hour"), (minutes, "minute")]
    if hours == 0:
        parts.append((seconds, "second"))
    return " ".join(counted(number, noun) for number, noun in parts if number)


def sentences_words(pair: tuple[int, int]) -> str:
    """Return which sentences of an article are meant, by their numbers; they may be one.

    Examples
    --------
    >>> sentences_words((0, 3)), sentences_words((4, 4))
    ('sentences 0 and 3', 'sentence 4')
    """
    first, second = pair
    return f"sentence {first}" if first == second else f"sentences {first} and {second}"


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun in the right form.

    Examples
    --------
    >>> counted(1, "flash", "flashes"), counted(1200, "frame")
    ('1 flash', '1,200 frames')
    """
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def other_tracks(audio: AudioStream | None) -> str | None:
    """Return that a file has sound that was not heard; None if it was all heard."""
    if audio is None or audio.tracks == 1:
        return None
    return f"the file has {audio.tracks:,} sound tracks; only the first was heard"


def listed(parts: list[str]) -> str:
    """Return the parts as a phrase.

    Examples
    --------
    >>> listed([]), listed(["a"]), listed(["a", "b", "c"])
    ('none', 'a', 'a, b and c')
    """
    if not parts:
        return "none"
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
