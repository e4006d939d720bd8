"""What is laid over a clip: marks, captions."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from verify.cli.output import excerpt
from verify.cli.parameters import FORCE, JSON, OUTPUT_ON_REQUEST, WEAK, Place
from verify.cli.several import answer_each, publish_each
from verify.domain.findings import Analysis
from verify.domain.overlays import Overlay
from verify.domain.timing import timecode
from verify.presentation.summary import warnings
from verify.presentation.wording import OVERLAY_CONFIDENCE_WORDS, OVERLAY_WORDS, counted
from verify.workbench import clips
from verify.workbench.clips import InspectionOptions

_KEYS = ("timebase", "overlays", "overlays_cannot_tell")
_MOST_SHOWINGS = 8


@click.command(
    short_help="Find logos, handles and captions laid over a clip.",
    epilog="Example: verify overlays samples/night-strike.mp4 -o overlays",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=Place(path_type=Path))
@OUTPUT_ON_REQUEST
@FORCE
@WEAK
@JSON
def overlays(
    files: Sequence[Path], output: Path | None, force: bool, weak_allowed: bool, as_json: bool
) -> None:
    """Find what is laid over a clip: logos, handles, captions, at one place or hopping.

    What is written there is not read: look at the pictures (-o), and keep what you read with
    `verify archive transcribe`. In a clip in which nothing moves, a mark cannot be told from the
    scene; those stretches are said.
    """
    options = InspectionOptions(
        analyses=frozenset(("timebase", "overlays")), allow_weak_sandbox=weak_allowed
    )
    if output is not None:
        publish_each(files, options, output, force=force, as_json=as_json, keys=_KEYS)
        return
    answer_each(
        files,
        options,
        clips.analysis_of,
        as_json=as_json,
        text_of=lambda analysis: "\n".join(_lines(analysis)),
        json_of=lambda analysis: excerpt(analysis, _KEYS),
    )


def _lines(analysis: Analysis) -> Iterator[str]:
    name = analysis.footage.untrusted_name
    if analysis.overlays is None:
        reasons = [skip.reason for skip in analysis.skipped if skip.analysis == "overlays"]
        yield f"{name}: overlays were not looked for: {'; '.join(reasons)}"
        return
    found = analysis.overlays
    yield f"{name}: {counted(len(found), 'overlay') if found else 'no overlay was found'}"
    yield from (f"Careful: {warning}" for warning in warnings(analysis))
    for number, overlay in enumerate(found, start=1):
        yield from _lines_of(number, overlay)
    for untold in analysis.overlays_cannot_tell or []:
        yield f"{timecode(untold.start_s)} to {timecode(untold.end_s)}: {untold.reason}"
    if found:
        yield "What is written there was not read by the machine."


def _lines_of(number: int, overlay: Overlay) -> Iterator[str]:
    how_clear = OVERLAY_CONFIDENCE_WORDS[overlay.confidence]
    yield f"{number}. {OVERLAY_WORDS[overlay.kind]} ({how_clear}): {overlay.reason}"
    for showing in overlay.showings[:_MOST_SHOWINGS]:
        left, top, width, height = showing.box_px
        yield (
            f"   {timecode(showing.start_s)} to {timecode(showing.end_s)} "
            f"± {overlay.error_s:.1f} s, {width} x {height} px at {left}, {top}"
        )
    more = len(overlay.showings) - _MOST_SHOWINGS + overlay.showings_left_out
    if more > 0:
        yield f"   and {more} more"


COMMANDS = (overlays,)
