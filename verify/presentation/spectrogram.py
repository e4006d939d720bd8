"""spectrogram.svg: the sound of a clip, with its onsets and when the bang of a flash would arrive.

The picture inside is a JPEG that the worker made; axes and marks are drawn around it as text, so
that no plotting library is loaded (docs/decisions/0002-svg-curve.md).
"""

import base64
import math
from collections.abc import Iterable, Sequence
from html import escape
from importlib import resources

from verify.domain.findings import Flash
from verify.domain.sounds import FlashToBang, Sound
from verify.presentation.wording import counted, duration_words, short_timecode

LOWEST_HZ, HIGHEST_HZ = 40.0, 8_000.0
"""Lower and upper end of the picture; heights are logarithmic."""

_WIDTH_PX = 1120
_TOP_PX = 44
_PLOT_PX = 190
_AXIS_PX = 24
_INSET_PERCENT = 1.5
_LABELS_HZ = (100, 1_000, 5_000)
_TICK_STEPS_S = (0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200)
_MOST_TICKS = 9
_MOST_MARKS = 200
_STYLE = resources.files("verify.presentation").joinpath("templates/curve.css").read_text("utf-8")
_OWN_STYLE = (
    ".curve .heard{stroke:var(--flash);stroke-width:1.6}.curve .doubted{stroke:var(--soft);"
    "stroke-dasharray:2 2}.curve .arrival{fill:#4aa3ff;fill-opacity:.24}"
)


def spectrogram_svg(
    picture: bytes,
    duration_s: float,
    sounds: Sequence[Sound],
    flashes: Sequence[Flash],
    pairs: Sequence[FlashToBang],
) -> str:
    """Return the picture with its axes and marks as one SVG element.

    Parameters
    ----------
    picture : bytes
        From `sound_picture.spectrogram_jpeg`; its sides are the first frame shown and `duration_s`.
    sounds, flashes, pairs : sequences
        Findings of the same clip.
    """
    return _Drawing(picture, duration_s, sounds, flashes, pairs).svg()


class _Drawing:
    def __init__(
        self,
        picture: bytes,
        duration_s: float,
        sounds: Sequence[Sound],
        flashes: Sequence[Flash],
        pairs: Sequence[FlashToBang],
    ) -> None:
        self._picture = base64.b64encode(picture).decode("ascii")
        self._duration_s = duration_s or 1.0
        self._accepted = [s for s in sounds if s.accepted][:_MOST_MARKS]
        self._doubted = [s for s in sounds if not s.accepted][:_MOST_MARKS]
        self._flashes = flashes
        self._pairs = pairs[:_MOST_MARKS]

    def svg(self) -> str:
        height = _TOP_PX + _PLOT_PX + _AXIS_PX
        left, width = f"{_INSET_PERCENT}%", f"{100 - 2 * _INSET_PERCENT}%"
        return "\n".join(
            [
                '<svg xmlns="http://www.w3.org/2000/svg" class="curve" role="img" '
                f'aria-labelledby="sound-title" width="{_WIDTH_PX}" height="{height}">',
                f'<title id="sound-title">{escape(self._description())}</title>',
                f"<style>{_STYLE}{_OWN_STYLE}</style>",
                '<rect class="paper" width="100%" height="100%"/>',
                *self._legend(),
                f'<image x="{left}" y="{_TOP_PX}" width="{width}" height="{_PLOT_PX}" '
                f'preserveAspectRatio="none" href="data:image/jpeg;base64,{self._picture}"/>',
                *self._tones(),
                *self._arrivals(),
                *self._onsets(),
                *self._time_axis(),
                "</svg>",
            ]
        )

    def _x(self, time_s: float) -> float:
        share = min(1.0, max(0.0, time_s / self._duration_s))
        return _INSET_PERCENT + (100 - 2 * _INSET_PERCENT) * share

    def _description(self) -> str:
        onsets = ", ".join(short_timecode(max(0.0, s.onset_s)) for s in self._accepted[:12])
        return (
            f"Sound through {duration_words(self._duration_s)}, low tones at the bottom. "
            f"{counted(len(self._accepted), 'accepted onset')}{': ' if onsets else ''}{onsets}."
        )

    def _legend(self) -> Iterable[str]:
        yield (
            '<line class="heard" x1="12" x2="12" y1="6" y2="22"/><text x="20" y="18">onset</text>'
            '<line class="doubted" x1="72" x2="72" y1="6" y2="22"/>'
            '<text x="80" y="18">not accepted</text>'
            '<rect class="arrival" x="172" y="7" width="18" height="14"/>'
            '<text x="196" y="18">where the bang of a flash lies for the distance given</text>'
        )

    def _tones(self) -> Iterable[str]:
        span = math.log(HIGHEST_HZ / LOWEST_HZ)
        for tone_hz in _LABELS_HZ:
            y = _TOP_PX + _PLOT_PX * (1 - math.log(tone_hz / LOWEST_HZ) / span)
            x = f"{_INSET_PERCENT + 0.4}%"
            yield f'<text class="halo" x="{x}" y="{y:.1f}">{tone_hz:,} Hz</text>'

    def _arrivals(self) -> Iterable[str]:
        for pair in self._pairs:
            flash_s = self._flashes[pair.flash_index].onset_s
            c = pair.budget.speed_of_sound_m_s
            start, end = (
                self._x(flash_s + pair.budget.av_offset_s + way_m / c)
                for way_m in (pair.low_m, pair.high_m)
            )
            yield (
                f'<rect class="arrival" x="{start:.3f}%" y="{_TOP_PX}" '
                f'width="{max(end - start, 0.1):.3f}%" height="{_PLOT_PX}"/>'
            )

    def _onsets(self) -> Iterable[str]:
        for kind, sounds in (("doubted", self._doubted), ("heard", self._accepted)):
            for sound in sounds:
                x = f"{self._x(sound.onset_s):.3f}%"
                yield (
                    f'<line class="{kind}" x1="{x}" x2="{x}" y1="{_TOP_PX - 14}" '
                    f'y2="{_TOP_PX + (_PLOT_PX if kind == "heard" else 0)}"/>'
                )

    def _time_axis(self) -> Iterable[str]:
        step_s = next(
            (s for s in _TICK_STEPS_S if self._duration_s / s <= _MOST_TICKS), self._duration_s
        )
        y = _TOP_PX + _PLOT_PX + 17
        for number in range(int(self._duration_s / step_s) + 1):
            time_s = number * step_s
            x = self._x(time_s)
            anchor = "start" if number == 0 else "end" if x > 95 else "middle"
            text = short_timecode(time_s).removesuffix(".000")
            yield f'<text x="{x:.3f}%" y="{y}" text-anchor="{anchor}">{text}</text>'
