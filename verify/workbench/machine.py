"""What this machine can do, for `doctor` and for the app's footer."""

import shutil
from pathlib import Path

from msgspec import Struct

from verify.domain.findings import Sandbox
from verify.media import ffmpeg, jail
from verify.media.intake import is_folder


class Condition(Struct, frozen=True, kw_only=True):
    """What a user may need to know before trusting a result or reporting a fault."""

    ffmpeg_libraries: str
    ffmpeg_program: str
    sandbox: Sandbox
    home: str
    free_bytes: int


def condition(home: Path) -> Condition:
    """Look at versions, the sandbox and free space; starts short processes."""
    existing = next(folder for folder in (home, *home.parents) if is_folder(folder))
    return Condition(
        ffmpeg_libraries=ffmpeg.library_version(),
        ffmpeg_program=ffmpeg.program_version(),
        sandbox=jail.probe(),
        home=str(home),
        free_bytes=shutil.disk_usage(existing).free,
    )
