"""What came of findings that were run again, in words: each with the numbers that differ."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from verify.domain.errors import shown_name
from verify.domain.findings import Tool
from verify.domain.recomputed import Difference, Recomputed, RunAgain
from verify.presentation.wording import counted

_KEY_DIGITS = 12
_MOST_DIFFERENCES = 20
_LONGEST_VALUE = 120
_WORDS = {
    RunAgain.SAME: "same",
    RunAgain.WITHIN_TOLERANCE: "within tolerance",
    RunAgain.DIFFERS: "differs",
    RunAgain.ANOTHER_PLACE: "at another place",
    RunAgain.VERSION_NOT_AVAILABLE: "version not available",
    RunAgain.FOOTAGE_NOT_AVAILABLE: "footage not available",
    RunAgain.NOT_RUN: "not run again",
}
_COUNTED = _WORDS | {
    RunAgain.DIFFERS: "different",
    RunAgain.VERSION_NOT_AVAILABLE: "by a version not available",
    RunAgain.FOOTAGE_NOT_AVAILABLE: "without footage",
}


def recomputed_lines(one: Recomputed) -> Iterator[str]:
    """Yield what a finding came to, and each number and word that differs."""
    yield (
        f"{_WORDS[one.outcome].upper()}: {shown_name(one.pointer)} of clip "
        f"{one.clip_sha256[:_KEY_DIGITS]}, evidence {one.event} for claim {one.claim} of case "
        f"{one.case_id}"
    )
    if one.reason:
        yield f"  Why:           {shown_name(one.reason)}."
    if one.found_at:
        yield f"  It stands now: at {shown_name(one.found_at)}."
    elif one.differences:
        heading = "Today's" if one.outcome is RunAgain.VERSION_NOT_AVAILABLE else "Numbers"
        for difference in one.differences[:_MOST_DIFFERENCES]:
            yield f"  {f'{heading}:':14} {_difference_words(difference)}"
        if (more := len(one.differences) - _MOST_DIFFERENCES) > 0:
            yield f"                 and {more:,} more; see --json."
    elif one.outcome is RunAgain.VERSION_NOT_AVAILABLE and one.run_by:
        yield "  Today's:       the same in every number."
    if one.run_by and _program(one.recorded_by) != _program(one.run_by):
        yield f"  Programs:      {_program(one.recorded_by)} then, {_program(one.run_by)} now."


def _difference_words(difference: Difference) -> str:
    within = " (within tolerance)" if difference.is_within else ""
    return (
        f"{_short(shown_name(difference.pointer))} was {_value_words(difference.recorded)}, comes "
        f"out as {_value_words(difference.found)}{within}"
    )


def _value_words(value: Any) -> str:
    return _short(shown_name(json.dumps(value, ensure_ascii=True)))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}…"


def _program(tool: Tool) -> str:
    return f"Verify {shown_name(tool.version)} with FFmpeg {shown_name(tool.ffmpeg)}"


def rerun_words(findings: Sequence[Recomputed], clips: int, others: int) -> str:
    """Return what all findings came to, counted; nothing is said to hold that was not run."""
    rest = ""
    if others:
        rest = f" Not run again, as no finding of a clip: {counted(others, 'other thing')} held up."
    if not findings:
        return f"Run again:  no finding is held up as evidence, so nothing was run again.{rest}"
    counts = Counter(one.outcome for one in findings)
    each = ", ".join(f"{count} {_COUNTED[kind]}" for kind in RunAgain if (count := counts[kind]))
    return (
        f"Run again:  {counted(len(findings), 'finding')}, {counted(clips, 'clip')} analysed "
        f"anew: {each}; says nothing about whether the footage is true.{rest}"
    )
