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
"""Intervals of a strobe or of automatic fire spread by less, frame times included."""

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
        """The interval of the last flashes, if there are three or more of one."""
        onsets_s = [flash.onset_s for flash in self.earlier] + [self.rise.start.time_s]
        steps_s = np.diff(onsets_s)[-4:]
        if len(steps_s) < 2:
            return None
        period_s = float(np.median(steps_s))
        spread_s = float(np.abs(steps_s - period_s).max())
        is_even = spread_s <= max(EVEN_SHARE * period_s, 1.5 * self.interval_s)
        return period_s if is_even else None


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
    area = f"{evidence.lit_share:.0%} of the picture lit"
    fell = f"half gone after {half_life_s:.2f} s"
    if half_life_s <= 1.5 * evidence.interval_s:
        if evidence.lit_share >= WIDE_SHARE:
            strokes = evidence.strokes_before
            others = (
                f"{strokes} more just before speak for lightning, which strikes again at once"
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
            f"{flicker:.0%}; lamps stay within {FLICKER_SHARE:.1%}"
        ]
    if flicker <= STILL_SHARE and evidence.is_sharp_edged and evidence.box_filled >= FULL_BOX_SHARE:
        return [
            f"a caption, a screen, a lit window, or a lamp: {rose}, steady within {flicker:.1%}, "
            f"and with sharp edges it fills {evidence.box_filled:.0%} of its box, which speaks "
            "against a lamp's round glow; a fire flickers"
        ]
    return [
        f"a lamp, headlights that turn this way, or a flare far off, rather than open fire: "
        f"{rose}, steady within {flicker:.1%}; open fire flickers by {FLICKER_SHARE:.1%} and more"
    ]


def _spread(levels: Curve) -> float:
    """Return the standard deviation, robustly."""
    return float(1.4826 * np.median(np.abs(levels - np.median(levels))))
