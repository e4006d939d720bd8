"""The command that lays two files side by side: compare."""

from collections.abc import Iterator
from pathlib import Path

import click

from verify.cli.archive.options import OpenShelf, on_archive
from verify.cli.output import print_json, progress_line, say
from verify.cli.parameters import FORCE, JSON, WEAK, Place
from verify.domain.comparison import Comparison
from verify.domain.errors import shown_name
from verify.presentation.comparison_wording import (
    fit_words,
    grade_words,
    grounds_words,
    moment_words,
    segment_words,
    sound_words,
)
from verify.presentation.match_wording import left_out_words
from verify.workbench import clips


@click.command(
    short_help="Lay two files side by side where they look alike.",
    epilog="Example: verify archive compare samples/night-strike.mp4 "
    "samples/night-strike-reupload.mp4",
)
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@click.option(
    "-o",
    "--output",
    type=Place(path_type=Path, file_okay=False),
    help="Folder for page and pictures.  [default: A-vs-B.verify beside you]",
)
@FORCE
@WEAK
@JSON
@on_archive
def compare(
    open_shelf: OpenShelf,
    a: str,
    b: str,
    output: Path | None,
    force: bool,
    weak_allowed: bool,
    as_json: bool,
) -> None:
    """Say whether two clips or pictures look alike and where, and show both side by side.

    A and B are files, or entries of the archive whose file was kept (name or key). The page shows
    frames of one moment laid over one another, in turn and as their difference. It does not tell
    which is older. That nothing is found does not mean that they have nothing in common.
    """
    # Imported here: no other command compares two files.
    from verify.workbench import comparison as workbench

    sides = workbench.side_meant(a, open_shelf), workbench.side_meant(b, open_shelf)
    if weak_allowed and (warning := clips.weak_sandbox_note()) is not None:
        say(warning)
    place = output or workbench.comparison_place(*sides)
    answer = workbench.compare(
        *sides,
        place,
        open_shelf,
        workbench.ComparisonSettings(
            force=force,
            weak_allowed=weak_allowed,
            progress_of=progress_line,
        ),
    )
    page = shown_name(str(place / workbench.COMPARISON_PAGE))
    if as_json:
        print_json({"comparison": answer, "page": page})
        return
    click.echo("\n".join([*_lines(answer), f"Page: {page}"]))


def _lines(answer: Comparison) -> Iterator[str]:
    names = shown_name(answer.a.untrusted_name), shown_name(answer.b.untrusted_name)
    yield f"A {names[0]}, B {names[1]}: {grade_words(answer)}"
    for letter, file in (("A", answer.a), ("B", answer.b)):
        yield from (f"  Careful, {letter}: {remark}" for remark in file.remarks)
    for segment in answer.segments:
        yield f"  {segment_words(segment)}"
        yield f"    {grounds_words(segment)}"
    yield f"  {answer.reason}"
    if answer.sound is not None:
        yield f"  Sound: {' '.join(sound_words(answer.sound))}"
    for moment in answer.moments:
        if moment.overlay is not None:
            yield f"  {moment_words(moment)}, {fit_words(moment.overlay)}"
    yield f"  {answer.frames_compared} of {answer.frames} frames of A were compared by hashes"
    yield from (f"  Not compared: {left_out_words(part)}" for part in answer.not_comparable)


COMMANDS = {"compare": compare}
