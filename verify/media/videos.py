"""Video through FFmpeg's libraries: one demux for picture and sound, exact times.

What a player shows counts: frames that an edit list leaves out never come, time zero is the first
frame that does. A truncated or damaged file decodes without any error, so what was seen on the way
is counted in the report; `verify.analysis.timebase` judges it.
"""

import functools
import struct
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from fractions import Fraction
from pathlib import Path

import av
import av.error
from av.audio.stream import AudioStream as AvAudioStream
from av.container import InputContainer
from av.packet import Packet
from av.sidedata.sidedata import SideData
from av.stream import Disposition, Stream
from av.video.frame import PictureType
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream as AvVideoStream

from verify.domain.errors import (
    LimitExceededError,
    NoPictureError,
    UndecodableError,
    UnsupportedFootageError,
)
from verify.domain.footage import AudioStream, VideoStream
from verify.domain.frames import AudioBlock, Frame
from verify.domain.limits import DecodeLimits
from verify.media import content, pixels
from verify.media.clock import Clock
from verify.media.formats import PICTURE_CODECS, SOUND_CODECS, container_options
from verify.media.reduction import Orientation, small_and_tiny
from verify.media.seeking import (
    DAMAGE,
    by_seeking,
    from_the_start,
    i_frame_before,
    packets,
)
from verify.media.sound import SoundTrack
from verify.media.source import DecodeReport, Source

# These number their packets in the order of decoding and know no PTS.
_FORMATS_WITHOUT_PTS = frozenset(("avi",))
# Frames that grow beyond the limit in mid-stream are to reach us, who can say so; beyond this many
# times the limit the decoder itself refuses them, as damaged ones.
_DECODER_PIXELS_FACTOR = 4
_MICROSECOND = Fraction(1, 1_000_000)
_PICTURE_LETTERS = {kind.value: kind.name for kind in (PictureType.I, PictureType.P, PictureType.B)}
# Packets whose frames have not come out yet; a decoder holds back far fewer.
_WAITING_PACKETS = 256


