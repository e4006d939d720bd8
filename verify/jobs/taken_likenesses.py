"""What a clip is found again by, taken out of the jail: each file held against its form."""

from collections.abc import Callable
from io import BufferedReader
from pathlib import Path
from typing import TypeVar

from verify.domain import audio_fingerprint, window_hashes
from verify.domain.archive import Still
from verify.domain.audio_fingerprint import AudioFingerprint
from verify.domain.errors import WorkerFailedError
from verify.domain.window_hashes import WindowHashes
from verify.jobs import feature_file, still_file
from verify.jobs.acceptance import HarmfulError, opened_folder, own_file
from verify.jobs.feature_file import Described
from verify.jobs.layout import AUDIO_FINGERPRINT, LOCAL_FEATURES, STILLS, WINDOW_HASHES

Content = TypeVar("Content")


class Likenesses:
    """The files in a worker's folder, each read when it is asked for.

    Parameters
    ----------
    path : Path
        The footage as the user named it, for errors.
    worked : Path
        The folder.

    Notes
    -----
    Each method raises `WorkerFailedError` if its file is missing, or not what an honest worker
    leaves.
    """

    def __init__(self, path: Path, worked: Path) -> None:
        self._path = path
        self._worked = worked

    def stills(self) -> tuple[Still, ...]:
        """Return the stills in order of time."""
        return self._taken("stills", STILLS, still_file.MOST_BYTES, still_file.read_stills)

    def features(self) -> Described:
        """Return the local features."""
        most_bytes, read = feature_file.MOST_BYTES, feature_file.read_features
        return self._taken("local features", LOCAL_FEATURES, most_bytes, read)

    def fingerprint(self) -> AudioFingerprint:
        """Return the audio fingerprint."""
        most_bytes = audio_fingerprint.MOST_BYTES
        return self._taken(
            "audio fingerprint",
            AUDIO_FINGERPRINT,
            most_bytes,
            lambda file: AudioFingerprint.from_bytes(file.read()),
        )

    def windows(self) -> WindowHashes:
        """Return the hashes of windows."""
        return self._taken(
            "windows",
            WINDOW_HASHES,
            window_hashes.MOST_BYTES,
            lambda file: WindowHashes.from_bytes(file.read()),
        )

    def _taken(
        self, what: str, name: str, most_bytes: int, read: Callable[[BufferedReader], Content]
    ) -> Content:
        try:
            with opened_folder(self._worked) as folder, own_file(name, most_bytes, folder) as file:
                return read(file)
        except (OSError, HarmfulError, ValueError) as error:
            cause = f"its {what} cannot be taken: {error}"
            raise WorkerFailedError(self._path, cause) from error
