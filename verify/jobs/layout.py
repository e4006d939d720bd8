"""What a result folder holds, and under which names.

Light to import: the caller reads results without loading what made them.
"""

import math
from collections.abc import Iterator, Mapping
from pathlib import Path

ANALYSIS_FILE = "analysis.json"
REPORT_FILE = "report.html"
CONTACT_SHEET = "contact-sheet.jpg"
BRIGHTNESS_TABLE = "brightness.csv"
EXPOSURE_TABLE = "exposure.csv"
BRIGHTNESS_PLOT = "brightness.svg"
FLASHES_TABLE = "flashes.csv"
FLASH_MARKERS = "flashes.vtt"
HASHES_TABLE = "hashes.csv"
HASHES_EXCHANGE = "hashes.vpdq.json"
KEYFRAMES_TABLE = "keyframes.csv"
KEYFRAMES_FOLDER = "keyframes"
OVERLAYS_FOLDER = "overlays"
SEEN_BEFORE_FOLDER = "seen-before"
QUERY_STILL = f"{SEEN_BEFORE_FOLDER}/{{:04}}-here.jpg"
"""The clip's side of the match of a number, from 1 in the order of the answer."""
MATCH_STILL = f"{SEEN_BEFORE_FOLDER}/{{:04}}-there.jpg"
"""The archive's side of it."""
SPECTROGRAM = "spectrogram.jpg"
SPECTROGRAM_PLOT = "spectrogram.svg"
PERIODOGRAM_PLOT = "periodogram-{}.svg"
SOUND_TRACK = "sound-track.f16"
"""Never published: the sound itself, for those who compare recordings."""
STILLS = "stills.bin"
"""Never published: small grey pictures for the archive; see `still_file`."""
LOCAL_FEATURES = "local-features.bin"
"""Never published: points by which a part of a picture is found again; see `feature_file`."""
AUDIO_FINGERPRINT = "audio-fingerprint.bin"
"""Never published: the peaks by which its sound is found again; see `domain.audio_fingerprint`."""

WINDOW_HASHES = "window-hashes.bin"
"""Never published: hashes of what is shown small in the picture; see `domain.window_hashes`."""


class PictureFiles(Mapping[str, bytes]):
    """The pictures of keyframes and overlays of a folder by their names, each read when asked for.

    A picture of more than `largest_bytes` counts as missing.
    """

    def __init__(self, folder: Path, largest_bytes: float = math.inf) -> None:
        self._folder = folder
        self._largest_bytes = largest_bytes

    def __getitem__(self, name: str) -> bytes:
        file = self._folder / name
        if not file.is_file() or file.stat().st_size > self._largest_bytes:
            raise KeyError(name)
        return file.read_bytes()

    def __iter__(self) -> Iterator[str]:
        for folder in (KEYFRAMES_FOLDER, OVERLAYS_FOLDER):
            for file in sorted(self._folder.glob(f"{folder}/*.jpg")):
                yield file.relative_to(self._folder).as_posix()

    def __len__(self) -> int:
        return sum(1 for _name in self)
