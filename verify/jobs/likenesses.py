"""What a clip is found again by, on its way out of the jail: grey stills, points, windows.

None of it is published. The archive keeps stills and points of each entry; a search compares those
of a query, and what is shown in its windows.
"""

from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path

from verify.analysis.picture.local_features import LEAST_INTERVAL_S, LocalFeatureSeries
from verify.analysis.picture.shots import ShotDetector
from verify.analysis.picture.stills import StillSeries
from verify.analysis.picture.window_hashes import WindowSeries
from verify.analysis.single_pass import FrameAnalysis
from verify.domain.findings import Skipped
from verify.domain.local_features import MOST_PICTURES
from verify.domain.window_hashes import WindowHashes
from verify.jobs.bounds import cut_short
from verify.jobs.feature_file import FeatureSink
from verify.jobs.layout import LOCAL_FEATURES, STILLS, WINDOW_HASHES
from verify.jobs.messages import WorkRequest
from verify.jobs.still_file import StillSink


class Likenesses:
    """Takes stills and describes pictures while a clip is played, as far as they are asked for.

    Attributes
    ----------
    analyses : list of FrameAnalysis
        To be played to, behind the shots.
    """

    def __init__(
        self, request: WorkRequest, shots: ShotDetector, output: Path, files: ExitStack
    ) -> None:
        options = request.options
        self.analyses: list[FrameAnalysis] = []
        self._stills: StillSink | None = None
        self._described: tuple[LocalFeatureSeries, FeatureSink] | None = None
        self._output = output
        interval_s = float(Fraction(options.still_interval))
        if "stills" in options.analyses:
            self._stills = StillSink(files.enter_context((output / STILLS).open("wb")))
            self.analyses.append(StillSeries(shots, self._stills.write, interval_s))
        if "local_features" in options.analyses:
            sink = FeatureSink()
            least_s = min(LEAST_INTERVAL_S, 2 * interval_s)
            series = LocalFeatureSeries(sink.keep, least_s, beside=request.threads > 1)
            self._described = series, sink
            self.analyses.append(series)
        if "windows" in options.analyses:
            self.analyses.append(WindowSeries(self._keep_windows))

    def _keep_windows(self, windows: WindowHashes) -> None:
        (self._output / WINDOW_HASHES).write_bytes(windows.to_bytes())

    def close(self) -> list[Skipped]:
        """Write what is to be written when all is played; returns what there was no room for."""
        skipped: list[Skipped] = []
        if self._stills is not None:
            skipped += cut_short("stills", self._stills.left_out, self._stills.written)
        if self._described is not None:
            series, sink = self._described
            with (self._output / LOCAL_FEATURES).open("wb") as file:
                sink.write(file)
            skipped += cut_short("local_features", series.left_out, MOST_PICTURES)
        return skipped
