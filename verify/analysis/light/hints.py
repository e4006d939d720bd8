"""What the course of a light speaks for and against, in words that always leave two readings.

None of this is a verdict. It is what a person with the clip before them would weigh as well: each
hint names explanations of one course of light, and the numbers that favour one or the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from verify.analysis.light.rise import Curve, Look, Rise, curve
from verify.domain.findings import Flash, FlashKind
from verify.domain.shares import percent

CLIP_ENDS = "clip_ends"
"""The clip ends before the light has decayed."""

WIDE_SHARE = 0.3
FLICKER_SHARE = 0.025
"""Spread of steady light against its height, in luma: lamps stay below, flames above, as a rule."""

STILL_SHARE = 0.01
FULL_BOX_SHARE = 0.85
"""A screen or a caption stands still and fills its box."""

LASTING_S = (0.1, 1.0)
"""Half-lives of glowing gas and smoke; lightning and photo flashes are mostly shorter."""

SHARP_EDGE_SHARE = 0.75

STROKES_S = 0.6
"""Strokes of one lightning follow each other within this time, as a rule."""

EVEN_SHARE = 0.12
"""Intervals of a strobe or of automatic fire spread by less, or by a frame."""

EVEN_BY_CHANCE = 0.01
"""Evenness is said only if intervals of any length would be so alike by less than this chance."""

FADED_SHARE = 0.06
"""Light that fades loses as much from third to third of the time; exposure settles in the first."""

HELD_S = 0.25
"""Lightning, too, can hold for a fifth of a second and be gone at once."""

HELD_SHARE = 0.7
GONE_SHARE = 0.2
"""Light that was switched off keeps the one until it goes, and two frames later is below the other.
What burns out takes longer from one to the other."""

_STEADY_FROM_S = 0.5
_LEAST_STEADY = 8


@dataclass(frozen=True)
class Evidence:
    """What is known of one rise.

    Attributes
    ----------
    rise : Rise
        The rise.
    looks : sequence of Look
        Frames from before the rise for as long as it was followed.
    half_life_s : float or None
        From the peak to half of the height, seconds; None if unseen.
    rise_s : float
        From the onset to nine tenths of the peak, seconds.
    interval_s : float
        Time between frames, seconds.
    earlier : sequence of Flash
        Accepted flashes of the last seconds.
    """

    rise: Rise
    looks: Sequence[Look]
    half_life_s: float | None
    rise_s: float
    interval_s: float
    earlier: Sequence[Flash]

    @cached_property
    def lit_share(self) -> float:
        """Share of the picture that is lit, 0 to 1."""
        return float(self.rise.lit.mean())

    @cached_property
    def flicker(self) -> float | None:
        """Spread of the light once it is steady, as a share of its level.

        Where pixels are clipped nothing flickers; the rest of the lit area is looked at.
        """
        since_s = self.rise.peak.time_s + _STEADY_FROM_S
        later = [look for look in self.looks if look.time_s >= since_s]
        where = self.rise.lit & ~self.rise.peak.clipped
        if len(later) < _LEAST_STEADY or not where.any():
            return None
        levels = curve(later, self.rise.dark, where)
        times_s = np.array([look.time_s for look in later])
        # Exposure settles and a fire grows: only what is quicker than that is flicker.
        powers = np.vander(times_s - times_s.mean(), 3)
        slow = powers @ np.linalg.lstsq(powers, levels, rcond=None)[0]
        return _spread(levels - slow) / max(float(np.median(levels)), 1.0)

    @cached_property
    def faded_share(self) -> float | None:
        """How much of light that stays is gone at the end; None unless it falls all the time."""
        since_s = self.rise.peak.time_s + _STEADY_FROM_S
        later = [look for look in self.looks if look.time_s >= since_s]
        if len(later) < _LEAST_STEADY:
            return None
        levels = curve(later, self.rise.dark, self.rise.core)
        first, second, third = (float(np.median(part)) for part in np.array_split(levels, 3))
        least = FADED_SHARE * first
        if first <= 0 or first - second < least or second - third < least:
            return None
        return 1 - third / first

    @cached_property
    def held_s(self) -> float | None:
        """How long the light stayed level before it went at once, seconds; None if it did not."""
        later = [look for look in self.looks if look.index >= self.rise.peak.index]
        levels = curve(later, self.rise.dark, self.rise.core)
        fallen = np.flatnonzero(levels < HELD_SHARE * levels[0])
        if not fallen.size:
            return None
        first = int(fallen[0])
        gone = levels[first : first + 2] < GONE_SHARE * levels[0]
        return later[first].time_s - later[0].time_s if gone.any() else None

    @cached_property
    def is_sharp_edged(self) -> bool:
        """Whether half of the light ends nearly where the last quarter does."""
        return bool(self.rise.core.sum() >= SHARP_EDGE_SHARE * self.rise.lit.sum())

    @cached_property
    def box_filled(self) -> float:
        """Share of the lit area's box that is lit."""
        lit = self.rise.core
        along, down = np.flatnonzero(lit.any(axis=0)), np.flatnonzero(lit.any(axis=1))
        box = (along[-1] - along[0] + 1) * (down[-1] - down[0] + 1)
        return float(lit.sum() / box)

    @cached_property
    def strokes_before(self) -> int:
        """Flashes shortly before this one."""
        since_s = self.rise.start.time_s - STROKES_S
        return sum(flash.onset_s >= since_s for flash in self.earlier)

    @cached_property
    def period_s(self) -> float | None:
        """The interval of the last flashes, if so many are alike that chance is ruled out."""
        onsets_s = [flash.onset_s for flash in self.earlier] + [self.rise.start.time_s]
        steps_s = np.diff(onsets_s)
        for count in range(2, len(steps_s) + 1):
            last_s = steps_s[-count:]
            period_s = float(np.median(last_s))
            # A frame tells an interval no better than to itself.
            spread_s = max(float(np.abs(last_s - period_s).max()), self.interval_s)
            if spread_s > max(EVEN_SHARE * period_s, 1.01 * self.interval_s):
                return None
            if (2 * spread_s / period_s) ** (count - 1) <= EVEN_BY_CHANCE:
                return period_s
        return None


