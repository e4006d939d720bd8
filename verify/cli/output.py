"""What the commands print: summaries for people, one JSON object for programs.

Everything on standard output is the answer; progress and messages go to standard error. Text out
of a file is made printable before it is shown, and JSON is ASCII, so that no clip can steer a
terminal.
"""

import contextlib
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

from verify.domain.errors import InputError, UnavailableError, VerifyError, shown_name
from verify.domain.findings import NOT_ASKED_FOR, Analysis, Flash
from verify.domain.lights import Light
from verify.domain.overlays import Overlay
from verify.domain.timing import timecode
from verify.domain.traces import Trace
from verify.presentation.match_wording import answer_words, judgement_words, match_words
from verify.presentation.sound_match_wording import sound_lines
from verify.presentation.summary import warnings
from verify.presentation.wording import (
    OVERLAY_WORDS,
    TRACE_WORDS,
    counted,
    listed,
    other_tracks,
)
from verify.workbench.clips import Outcome, Progress

_MOST_MATCHES = 3
_COMMON_KEYS = ("schema", "tool", "sandbox", "footage")


def exit_code_of(error: VerifyError) -> int:
    """Return the exit code that tells whose turn it is: 2 the user's, 3 the machine's, else 1."""
    if isinstance(error, InputError):
        return 2
    return 3 if isinstance(error, UnavailableError) else 1


def print_json(value: object) -> None:
    """Print one JSON object and nothing else."""
    click.echo(json.dumps(msgspec.to_builtins(value), ensure_ascii=True, indent=2))


def excerpt(analysis: Analysis, keys: Iterable[str]) -> dict[str, Any]:
    """Return the keys that every answer has and those that the command owns."""
    whole = msgspec.to_builtins(analysis)
    owned = list(keys)
    skipped = [skip for skip in whole["skipped"] if skip["analysis"] in owned]
    return {key: whole[key] for key in (*_COMMON_KEYS, *owned)} | {"skipped": skipped}


def failure(outcome: Outcome[Any]) -> dict[str, object]:
    """Return one entry of `failed`."""
    error = outcome.error
    if error is None:
        raise ValueError("the outcome is no failure")
    return {
        "file": shown_name(str(outcome.path)),
        "reason": str(error),
        "exit_code": exit_code_of(error),
    }


@contextlib.contextmanager
def progress_line(path: Path) -> Iterator[Callable[[Progress], None] | None]:
    """Show how far one file has come, on a terminal only."""
    # Python has no standard error where the caller closed it.
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    name = shown_name(path.name)
    with click.progressbar(length=1000, label=name[:40], file=sys.stderr) as bar:

        def show(progress: Progress) -> None:
            if progress.share is not None:
                bar.update(max(0, round(progress.share * 1000) - bar.pos))

        yield show


def say(message: str) -> None:
    """Write a message to standard error."""
    click.echo(message, err=True)


def summary(analysis: Analysis) -> str:
    """Return what a reader wants first, in a few lines."""
    lines = [_first_line(analysis), *_archive_lines(analysis)]
    lines += [f"Careful:   {warning}" for warning in warnings(analysis)]
    is_picture = analysis.footage.kind == "picture"
    if analysis.shots is not None and not is_picture:
        lines.append(f"Shots:     {len(analysis.shots)}")
    if analysis.brightness is not None:
        lines.append(f"Light:     {analysis.brightness.darkness.replace('_', ' ')}")
    if analysis.flashes is not None and not is_picture:
        lines.append(f"Flashes:   {_flash_line(analysis.flashes)}")
    if analysis.lights:
        lines.append(f"Lights:    {_light_line(analysis.lights)}")
    if (sounds := _sound_line(analysis)) is not None:
        lines.append(f"Sounds:    {sounds}")
    if analysis.overlays is not None:
        lines.append(f"Overlays:  {_overlay_line(analysis.overlays)}")
    if analysis.traces is not None and not is_picture:
        lines.append(f"Traces:    {_trace_line(analysis.traces)}")
    if analysis.keyframes is not None:
        more = analysis.keyframes_left_out
        rest = f", {more} more left out (--max)" if more else ""
        lines.append(f"Keyframes: {len(analysis.keyframes)}{rest}")
    told = [skip for skip in analysis.skipped if skip.is_failure or skip.is_unexamined]
    lines += [f"Skipped:   {skip.analysis}: {skip.reason}" for skip in told]
    return "\n".join(lines)


