"""What may be read of a result folder: files of known names, links not followed."""

import contextlib
import re
import tempfile
import zipfile
from collections.abc import Collection
from pathlib import Path
from typing import IO

import msgspec

from verify.domain.findings import Analysis
from verify.jobs import layout
from verify.workbench.desk_errors import NoResultError, UnreadableResultError

_NAMES = frozenset(
    (
        layout.ANALYSIS_FILE,
        layout.REPORT_FILE,
        layout.CONTACT_SHEET,
        layout.BRIGHTNESS_TABLE,
        layout.BRIGHTNESS_PLOT,
        layout.EXPOSURE_TABLE,
        layout.FLASHES_TABLE,
        layout.FLASH_MARKERS,
        layout.HASHES_TABLE,
        layout.HASHES_EXCHANGE,
        layout.KEYFRAMES_TABLE,
        layout.SPECTROGRAM_PLOT,
    )
)
_PICTURE = re.compile(
    r"(keyframes|overlays|seen-before)/[A-Za-z0-9][A-Za-z0-9._-]{0,200}\.jpg"
    r"|periodogram-[0-9]{1,4}\.svg",
    re.ASCII,
)


class ResultFiles:
    """The files of one result.

    Parameters
    ----------
    folder : Path
        That of the result; it may be missing.
    """

    def __init__(self, folder: Path) -> None:
        # No link is followed, neither a file nor a folder on the way to it.
        self._folder = folder.parent.resolve() / folder.name

    def file(self, name: str) -> Path:
        """Return the place of a file; only names of a list, or of pictures, are looked up.

        Raises
        ------
        NoResultError
            If there is none of that name.
        """
        file = self._folder / name
        if not (name in _NAMES or _PICTURE.fullmatch(name)):
            raise NoResultError
        if not file.is_file() or file.resolve() != file:
            raise NoResultError
        return file

    def names(self) -> list[str]:
        """Return the names of the files that are there, the report first."""
        single = sorted(_NAMES, key=lambda name: (name != layout.REPORT_FILE, name))
        pictures = sorted(
            f"{kind}/{file.name}"
            for kind in (
                layout.KEYFRAMES_FOLDER,
                layout.OVERLAYS_FOLDER,
                layout.SEEN_BEFORE_FOLDER,
            )
            for file in self._folder.glob(f"{kind}/*.jpg")
        )
        drawings = self._folder.glob(layout.PERIODOGRAM_PLOT.format("*"))
        pictures += sorted(file.name for file in drawings)
        return [
            name
            for name in [*single, *pictures]
            if (self._folder / name).is_file()
            and (self._folder / name).resolve() == self._folder / name
        ]

    def analysis(self) -> Analysis:
        """Return what was found.

        Raises
        ------
        NoResultError
            If there is none yet.
        UnreadableResultError
            If it has another form than this version's.
        """
        content = self.file(layout.ANALYSIS_FILE).read_bytes()
        try:
            return msgspec.json.decode(content, type=Analysis)
        except msgspec.MsgspecError as error:
            raise UnreadableResultError from error

    def zip_of(self, names: Collection[str], aside: Path) -> IO[bytes]:
        """Return files as a ZIP file in a folder; it has no name and ends when it is closed."""
        with contextlib.ExitStack() as unless_whole:
            stream = unless_whole.enter_context(tempfile.TemporaryFile(dir=aside))
            with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
                for name in names:
                    archive.write(self.file(name), name)
            stream.seek(0)
            unless_whole.pop_all()
        return stream
