"""One clip through all analyses: what looks at it, in which order, and what is made of that.

Runs inside the jail. The order matters where one analysis reads another's state: flashes and
keyframes read the shots, so these look first.
"""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack, nullcontext
from fractions import Fraction
from pathlib import Path

import msgspec

import verify
from verify.analysis.light.beginning import unseen_onsets
from verify.analysis.light.brightness import BrightnessCurve
from verify.analysis.light.darkness import DarknessGauge, in_lamp_light, overall
from verify.analysis.light.flashes import FlashDetector
from verify.analysis.light.lights import MOST_LIGHTS, LightWatch
from verify.analysis.light.mains import MainsGauge
from verify.analysis.light.viewer_safety import ViewerSafetyGauge
from verify.analysis.overlays.watch import OverlayWatch
from verify.analysis.picture.hashing import HashSeries, hash_frame, hash_still
from verify.analysis.picture.imagehashes import ALL_KINDS_PARAMETERS, all_kinds
from verify.analysis.picture.keyframes import KeyframePicker
from verify.analysis.picture.shots import ShotDetector
from verify.analysis.single_pass import AudioAnalysis, FrameAnalysis, PassResult, run_pass
from verify.analysis.timebase import TimebaseAudit
from verify.analysis.traces.coding import CodingLedger
from verify.analysis.traces.detector import ClipTraces, TraceWatch
from verify.analysis.traces.splices import SoundSplices
from verify.domain.claimed import Metadata, WriterKind
from verify.domain.exposure import ExposureRow
from verify.domain.findings import (
    FAILED,
    NOT_ASKED_FOR,
    SCHEMA_NAME,
    Analysis,
    Brightness,
    Flash,
    Keyframe,
    Shot,
    Skipped,
    Timebase,
    Tool,
)
from verify.domain.footage import Footage
from verify.domain.frames import Frame
from verify.domain.lights import Mains
from verify.domain.methods import stamped
from verify.domain.rows import BrightnessRow, HashRow
from verify.domain.traces import Coding
from verify.jobs.bounds import MOST_FLASHES, MOST_SHOTS, cut_short, longest, strongest
from verify.jobs.claims import Claims, read_claims
from verify.jobs.hearing import Hearing
from verify.jobs.layout import (
    BRIGHTNESS_TABLE,
    CONTACT_SHEET,
    EXPOSURE_TABLE,
    HASHES_TABLE,
    SPECTROGRAM,
    PictureFiles,
)
from verify.jobs.likenesses import Likenesses
from verify.jobs.messages import Progress, WorkAnswer, WorkRequest
from verify.jobs.overlays import KeptOverlays, keep_overlays
from verify.jobs.progress import of_frames
from verify.jobs.stills import StillStore, keep_keyframes, keyframe_options
from verify.media import ffmpeg
from verify.media.ahead import played_ahead
from verify.media.decode import open_source
from verify.media.source import Source
from verify.presentation.contact_sheet import contact_sheet
from verify.presentation.tables import CsvSink

ONE_PICTURE = "a single picture shows no change"
_OF_CHANGE = (
    *("flashes", "traces", "lights", "mains", "sounds", "flash_to_bang", "viewer_safety"),
    "overlays",
)
_PICTURE_ANALYSES = ("timebase", "shots", "brightness", "keyframes", "hashes", *_OF_CHANGE)
_OF_SHOTS = ("shots", "flashes", "keyframes", "lights", "mains", "stills", "local_features")

OnProgress = Callable[[Progress], None]


def work_on(request: WorkRequest, media: Path, output: Path, on_progress: OnProgress) -> WorkAnswer:
    """Analyse one file.

    Parameters
    ----------
    request : WorkRequest
        What is wanted.
    media : Path
        The footage, under a name of ours.
    output : Path
        An empty folder for tables and pictures.
    on_progress : callable
        Called after each frame.

    Raises
    ------
    InputError
        If the file is no footage, or an option does not fit it.
    """
    options = request.options
    shown_path = Path(request.untrusted_name)
    with (
        open_source(
            media,
            options.limits,
            shown_path,
            request.threads,
            is_first_look=options.is_first_look,
        ) as source,
        ExitStack() as files,
    ):
        job = _Job(request, source, output, files)
        if options.analyses & set(_PICTURE_ANALYSES):
            job.play(on_progress)
        if request.threads == 1 or not source.report.corrupt_frames:
            claims = read_claims(media, source.kind, request)
            on_progress(Progress(share=None, message="Putting the findings together"))
            return job.answer(claims)
    # What FFmpeg makes of missing parts depends on its threads, even from run to run; with one it
    # is the same every time and on every machine.
    return work_on(msgspec.structs.replace(request, threads=1), media, output, on_progress)


