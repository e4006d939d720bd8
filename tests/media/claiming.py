"""Files made to claim things of themselves, and what is asked of the answers."""

import resource
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path

import av
from PIL import Image

from verify.domain.claimed import Metadata

_CPU_S, _MEMORY_BYTES = 10, 2 << 30


def picture_with(tmp_path: Path, gps: Mapping[int, object] | None = None, **text: str) -> Path:
    picture = Image.new("RGB", (8, 8))
    exif = picture.getexif()
    tags = {"taken": 0x9003, "zone": 0x9011, "written": 0x0132, "software": 0x0131}
    for name, value in text.items():
        folder = exif.get_ifd(0x8769) if name in {"taken", "zone"} else exif
        folder[tags[name]] = value
    if gps:
        exif.get_ifd(0x8825).update(gps)
    file = tmp_path / "media"
    picture.save(file, "JPEG", exif=exif)
    return file


def video_with(tmp_path: Path, tags: dict[str, str], form: str = "mp4") -> Path:
    """Write one grey frame with these tags."""
    file = tmp_path / "media"
    options = {"movflags": "use_metadata_tags"} if form in {"mp4", "mov"} else {}
    with av.open(str(file), "w", format=form, options=options) as container:
        container.metadata.update(tags)
        stream = container.add_stream("mpeg4", rate=25)
        stream.width = stream.height = 32
        stream.pix_fmt = "yuv420p"
        container.mux(stream.encode(av.VideoFrame(32, 32, "yuv420p")))
        container.mux(stream.encode())
    return file


def only_position(metadata: Metadata) -> tuple[float, float, float | None]:
    (position,) = metadata.positions
    return position.latitude_deg, position.longitude_deg, position.altitude_m


def moves_text(character: str) -> bool:
    category = unicodedata.category(character)
    return category.startswith("C") or category in {"Zl", "Zp"}


def in_a_limited_process(files: list[tuple[Path, str]]) -> "subprocess.CompletedProcess[str]":
    """Read each file in one process of at most 10 s of CPU; a domain error is an answer too."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from verify.domain.errors import VerifyError\n"
        "from verify.media.metadata import read_metadata\n"
        "for kind, name in zip(sys.argv[1::2], sys.argv[2::2]):\n"
        "    try:\n"
        "        read_metadata(Path(name), kind)\n"
        "    except VerifyError as error:\n"
        "        str(error)\n"
        "    print(name)\n"
    )
    arguments = [text for file, kind in files for text in (kind, str(file))]
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=_limit,
    )


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_S, _CPU_S))
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
