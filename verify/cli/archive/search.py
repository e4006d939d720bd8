"""The command that asks an archive whether a clip was seen before: search."""

from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from verify import settings
from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.output import say
from verify.cli.parameters import CLUSTER, JSON, WEAK, Place
from verify.cli.several import answer_each, are_several
from verify.domain.matches import Search
from verify.presentation.match_wording import (
    descriptor_words,
    how_many_words,
    judgement_words,
    left_out_words,
    match_words,
    size_words,
    source_words,
)
from verify.presentation.sound_match_wording import sound_lines, sound_there_words
from verify.presentation.wording import counted
from verify.workbench.archive import resembling, searching
from verify.workbench.clips import InspectionOptions, OnProgress


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
@CLUSTER
@WEAK
@JSON
@on_archive
def search(
    open_shelf: OpenShelf,
    files: Sequence[Path],
    radius_bits: int,
    cluster: str | None,
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """Ask whether a clip or picture was seen before, wholly or in part.

    Cropped, mirrored, turned, framed and sped-up copies are found too. Sound is compared apart
    from the picture, so a clip with another sound laid under it is told. A match says that pictures
    or sounds are alike, not which is older or what they show. That nothing is found says nothing
    about the rest of the world.
    """
    several = are_several(files)
    options = InspectionOptions(allow_weak_sandbox=weak_allowed)
    descriptor = resembling.descriptor_here(settings.descriptor_weights())
    with open_shelf() as shelf, searching.searching(shelf, descriptor, cluster) as searcher:
        if (note := searching.slower_note(shelf)) is not None:
            say(note)

        def work(path: Path, given: InspectionOptions, on_progress: OnProgress | None) -> Search:
            return searcher.search(path, radius_bits, given, on_progress)

        def say_how_many(_files: Sequence[Path], _many: bool) -> None:
            if several and not as_json:
                click.echo(size_words(searcher.entries))

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


_NEXT = (
    "To see both side by side: verify archive compare CLIP ENTRY. What you make of a match is kept "
    "with verify archive accept or reject."
)


def _text(found: Search) -> str:
    lines = [f"{found.query.untrusted_name}: {how_many_words(found)}"]
    for match in found.matches:
        lines.append(f"  {match_words(match, found)}")
        if match.judgement:
            said = judgement_words(match.judgement)
            lines.append(f"    {said[0].upper()}{said[1:]}")
        lines.append(f"    {match.reason}")
        if said := sound_there_words(match):
            lines.append(f"    {said[0].upper()}{said[1:]}")
        if said := source_words(match):
            lines.append(f"    Where it came from, unchecked: {said}")
    lines += [f"  {line}" for line in sound_lines(found)]
    lines += [f"  Not compared: {left_out_words(part)}" for part in found.not_comparable]
    if any(match.footage.sha256 != found.query.sha256 for match in found.matches):
        lines.append(_NEXT)
    lines.append(size_words(found.entries_searched))
    if (compared := descriptor_words(found)) is not None:
        lines.append(compared)
    return "\n".join(lines)


def _line(found: Search) -> str:
    """Return one line for one of several clips: the strongest match, and what was not compared."""
    parts = [how_many_words(found)]
    if found.matches:
        first = found.matches[0]
        judged = f"[{judgement_words(first.judgement)}] " if first.judgement else ""
        parts.append(f"{judged}{match_words(first, found)}")
    if found.sound is not None and found.sound.matches:
        parts.append(sound_lines(found)[1])
    if found.not_comparable:
        parts.append(f"not compared: {left_out_words(found.not_comparable[0])}")
        if len(found.not_comparable) > 1:
            parts[-1] += (
                f" (and {counted(len(found.not_comparable) - 1, 'other stretch', 'others')})"
            )
    return f"{found.query.untrusted_name}: {'; '.join(parts)}"


COMMANDS = {"search": search}
