"""The caller's side of the jail: a worker that was taken over gets nothing past it."""

import base64
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.analyses import TABLE_HEADERS, an_analysis
from verify.domain import errors
from verify.domain.findings import Analysis
from verify.jobs import inspection
from verify.jobs.messages import InspectionOptions
from verify.media import jail

_ENDED_WELL = jail.Ending(exit_code=0, timed_out=False, error_text="")


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    file = tmp_path / "clip.mp4"
    file.write_bytes(b"any bytes; the worker is played by the test")
    return file


@pytest.fixture
def worker(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let the test play the worker: what it does in its scratch folder, and how it ends."""

    def play(act: Callable[[Path], None], ending: jail.Ending = _ENDED_WELL) -> None:
        def run(
            _module: str, _arguments: list[str], scratch: Path, *_: Any, on_sealed: Any, **__: Any
        ) -> jail.Ending:
            on_sealed(jail.probe())
            act(scratch)
            return ending

        monkeypatch.setattr(jail, "run", run)

    return play


def _answer(scratch: Path, analysis: Analysis, **changes: Any) -> None:
    answer = msgspec.to_builtins({"analysis": analysis, "all_hash_kinds": None})
    answer.update(changes)
    (scratch / "findings.json").write_text(json.dumps(answer))
    (scratch / "out").mkdir(exist_ok=True)
    for name, header in TABLE_HEADERS.items():
        (scratch / "out" / name).write_text(header, newline="")


def _inspect(clip: Path) -> Analysis:
    result = clip.parent / "result"
    analysis = inspection.inspect(clip, result, options=InspectionOptions())
    assert result.is_dir()
    return analysis


def _nothing_is_left(clip: Path) -> bool:
    return sorted(clip.parent.iterdir()) == [clip]


@pytest.mark.parametrize("has_report", [True, False])
def test_a_result_has_a_report_unless_nobody_reads_one(
    clip: Path, worker: Callable[..., None], has_report: bool
) -> None:
    worker(lambda scratch: _answer(scratch, an_analysis(keyframes=None)))
    result = clip.parent / "result"
    inspection.inspect(clip, result, options=InspectionOptions(), has_report=has_report)
    assert (result / "report.html").is_file() == has_report
    assert (result / "analysis.json").is_file()


def test_the_callers_own_knowledge_wins_over_the_workers(
    clip: Path, worker: Callable[..., None]
) -> None:
    worker(lambda scratch: _answer(scratch, an_analysis(keyframes=None)))

    analysis = _inspect(clip)

    assert analysis.footage.size_bytes == clip.stat().st_size
    assert analysis.footage.untrusted_name == "clip.mp4"
    assert analysis.sandbox == msgspec.structs.replace(jail.probe(), allowed_by="level")


def test_findings_of_a_wrong_form_are_refused(clip: Path, worker: Callable[..., None]) -> None:
    worker(lambda scratch: _answer(scratch, an_analysis(), surprise=1))

    with pytest.raises(errors.WorkerFailedError, match="wrong form"):
        _inspect(clip)
    assert _nothing_is_left(clip)


def test_findings_that_are_a_link_are_not_followed(
    clip: Path, worker: Callable[..., None], tmp_path_factory: pytest.TempPathFactory
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    _answer(elsewhere, an_analysis(keyframes=None))
    findings = elsewhere / "findings.json"
    worker(lambda scratch: (scratch / "findings.json").symlink_to(findings))

    with pytest.raises(errors.WorkerFailedError, match="missing or too large"):
        _inspect(clip)


def test_files_that_no_finding_calls_for_are_left_behind(
    clip: Path, worker: Callable[..., None]
) -> None:
    def act(scratch: Path) -> None:
        (scratch / "out" / "index.html").write_text("<script>")
        _answer(scratch, an_analysis(keyframes=None))

    worker(act)
    _inspect(clip)

    assert not (clip.parent / "result" / "index.html").exists()


def test_a_worker_that_dies_leaves_nothing_and_is_named(
    clip: Path, worker: Callable[..., None]
) -> None:
    worker(lambda _scratch: None, jail.Ending(exit_code=-11, timed_out=False, error_text=""))

    with pytest.raises(errors.WorkerFailedError, match=r"clip\.mp4 .* ended by signal 11"):
        _inspect(clip)
    assert _nothing_is_left(clip)


def test_a_package_that_is_missing_is_named_and_the_file_not_cleared(
    clip: Path, worker: Callable[..., None]
) -> None:
    said = "Traceback\nModuleNotFoundError: No module named 'exifread'\n"
    worker(lambda _scratch: None, jail.Ending(exit_code=1, timed_out=False, error_text=said))

    with pytest.raises(errors.IncompleteInstallError, match=r"'exifread'.*anew; if none does"):
        _inspect(clip)
    assert _nothing_is_left(clip)


def test_a_worker_that_writes_too_much_is_said(clip: Path, worker: Callable[..., None]) -> None:
    stopped = jail.Ending(exit_code=-9, timed_out=False, error_text="", wrote_too_much=True)
    worker(lambda _scratch: None, stopped)

    with pytest.raises(
        errors.LimitExceededError, match="takes too much room, the limit is 3,072 MiB"
    ):
        _inspect(clip)
    assert _nothing_is_left(clip)


def test_a_worker_that_takes_too_long_is_said(clip: Path, worker: Callable[..., None]) -> None:
    worker(lambda _scratch: None, jail.Ending(exit_code=-9, timed_out=True, error_text=""))

    with pytest.raises(errors.LimitExceededError, match="it took too long, the limit is"):
        _inspect(clip)


def test_a_full_disk_is_said_with_what_to_do(clip: Path, worker: Callable[..., None]) -> None:
    text = "OSError: [Errno 28] No space left on device"
    worker(lambda _scratch: None, jail.Ending(exit_code=1, timed_out=False, error_text=text))

    with pytest.raises(errors.DiskFullError, match="Free some space"):
        _inspect(clip)
    assert _nothing_is_left(clip)


def test_a_file_that_changes_meanwhile_is_not_reported_on(
    clip: Path, worker: Callable[..., None]
) -> None:
    def act(scratch: Path) -> None:
        _answer(scratch, an_analysis(keyframes=None))
        clip.write_bytes(b"something else")

    worker(act)

    with pytest.raises(errors.FailedError, match="changed"):
        _inspect(clip)
    assert _nothing_is_left(clip)


def test_hostile_words_of_a_refusal_are_made_printable(
    clip: Path, worker: Callable[..., None]
) -> None:
    refusal = {"kind": "UndecodableError", "facts": ["\x1b]52;c;AAAA\x07 bad"]}
    worker(lambda scratch: (scratch / "refusal.json").write_text(json.dumps(refusal)))

    with pytest.raises(errors.UndecodableError) as caught:
        _inspect(clip)
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "shown", "kept"),
    [
        (b"clip.mp4", "clip.mp4", None),
        (b"\xff\xfe.mp4", "\ufffd\ufffd.mp4", b"\xff\xfe.mp4"),
        ("a\u202e4pm.mp4".encode(), "a\ufffd4pm.mp4", "a\u202e4pm.mp4".encode()),
        (b"new\nline\x1b[2J", "new\ufffdline\ufffd[2J", b"new\nline\x1b[2J"),
    ],
)
def test_a_name_is_shown_printable_and_kept_byte_for_byte(
    name: bytes, shown: str, kept: bytes | None, tmp_path: Path, worker: Callable[..., None]
) -> None:
    clip = tmp_path / os.fsdecode(name)
    clip.write_bytes(b"x")
    worker(lambda scratch: _answer(scratch, an_analysis(keyframes=None)))

    _inspect(clip)

    published = msgspec.json.decode((tmp_path / "result" / "analysis.json").read_bytes())
    assert published["footage"]["untrusted_name"] == shown
    raw = published["footage"]["untrusted_name_bytes"]
    assert (None if raw is None else base64.b64decode(raw)) == kept


@pytest.mark.parametrize(
    ("exit_code", "said", "reason"),
    [
        (-24, "", "it took too much processor time, the limit is 28,800 s"),
        (1, "MemoryError", "decoding it takes more memory, the limit is 1,400 MiB"),
        (-6, "terminate called after throwing 'std::bad_alloc'", "takes more memory"),
    ],
)
def test_a_worker_that_met_a_limit_is_said_with_the_limit(
    exit_code: int, said: str, reason: str, clip: Path, worker: Callable[..., None]
) -> None:
    worker(
        lambda _scratch: None, jail.Ending(exit_code=exit_code, timed_out=False, error_text=said)
    )

    with pytest.raises(errors.LimitExceededError, match=reason):
        _inspect(clip)
    assert _nothing_is_left(clip)