class VideoSource(Source):
    """A container with a video stream; see `Source`."""

    def __init__(
        self,
        path: Path,
        limits: DecodeLimits,
        shown_path: Path,
        threads: int,
        *,
        is_first_look: bool = False,
    ) -> None:
        self._path, self._limits, self._shown_path = path, limits, shown_path
        self._threads = threads
        self._decoder_options = {"max_pixels": str(_DECODER_PIXELS_FACTOR * limits.max_pixels)}
        if is_first_look:
            self._decoder_options["skip_loop_filter"] = "noref"
        self._notes: list[str] = []
        self._container = self._open()
        self._stream = self._picture_stream(self._container)
        sound_streams = self._container.streams.audio
        sound_stream = next(iter(sound_streams), None)
        self.kind = "video"
        self.container = self._container.format.name
        self.declared_duration_s = _declared_duration_s(self._container)
        self.time_base = self._stream.time_base or _MICROSECOND
        self.audio = (
            None if sound_stream is None else _sound_facts(sound_stream, len(sound_streams))
        )
        self._sound = self._sound_track(sound_stream)
        self._orientation = Orientation()
        self._reformatter = VideoReformatter()
        self._clock = Clock(self._declared_interval())
        self._size = self._stream.width, self._stream.height
        self._corrupt = 0
        self._interlaced = False
        self._packet_bytes: dict[int, int] = {}
        self._parts = self._decoded_parts()
        with ExitStack() as on_failure:
            on_failure.enter_context(self)
            self._first = next(self._parts, None)
            if self._first is None:
                cause = f"none of its frames could be decoded ({self._stream.codec_context.name})"
                raise UndecodableError(shown_path, cause)
            on_failure.pop_all()

    @property
    def video(self) -> VideoStream:
        """The picture stream; `is_vfr` and `is_interlaced` are final only after `play`."""
        stream = self._stream
        width, height = self._size
        transfer = pixels.TRANSFER_NAMES.get(stream.color_trc)
        turned = self._orientation.transposed
        aspect = stream.sample_aspect_ratio
        return VideoStream(
            codec=stream.codec_context.name,
            width_px=height if turned else width,
            height_px=width if turned else height,
            sample_aspect_ratio=(aspect.numerator, aspect.denominator) if aspect else None,
            rotation_deg=self._orientation.clockwise_deg,
            frame_rate=float(stream.average_rate) if stream.average_rate else None,
            is_vfr=self._clock.is_vfr,
            is_interlaced=self._interlaced,
            pixel_format=stream.pix_fmt or "unknown",
            color_range=pixels.color_range(stream.pix_fmt or "", stream.color_range),
            transfer=transfer,
            hdr=pixels.HDR_NAMES.get(transfer or ""),
        )

    @property
    def report(self) -> DecodeReport:
        """How `play` went, as far as it has come."""
        clock, sound = self._clock, self._sound
        return DecodeReport(
            frames=clock.frames,
            corrupt_frames=self._corrupt,
            non_monotonic_frames=clock.non_monotonic,
            undated_frames=clock.undated,
            first_pts=clock.first,
            end_pts=clock.end,
            sound_start_s=sound.start_s if sound else None,
            sound_end_s=sound.end_s if sound else None,
            notes=tuple(self._notes) + (sound.notes if sound else ()),
        )

    def play(self) -> Iterator[Frame | AudioBlock]:
        """Yield every frame in the order shown, and every block of sound; once per source."""
        if self._first is not None:
            yield self._first
            self._first = None
        yield from self._parts

    def fetch(self, pts: Sequence[int]) -> Iterator[Frame]:
        """Yield again the shown frames that have exactly these PTS, each once, in any order."""
        indices = {value: self._clock.index_of(value) for value in sorted(set(pts))}
        # Where PTS do not rise with the frames, what a seek finds may be another of the same PTS.
        if self._clock.is_regular and self.container not in _FORMATS_WITHOUT_PTS:
            with self._open() as container:
                found = by_seeking(container, self._picture_stream(container), list(indices))
                for value, decoded in found:
                    yield self._frame(decoded, indices.pop(value), value)
        if indices:
            with self._open() as container:
                stream = self._picture_stream(container)
                clock = Clock(self._declared_interval())
                for decoded in from_the_start(container, stream):
                    value = clock.tick(self._stamp(decoded), decoded.duration)
                    if value in indices:
                        yield self._frame(decoded, indices.pop(value), value)
                    if not indices:
                        return

    def glimpses(self, times_s: Sequence[float]) -> Iterator[Frame]:
        """Yield the I-frame at or before each time, each once, by seeking; see `Source`."""
        if self.container in _FORMATS_WITHOUT_PTS:
            return
        seen: set[int] = set()
        with self._open() as container:
            stream = self._picture_stream(container)
            for time_s in times_s:
                wanted = self._clock.first + round(Fraction(time_s) / self.time_base)
                decoded = i_frame_before(container, stream, wanted)
                if decoded is None or decoded.pts is None or decoded.pts in seen:
                    continue
                if decoded.pts >= self._clock.first:
                    yield self._frame(decoded, len(seen), decoded.pts)
                seen.add(decoded.pts)

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def _open(self) -> InputContainer:
        options = container_options(self._limits.max_streams, self._limits.max_pixels)
        try:
            return av.open(f"file:{self._path}", options=options, metadata_errors="replace")
        except av.error.MemoryError as error:
            # FFmpeg's answer to too many streams, too.
            what = "opening it takes more streams or memory than it may"
            limit = f"{self._limits.max_streams} streams"
            raise LimitExceededError(self._shown_path, what, limit) from error
        except av.error.ArgumentError as error:
            raise UnsupportedFootageError(self._shown_path, content.unknown(self._path)) from error
        except av.error.FFmpegError as error:
            # Demuxers answer damage with any error there is, "not permitted" among them.
            if broken := content.what_is_broken(self._path):
                raise UndecodableError(self._shown_path, broken) from error
            raise UnsupportedFootageError(self._shown_path, content.unknown(self._path)) from error

    def _picture_stream(self, container: InputContainer) -> AvVideoStream:
        """Return the first stream that is not cover art, told to decode within the limits."""
        if len(container.streams) > self._limits.max_streams:
            what = f"it has {len(container.streams)} streams"
            raise LimitExceededError(self._shown_path, what, f"{self._limits.max_streams} streams")
        moving = [
            stream
            for stream in container.streams.video
            if not stream.disposition & Disposition.attached_pic
        ]
        if not moving:
            if container.streams.audio:
                raise NoPictureError(self._shown_path)
            if not container.streams and (broken := content.what_is_broken(self._path)):
                raise UndecodableError(self._shown_path, broken)
            detail = "it holds neither picture nor sound"
            raise UnsupportedFootageError(self._shown_path, detail)
        if len(moving) > 1:
            self._note(f"The file has {len(moving)} video streams; the first one was looked at.")
        stream = moving[0]
        if stream.codec_context is None:
            detail = "its picture is in a codec that is not known"
            raise UnsupportedFootageError(self._shown_path, detail)
        if (codec := stream.codec_context.name) not in PICTURE_CODECS:
            detail = f"its picture is in the rare codec {codec}, which is not opened"
            advice = "Ask the sender for a copy in H.264 or another usual codec."
            raise UnsupportedFootageError(self._shown_path, detail, advice)
        self._check_size(stream.width, stream.height)
        stream.codec_context.options = self._decoder_options
        stream.thread_type = "AUTO"
        stream.thread_count = self._threads
        return stream

    def _seconds(self, pts: int) -> float:
        """Return `time_since` as a float: a quotient of whole numbers is rounded once."""
        base = self.time_base
        return (pts - self._clock.first) * base.numerator / base.denominator

    def _sound_track(self, stream: AvAudioStream | None) -> SoundTrack | None:
        if stream is None or self.audio is None:
            return None
        if self.audio.codec not in SOUND_CODECS:
            self._note(f"Its sound is in the rare codec {self.audio.codec}; it was not opened.")
            return None
        return SoundTrack(stream)

    def _check_size(self, width_px: int, height_px: int) -> None:
        if width_px * height_px > self._limits.max_pixels:
            what = f"a frame has {width_px} x {height_px} pixels"
            raise LimitExceededError(
                self._shown_path, what, f"{self._limits.max_pixels / 1e6:g} million pixels"
            )

    def _declared_interval(self) -> int:
        """Return the usual interval in PTS units, for frames that bear no time."""
        rate = self._stream.average_rate or self._stream.guessed_rate
        return max(1, round(1 / (rate * self.time_base))) if rate else 1

    def _count_damage(self) -> None:
        self._corrupt += 1

    def _decoded_parts(self) -> Iterator[Frame | AudioBlock]:
        picture, sound = self._stream, self._sound
        streams = [picture] if sound is None else [picture, sound.stream]
        for packet in packets(self._container, streams, self._count_damage):
            if sound is not None and packet.stream is sound.stream:
                yield from sound.blocks(packet)
                continue
            self._remember_size(packet)
            try:
                decoded = picture.decode(packet)
            except DAMAGE:
                self._count_damage()
                continue
            for frame in decoded:
                yield self._shown(frame)
                if self._clock.frames == 1 and sound is not None:
                    yield from sound.start_at(self._clock.first * self.time_base)

    def _remember_size(self, packet: "Packet[Stream]") -> None:
        """Keep the size of a packet until its frame comes out, which is in another order."""
        if packet.pts is not None and packet.size:
            self._packet_bytes[packet.pts] = packet.size
        if len(self._packet_bytes) > _WAITING_PACKETS:
            del self._packet_bytes[next(iter(self._packet_bytes))]

    def _shown(self, decoded: av.VideoFrame) -> Frame:
        index = self._clock.frames
        if index == self._limits.max_frames:
            limit = f"{self._limits.max_frames:,} frames"
            raise LimitExceededError(self._shown_path, "it has more frames", limit)
        if index == 0:
            self._orientation = _orientation(decoded)
            if self._orientation.is_mirrored:
                self._note("The file asks players to mirror the picture; it is mirrored.")
            self._size = decoded.width, decoded.height
        elif (decoded.width, decoded.height) != self._size:
            self._note("The size of the picture changes within the clip; the first one is listed.")
        pts = self._clock.tick(self._stamp(decoded), decoded.duration)
        self._corrupt += decoded.is_corrupt
        self._interlaced |= decoded.interlaced_frame
        return self._frame(decoded, index, pts)

    def _note(self, sentence: str) -> None:
        if sentence not in self._notes:
            self._notes.append(sentence)

    def _stamp(self, decoded: av.VideoFrame) -> int | None:
        """Return a frame's PTS, or, where the file holds none, the DTS that it came out at."""
        if decoded.pts is None or self.container in _FORMATS_WITHOUT_PTS:
            return decoded.dts
        return decoded.pts

    def _frame(self, decoded: av.VideoFrame, index: int, pts: int) -> Frame:
        self._check_size(decoded.width, decoded.height)
        luma, limited = pixels.stored_luma(decoded)
        small, tiny = small_and_tiny(luma, limited, self._orientation)
        return Frame(
            index=index,
            pts=pts,
            time_s=self._seconds(pts),
            luma=self._orientation.apply(luma),
            is_limited=limited,
            small=small,
            tiny=tiny,
            picture=functools.partial(pixels.bgr_picture, decoded, self._orientation),
            sparse=functools.partial(
                pixels.sparse_picture, decoded, self._orientation, self._reformatter
            ),
            is_intra=decoded.key_frame or decoded.pict_type == PictureType.I,
            picture_type=_PICTURE_LETTERS.get(decoded.pict_type, "?"),
            packet_bytes=self._packet_bytes.pop(decoded.pts, None)
            if decoded.pts is not None
            else None,
        )


