"""What the app says of itself and of this machine: versions, room, the sandbox, what may leave.

Nothing leaves by itself. What a person can send is told from the lists that the pages are made of.
"""

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from verify import __version__, settings
from verify.domain.findings import Sandbox
from verify.presentation.place_wording import map_links
from verify.presentation.wording import LEVEL_WORDS, promise_words
from verify.workbench import reverse
from verify.workbench.desk import Desk

_LIBRARIES = ("streamlit", "numpy", "av", "opencv-python-headless", "sqlalchemy", "numba")
_FOLDERS = {
    "Clips with their findings": "clips",
    "Copies to play": "copies",
    "Uploads under way": "uploads",
    "Files as received, of the archive": "objects",
    "Columns to search in": "columns",
}


@dataclass(frozen=True, slots=True)
class Room:
    """What lies in the home.

    Attributes
    ----------
    parts : list of tuple
        Of what, and bytes.
    free_bytes : int
    """

    parts: list[tuple[str, int]]
    free_bytes: int


def room(desk: Desk) -> Room:
    """Return how much lies in the home, by folders; each file is looked at."""
    parts = [(name, _bytes_in(desk.home / folder)) for name, folder in _FOLDERS.items()]
    parts.append(("In all", _bytes_in(desk.home)))
    return Room(parts, shutil.disk_usage(desk.home).free)


def _bytes_in(folder: Path) -> int:
    size_bytes = 0
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                size_bytes += (Path(place) / name).lstat().st_size
            except FileNotFoundError:
                continue  # An upload that ended meanwhile.
    return size_bytes


def versions(desk: Desk) -> list[tuple[str, str]]:
    """Return the versions of what a result depends on; starts a short process."""
    # Imported here: it loads the decoders, which no other page needs in the server.
    from verify.workbench.machine import condition

    found = condition(desk.home, settings.descriptor_weights())
    rows = [
        ("Verify", __version__),
        ("Python", f"{platform.python_version()}, {sys.platform}"),
        ("FFmpeg", f"{found.ffmpeg_libraries} (libraries), {found.ffmpeg_program}"),
        ("bubblewrap", found.bubblewrap or "not here"),
        ("Landlock", "not here" if found.landlock_abi is None else f"ABI {found.landlock_abi}"),
    ]
    rows += [("Known hole in FFmpeg", hole) for hole in found.ffmpeg_known_holes]
    return [*rows, *((name, metadata.version(name)) for name in _LIBRARIES)]


def sandbox_rows(sandbox: Sandbox) -> list[tuple[str, str]]:
    """Return what a hostile file is kept from while it is decoded, and what not."""
    return [
        ("Level", f"{sandbox.level}: {LEVEL_WORDS[sandbox.level]}"),
        ("By", sandbox.mechanism),
        ("Denied", ", ".join(map(promise_words, sandbox.denied)) or "nothing"),
        ("Still possible", ", ".join(map(promise_words, sandbox.not_denied)) or "nothing"),
        *(("Tried, and failed", failing) for failing in sandbox.passed_over),
    ]


def outward(desk: Desk) -> list[tuple[str, str]]:
    """Return who would be sent what, on a person's own click and never otherwise."""
    engines = [
        (
            engine.name,
            f"One still, which you choose, to {engine.operator} ({engine.country}), "
            + ("by your browser" if engine.method == "form" else "by you, on a page that opens"),
        )
        for engine in reverse.engines(desk.home)
    ]
    maps = [
        (
            link.service,
            "Your network address, what your browser says of itself, and the place that you look "
            "at, if you open its link on the page of a case",
        )
        for link in map_links(0.0, 0.0)
    ]
    return [*engines, *maps]
