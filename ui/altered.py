"""What was laid over a clip and what an edit may have left, for its page."""

from typing import Any

from ui.blocks import Block, Cell, cell, fold, heading, moment, quiet, rows, table, text
from ui.findings import no_result, place
from verify.domain.findings import Analysis
from verify.domain.overlays import Overlay
from verify.domain.traces import Coding, Trace, Untold
from verify.workbench.desk import cautions, wording

_OVERLAY_HEADS = ("No.", "Picture", "When and where", "What it looks like, and why")
_TRACE_HEADS = ("What", "From, to", "Measured", "What else explains it")
_MOST_SHOWINGS = 8
_MOST_STRETCHES = 12


def overlays(clip_id: str, analysis: Analysis, files: list[str]) -> list[Block]:
    """Return the marks and captions on the picture, each with its picture and its times."""
    blocks: list[Block] = [heading("Overlays: marks and captions")]
    if analysis.overlays is None:
        return [*blocks, quiet(no_result(analysis, "overlays"))]
    if analysis.overlays:
        numbered = enumerate(analysis.overlays, start=1)
        cells = [_overlay(clip_id, number, one, files) for number, one in numbered]
        blocks += [text(cautions.OVERLAYS), table(_OVERLAY_HEADS, cells)]
    else:
        blocks.append(text(cautions.NO_OVERLAY))
    return [*blocks, *_untold(analysis.overlays_cannot_tell)]


def _overlay(clip_id: str, number: int, one: Overlay, files: list[str]) -> list[Cell]:
    shown = one.showings[:_MOST_SHOWINGS]
    more = len(one.showings) + one.showings_left_out - len(shown)
    places = [
        f"{x}, {y} px; {width} × {height} px"
        for x, y, width, height in dict.fromkeys(showing.box_px for showing in shown)
    ]
    still: Cell = "not kept"
    if one.still is not None and one.still.file in files:
        alt = f"overlay {number} at {wording.short_timecode(one.still.time_s)}"
        picture = {"src": place(clip_id, one.still.file), "alt": alt}
        still = cell(picture=picture, when=moment(one.still.time_s, one.still.frame))
    times = [
        part
        for showing in shown
        for part in (
            moment(showing.start_s),
            f"to {wording.short_timecode(showing.end_s)}",
        )
    ]
    rest = [f"and {more} more"] if more else []
    return [
        str(number),
        still,
        cell(small=[*times, *rest, f"± {one.error_s:.1f} s", *places]),
        cell(
            f"{one.reason} ({wording.OVERLAY_CONFIDENCE_WORDS[one.confidence]})",
            strong=f"{wording.OVERLAY_WORDS[one.kind].capitalize()}.",
        ),
    ]


def traces(analysis: Analysis) -> list[Block]:
    """Return what an edit, or something harmless, can have left; what is ordinary comes first."""
    blocks: list[Block] = [heading("Traces of editing")]
    coding = analysis.coding
    if coding is not None and coding.ordinary:
        blocks.append(text(" ".join(coding.reasons), coding.ordinary))
    if analysis.traces is None:
        return [*blocks, quiet(no_result(analysis, "traces"))]
    if analysis.traces:
        blocks.append(table(_TRACE_HEADS, map(_trace, analysis.traces)))
    else:
        blocks.append(text(cautions.NO_TRACE))
    blocks += _untold(analysis.traces_cannot_tell)
    if coding is not None:
        blocks.append(fold("How the picture was compressed", [*_coding(coding)]))
    return blocks


def _trace(trace: Trace) -> list[Cell]:
    measure = trace.measure
    first = trace.repeats_start_s
    before: list[str | dict[str, Any]] = (
        [] if first is None else ["shown before from", moment(first)]
    )
    return [
        cell(strong=wording.TRACE_WORDS[trace.kind].capitalize(), small=before),
        cell(when=moment(trace.start_s), small=[moment(trace.end_s), f"± {trace.error_s:.3f} s"]),
        cell(
            f"{measure.value:.1f} {measure.unit}",
            small=[
                measure.name,
                f"listed from {measure.threshold:.1f}",
                wording.CONFIDENCE_WORDS[trace.confidence],
            ],
        ),
        cell(trace.innocent_explanation, hints=()),
    ]


def _untold(stretches: list[Untold] | None) -> list[Block]:
    if not stretches:
        return []
    where = ", ".join(
        f"{wording.short_timecode(one.start_s)} to {wording.short_timecode(one.end_s)}"
        for one in stretches[:_MOST_STRETCHES]
    )
    more = len(stretches) - _MOST_STRETCHES
    rest = f" and {more} more" if more > 0 else ""
    count = wording.counted(len(stretches), "stretch", "stretches")
    return [text(f"({where}{rest}): {stretches[0].reason}", f"Cannot tell in {count}")]


def _coding(coding: Coding) -> list[Block]:
    kinds = [
        (
            f"{one.kind} pictures",
            f"{one.frames:,}"
            + ("" if one.mean_bytes is None else f", of {one.mean_bytes:,.0f} bytes on average"),
        )
        for one in coding.pictures
    ]
    if coding.i_frame_interval_frames:
        usual = wording.counted(coding.i_frame_interval_frames, "frame")
        kinds.append(
            ("I-frames", f"usually {usual} apart, at most {coding.longest_i_frame_interval_frames}")
        )
    return [rows(kinds), quiet(cautions.CODING)]