def _first_line(analysis: Analysis) -> str:
    footage = analysis.footage
    parts = [footage.kind]
    if analysis.timebase and footage.kind != "picture":
        parts.append(f"{timecode(analysis.timebase.duration_s)} long")
    if video := footage.video:
        parts.append(f"{video.width_px} x {video.height_px}")
        parts.append(video.codec)
    return f"{footage.untrusted_name}: {', '.join(parts)}, SHA-256 {footage.sha256}"


def _archive_lines(analysis: Analysis) -> Iterator[str]:
    """Yield what the archive said: the answer, and the strongest matches under it."""
    found = analysis.archive
    if found is None:
        for skip in analysis.skipped:
            if skip.analysis == "archive" and skip.reason != NOT_ASKED_FOR and not skip.is_failure:
                yield f"Archive:   none searched: {skip.reason}"
        return
    yield f"Archive:   {answer_words(found)}"
    if not found.matches:
        yield "Elsewhere: verify reverse makes stills to ask search engines with; it sends nothing"
    for match in found.matches[:_MOST_MATCHES]:
        judged = f"[{judgement_words(match.judgement)}] " if match.judgement else ""
        yield f"           {judged}{match_words(match, found)}"
    if (more := len(found.matches) - _MOST_MATCHES) > 0:
        yield f"           and {counted(more, 'other', 'others')}; see the report"
    if found.sound is not None and found.sound.matches:
        yield from (f"           {line}" for line in sound_lines(found)[1 : _MOST_MATCHES + 1])


def _light_line(lights: list[Light]) -> str:
    each = [f"{light.flashes_per_min:.1f} a minute" for light in lights[:4]]
    more = f" and {len(lights) - 4} more" if len(lights) > 4 else ""
    return f"blinking at {', '.join(each)}{more}; what blinks is not told by a rate"


def _sound_line(analysis: Analysis) -> str | None:
    if analysis.sounds is None or not analysis.audio_present:
        return None
    other = other_tracks(analysis.footage.audio)
    more_tracks = f"; {other}" if other else ""
    if analysis.audio_silent:
        return f"the sound track is silent{more_tracks}"
    accepted = [sound for sound in analysis.sounds if sound.accepted]
    times = ", ".join(f"{sound.onset_s:.3f}" for sound in accepted[:8])
    more = f" and {len(accepted) - 8} more" if len(accepted) > 8 else ""
    clear = (
        f"{counted(len(accepted), 'clear onset')} at {times} s{more}"
        if accepted
        else "no clear onset"
    )
    return clear + more_tracks


def _overlay_line(overlays: list[Overlay]) -> str:
    if not overlays:
        return "no mark or caption found that stays while the picture changes"
    kinds = Counter(OVERLAY_WORDS[overlay.kind] for overlay in overlays)
    return f"{listed([counted(number, kind) for kind, number in kinds.most_common()])}, not read"


def _trace_line(traces: list[Trace]) -> str:
    if not traces:
        return "none of editing found in what moves"
    each = [f"{TRACE_WORDS[trace.kind]} at {timecode(trace.start_s)}" for trace in traces[:4]]
    more = f" and {len(traces) - 4} more" if len(traces) > 4 else ""
    return f"{', '.join(each)}{more}; each has harmless causes too, see the report"


def _flash_line(flashes: list[Flash]) -> str:
    accepted = [flash for flash in flashes if flash.accepted]
    if not accepted:
        rises = counted(len(flashes), "rise")
        return f"none found, {rises} in light looked at" if flashes else "none found"
    times = ", ".join(timecode(flash.onset_s) for flash in accepted[:8])
    more = f" and {len(accepted) - 8} more" if len(accepted) > 8 else ""
    return f"{len(accepted)} at {times}{more}"
