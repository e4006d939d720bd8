"""The command that asks an archive whether a clip was seen before: search."""

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from verify.cli.archive.lines import claim_words
from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.output import say
from verify.cli.parameters import JSON, WEAK, Place
from verify.cli.several import answer_each, are_several
from verify.domain.archive import EMPTY_ARCHIVE
from verify.domain.errors import shown_name
from verify.domain.matches import Match, MatchGrade, NotComparable, Search, Segment
from verify.domain.sources import SourceRecord
from verify.presentation.wording import counted
from verify.workbench.archive import searching
from verify.workbench.clips import InspectionOptions, OnProgress

_GRADE_WORDS = {
    MatchGrade.CONFIRMED: "geometry agrees",
    MatchGrade.LIKELY: "likely",
    MatchGrade.POSSIBLE: "possible",
    MatchGrade.SAME_VIEW: "same view",
}


@click.command(
    short_help="Ask whether a clip or picture was seen before.",
    epilog="Example: verify archive search samples/night-strike.mp4",
)
@click.argument(
    "files", nargs=-1, required=True, metavar="CLIP|PICTURE|FOLDER...", type=Place(path_type=Path)
)
@click.option(
    "--radius",
    "radius_bits",
    metavar="BITS",
    type=click.IntRange(0, 100),
    default=searching.DEFAULT_RADIUS_BITS,
    show_default=True,
    help="Most bits of 256 that may differ between frames that look alike; unrelated ones differ "
    "by about 128.",
)
@WEAK
@JSON
@on_archive
def search(
    open_shelf: OpenShelf,
    files: Sequence[Path],
    radius_bits: int,
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """Ask whether a clip or picture was seen before, wholly or in part.

    Cropped, mirrored, turned, framed and sped-up copies are found too. A match says that pictures
    look alike, not which is older or what they show. That nothing is found says nothing about the
    rest of the world.
    """
    several = are_several(files)
    options = InspectionOptions(allow_weak_sandbox=weak_allowed)
    with open_shelf() as shelf, searching.searching(shelf) as searcher:
        if (note := searching.slower_note(shelf)) is not None:
            say(note)

        def work(path: Path, given: InspectionOptions, on_progress: OnProgress | None) -> Search:
            return searcher.search(path, radius_bits, given, on_progress)

        def say_how_many(_files: Sequence[Path], _many: bool) -> None:
            if several and not as_json:
                click.echo(_size(searcher.entries))

        answer_each(
            files,
            options,
            work,
            as_json=as_json,
            text_of=_line if several else _text,
            json_of=msgspec.to_builtins,
            prepare=say_how_many,
            between="",
        )


def _size(entries: int) -> str:
    if not entries:
        return EMPTY_ARCHIVE
    return (
        f"{counted(entries, 'entry', 'entries')} searched; that says nothing about the rest of the "
        "world."
    )


def _text(found: Search) -> str:
    lines = [f"{found.query.untrusted_name}: {_how_many(found)}"]
    for match in found.matches:
        lines += [f"  {_match(match, found)}", f"    {match.reason}"]
        if said := _source(match):
            lines.append(f"    Where it came from, unchecked: {said}")
    lines += [f"  Not compared: {_left_out(part)}" for part in found.not_comparable]
    return "\n".join([*lines, _size(found.entries_searched)])


def _line(found: Search) -> str:
    """Return one line for one of several clips: the strongest match, and what was not compared."""
    parts = [_how_many(found)]
    if found.matches:
        parts.append(_match(found.matches[0], found))
    if found.not_comparable:
        parts.append(f"not compared: {_left_out(found.not_comparable[0])}")
        if len(found.not_comparable) > 1:
            parts[-1] += (
                f" (and {counted(len(found.not_comparable) - 1, 'other stretch', 'others')})"
            )
    return f"{found.query.untrusted_name}: {'; '.join(parts)}"


def _how_many(found: Search) -> str:
    number = len(found.matches) + found.matches_left_out
    if not number:
        if not found.query.frames_compared:
            return "nothing of it can be compared"
        return "nothing here looks like it"
    said = f"{counted(number, 'entry looks', 'entries look')} like it"
    if found.matches_left_out:
        said += f" (the {len(found.matches)} nearest are listed)"
    return said


def _match(match: Match, found: Search) -> str:
    is_same = match.footage.sha256 == found.query.sha256
    grade = "the same file" if is_same else _GRADE_WORDS[match.match_grade]
    claim = match.footage.clearest_claim
    dated = f" ({claim_words(claim)})" if claim else " (no date claimed)"
    said = f"{grade}: {match.footage.name}{dated}"
    if not match.segments:
        return said
    more = len(match.segments) - 1
    also = f", and {counted(more, 'further stretch', 'further stretches')}" if more else ""
    return f"{said}, {_segment(match.segments[0])}{also}"


def _source(match: Match) -> str:
    """Return platform, channel and address whole, so that it can be opened; empty if not said."""
    source = match.footage.source or SourceRecord()
    said = (
        source.untrusted_platform,
        source.untrusted_channel or source.untrusted_handle,
        source.untrusted_address,
    )
    return shown_name(", ".join(filter(None, said)))


def _segment(segment: Segment) -> str:
    here = _span(segment.query_start_s, segment.query_end_s)
    there = _span(segment.match_start_s, segment.match_end_s)
    speed = f" at {segment.speed:.2f} times its speed" if segment.speed != 1 else ""
    mirrored = ", mirrored" if segment.mirrored else ""
    return f"its {here} looks like that one's {there}{mirrored}{speed}"


def _left_out(part: NotComparable) -> str:
    return f"{_span(part.start_s, part.end_s)} {part.reason}"


def _span(start_s: float, end_s: float) -> str:
    return _clock(start_s) if end_s == start_s else f"{_clock(start_s)}-{_clock(end_s)}"


def _clock(time_s: float) -> str:
    minutes, tenths = divmod(round(time_s * 10), 600)
    return f"{minutes}:{tenths / 10:04.1f}"


COMMANDS = {"search": search}
