"""Which frames of a clip, and which windows of frames, are compared; and why the others are not."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from verify.analysis.matching import comparable
from verify.analysis.matching.meetings import Counts, Flags, Numbers
from verify.domain.archive import FrameHashes, Words
from verify.domain.matches import NotComparable
from verify.domain.window_hashes import WindowHashes
from verify.workbench.archive.clip import Clip


@dataclass(frozen=True, slots=True, eq=False)
class Frames:
    """The frames of a clip, and what of it is looked up.

    Attributes
    ----------
    times_s : float64 array, shape (frames,)
        Of all of them.
    is_strong : bool array, shape (frames,)
        Whether it shows enough.
    nth : int
        One in so many of these is compared.
    chosen : int64 array, shape (n,)
        Which are.
    windows : WindowHashes or None
        Those that show enough.
    query_s, words : arrays, shape (n + windows,), (n + windows, 4)
        Times and hashes of the frames chosen, and behind them of the windows.
    """

    times_s: Numbers
    is_strong: Flags
    nth: int
    chosen: Counts
    windows: WindowHashes | None
    query_s: Numbers
    words: Words

    @classmethod
    def of(cls, hashes: FrameHashes, windows: WindowHashes | None) -> "Frames":
        """Choose what is compared."""
        times_s = hashes.time_ms / 1000
        is_strong = comparable.is_comparable(hashes.quality)
        nth = comparable.every_nth(int(np.count_nonzero(is_strong)))
        chosen = np.flatnonzero(is_strong)[::nth]
        query_s, words = times_s[chosen], hashes.pdq[chosen]
        if windows is not None:
            windows = _comparable(windows)
            query_s = np.concatenate([query_s, windows.time_ms / 1000])
            words = np.concatenate([words, windows.pdq])
        return cls(times_s, is_strong, nth, chosen, windows, query_s, words)

    def left_out(self, clip: Clip, is_common: Flags) -> Iterator[NotComparable]:
        """Yield what was not compared, by reason.

        Parameters
        ----------
        is_common : bool array, shape (n,)
            Of the frames chosen: which look like very many.
        """
        are_common = np.zeros(len(self.times_s), np.bool_)
        are_common[self.chosen[is_common]] = True
        ends_s = end_s(clip.duration_s, self.times_s)
        left_out = comparable.stretches_left_out
        yield from left_out(self.times_s, ~self.is_strong, ends_s, comparable.TOO_WEAK)
        yield from left_out(self.times_s, are_common, ends_s, comparable.TOO_COMMON)
        if self.nth > 1:
            reason = comparable.THINNED.format(self.nth)
            yield NotComparable(start_s=0.0, end_s=ends_s, reason=reason)


def end_s(duration_s: float | None, times_s: Numbers) -> float:
    """Return when a clip ends, seconds; 0 for a picture."""
    return 0.0 if duration_s is None else max(duration_s, *times_s[-1:])


def _comparable(windows: WindowHashes) -> WindowHashes:
    """Return the windows that show enough, of frames as far apart as a long clip's are."""
    strong = windows.of(comparable.is_comparable(windows.quality))
    moments = np.unique(strong.time_ms)
    return strong.of(np.isin(strong.time_ms, moments[:: comparable.every_nth(len(moments))]))
