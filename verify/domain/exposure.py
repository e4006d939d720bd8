"""How the camera answered a light: findings of automatic exposure, and the table behind them."""

from typing import Annotated, NamedTuple

from msgspec import Meta, Struct

from verify.domain.footage import Seconds


class ExposureReaction(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The camera let in less light after a rise, by what the rise did not light."""

    gain: Annotated[
        float,
        Meta(
            ge=0,
            description="least gain seen, linear light, 1 for before the rise; it may have been "
            "lower while the light filled the picture",
        ),
    ]
    gain_error: Annotated[float, Meta(ge=0, description="its uncertainty either way")]
    lowest_s: Annotated[Seconds, Meta(description="time of the least gain, seconds")]
    recovered_s: Annotated[
        Seconds | None, Meta(description="half of the loss made good, seconds; null if unseen")
    ]


class ExposureRow(NamedTuple):
    """One frame near a rise in light: the lit area as filmed, and at the gain before the rise.

    `flash_number` counts rises from 1 by time. A frame stands once at most. The last two
    are empty where too little was unlit to tell the gain.
    """

    flash_number: int
    frame: int
    pts: int
    time_s: float
    luma_lit: float
    luminance_lit: float
    gain: str
    luminance_lit_at_steady_gain: str