def _declared_duration_s(container: InputContainer) -> float | None:
    """Return the length that a container claims, seconds."""
    duration = container.duration
    if not duration:
        return None
    if container.format.name.startswith("matroska") and 0 < (container.start_time or 0) < duration:
        # Matroska's Duration counts from the zero of its clock in what FFmpeg and browsers write.
        duration -= container.start_time
    return float(duration * _MICROSECOND)


def _sound_facts(stream: AvAudioStream, tracks: int) -> AudioStream | None:
    """Return what the file says of its sound; None if it names no decoder, rate or channel."""
    if stream.codec_context is None or stream.rate < 1 or stream.channels < 1:
        return None
    duration_s = None
    if stream.duration is not None and stream.duration >= 0 and stream.time_base is not None:
        duration_s = float(stream.duration * stream.time_base)
    return AudioStream(
        codec=stream.codec_context.name,
        sample_rate_hz=stream.rate,
        channels=stream.channels,
        duration_s=duration_s,
        tracks=tracks,
    )


def _orientation(decoded: av.VideoFrame) -> Orientation:
    """Return how the container or codec asks players to turn the picture."""
    matrix = decoded.side_data.get("DISPLAYMATRIX")
    if not isinstance(matrix, SideData):
        return Orientation()
    return Orientation.from_display_matrix(struct.unpack("=9i", bytes(matrix)))
