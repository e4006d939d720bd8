"""A worker that was taken over: whatever it leaves is refused or contained, and nothing of it kept.

The hostile worker is played by the test, which writes into the scratch folder what a worker under
an attacker's control could; the caller then does all that it does with a real one.
"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
import pytest

from tests.analyses import TABLE_HEADERS, an_analysis, an_overlay, keyframe
from verify.domain import errors
from verify.domain.findings import Analysis
from verify.jobs import inspection
from verify.jobs.messages import InspectionOptions
from verify.media import jail

_ENDED_WELL = jail.Ending(exit_code=0, timed_out=False, error_text="")
_NAME = keyframe().file

Act = Callable[[Path], None]


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    file = tmp_path / "clip.mp4"
    file.write_bytes(b"any bytes; the worker is played by the test")
    return file


@pytest.fixture
def attack(clip: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Act], Analysis]:
    """Inspect the clip with a worker that does this in its scratch folder."""

    def inspect_while(act: Act) -> Analysis:
        def run(
            _module: str, _arguments: list[str], scratch: Path, *_: Any, on_sealed: Any, **__: Any
        ) -> object:
            on_sealed(jail.probe())
            act(scratch)
            return _ENDED_WELL

        monkeypatch.setattr(jail, "run", run)
        # Nothing is decoded, so nothing need be kept in.
        options = InspectionOptions(allow_weak_sandbox=True)
        return inspection.inspect(clip, clip.parent / "result", options=options)

    return inspect_while


def _jpeg(width: int = 320, height: int = 180) -> bytes:
    return cv2.imencode(".jpg", np.zeros((height, width, 3), np.uint8))[1].tobytes()


def _findings(**changes: Any) -> dict[str, Any]:
    analysis = an_analysis(keyframes=None, overlays=[])
    built: dict[str, Any] = msgspec.to_builtins({"analysis": analysis, "all_hash_kinds": None})
    built["analysis"].update(changes)
    return built


def _write(scratch: Path, findings: object) -> None:
    """Leave the findings, and the tables that they announce."""
    (scratch / "findings.json").write_text(json.dumps(findings))
    (scratch / "out").mkdir(exist_ok=True)
    for name, header in TABLE_HEADERS.items():
        (scratch / "out" / name).write_text(header, newline="")


def _with_keyframe(scratch: Path, picture: bytes | None, **changes: Any) -> Path:
    """Announce a keyframe and write its picture, if any; return the file."""
    facts = {"sha256": hashlib.sha256(picture or b"").hexdigest()} | changes
    one = msgspec.to_builtins(keyframe(**facts))
    _write(scratch, _findings(keyframes=[one]))
    (scratch / "out" / "keyframes").mkdir()
    file = scratch / "out" / _NAME
    if picture is not None:
        file.write_bytes(picture)
    return file


def _nothing_is_left(clip: Path) -> bool:
    return sorted(clip.parent.iterdir()) == [clip]


def test_an_honest_keyframe_is_taken(attack: Callable[[Act], Analysis], clip: Path) -> None:
    attack(lambda scratch: _with_keyframe(scratch, _jpeg()) and None)

    assert (clip.parent / "result" / _NAME).read_bytes() == _jpeg()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"analysis": NaN}',
        b"[" * 100_000,
        b'{"analysis":' * 50_000,
        b"9" * 10_000,
        b'{"a":' + b"9" * 10_000 + b"}",
        b'{"a":1e999}',
        b'"' + b"x" * 100_000 + b'"',
        b"[" + b"0," * 600_000 + b"0]",
        b" " * (17 << 20),
    ],
    ids=lambda content: f"{content[:12].decode('latin-1')}-{len(content)}",
)
def test_an_answer_that_is_no_findings_is_refused(
    content: bytes, attack: Callable[[Act], Analysis], clip: Path
) -> None:
    with pytest.raises(errors.WorkerFailedError, match="its findings"):
        attack(lambda scratch: (scratch / "findings.json").write_bytes(content) and None)
    assert _nothing_is_left(clip)


@pytest.mark.parametrize(
    "changes",
    [
        {"surprise": 1},
        {"schema": "verify/analysis/2"},
        {"shots": {}},
        {"keyframes_left_out": -1},
        {"keyframes_left_out": 10**30},
        {"skipped": [{"analysis": "x" * 30_000, "reason": ""}]},
        {"brightness": {"file": "../other.csv", "darkness": "night"}},
        {"brightness": {"file": "/etc/passwd", "darkness": "night"}},
    ],
    ids=str,
)
def test_findings_of_another_form_are_refused(
    changes: dict[str, Any], attack: Callable[[Act], Analysis], clip: Path
) -> None:
    with pytest.raises(errors.WorkerFailedError):
        attack(lambda scratch: _write(scratch, _findings(**changes)))
    assert _nothing_is_left(clip)


@pytest.mark.parametrize(
    "changes",
    [{"frames": 10**9}, {"time_base": (1, 0)}, {"time_base": (-1, 25)}, {"duration_s": 1e300}],
    ids=str,
)
def test_times_that_cannot_be_are_refused(
    changes: dict[str, Any], attack: Callable[[Act], Analysis]
) -> None:
    timebase = msgspec.to_builtins(an_analysis().timebase) | changes

    with pytest.raises(errors.WorkerFailedError):
        attack(lambda scratch: _write(scratch, _findings(timebase=timebase)))


@pytest.mark.parametrize(
    "name",
    [
        "../../escape.jpg",
        "/etc/passwd",
        "keyframes/../../x.jpg",
        "keyframes/.jpg",
        "keyframes/a/b.jpg",
        "keyframes/a.html",
        "keyframes/a\n.jpg",
        "report.html",
        "analysis.json",
        "x.jpg",
    ],
)
def test_a_keyframe_outside_its_folder_is_refused(
    name: str, attack: Callable[[Act], Analysis], clip: Path
) -> None:
    with pytest.raises(errors.WorkerFailedError, match="outside their folder"):
        attack(lambda scratch: _with_keyframe(scratch, _jpeg(), file=name) and None)
    assert _nothing_is_left(clip)


def test_a_keyframe_without_its_picture_is_refused(
    attack: Callable[[Act], Analysis], clip: Path
) -> None:
    with pytest.raises(errors.WorkerFailedError, match="cannot be taken: No such file"):
        attack(lambda scratch: _with_keyframe(scratch, None) and None)
    assert _nothing_is_left(clip)


def _with_overlay(scratch: Path, times: int = 1, **changes: Any) -> None:
    """Announce an overlay, so many times, and write its picture."""
    facts = {"file": "overlays/0001.jpg", "sha256": hashlib.sha256(_jpeg()).hexdigest()}
    still = {"width_px": 320, "height_px": 180} | facts | changes
    one = msgspec.to_builtins(an_overlay())
    one["still"].update(still)
    _write(scratch, _findings(overlays=[one] * times))
    (scratch / "out" / "overlays").mkdir()
    (scratch / "out" / facts["file"]).write_bytes(_jpeg())


def test_pictures_of_overlays_are_taken_as_announced_and_not_otherwise(
    attack: Callable[[Act], Analysis], clip: Path
) -> None:
    for changes, reason in (
        ({"file": "overlays/../../0001.jpg"}, "outside their folder"),
        ({"times": 2}, "or one twice"),
        ({"times": 121}, "one twice|more overlays"),
        ({"width_px": 321}, "another size"),
        ({"sha256": "0" * 64}, "another SHA-256"),
    ):
        with pytest.raises(errors.WorkerFailedError, match=reason):
            attack(lambda scratch: _with_overlay(scratch, **changes))  # noqa: B023
        assert _nothing_is_left(clip)

    attack(_with_overlay)

    assert (clip.parent / "result" / "overlays" / "0001.jpg").read_bytes() == _jpeg()


@pytest.mark.parametrize("name", ["brightness.csv", "hashes.csv"])
def test_a_table_that_is_announced_and_missing_is_refused(
    name: str, attack: Callable[[Act], Analysis], clip: Path
) -> None:
    def act(scratch: Path) -> None:
        _write(scratch, _findings())
        (scratch / "out" / name).unlink()

    with pytest.raises(errors.WorkerFailedError, match="cannot be taken: No such file"):
        attack(act)
    assert _nothing_is_left(clip)


def test_a_table_of_an_analysis_that_failed_is_neither_demanded_nor_taken(
    attack: Callable[[Act], Analysis], clip: Path
) -> None:
    failed = {"analysis": "hashes", "reason": "failed at frame 7: a strange picture"}
    attack(lambda scratch: _write(scratch, _findings(skipped=[failed])))

    assert not (clip.parent / "result" / "hashes.csv").exists()


@pytest.mark.parametrize("count", [2, 61])
def test_more_keyframes_than_asked_for_or_one_twice_are_refused(
    count: int, attack: Callable[[Act], Analysis]
) -> None:
    one = msgspec.to_builtins(keyframe())

    with pytest.raises(errors.WorkerFailedError, match="more keyframes than were asked for"):
        attack(lambda scratch: _write(scratch, _findings(keyframes=[one] * count)))


def _bomb() -> bytes:
    """A small JPEG whose header says that it is the largest there can be."""
    jpeg = bytearray(_jpeg())
    frame = jpeg.index(b"\xff\xc0")
    jpeg[frame + 5 : frame + 9] = b"\xff\xff\xff\xff"
    return bytes(jpeg)


@pytest.mark.parametrize(
    ("picture", "changes", "reason"),
    [
        (_jpeg(321, 180), {}, "another size than was announced"),
        (_bomb(), {}, "another size than was announced"),
        (_bomb(), {"width_px": 65_535, "height_px": 65_535}, "a picture beyond the limit"),
        (_jpeg(), {"sha256": "0" * 64}, "another SHA-256 than was announced"),
        (b"GIF89a" + bytes(100), {}, "no JPEG"),
        (b"<script>alert(1)</script>", {}, "no JPEG"),
        (b"", {}, "no JPEG"),
        (b"\xff\xd8" + b"\xff\xfe\xff\xff" + bytes(70_000), {}, "no JPEG"),
        (b"\xff\xd8" + b"\xff\xfe\x00\x00" * 20_000, {}, "no JPEG"),
        (_jpeg() + bytes(1 << 20), {}, "larger than it can be"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_picture_that_is_not_what_was_announced_is_refused(
    picture: bytes,
    changes: dict[str, Any],
    reason: str,
    attack: Callable[[Act], Analysis],
    clip: Path,
) -> None:
    with pytest.raises(errors.WorkerFailedError, match=reason):
        attack(lambda scratch: _with_keyframe(scratch, picture, **changes) and None)
    assert _nothing_is_left(clip)


def _link_out(scratch: Path, victim: Path) -> None:
    _with_keyframe(scratch, None).symlink_to(victim)


def _link_folder_out(scratch: Path, victim: Path) -> None:
    _with_keyframe(scratch, None)
    (scratch / "out" / "keyframes").rmdir()
    (scratch / "out" / "keyframes").symlink_to(victim.parent)


def _link_output_out(scratch: Path, victim: Path) -> None:
    _with_keyframe(scratch, _jpeg())
    (scratch / "out").rename(scratch / "elsewhere")
    (scratch / "out").symlink_to(victim.parent.parent)


def _share_a_file(scratch: Path, victim: Path) -> None:
    os.link(victim, _with_keyframe(scratch, None))


def _leave_a_pipe(scratch: Path, _victim: Path) -> None:
    os.mkfifo(_with_keyframe(scratch, None))


def _leave_a_device(scratch: Path, _victim: Path) -> None:
    _with_keyframe(scratch, None).symlink_to("/dev/zero")


def _leave_a_folder(scratch: Path, _victim: Path) -> None:
    _with_keyframe(scratch, None).mkdir()


@pytest.mark.parametrize(
    "act",
    [
        _link_out,
        _link_folder_out,
        _link_output_out,
        _share_a_file,
        _leave_a_pipe,
        _leave_a_device,
        _leave_a_folder,
    ],
)
def test_what_is_no_file_of_its_own_is_refused_and_anothers_file_left_alone(
    act: Callable[[Path, Path], None],
    attack: Callable[[Act], Analysis],
    clip: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    # Named so that a folder put in the place of the worker's leads to it.
    victim = tmp_path_factory.mktemp("other") / _NAME
    victim.parent.mkdir()
    victim.write_bytes(_jpeg())

    with pytest.raises(errors.WorkerFailedError):
        attack(lambda scratch: act(scratch, victim))
    assert _nothing_is_left(clip)
    assert victim.read_bytes() == _jpeg()


def test_what_no_finding_calls_for_is_left_behind(
    attack: Callable[[Act], Analysis], clip: Path
) -> None:
    def act(scratch: Path) -> None:
        _write(scratch, _findings())
        (scratch / "out" / "report.html").mkdir()
        (scratch / "out" / "analysis.json").symlink_to("/etc/hostname")
        (scratch / "out" / "index.html").write_text("<script>")
        os.mkfifo(scratch / "out" / "pipe")
        for number in range(500):
            (scratch / "out" / f"{number}\n\x1b").touch()

    attack(act)

    kept = {entry.name for entry in (clip.parent / "result").iterdir()}
    tables = {"brightness.csv", "flashes.csv", "flashes.vtt", "hashes.csv", "hashes.vpdq.json"}
    assert kept == {"analysis.json", "report.html", "periodogram-1.svg"} | tables
    assert sorted(clip.parent.iterdir()) == [clip, clip.parent / "result"]


@pytest.mark.parametrize(
    "rows",
    [
        b"0,0,0.0,nan,0,0,0,0,0,0,0\r\n",
        b"0,0,0.0,inf,0,0,0,0,0,0,0\r\n",
        b"0,0,0.0,1\r\n",
        b"x,0,0.0,0,0,0,0,0,0,0,0\r\n",
        b"\xff\xfe\r\n",
        b'"' + b"x" * 5_000,
        b"0," * 5_000,
        b"\0" * 100,
        b"0,0,0.0,0,0,0,0,0,0,0,0\r\n" * 1_000_000,
    ],
    ids=lambda rows: f"{rows[:12]!r}-{len(rows)}",
)
def test_a_table_that_cannot_be_read_is_the_workers_fault(
    rows: bytes, attack: Callable[[Act], Analysis], clip: Path
) -> None:
    def act(scratch: Path) -> None:
        _write(scratch, _findings())
        (scratch / "out" / "brightness.csv").write_bytes(
            TABLE_HEADERS["brightness.csv"].encode() + rows
        )

    with pytest.raises(errors.WorkerFailedError, match=r"tables cannot be read|larger than it can"):
        attack(act)
    assert _nothing_is_left(clip)


def test_text_of_the_answer_can_neither_move_a_cursor_nor_hide(
    attack: Callable[[Act], Analysis],
) -> None:
    evil = "\x1b]52;c;AAAA\x07\u202e\n\u2028\x9b2J<script>"
    findings = _findings(skipped=[{"analysis": evil, "reason": evil}])
    findings["analysis"]["metadata"]["untrusted_container_tags"] = {evil: evil}

    analysis = attack(lambda scratch: _write(scratch, findings))

    assert analysis.metadata is not None
    ((key, text),) = analysis.metadata.untrusted_container_tags.items()
    for shown in (key, text, analysis.skipped[0].reason):
        assert shown == "\ufffd]52;c;AAAA\ufffd\ufffd\ufffd\ufffd\ufffd2J<script>"


def test_scratch_that_is_hard_to_remove_is_removed(
    attack: Callable[[Act], Analysis], clip: Path
) -> None:
    def act(scratch: Path) -> None:
        _write(scratch, _findings())
        _nest(scratch / "out", 1_500)
        closed = scratch / "closed"
        closed.mkdir()
        (closed / "file").touch()
        closed.chmod(0)

    attack(act)

    assert sorted(clip.parent.iterdir()) == [clip, clip.parent / "result"]


def _nest(folder: Path, levels: int) -> None:
    """Make folders inside folders, deeper than a path can be long."""
    here = os.open(folder, os.O_RDONLY)
    for _level in range(levels):
        os.mkdir("n", dir_fd=here)
        inner = os.open("n", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)


_TAKES_LARGE = """
import shutil, sys
from pathlib import Path
from verify.jobs import inspection
from verify.jobs.messages import InspectionOptions
from verify.media import jail

def run(_module, _arguments, scratch, *_, on_sealed, **__):
    on_sealed(jail.probe())
    shutil.copy(folder / "findings.json", scratch)
    shutil.copytree(folder / "out", scratch / "out", dirs_exist_ok=True)
    return jail.Ending(exit_code=0, timed_out=False, error_text="")

folder = Path(sys.argv[1])
jail.run = run
options = InspectionOptions(allow_weak_sandbox=True)
inspection.inspect(folder / "clip.mp4", folder / "result", options=options)
status = Path("/proc/self/status").read_text()
print(status.partition("VmHWM:")[2].split()[0])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads how much memory a child took")
def test_an_answer_as_large_as_is_taken_stays_within_the_callers_memory(tmp_path: Path) -> None:
    findings = _findings()
    findings["analysis"]["tool"]["parameters"] = {
        "tags": {f"{number:x}": "" for number in range(240_000)}
    }
    _write(tmp_path, findings)
    (tmp_path / "clip.mp4").write_bytes(b"any")

    # `getrusage` would count what this process had taken when it started the other.
    command = [sys.executable, "-c", _TAKES_LARGE, str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert int(said) < 300 << 10
