"""The clips that the benchmarks run on, made from our own samples and kept in a cache folder."""

import subprocess
import tempfile
from pathlib import Path

from verify.media import ffmpeg

_SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def cache_folder() -> Path:
    """Return where made clips are kept between runs."""
    folder = Path(tempfile.gettempdir()) / "verify-bench"
    folder.mkdir(exist_ok=True)
    return folder


def _made(name: str, arguments: list[str]) -> Path:
    clip = cache_folder() / name
    if not clip.is_file():
        partial = clip.with_suffix(".partial.mp4")
        quiet = ["-nostdin", "-v", "error", "-y"]
        subprocess.run([ffmpeg.program(), *quiet, *arguments, str(partial)], check=True)
        partial.rename(clip)
    return clip


def full_hd_minute() -> Path:
    """Return 60 s of 1080p H.264 at 30 frames/s with grain, about 21 Mb/s, with sound.

    The night sample in a loop, enlarged; fresh grain in each frame makes it as dear to decode as
    what a phone records.
    """
    return _full_hd("full-hd-minute.mp4", ",noise=alls=9:allf=t")


def smooth_full_hd_minute() -> Path:
    """Return the same without grain, about 3 Mb/s: cheap to decode, as a re-upload is."""
    return _full_hd("full-hd-minute-smooth.mp4", "")


def full_hd_half_minute() -> Path:
    """Return 30 s with grain, coded by itself, as a phone would send it."""
    return _full_hd("full-hd-half-minute.mp4", ",noise=alls=9:allf=t", seconds=30)


def smooth_full_hd_half_minute() -> Path:
    """Return 30 s without grain, coded by itself, as a messenger would send it."""
    return _full_hd("full-hd-half-minute-smooth.mp4", "", seconds=30)


def excerpt_of(clip: Path) -> Path:
    """Return twelve seconds out of the middle of a clip, smaller and coded anew."""
    return _made(
        f"{clip.stem}-excerpt.mp4",
        [
            *("-i", str(clip), "-ss", "8", "-t", "12", "-vf", "scale=1280:720"),
            *("-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-c:a", "aac"),
        ],
    )


def _full_hd(name: str, grain: str, seconds: int = 60) -> Path:
    return _made(
        name,
        [
            *("-stream_loop", "9", "-i", str(_SAMPLES / "night-strike.mp4"), "-t", str(seconds)),
            *("-vf", f"scale=1920:1080:flags=bicubic{grain}", "-r", "30"),
            *("-c:v", "libx264", "-preset", "veryfast", "-crf", "23", "-pix_fmt", "yuv420p"),
            *("-c:a", "aac", "-b:a", "128k"),
        ],
    )


def ten_seconds() -> Path:
    """Return 10 s of 360p H.264, cheap to decode, so that other costs show."""
    return _made(
        "ten-seconds.mp4",
        [
            *("-stream_loop", "2", "-i", str(_SAMPLES / "night-strike.mp4"), "-t", "10"),
            *("-vf", "scale=640:360", "-r", "30", "-an"),
            *("-c:v", "libx264", "-preset", "veryfast", "-crf", "28", "-pix_fmt", "yuv420p"),
        ],
    )


def short_of(clip: Path, seconds: int) -> Path:
    """Return the first seconds of a clip, not re-encoded."""
    name = f"{clip.stem}-{seconds}s.mp4"
    return _made(name, ["-i", str(clip), "-t", str(seconds), "-c", "copy"])


def small_of_length(minutes: int) -> Path:
    """Return 640x360 footage of so many minutes, a loop of the night sample."""
    loop = _made(
        "small-minute.mp4",
        [
            *("-stream_loop", "9", "-i", str(_SAMPLES / "night-strike.mp4"), "-t", "60"),
            *("-vf", "scale=640:360", "-c:v", "libx264", "-preset", "veryfast", "-c:a", "aac"),
        ],
    )
    if minutes == 1:
        return loop
    arguments = ["-stream_loop", str(minutes - 1), "-i", str(loop), "-c", "copy"]
    return _made(f"small-{minutes}-minutes.mp4", arguments)
