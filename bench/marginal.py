"""What each analysis adds for each frame, in one pass over 1080p footage.

Time is that of the thread that looks at the frames: decoding runs in others and does not count.
"""

import io
from fractions import Fraction
from pathlib import Path
from time import thread_time

from bench import clips
from verify.analysis.light.brightness import BrightnessCurve
from verify.analysis.light.darkness import DarknessGauge
from verify.analysis.light.flashes import FlashDetector
from verify.analysis.light.lights import LightWatch
from verify.analysis.light.viewer_safety import ViewerSafetyGauge
from verify.analysis.picture.hashing import HashSeries
from verify.analysis.picture.keyframe_plan import KeyframeOptions
from verify.analysis.picture.keyframes import KeyframePicker
from verify.analysis.picture.shots import ShotDetector
from verify.analysis.single_pass import FrameAnalysis
from verify.analysis.timebase import TimebaseAudit
from verify.analysis.traces.detector import TraceWatch
from verify.domain.frames import Frame
from verify.domain.limits import DecodeLimits
from verify.domain.rows import BrightnessRow, HashRow
from verify.media.decode import open_source
from verify.presentation.tables import CsvSink


def _analyses(time_base: Fraction) -> list[FrameAnalysis]:
    shots = ShotDetector()
    flashes = FlashDetector(shots)
    return [
        TimebaseAudit(time_base),
        shots,
        DarknessGauge(),
        flashes,
        BrightnessCurve(CsvSink(io.StringIO(), BrightnessRow).write),
        HashSeries(CsvSink(io.StringIO(), HashRow).write),
        KeyframePicker(
            shots,
            time_base=time_base,
            store=lambda _frame, _jpeg: None,
            is_rising=lambda frame: flashes.rising_frame == frame.index,
            options=KeyframeOptions(),
        ),
        LightWatch(shots),
        ViewerSafetyGauge(),
        TraceWatch(),
    ]


def costs_ms(clip: Path) -> tuple[int, dict[str, float]]:
    """Return how many frames there were and the milliseconds per frame by analysis."""
    with open_source(clip, DecodeLimits(), clip) as source:
        analyses = _analyses(source.time_base)
        spent_s = dict.fromkeys(("reduction and views", *(a.name for a in analyses)), 0.0)
        frames = 0
        before = thread_time()
        for part in source.play():
            if not isinstance(part, Frame):
                before = thread_time()
                continue
            now = thread_time()
            spent_s["reduction and views"] += now - before
            for analysis in analyses:
                analysis.observe(part)
                then, now = now, thread_time()
                spent_s[analysis.name] += now - then
            frames += 1
            before = thread_time()
    return frames, {name: 1000 * seconds / frames for name, seconds in spent_s.items()}


def main() -> None:
    """Print the table."""
    clip = clips.short_of(clips.full_hd_minute(), 16)
    frames, by_analysis = costs_ms(clip)
    print(f"Marginal cost per frame, {frames} frames of 1080p")
    for name, milliseconds in by_analysis.items():
        print(f"  {name:<22}{milliseconds:6.2f} ms")
    print(f"  {'together':<22}{sum(by_analysis.values()):6.2f} ms")


if __name__ == "__main__":
    main()