class _Job:
    """The analyses of one request, wired to one source."""

    def __init__(
        self, request: WorkRequest, source: Source, output: Path, files: ExitStack
    ) -> None:
        self._request = request
        self._options = request.options
        self._source = source
        self._output = output
        self._is_picture = source.kind == "picture"
        self._hash_of = hash_still if self._is_picture else hash_frame
        self._played: PassResult | None = None
        self._all_kinds: dict[str, str] | None = None
        self._end_s = Fraction(0)

        self._audit = TimebaseAudit(source.time_base)
        self._hearing = Hearing(self._options, is_picture=self._is_picture)
        self._shots = ShotDetector()
        self._darkness = DarknessGauge()
        self._flashes = FlashDetector(
            self._shots, source.video.transfer, self._exposure_table(files)
        )
        self._stills = StillStore(Path(tempfile.mkdtemp(prefix="stills-", dir=output.parent)))
        self._picker = KeyframePicker(
            self._shots,
            time_base=source.time_base,
            store=self._stills.store,
            is_rising=lambda frame: self._flashes.rising_frame == frame.index,
            options=keyframe_options(self._options),
            hash_of=self._hash_of,
        )
        self._looking: list[FrameAnalysis] = [self._audit]
        if self._wants(*_OF_SHOTS):
            self._looking += [self._shots, self._darkness]
        if self._wants("flashes", "keyframes") and not self._is_picture:
            self._looking.append(self._flashes)
        self._lights, self._mains = LightWatch(self._shots), MainsGauge(self._shots)
        self._safety = ViewerSafetyGauge()
        self._overlays = OverlayWatch()
        for watch in (self._lights, self._mains, self._safety, self._overlays):
            if self._wants(watch.name) and not self._is_picture:
                self._looking.append(watch)
        if self._wants("brightness"):
            self._looking.append(self._brightness_curve(files))
        if self._wants("hashes"):
            self._looking.append(self._hash_series(files))
        if self._wants("keyframes"):
            self._looking.append(self._picker)
        self._likenesses = Likenesses(request, self._shots, output, files)
        self._looking += self._likenesses.analyses
        self._traces, self._coding, self._splices = TraceWatch(), CodingLedger(), SoundSplices()
        self._listening: list[AudioAnalysis] = self._hearing.ears
        if self._wants("traces") and not self._is_picture:
            self._looking += [self._traces, self._coding]
            self._listening.append(self._splices)

    def _wants(self, *names: str) -> bool:
        return bool(self._options.analyses & set(names))

    def _brightness_curve(self, files: ExitStack) -> BrightnessCurve:
        table = files.enter_context(
            (self._output / BRIGHTNESS_TABLE).open("w", encoding="utf-8", newline="")
        )
        transfer = self._source.video.transfer
        return BrightnessCurve(CsvSink(table, BrightnessRow).write, transfer)

    def _exposure_table(self, files: ExitStack) -> Callable[[ExposureRow], None] | None:
        """Return what writes the table of exposure, which exists from its first row on."""
        sinks: list[CsvSink[ExposureRow]] = []

        def write(row: ExposureRow) -> None:
            if not sinks:
                table = files.enter_context(
                    (self._output / EXPOSURE_TABLE).open("w", encoding="utf-8", newline="")
                )
                sinks.append(CsvSink(table, ExposureRow))
            sinks[0].write(row)

        return write if self._wants("flashes") else None

    def _hash_series(self, files: ExitStack) -> HashSeries:
        table = files.enter_context(
            (self._output / HASHES_TABLE).open("w", encoding="utf-8", newline="")
        )
        rows = CsvSink(table, HashRow)
        return HashSeries(rows.write, self._options.hash_interval_s, self._hash_of)

    def play(self, on_progress: OnProgress) -> None:
        """Decode the footage once, every analysis looking."""
        whole_s = self._source.declared_duration_s

        def report(frame: Frame) -> None:
            share = min(1.0, frame.time_s / whole_s) if whole_s else None
            on_progress(of_frames("Decoded", frame.index + 1, share))
            if frame.index == 0 and self._options.all_hash_kinds:
                self._all_kinds = all_kinds(frame.picture())

        source, is_alone = self._source, self._request.threads > 1
        with played_ahead(source) if is_alone else nullcontext(source.play()) as parts:
            self._played = run_pass(parts, self._looking, self._listening, report)
        decoded = self._source.report
        self._end_s = (decoded.end_pts - decoded.first_pts) * self._source.time_base

    def answer(self, claims: Claims) -> WorkAnswer:
        """Return all that was found."""
        timebase = self._timebase()
        mains = self._mains.finding() if self._is_done("mains", needs=("shots",)) else None
        shots = self._found_shots(mains)
        flashes, unlisted_flashes = self._found_flashes()
        keyframes, left_out, lost = self._keyframes(shots or [], flashes or [])
        traces = self._found_traces()
        overlays = self._found_overlays()
        heard = self._hearing.findings(self._played, flashes, shots, timebase)
        skipped = [*claims.skipped, *heard.skipped]
        if self._played is not None:
            skipped += [*self._played.skipped, *lost]
        listed_shots = None if shots is None else longest(shots, MOST_SHOTS)
        skipped += cut_short("shots", len(shots or ()) - len(listed_shots or ()), MOST_SHOTS)
        skipped += unlisted_flashes
        skipped += self._likenesses.close()
        skipped += self._hearing.keep_peaks(self._played, self._output)
        skipped += overlays.skipped if overlays else []
        skipped += cut_short("lights", self._lights.left_out, MOST_LIGHTS)
        analysis = Analysis(
            schema=SCHEMA_NAME,
            tool=self._tool(),
            sandbox=self._request.sandbox,
            footage=self._footage(),
            timebase=timebase,
            shots=listed_shots,
            keyframes=keyframes,
            keyframes_left_out=left_out,
            brightness=self._brightness(shots),
            flashes=flashes,
            lights=self._lights.lights if self._is_done("lights", needs=("shots",)) else None,
            mains=mains,
            sounds=heard.sounds,
            audio_present=self._source.audio is not None,
            audio_silent=self._hearing.audio_silent if self._played else None,
            flash_to_bang=heard.flash_to_bang,
            overlays=overlays.kept if overlays else None,
            overlays_cannot_tell=overlays.cannot_tell if overlays else None,
            traces=traces.found if traces else None,
            traces_cannot_tell=traces.cannot_tell if traces else None,
            coding=self._found_coding(claims.metadata),
            metadata=claims.metadata,
            c2pa=claims.c2pa,
            viewer_safety=self._safety.finding() if self._is_done("viewer_safety") else None,
            archive=None,
            skipped=self._all_skipped(skipped),
        )
        if keyframes:
            self._write_contact_sheet(analysis, keyframes)
        if heard.sounds and (spectrogram := self._hearing.spectrogram(float(self._end_s))):
            (self._output / SPECTROGRAM).write_bytes(spectrogram)
        track = self._hearing.keep_track(self._played, self._output)
        return WorkAnswer(analysis=analysis, all_hash_kinds=self._all_kinds, sound_track=track)

    def _is_done(self, name: str, needs: tuple[str, ...] = ()) -> bool:
        if self._played is None or not self._wants(name):
            return False
        if name in _OF_CHANGE and self._is_picture:
            return False
        return not self._played.failed & {name, *needs}

    def _timebase(self) -> Timebase | None:
        if self._played is None:
            return None
        return self._audit.finding(self._source.report, self._source.declared_duration_s)

    def _found_shots(self, mains: Mains | None) -> list[Shot] | None:
        if self._played is None or not self._wants(*_OF_SHOTS):
            return None
        if self._played.failed & {"shots", "darkness"}:
            return None
        shots = self._shots.shots(self._darkness.classify, float(self._end_s))
        return in_lamp_light(shots, mains.readings) if mains else shots

    def _found_flashes(self) -> tuple[list[Flash] | None, list[Skipped]]:
        if not self._is_done("flashes", needs=("shots",)):
            return None, []
        flashes = self._flashes.flashes
        listed = strongest(flashes, MOST_FLASHES)
        left_out = cut_short("flashes", len(flashes) - len(listed), MOST_FLASHES)
        return listed, [*left_out, *unseen_onsets(self._flashes.fadings)]

    def _found_traces(self) -> ClipTraces | None:
        if self._played is None or not self._is_done("traces"):
            return None
        is_heard = self._splices.name not in self._played.failed
        heard = self._splices.splices() if is_heard else []
        return self._traces.finding(float(self._end_s), heard)

    def _found_coding(self, metadata: Metadata | None) -> Coding | None:
        if not self._is_done("traces", needs=("coding",)):
            return None
        writers = [] if metadata is None else metadata.writers
        return self._coding.finding(
            [
                f"The way the file is built fits {writer.name}."
                for writer in writers
                if writer.kind is not WriterKind.DEVICE
            ]
        )

    def _found_overlays(self) -> KeptOverlays | None:
        if not self._is_done("overlays"):
            return None
        size_px = self._source.video.width_px, self._source.video.height_px
        found = self._overlays.finding(float(self._end_s), size_px)
        return keep_overlays(found, self._source, self._output)

    def _brightness(self, shots: list[Shot] | None) -> Brightness | None:
        if not self._is_done("brightness"):
            return None
        classes = [shot.darkness for shot in shots or []]
        return Brightness(file=BRIGHTNESS_TABLE, darkness=overall(classes))

    def _keyframes(
        self, shots: list[Shot], flashes: list[Flash]
    ) -> tuple[list[Keyframe] | None, int, list[Skipped]]:
        if not self._is_done("keyframes", needs=("shots",)):
            return None, 0, []
        plan = self._picker.plan(shots, flashes, self._end_s)
        kept = keep_keyframes(
            plan, self._stills, self._picker.hashes, self._source, self._output, self._hash_of
        )
        lost = []
        if kept.lost:
            reason = (
                f"{FAILED} for {kept.lost} of {len(plan.picks)} frames: not decoded a second time"
            )
            lost = [Skipped(analysis="keyframes", reason=reason)]
        return kept.keyframes, plan.left_out, lost

    def _write_contact_sheet(self, analysis: Analysis, keyframes: list[Keyframe]) -> None:
        pictures = PictureFiles(self._output)
        sheet = contact_sheet(analysis.footage, float(self._end_s), keyframes, pictures)
        (self._output / CONTACT_SHEET).write_bytes(sheet)

    def _footage(self) -> Footage:
        return Footage(
            sha256=self._request.sha256,
            size_bytes=self._request.size_bytes,
            untrusted_name=self._request.untrusted_name,
            untrusted_name_bytes=None,
            kind=self._source.kind,
            container=self._source.container,
            duration_s=self._source.declared_duration_s,
            video=self._source.video,
            audio=self._source.audio,
        )

    def _tool(self) -> Tool:
        parameters = {analysis.name: analysis.parameters for analysis in self._looking}
        parameters |= self._hearing.parameters
        if self._options.is_first_look:
            parameters["decoding"] = {"unsmoothed_blocks": "of frames that no other rests on"}
        if self._all_kinds is not None:
            parameters["all_hash_kinds"] = ALL_KINDS_PARAMETERS
        parameters = stamped(parameters, self._options.analyses)
        return Tool(
            version=verify.__version__, ffmpeg=ffmpeg.library_version(), parameters=parameters
        )

    def _all_skipped(self, tried: list[Skipped]) -> list[Skipped]:
        unasked = [
            Skipped(analysis=name, reason=NOT_ASKED_FOR)
            for name in (*_PICTURE_ANALYSES, "metadata", "c2pa", "archive")
            if name not in self._options.analyses
        ]
        still = [
            Skipped(analysis=name, reason=ONE_PICTURE)
            for name in _OF_CHANGE
            if self._is_picture and self._wants(name)
        ]
        return [*tried, *still, *unasked]
