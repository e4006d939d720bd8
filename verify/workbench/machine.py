"""What this machine can do, for `doctor` and for the app's footer."""

import shutil
from pathlib import Path

from msgspec import Struct

from verify.domain.errors import VerifyError
from verify.domain.findings import Sandbox
from verify.domain.frame_vectors import DescriptorFacts
from verify.jobs.describing import descriptor_here
from verify.jobs.descriptor_weights import runtime_version
from verify.media import ffmpeg, jail
from verify.media.intake import is_folder


class Condition(Struct, frozen=True, kw_only=True):
    """What a user may need to know before trusting a result or reporting a fault."""

    ffmpeg_libraries: str
    ffmpeg_program: str
    ffmpeg_known_holes: list[str]
    sandbox: Sandbox
    bubblewrap: str | None
    """Its version, used or not."""
    landlock_abi: int | None
    """The version that the kernel offers, used or not."""
    descriptor: DescriptorFacts | None
    """The optional frame descriptor; null without one, which lacks nothing."""
    descriptor_runtime: str | None
    """The version of ONNX Runtime, used or not."""
    descriptor_refused: str | None
    """Why weights that are here cannot serve."""
    home: str
    free_bytes: int


def condition(home: Path, weights: Path | None = None) -> Condition:
    """Look at versions, the sandbox and free space; starts short processes."""
    existing = next(folder for folder in (home, *home.parents) if is_folder(folder))
    descriptor, refused = _descriptor(weights)
    libraries, program = ffmpeg.library_version(), ffmpeg.program_version()
    return Condition(
        ffmpeg_libraries=libraries,
        ffmpeg_program=program,
        ffmpeg_known_holes=[*_holes("libraries", libraries), *_holes("program", program)],
        sandbox=jail.probe(),
        bubblewrap=jail.bubblewrap_version(),
        landlock_abi=jail.landlock_abi(),
        descriptor=descriptor,
        descriptor_runtime=runtime_version(),
        descriptor_refused=refused,
        home=str(home),
        free_bytes=shutil.disk_usage(existing).free,
    )


def _descriptor(weights: Path | None) -> tuple[DescriptorFacts | None, str | None]:
    try:
        found = descriptor_here(weights)
    except VerifyError as error:
        return None, str(error)
    return (found.facts if found else None), None


def _holes(part: str, version: str) -> list[str]:
    return [
        f"{part} {version}: {hole.what} ({hole.name}, mended in {', '.join(hole.mended_in)}; "
        f"{hole.source}){'' if hole.is_in_reach else '; that decoder is not opened here'}"
        for hole in ffmpeg.known_holes(version)
    ]
