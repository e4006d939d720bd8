"""Pairs of a claim and what the sample clips truly hold, by the truth that lies beside each.

Unlike `gold_pairs` these were added when there were rules already; no rule was changed for them.
"""

import json
from typing import Any

from tests.analyses import flash
from tests.casework.checks.clips import (
    NIGHT,
    blinking,
    claim,
    clip,
    heard,
    match,
    search,
)
from tests.casework.checks.gold_pairs import (
    CANNOT_TELL,
    CLIP,
    EVENT,
    FITS,
    LINK,
    SILENT,
    SUPPORTS,
    Pair,
)
from tests.conftest import REPOSITORY
from verify.casework.checks.known import Known
from verify.domain.findings import Analysis, DarknessClass, FlashKind


def _truth(name: str) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((REPOSITORY / "samples" / f"{name}.truth.json").read_text())
    return truth


def of_sample(name: str) -> Analysis:
    """Return what a perfect analysis of a sample clip would find."""
    truth = _truth(name)
    shown = truth["flashes"]
    pairs = heard(*(one["bang_s"] - one["onset_s"] for one in shown if one.get("bang_s")))
    light = [DarknessClass(shot["darkness"]) for shot in truth.get("shots", [])] or [NIGHT]
    return clip(
        *light,
        **pairs
        | {
            "audio_present": truth["sound"],
            "audio_silent": False if truth["sound"] else None,
            "flashes": [
                flash(
                    onset_s=one["onset_s"],
                    peak_s=one.get("peak_s", one["onset_s"]),
                    end_s=one.get("end_s"),
                    kind=FlashKind(one["kind"]),
                )
                for one in shown
            ],
            "lights": [
                blinking(one["flashes_per_min"]) for one in truth.get("blinking_lights", [])
            ],
        },
    )


STRIKE, FIRE, CUT = of_sample("night-strike"), of_sample("night-fire"), of_sample("night-fire-cut")
OTHER, MONTAGE = of_sample("night-other"), of_sample("montage")
REUPLOAD = of_sample("night-strike-reupload")

_TWO = ("two", 2, 2, "flashes")
_BANG = claim(
    "The video shows a flash, followed by a bang about two seconds later.",
    "flash_to_bang",
    counts=(("about two", 2, 2, "s", "~"),),
)
_NIGHT = claim("The video shows a street at night.", "night")

SAMPLE_PAIRS = (
    Pair(
        claim("The video shows two flashes.", "flash_count", counts=(_TWO,)),
        CLIP,
        Known(analysis=STRIKE),
        SUPPORTS,
        "it has two, and nothing was rejected",
    ),
    Pair(
        claim(
            "The clip shows no more than one flash.",
            "flash_count",
            counts=(("one", None, 1, "flashes", "<="),),
        ),
        CLIP,
        Known(analysis=STRIKE),
        CANNOT_TELL,
        "one more than claimed may be a caption or a false one: to be looked at",
    ),
    Pair(
        claim("The clip shows five flashes.", "flash_count", counts=(("five", 5, 5, "flashes"),)),
        CLIP,
        Known(analysis=REUPLOAD),
        CANNOT_TELL,
        "a copy that was cut; and small ones are not listed",
    ),
    Pair(_BANG, CLIP, Known(analysis=STRIKE), FITS, "2.1 s, if both belong together"),
    Pair(_BANG, CLIP, Known(analysis=CUT), CANNOT_TELL, "this cut has no sound track"),
    Pair(_BANG, CLIP, Known(analysis=OTHER), CANNOT_TELL, "no flash"),
    Pair(_NIGHT, CLIP, Known(analysis=STRIKE), FITS, "so would most clips of a night"),
    Pair(_NIGHT, CLIP, Known(analysis=MONTAGE), CANNOT_TELL, "shots by day and by night"),
    Pair(
        claim("A fire broke out at the depot.", "brightness", "partly"),
        EVENT,
        Known(analysis=FIRE),
        FITS,
        "a light that stays, as of a lamp or a flare",
    ),
    Pair(
        claim("The video shows an aircraft with a light that blinks.", "blink_rate"),
        CLIP,
        Known(analysis=STRIKE),
        FITS,
        "a light blinks; that it is an aircraft's, a rate does not tell",
    ),
    Pair(
        claim("The clip shows the strike, not seen before.", "duplicate"),
        LINK,
        Known(analysis=OTHER, search=search(entries=8)),
        SILENT,
        "eight clips are not the world",
    ),
    Pair(
        claim("In this copy the picture has been mirrored.", "duplicate"),
        CLIP,
        Known(analysis=REUPLOAD, search=search(match("confirmed", "2020-03-01", mirrored=True))),
        FITS,
        "one of both is mirrored, which of them is not told",
    ),
    Pair(
        claim(
            "Thirty-three soldiers were killed.",
            "none",
            "no",
            counts=(("Thirty-three", 33, 33, "killed"),),
        ),
        EVENT,
        Known(analysis=STRIKE),
        SILENT,
        "a toll is not to be seen",
    ),
    Pair(
        claim("The strike came by day.", "night", at=("by day", "2020-02-27", "day")),
        EVENT,
        Known(analysis=MONTAGE),
        CANNOT_TELL,
        "shots of both",
    ),
)
