"""What an archive is asked for: a file that was just analysed, or one of its own entries."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from verify.analysis.matching.ends import Span
from verify.analysis.matching.shared_light import Curve
from verify.domain.archive import Entry, EntryKind, Still
from verify.domain.errors import shown_name
from verify.domain.findings import Analysis
from verify.workbench.archive.comparing import Pictures

SizePx = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """What is asked for: a file, or an entry of the archive itself.

    Attributes
    ----------
    path : Path
        As the user named it, for errors.
    kind : str
        As in `Query`.
    duration_s : float or None
        None for a picture.
    size_px : tuple of int, or None
        Width and height; None where they are not known.
    stills : sequence of Still
        Without any, it is not laid over entries.
    shots : sequence of tuple of float
        Start and end of each, seconds; none where they are not known.
    light : float32 array or None
        Mean luma, ten a second; None where it is not known.
    """

    path: Path
    sha256: str
    untrusted_name: str
    kind: str
    duration_s: float | None
    size_px: SizePx | None
    stills: Sequence[Still]
    shots: Sequence[Span]
    light: Curve | None = None

    @property
    def pictures(self) -> Pictures:
        """What is laid over entries."""
        return Pictures(self.path, self.stills, self.shots, self.duration_s, self.light)


def clip_of(
    path: Path, analysis: Analysis, stills: Sequence[Still], light: Curve | None = None
) -> Clip:
    """Return what is asked for when a file is, by what was found in it."""
    footage, time, video = analysis.footage, analysis.timebase, analysis.footage.video
    is_picture = footage.kind == "picture"
    return Clip(
        path,
        footage.sha256,
        footage.untrusted_name,
        footage.kind,
        None if time is None or is_picture else time.duration_s,
        None if video is None else (video.width_px, video.height_px),
        stills,
        [(shot.start_s, shot.end_s) for shot in analysis.shots or []],
        light,
    )


def clip_of_entry(entry: Entry, stills: Sequence[Still], light: Curve | None = None) -> Clip:
    """Return what is asked for when an entry is; its shots are not kept."""
    is_picture = entry.kind is EntryKind.PICTURE
    size_px = None
    if entry.width_px is not None and entry.height_px is not None:
        size_px = entry.width_px, entry.height_px
    return Clip(
        Path(shown_name(entry.untrusted_names[0])),
        entry.key,
        shown_name(entry.untrusted_names[0]),
        "video" if entry.kind is EntryKind.HASHES else entry.kind.value,
        None if is_picture else entry.duration_s,
        size_px,
        stills,
        (),
        light,
    )
