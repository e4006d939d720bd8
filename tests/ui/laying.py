"""Clips that play, and comparisons of them, laid into a home as their jobs would have left them."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import msgspec

from tests.analyses import an_analysis
from tests.synthesis import pans
from tests.ui import numbered
from tests.ui.conftest import add_clip
from verify.domain.findings import Analysis
from verify.domain.sync import Pair, Sync
from verify.jobs.queue import ClipRecord, Job, JobState, write_clip
from verify.workbench.sync_job import SyncFound, SyncOrder

_PAN = [20 + 30j + 6 * at for at in range(24)]


def lay_numbered(
    home: Path,
    file: Path,
    *,
    frames: int = 100,
    rate: Fraction = Fraction(25),
    flashes: Sequence[int] = (),
) -> str:
    """Lay a clip with numbered frames, called as its file, into a home; return its id."""
    options = {"crf": "18", "bf": "2"}
    numbered.write(file, "libx264", frames=frames, rate=rate, options=options, flashes=flashes)
    analysis, replaced = _analysis(file), msgspec.structs.replace
    assert analysis.footage.video is not None
    assert analysis.timebase is not None
    footage = replaced(
        analysis.footage,
        container="mov,mp4,m4a,3gp,3g2,mj2",
        video=replaced(analysis.footage.video, codec="h264"),
    )
    timebase = replaced(
        analysis.timebase,
        frames=frames,
        time_base=(rate.denominator, rate.numerator),
        duration_s=float(frames / rate),
    )
    analysis = replaced(analysis, footage=footage, timebase=timebase)
    clip_id = _lay(home, file, analysis)
    rows = [f"{number},{number}" for number in range(frames)]
    table = home / "clips" / clip_id / "result" / "brightness.csv"
    table.write_text("\n".join(["frame,pts", *rows]) + "\n")
    return clip_id


def lay_pan(home: Path, file: Path) -> str:
    """Lay a clip that pans along a street at night, called as its file, into a home."""
    pans.write(file, list(pans.filmed(pans.street(1), _PAN, by_night=True)))
    return _lay(home, file, _analysis(file))


def _analysis(file: Path) -> Analysis:
    analysis = an_analysis(keyframes=[])
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    footage = msgspec.structs.replace(analysis.footage, sha256=sha256)
    return msgspec.structs.replace(analysis, footage=footage)


def _lay(home: Path, file: Path, analysis: Analysis) -> str:
    clip_id = add_clip(home, analysis, name=file.name)
    (home / "clips" / clip_id / "received").write_bytes(file.read_bytes())
    return clip_id


def lay_sync(
    home: Path,
    sync_id: str,
    clips: list[str],
    offsets_s: dict[str, float],
    pairs: Sequence[Pair] = (),
) -> None:
    """Lay a comparison of clips into a home."""
    folder = home / "syncs" / sync_id
    (folder / "result").mkdir(parents=True)
    now = datetime.now(UTC)
    write_clip(folder, ClipRecord(untrusted_name="two clips", size_bytes=1, received_utc=now))
    records: dict[str, msgspec.Struct] = {
        "order.json": SyncOrder(clips=clips),
        "job.json": Job(state=JobState.DONE, queued_utc=now),
        "result/sync.json": SyncFound(
            clips=clips,
            finding=Sync(tool=an_analysis().tool, pairs=list(pairs)),
            offsets_s=offsets_s,
            unread=[],
            without_strip="No strip was written.",
        ),
    }
    for name, record in records.items():
        (folder / name).write_bytes(msgspec.json.encode(record))
