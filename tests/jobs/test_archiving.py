"""Footage measured for the archive: against frames made here, and against a worker taken over."""

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import cv2
import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from tests.analyses import TABLE_HEADERS, an_analysis
from tests.synthesis.clips import Clip, read_number
from verify.analysis.picture.pdq import pdq
from verify.domain import errors
from verify.domain.archive import EntryKind, NewEntry
from verify.domain.sources import SourceRecord
from verify.jobs.archiving import Archived, Wanted, archived
from verify.media import jail
from verify.media.intake import open_footage

Act = Callable[[Path], None]

_ROW = "0,0,0.0,60,60,60,60,60,60,0,0.1\r\n"
_HASHES = f"0,0,0.0,{'a' * 64},80,{'b' * 16},{'c' * 16}\r\n"


def _archived(clip: Path, **wanted: bool) -> Archived:
    with open_footage(clip) as footage:
        return archived(footage, Wanted(weak_allowed=True, **wanted), SourceRecord())


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return 2.4 s of numbered frames."""
    made = Clip(ticks=range(0, 2400, 40))
    return made.write(tmp_path_factory.mktemp("clips") / "clip.mp4")


@pytest.fixture(scope="module")
def entry(clip: Path) -> NewEntry:
    made = _archived(clip)
    assert made.remarks == []
    return made.entry


def _decoded(clip: Path) -> list[npt.NDArray[np.uint8]]:
    """Return the stored luma of each frame."""
    with av.open(str(clip)) as container:
        planes = [frame.planes[0] for frame in container.decode(video=0)]
        return [
            np.frombuffer(memoryview(plane), np.uint8).reshape(plane.height, -1)[:, : plane.width]
            for plane in planes
        ]


@pytest.mark.usefixtures("walls")
def test_hashes_are_those_of_the_frames_at_quarters_of_a_second(
    entry: NewEntry, clip: Path
) -> None:
    frames = _decoded(clip)
    shown = [0, 7, 13, 19, 25, 32, 38, 44, 50, 57]
    assert entry.hashes.time_ms.tolist() == [40 * number for number in shown]
    for row, number in enumerate(shown):
        expected = pdq(frames[number], is_limited=True)
        digits = "".join(f"{word:016x}" for word in entry.hashes.pdq[row].tolist())
        assert (digits, entry.hashes.quality[row]) == (expected.hex, expected.quality)
    assert entry.hashes.phash is not None
    assert entry.hashes.dhash is not None


@pytest.mark.usefixtures("walls")
def test_each_still_shows_the_frame_of_its_time(entry: NewEntry) -> None:
    numbers = {}
    for still in entry.stills:
        picture = cv2.imdecode(np.frombuffer(still.jpeg, np.uint8), cv2.IMREAD_UNCHANGED)
        assert picture is not None
        numbers[still.time_ms] = read_number(np.asarray(picture, np.uint8))
    assert numbers == {0: 0, 1000: 25, 2000: 50}


@pytest.mark.usefixtures("walls")
def test_the_light_curve_is_the_mean_of_the_frames_of_each_tenth(
    entry: NewEntry, clip: Path
) -> None:
    assert entry.light_curve is not None
    assert entry.light_curve.dtype == np.float32
    by_slot: list[list[float]] = [[] for _ in range(24)]
    for number, luma in enumerate(_decoded(clip)):
        by_slot[number * 40 // 100].append((luma.mean() - 16) * 255 / 219)
    expected = [sum(values) / len(values) for values in by_slot]
    np.testing.assert_allclose(entry.light_curve, expected, atol=1e-3)


@pytest.mark.usefixtures("walls")
def test_an_entry_says_what_it_is_of_and_how_each_part_was_made(entry: NewEntry) -> None:
    assert (entry.kind, entry.untrusted_name) == (EntryKind.VIDEO, "clip.mp4")
    assert (entry.duration_s, entry.width_px, entry.height_px) == (2.4, 320, 180)
    assert set(entry.descriptors) == {
        *("pdq", "phash", "dhash", "stills", "local_features", "light_curve"),
        "audio_fingerprint",
    }


def test_a_picture_has_one_hash_one_still_and_the_date_that_it_claims(samples: Path) -> None:
    entry = _archived(samples / "street.jpg", light_curve=False).entry
    assert (entry.kind, entry.duration_s, entry.light_curve) == (EntryKind.PICTURE, None, None)
    assert (len(entry.hashes), len(entry.stills)) == (1, 1)
    assert entry.source is not None
    (date,) = entry.source.dates
    assert (date.claimed_by, date.untrusted_text) == ("file", "2021:06:15 12:34:56")
    assert not date.is_zone_known


@pytest.fixture
def attack(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Act], Archived]:
    """Archive a clip with a worker that does this in its scratch folder."""
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"any bytes; the worker is played by the test")

    def archive_while(act: Act) -> Archived:
        def run(
            _module: str, _arguments: list[str], scratch: Path, *_: Any, on_sealed: Any, **__: Any
        ) -> jail.Ending:
            on_sealed(jail.probe())
            act(scratch)
            return jail.Ending(exit_code=0, timed_out=False, error_text="")

        monkeypatch.setattr(jail, "run", run)
        return _archived(clip)

    return archive_while


SILENT = struct.pack("<BBHI", 1, 1, 0, 0)


def _leave(
    scratch: Path,
    stills: bytes = b"",
    rows: str = _ROW,
    hashes: str = _HASHES,
    features: bytes = bytes(4),
    peaks: bytes = SILENT,
    **changes: Any,
) -> None:
    built: dict[str, Any] = msgspec.to_builtins(
        {"analysis": an_analysis(keyframes=None, sounds=None), "all_hash_kinds": None}
    )
    built["analysis"].update(changes)
    (scratch / "findings.json").write_text(json.dumps(built))
    out = scratch / "out"
    (out / "stills.bin").write_bytes(stills)
    (out / "local-features.bin").write_bytes(features)
    (out / "audio-fingerprint.bin").write_bytes(peaks)
    (out / "brightness.csv").write_text(TABLE_HEADERS["brightness.csv"] + rows, newline="")
    (out / "hashes.csv").write_text(TABLE_HEADERS["hashes.csv"] + hashes, newline="")


def _still(time_ms: int) -> bytes:
    jpeg = cv2.imencode(".jpg", np.zeros((90, 160), np.uint8))[1].tobytes()
    return struct.pack("<II", time_ms, len(jpeg)) + jpeg


def _peak(time_ms: int) -> bytes:
    """Return a fingerprint of one peak."""
    return struct.pack("<BBHIIHB", 1, 2, 0, 1, time_ms, 500, 0)


def _features(time_ms: int) -> bytes:
    """Return one picture with one point, and its code in a mirror."""
    point = struct.pack("<HHBBQQ", 1, 2, 3, 4, 5, 6)
    return struct.pack("<IIH", 1, time_ms, 1) + point + struct.pack("<QQ", 7, 8)


def test_what_an_honest_worker_leaves_is_taken(attack: Callable[[Act], Archived]) -> None:
    left = _still(3000) + _still(0)
    entry = attack(
        lambda scratch: _leave(scratch, left, features=_features(1000), peaks=_peak(1000))
    ).entry
    assert entry.audio_fingerprint == _peak(1000)
    assert entry.features is not None
    assert entry.features.codes.tolist() == [[5, 6]]
    assert [still.time_ms for still in entry.stills] == [0, 3000]
    assert entry.hashes.pdq.tolist() == [[0xAAAAAAAAAAAAAAAA] * 4]


@pytest.mark.parametrize(
    "left",
    [
        {"stills": b"torn"},
        {"stills": _still(3_600_000)},
        {"features": b"torn"},
        {"features": _features(1000)[:-1]},
        {"features": _features(3_600_000)},
        {"peaks": b"torn"},
        {"peaks": SILENT + b"\0"},
        {"peaks": _peak(7_200_000)},
        {"hashes": ""},
        {"hashes": _HASHES.replace("a" * 64, "a" * 63)},
        {"hashes": _HASHES.replace("a" * 64, "g" * 64)},
        {"hashes": _HASHES.replace(",80,", ",300,")},
        {"hashes": _HASHES.replace(",80,", ",-1,")},
        {"hashes": _HASHES.replace("0,0,0.0", "0,0,4000000000.0")},
        {"hashes": _HASHES.replace("0,0,0.0", "0,0,-1.0")},
        {"rows": _ROW.replace("0,0,0.0", "0,0,1e12")},
        {"rows": _ROW.replace("0,0,0.0", "0,0,nan")},
        {"rows": _ROW.replace("0,0,0.0", "9,9,2.0") + _ROW},
        {"rows": _ROW.replace("0.0,60", "0.0,1e300")},
    ],
    ids=str,
)
def test_what_no_honest_worker_leaves_is_refused(
    left: dict[str, Any], attack: Callable[[Act], Archived]
) -> None:
    with pytest.raises(errors.WorkerFailedError):
        attack(lambda scratch: _leave(scratch, **left))


def test_a_link_in_the_place_of_the_stills_is_not_followed(
    attack: Callable[[Act], Archived], tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(_still(0))

    def act(scratch: Path) -> None:
        _leave(scratch)
        (scratch / "out" / "stills.bin").unlink()
        (scratch / "out" / "stills.bin").symlink_to(secret)

    with pytest.raises(errors.WorkerFailedError, match="its stills cannot be taken"):
        attack(act)


def test_footage_of_weeks_is_refused(attack: Callable[[Act], Archived]) -> None:
    timebase = msgspec.to_builtins(an_analysis().timebase) | {"duration_s": 1e6}
    with pytest.raises(errors.LimitExceededError, match="it runs longer, the limit is 7 days"):
        attack(lambda scratch: _leave(scratch, timebase=timebase))


def test_what_puts_a_clip_in_doubt_is_said_when_it_is_added(
    attack: Callable[[Act], Archived],
) -> None:
    timebase = msgspec.to_builtins(an_analysis().timebase) | {"corrupt_frames": 3}
    made = attack(lambda scratch: _leave(scratch, timebase=timebase))
    assert "marked 3 frames as corrupt" in made.remarks[0]


def test_footage_whose_frames_were_not_hashed_does_not_enter(
    attack: Callable[[Act], Archived],
) -> None:
    skipped = [{"analysis": "hashes", "reason": "failed at frame 3: no memory"}]
    with pytest.raises(errors.WorkerFailedError, match="its frames were not hashed"):
        attack(lambda scratch: _leave(scratch, skipped=skipped))
