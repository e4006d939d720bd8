"""What others may see of a case: a person's word on each picture, mark and handle of a report.

A report for anybody is not written while one of them is undecided. The names are hashes of what is
shown, so that a decision holds for just that: where an overlay is found elsewhere, or a still is
cut otherwise, it has to be looked at again.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Annotated, NamedTuple

from msgspec import Meta

from verify.domain.cases import Recorded
from verify.domain.evidence import Evidence, FindingItem, MomentItem
from verify.domain.footage import BoxPx
from verify.domain.placing import PlaceGiven

MOST_BOXES = 50
"""Of one still."""
_ID_DIGITS = 12

ReleaseName = Annotated[
    str,
    Meta(
        pattern=f"^(still|mark|handle)-[0-9a-f]{{{_ID_DIGITS}}}$",
        description="what is decided on: a hash of clip, moment and box, or of the handle",
    ),
]
_KEYFRAME = re.compile("/keyframes/[0-9]{1,6}")
_LONGEST_CLIP_S = 1e7
# Names of accounts as networks write them, in a text or at the end of an address.
_HANDLE = re.compile(r"(?<![\w@])@[\w][\w.\-]{0,58}\w")
_PROFILE = re.compile(
    r"\b(?:(?:www|m|mobile|web|[a-z]{2})\.)?"
    r"(?:twitter|x|instagram|facebook|tiktok|youtube|telegram|t|vk|threads|reddit|snapchat|ok)"
    r"\.(?:com|me|net|ru)/(?:user/|u/|c/|add/|s/|@)?(?P<name>[\w.\-]{2,60})",
    re.IGNORECASE,
)


class Release(StrEnum):
    """What becomes of it where anybody may read."""

    KEEP = "keep"
    """It is shown."""
    BLUR = "blur"
    """It is covered: its pixels are taken out, its letters are replaced."""
    DROP = "drop"
    """What it stands in is left out: the still, or the whole text."""


class ReleaseDecision(Recorded, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A person's word on one of them; the last one holds."""

    decided_on: ReleaseName
    release: Release
    boxes_px: (
        Annotated[
            list[BoxPx],
            Meta(max_length=MOST_BOXES, description="covered in a still, beside its marks"),
        ]
        | None
    )


class StillPlace(NamedTuple):
    """A picture of a clip that is held up, or the first one of a stretch, whole or in part."""

    clip_sha256: str
    at_s: float
    end_s: float | None
    part_px: BoxPx | None

    @property
    def name(self) -> str:
        """What it is decided under."""
        return name_of("still", *self)


def still_places(held_up: Evidence | PlaceGiven) -> Iterator[StillPlace]:
    """Yield the pictures that a piece of evidence, or a place by its landmarks, shows."""
    if isinstance(held_up, PlaceGiven):
        for landmark in held_up.landmarks or []:
            yield StillPlace(held_up.clip_sha256, landmark.at_s, None, landmark.box_px)
        return
    for item in held_up.items:
        if isinstance(item, MomentItem):
            yield StillPlace(item.clip_sha256, item.start_s, item.end_s, item.box_px)
        elif isinstance(item, FindingItem) and _KEYFRAME.fullmatch(item.pointer):
            time_s = item.value.get("time_s") if isinstance(item.value, dict) else None
            if isinstance(time_s, int | float) and 0 <= time_s < _LONGEST_CLIP_S:
                yield StillPlace(item.clip_sha256, float(time_s), None, None)


def name_of(kind: str, *facts: object) -> str:
    """Return the name of something to be decided on, out of what it is.

    Examples
    --------
    >>> name_of("handle", "@someone") == name_of("handle", "@someone")
    True
    """
    said = "\0".join(map(str, facts)).encode("utf-8", "surrogatepass")
    return f"{kind}-{hashlib.sha256(said).hexdigest()[:_ID_DIGITS]}"


def handles_in(text: str) -> Iterator[tuple[int, int]]:
    """Yield where names of accounts stand in a text, [start, end), each once.

    Examples
    --------
    >>> text = "seen at https://x.com/night_owl and by @Idlib.Now"
    >>> [text[start:end] for start, end in handles_in(text)]
    ['night_owl', '@Idlib.Now']
    """
    found = {found.span() for found in _HANDLE.finditer(text)}
    found |= {found.span("name") for found in _PROFILE.finditer(text)}
    last = 0
    for start, end in sorted(found):
        if start >= last:
            yield start, end
            last = end


def handle_name(handle: str) -> str:
    """Return the name that a handle is decided under, however it is written."""
    return name_of("handle", handle.removeprefix("@").casefold())


def holding(decisions: Iterable[ReleaseDecision]) -> dict[str, ReleaseDecision]:
    """Return the decision that holds on each, by its name."""
    return {one.decided_on: one for one in decisions}
