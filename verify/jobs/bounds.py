"""How much of what was found is listed, so that findings stay readable and small enough to take."""

from collections.abc import Sequence

from verify.domain.findings import MORE_FOUND, Flash, Shot, Skipped

MOST_FLASHES = 2_000
"""Flashes listed at most. A strobe light has 15,000 in an hour, more than the caller would take."""

MOST_SHOTS = 2_000
"""Shots listed at most. All of them are used for what rests on them."""


def longest(shots: Sequence[Shot], most: int) -> list[Shot]:
    """Return at most `most` shots in their order, the longest ones."""

    def length(index: int) -> int:
        return shots[index].end_frame - shots[index].start_frame

    kept = sorted(range(len(shots)), key=length, reverse=True)[:most]
    return [shots[index] for index in sorted(kept)]


def strongest(flashes: Sequence[Flash], most: int) -> list[Flash]:
    """Return at most `most` flashes in their order: accepted ones first, then those of most light.

    What counts is the rise over the whole picture, `rise_luminance * area_share`.
    """

    def light(index: int) -> tuple[bool, float]:
        flash = flashes[index]
        return flash.accepted, flash.rise_luminance * flash.area_share

    kept = sorted(range(len(flashes)), key=light, reverse=True)[:most]
    return [flashes[index] for index in sorted(kept)]


def cut_short(analysis: str, left_out: int, listed: int) -> list[Skipped]:
    """Say how many were left out, if any were."""
    if not left_out:
        return []
    return [Skipped(analysis=analysis, reason=f"{left_out:,} {MORE_FOUND} {listed:,} listed")]
