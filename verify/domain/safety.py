"""Whether flashing in a clip may harm a viewer: a warning, and a reason not to play it unasked.

No statement about what happened: a news flash is usually single and harmless to watch.
"""

from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.footage import Seconds


class ViewerSafety(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Flashing held against the limits for web pages and broadcasts."""

    general_flash_fail: Annotated[
        bool, Meta(description="more than three flashes within a second over a quarter of the area")
    ]
    red_flash_fail: Annotated[bool, Meta(description="the same for changes of saturated red")]
    prolonged: Annotated[
        bool,
        Meta(description="two or three flashes a second for at least 4 s of 5 s; not a failure"),
    ]
    worst_second_s: Annotated[
        Seconds | None,
        Meta(description="start of the second with the most flashes, seconds; null without any"),
    ]
    flashes_in_worst_second: Annotated[
        float, Meta(ge=0, description="pairs of opposing changes over a quarter of the area")
    ]
    reason: str

    @property
    def warns(self) -> bool:
        """Whether a viewer is to be asked before it plays."""
        return self.general_flash_fail or self.red_flash_fail or self.prolonged
