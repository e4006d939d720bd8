"""What is held up of one clip, and what was found in it, as markers: WebVTT, and a table.

Times count from the first frame shown. A moment of a clip that is held up for several claims is a
marker for each of them, as each has a stance of its own.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from verify.domain.case_file import CaseFile
from verify.domain.errors import shown_name
from verify.domain.evidence import Evidence, FindingItem, Item, Stance
from verify.domain.findings import Analysis
from verify.domain.footage import BoxPx
from verify.domain.packages import LEFT_OUT
from verify.domain.timing import timecode
from verify.presentation.case_records_wording import by, written_words
from verify.presentation.interchange.stretches import stretch_of
from verify.presentation.markers import cue_text, lit_until_s
from verify.presentation.tables import guard_text
from verify.presentation.wording import OVERLAY_WORDS, TRACE_WORDS

COLUMNS = (
    "start_s",
    "end_s",
    "start",
    "end",
    "kind",
    "claim",
    "stance",
    "weight",
    "left_px",
    "top_px",
    "width_px",
    "height_px",
    "text",
    "event",
)
_SHORTEST_CUE_S = 0.001
_STANCES = {
    Stance.SUPPORTS: "for",
    Stance.CONTRADICTS: "against",
    Stance.CONTEXT: "beside",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A picture or stretch of a clip that is worth a look."""

    start_s: float
    end_s: float | None
    kind: str
    text: str
    box_px: BoxPx | None = None
    evidence: Evidence | None = None


def markers(case: CaseFile, clip_sha256: str, analysis: Analysis | None) -> list[Marker]:
    """Return the markers of a clip in the order of time.

    Parameters
    ----------
    analysis : Analysis, optional
        Of that clip; its accepted flashes and sounds, overlays and traces are marked too.
    """
    found = [
        marker
        for evidence in case.evidence
        if evidence.event not in case.withdrawn
        for item in evidence.items
        if (marker := _of_evidence(evidence, item, clip_sha256)) is not None
    ]
    found += _of_analysis(analysis) if analysis is not None else ()
    return sorted(found, key=lambda marker: (marker.start_s, marker.kind, marker.text))


def _of_evidence(evidence: Evidence, item: Item, clip_sha256: str) -> Marker | None:
    stretch = stretch_of(item)
    if stretch is None or stretch.clip_sha256 != clip_sha256:
        return None
    note = f": {written_words(evidence.untrusted_note)}" if evidence.untrusted_note else ""
    given = "" if evidence.actor == LEFT_OUT else f"; given by {by(evidence)}"
    return Marker(
        start_s=stretch.start_s,
        end_s=stretch.end_s,
        kind=f"finding {shown_name(item.pointer)}" if isinstance(item, FindingItem) else "moment",
        text=f"{_STANCES[evidence.stance]} claim {evidence.claim}{note}{given}",
        box_px=stretch.box_px,
        evidence=evidence,
    )


def _of_analysis(analysis: Analysis) -> Iterator[Marker]:
    duration_s = analysis.timebase.duration_s if analysis.timebase else 0.0
    for number, flash in enumerate(analysis.flashes or [], start=1):
        if flash.accepted:
            yield Marker(
                start_s=flash.onset_s,
                end_s=lit_until_s(flash, duration_s),
                kind="flash",
                text=f"flash {number} ({flash.kind}), onset ± {flash.onset_error_s:.3f} s",
                box_px=flash.box_px,
            )
    for number, sound in enumerate(analysis.sounds or [], start=1):
        if sound.accepted:
            error = f"onset ± {sound.onset_error_s:.3f} s"
            yield Marker(
                start_s=sound.onset_s, end_s=None, kind="sound", text=f"sound {number}, {error}"
            )
    for overlay in analysis.overlays or []:
        for showing in overlay.showings:
            yield Marker(
                start_s=showing.start_s,
                end_s=showing.end_s,
                kind="overlay",
                text=f"{OVERLAY_WORDS[overlay.kind]}, not read",
                box_px=showing.box_px,
            )
    for trace in analysis.traces or []:
        yield Marker(
            start_s=trace.start_s,
            end_s=trace.end_s,
            kind="trace",
            text=f"{TRACE_WORDS[trace.kind]}, which an edit leaves, or: "
            f"{trace.innocent_explanation}",
        )


def markers_vtt(marked: list[Marker], case_id: str, clip_sha256: str) -> bytes:
    """Return markers as cues.

    References
    ----------
    W3C, WebVTT: The Web Video Text Tracks Format, section 4.
    """
    blocks = [
        "WEBVTT",
        f"NOTE Case {case_id}, clip with SHA-256 {clip_sha256}.\n"
        "Times count from the first frame shown; they are not clock times.",
    ]
    for number, marker in enumerate(marked, start=1):
        # A cue must end after it starts, also when both fall into one millisecond.
        end_s = max(marker.end_s or 0.0, marker.start_s + _SHORTEST_CUE_S)
        span = f"{timecode(marker.start_s)} --> {timecode(end_s)}"
        blocks.append(f"{number}\n{span}\n{cue_text(f'{marker.kind}: {marker.text}')}")
    return ("\n\n".join(blocks) + "\n").encode()


def markers_csv(marked: list[Marker]) -> bytes:
    """Return markers as a table with `COLUMNS`; what is not known is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for marker in marked:
        writer.writerow(guard_text(str(cell)) for cell in _cells(marker))
    return text.getvalue().encode()


def _cells(marker: Marker) -> Iterator[object]:
    evidence = marker.evidence
    yield f"{marker.start_s:.6f}"
    yield "" if marker.end_s is None else f"{marker.end_s:.6f}"
    yield timecode(marker.start_s)
    yield "" if marker.end_s is None else timecode(marker.end_s)
    yield marker.kind
    yield "" if evidence is None else evidence.claim
    yield "" if evidence is None else evidence.stance
    yield "" if evidence is None else (evidence.weight or "")
    yield from marker.box_px or ("", "", "", "")
    yield marker.text
    yield "" if evidence is None else evidence.event
