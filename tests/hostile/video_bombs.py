"""Small videos that are large, many or endless once they are decoded or listened to."""

import io
import struct
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image

from tests.synthesis.clips import Clip

_MILLISECOND = Fraction(1, 1000)
_HOUR_MS = 3_600_000


def write(folder: Path) -> None:
    """Make them in `folder`."""
    last = folder / "start.mkv"
    _repeat(folder / "ffv1_bomb.mkv", "ffv1", (8_000, 7_999), range(0, 20_000, 40))
    _repeat(folder / "mjpeg_bomb.avi", "mjpeg", (8_000, 7_999), range(0, 2_400, 40))
    _repeat(folder / "many_frames.mkv", "ffv1", (16, 16), range(0, 4_000_000, 20))
    _repeat(folder / "two_frames_10h.mkv", "ffv1", (64, 64), (0, 10 * _HOUR_MS))
    _repeat(folder / "two_frames_ages.mkv", "ffv1", (64, 64), (0, 2**53))
    _repeat(folder / "one_time.mkv", "ffv1", (64, 64), [0] * 500)
    _repeat(folder / "thin.mkv", "ffv1", (32_000, 2), range(0, 400, 40))
    _repeat(folder / "tall.mkv", "ffv1", (2, 32_000), range(0, 400, 40))
    _repeat(folder / "dot.mkv", "ffv1", (1, 1), range(0, 400, 40))
    _growing(folder / "grows.mkv", (12_000, 11_999))
    _growing(folder / "shrinks.mkv", (2, 2))
    Clip(
        width_px=7_680, height_px=4_320, options={"preset": "ultrafast", "refs": "16", "bf": "0"}
    ).write(folder / "refs_16.mp4")
    Clip(beep_at=Fraction(0)).write(last)
    _sound(folder)
    last.unlink()


def _packet(codec: str, size: tuple[int, int]) -> tuple[bytes, bytes]:
    """Return one encoded flat frame, and what its decoder must be told first."""
    context = av.CodecContext.create(codec, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height = size
    context.pix_fmt = "yuvj420p" if codec == "mjpeg" else "gray"
    context.time_base = _MILLISECOND
    context.framerate = Fraction(25)
    frame = av.VideoFrame(*size, context.pix_fmt)
    for plane in frame.planes:
        plane.update(np.full(plane.buffer_size, 128, np.uint8).tobytes())
    frame.pts = 0
    packets = [*context.encode(frame), *context.encode(None)]
    return bytes(packets[0]), context.extradata or b""


def _repeat(path: Path, codec: str, size: tuple[int, int], ticks: Iterable[int]) -> None:
    """Write the same frame at many times."""
    content, extradata = _packet(codec, size)
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, 25)
        stream.width, stream.height = size
        stream.pix_fmt = "yuvj420p" if codec == "mjpeg" else "gray"
        stream.time_base = _MILLISECOND
        if extradata:
            stream.codec_context.extradata = extradata
        container.start_encoding()
        for tick in ticks:
            packet = av.Packet(content)
            packet.stream = stream
            packet.time_base = _MILLISECOND
            packet.pts = packet.dts = tick
            packet.is_keyframe = True
            container.mux_one(packet)


def _growing(path: Path, later: tuple[int, int]) -> None:
    """Write one small frame, then frames of another size under the same heading."""
    small, large = _jpeg((64, 64)), _jpeg(later)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mjpeg", 25)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuvj420p"
        stream.time_base = _MILLISECOND
        container.start_encoding()
        for number, content in enumerate([small, large, small, large]):
            packet = av.Packet(content)
            packet.stream = stream
            packet.time_base = _MILLISECOND
            packet.pts = packet.dts = 40 * number
            packet.is_keyframe = True
            container.mux_one(packet)


def _jpeg(size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("L", size, 128).save(out, "JPEG")
    return out.getvalue()


def _wav(rate_hz: int, channels: int, data: bytes) -> bytes:
    form = struct.pack("<HHIIHH", 1, channels, rate_hz, rate_hz, 1, 8)
    body = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    body += b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _sound(folder: Path) -> None:
    """Sound at one sample a second, alone and under a picture."""
    (folder / "wav_1hz.wav").write_bytes(_wav(1, 1, bytes(100_000)))
    (folder / "wav_2ghz.wav").write_bytes(_wav(0x7FFF_FFFF, 1, bytes(1_000)))
    (folder / "wav_65535_channels.wav").write_bytes(_wav(48_000, 65_535, bytes(200_000)))
    clip = Clip(beep_at=Fraction(1, 2), codec="mjpeg", pixel_format="yuvj420p")
    sound = clip.write(folder / "sound.avi").read_bytes()
    form = sound.index(b"strf", sound.index(b"auds")) + 8
    for name, rate_hz in (("sound_1hz", 1), ("sound_2ghz", 0x7FFF_FFFF), ("sound_0hz", 0)):
        changed = sound[: form + 4] + struct.pack("<I", rate_hz) + sound[form + 8 :]
        (folder / f"{name}.avi").write_bytes(changed)
    channels = sound[: form + 2] + struct.pack("<H", 65_535) + sound[form + 4 :]
    (folder / "sound_65535_channels.avi").write_bytes(channels)