def hints_on(evidence: Evidence, kind: FlashKind) -> list[str]:
    """Return hints on an accepted rise, each with at least two readings."""
    if kind is FlashKind.SUSTAINED:
        return _on_staying(evidence)
    if kind is not FlashKind.FLASH or evidence.half_life_s is None:
        return []
    hints = [_on_course(evidence, evidence.half_life_s)]
    if evidence.period_s is not None:
        hints.append(
            f"a strobe, automatic fire, or one clip played again and again: the last flashes came "
            f"{evidence.period_s:.2f} s apart, evenly; lightning and explosions keep no time"
        )
    return hints


def _on_course(evidence: Evidence, half_life_s: float) -> str:
    area = f"{percent(evidence.lit_share)} of the picture lit"
    fell = f"half gone after {half_life_s:.2f} s"
    if half_life_s <= 1.5 * evidence.interval_s:
        if evidence.lit_share >= WIDE_SHARE:
            strokes = evidence.strokes_before
            speak = "speaks" if strokes == 1 else "speak"
            others = (
                f"{strokes} more just before {speak} for lightning, which strikes again at once"
                if strokes
                else "none just before speaks neither way: one stroke, or one flash lamp"
            )
            return f"lightning, or the flash lamp of a camera: {area}, {fell}; {others}"
        return (
            f"a shot, a spark, or a flash lamp: {area}, {fell}; for a shot would speak that it "
            "lies at a muzzle, against it that the light goes on in further frames"
        )
    if half_life_s < LASTING_S[0]:
        return (
            f"lightning, the break of a firework, or a small explosion: {area}, {fell}; a whole "
            "sky speaks for lightning, falling stars for a firework, glowing smoke for an explosion"
        )
    held_s = evidence.held_s
    if held_s is not None and held_s >= HELD_S:
        return (
            f"a lamp, headlights, or a screen that was switched on and off: {area}, level for "
            f"{held_s:.2f} s, then gone within two frames; an explosion or a firework dies away "
            "unless something hid it, and lightning seldom holds so long"
        )
    if half_life_s <= LASTING_S[1]:
        spread = (
            "so wide a light speaks for lightning behind cloud, or for a blast that lights all"
            if evidence.lit_share >= WIDE_SHARE
            else "a light in one place speaks for an explosion or a firework, against lightning"
        )
        return (
            f"an explosion with its glow, a firework, or lightning behind cloud: {area}, {fell}; "
            f"{spread}"
        )
    return (
        f"a flare, a firework that falls, or a fire that goes out: {area}, {fell}; for a flare "
        "would speak that it drifts down slowly; lightning and shots are gone sooner"
    )


def _on_staying(evidence: Evidence) -> list[str]:
    flicker = evidence.flicker
    if flicker is None:
        return []
    rose = f"up within {evidence.rise_s:.2f} s"
    if flicker >= FLICKER_SHARE:
        return [
            f"a fire, a burning flare, or fireworks, rather than a lamp: {rose}, it flickers by "
            f"{percent(flicker)}; lamps stay within {percent(FLICKER_SHARE, 1)}"
        ]
    if evidence.faded_share is not None:
        return [
            f"a blast whose glow dies away, such as slowed footage of one, a flare, or a lamp that "
            f"is dimmed or turns away: {rose}, it fades evenly, "
            f"{percent(evidence.faded_share)} lost while it was followed; a lamp that stays "
            f"on does not fade, open fire flickers by {percent(FLICKER_SHARE, 1)} and more"
        ]
    if flicker <= STILL_SHARE and evidence.is_sharp_edged and evidence.box_filled >= FULL_BOX_SHARE:
        return [
            f"a caption, a screen, a lit window, or a lamp: {rose}, steady within "
            f"{percent(flicker, 1)}, and with sharp edges it fills {percent(evidence.box_filled)} "
            "of its box, which speaks against a lamp's round glow; a fire flickers"
        ]
    return [
        f"a lamp, headlights that turn this way, or a flare far off, rather than open fire: "
        f"{rose}, steady within {percent(flicker, 1)}; open fire flickers by "
        f"{percent(FLICKER_SHARE, 1)} and more"
    ]


def _spread(levels: Curve) -> float:
    """Return the standard deviation, robustly."""
    return float(1.4826 * np.median(np.abs(levels - np.median(levels))))
