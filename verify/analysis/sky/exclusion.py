"""Hours that what a clip shows makes impossible, and what would explain it all the same.

Only what is plain counts: between 3 degrees up and 12 degrees down the Sun leaves a sky that a
camera may show dark or light as it pleases. What is not excluded is not confirmed: most hours fit
most clips.
"""

from collections.abc import Callable, Collection
from typing import NamedTuple

from verify.analysis.sky.crossings import spans_above
from verify.analysis.sky.ephemeris import Site
from verify.domain.findings import DarknessClass
from verify.domain.sky import Rule

SUN_TOO_HIGH_DEG = 3.0
SUN_TOO_LOW_DEG = -12.0
MOON_HIDDEN_DEG = -2.0
"""Half a degree of air, a quarter of disc, and a camera up to a kilometre above its horizon."""

MOON_UNSEEN_DEG = 7.0
"""Danjon's limit: so close to the Sun nobody has seen the Moon."""

_OUTDOORS = "it was filmed outdoors"


class Shown(NamedTuple):
    """What the clip shows, as measured or as a person says.

    Attributes
    ----------
    classes : collection of DarknessClass
        Of its shots.
    outdoors, moon_visible : bool
        What a person says of it.
    """

    classes: Collection[DarknessClass] = ()
    outdoors: bool = False
    moon_visible: bool = False


class Exclusion(NamedTuple):
    """A stretch [start_s, end_s) that does not fit; see `verify.domain.sky.Excluded`."""

    rule: Rule
    start_s: float
    end_s: float
    because: str
    only_if: str | None
    unless: list[str]


class _Test(NamedTuple):
    rule: Rule
    # Above zero where the hour is impossible.
    excess: Callable[[float], float]
    because: str
    only_if: str | None
    unless: list[str]


def exclusions(
    site: Site, shown: Shown, start_s: float, end_s: float, step_s: float
) -> list[Exclusion]:
    """Return the stretches within [start_s, end_s] that do not fit what the clip shows.

    Parameters
    ----------
    site : Site
    shown : Shown
    start_s, end_s : float
        Seconds since 1970 UTC; equal for a single time, whose stretch then has no length.
    step_s : float
        Seconds between looks.
    """
    found = []
    for test in _tests(site, shown):
        if start_s == end_s:
            spans = [(start_s, end_s)] if test.excess(start_s) > 0 else []
        else:
            spans = spans_above(test.excess, start_s, end_s, step_s)
        found += [
            Exclusion(test.rule, *span, test.because, test.only_if, test.unless) for span in spans
        ]
    return sorted(found, key=lambda exclusion: exclusion.start_s)


def covered_s(found: Collection[Exclusion]) -> float:
    """Return the length of all stretches together, each second once.

    Examples
    --------
    >>> spans = ((0, 5), (3, 9))
    >>> covered_s([Exclusion(Rule.DAYLIT_SKY_AT_NIGHT, a, b, "", None, []) for a, b in spans])
    9.0
    """
    total_s = 0.0
    until_s = float("-inf")
    for one in sorted(found, key=lambda exclusion: exclusion.start_s):
        total_s += max(0.0, one.end_s - max(one.start_s, until_s))
        until_s = max(until_s, one.end_s)
    return total_s


def _tests(site: Site, shown: Shown) -> list[_Test]:
    tests = []
    if DarknessClass.NIGHT in shown.classes:
        tests.append(
            _Test(
                Rule.NIGHT_DARK_UNDER_THE_SUN,
                lambda utc_s: site.sun(utc_s).altitude_deg - SUN_TOO_HIGH_DEG,
                f"a shot is dark as night, the Sun more than {SUN_TOO_HIGH_DEG:g} degrees up",
                None if shown.outdoors else _OUTDOORS,
                [
                    "the exposure was very short, or the picture was darkened afterwards",
                    "smoke, dust, a storm or an eclipse darkened the day",
                ],
            )
        )
    if DarknessClass.DAY in shown.classes:
        tests.append(
            _Test(
                Rule.DAYLIT_SKY_AT_NIGHT,
                lambda utc_s: SUN_TOO_LOW_DEG - site.sun(utc_s).altitude_deg,
                f"a shot has a sky of the day, the Sun more than {-SUN_TOO_LOW_DEG:g} degrees down",
                None,
                [
                    "a long exposure under the Moon or over a lit city",
                    "the blue is of something else, such as a wall, a screen or the white balance",
                ],
            )
        )
    if shown.moon_visible:
        tests.append(
            _Test(
                Rule.MOON_BELOW_THE_HORIZON,
                lambda utc_s: MOON_HIDDEN_DEG - site.moon(utc_s).altitude_deg,
                f"the Moon is in the clip, but was more than {-MOON_HIDDEN_DEG:g} degrees below "
                "the horizon",
                None,
                ["the light is a lamp, a flare or a reflection", "the camera was in an aircraft"],
            )
        )
        tests.append(
            _Test(
                Rule.MOON_TOO_CLOSE_TO_THE_SUN,
                lambda utc_s: MOON_UNSEEN_DEG - site.moon_face(utc_s).from_sun_deg,
                f"the Moon is in the clip, but was within {MOON_UNSEEN_DEG:g} degrees of the Sun, "
                "where it is not seen",
                None,
                ["the light is a lamp, a flare or a reflection", "the Sun was eclipsed"],
            )
        )
    return tests
