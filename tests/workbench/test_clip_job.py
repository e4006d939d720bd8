"""What the process of the app's job does, called in this process."""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.storage.footage import REPORTER, new_entry
from tests.ui.conftest import add_clip
from verify.jobs.messages import InspectionOptions
from verify.jobs.queue import Job, JobState
from verify.workbench import clip_job
from verify.workbench.archive import inspecting
from verify.workbench.archive.shelf import opened


@pytest.mark.parametrize("has_archive", [False, True])
def test_a_job_asks_the_archive_of_its_home(
    has_archive: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip_id = add_clip(tmp_path, None)
    folder = tmp_path / "clips" / clip_id
    job = Job(state=JobState.RUNNING, queued_utc=datetime.now(UTC), worker_pid=os.getpid())
    (folder / "job.json").write_bytes(msgspec.json.encode(job))
    if has_archive:
        with opened(tmp_path, f"sqlite:///{tmp_path / 'verify.db'}", REPORTER, makes=True) as shelf:
            shelf.store.add(new_entry("old.mp4"), REPORTER)
    seen: list[tuple[InspectionOptions, Any]] = []
    monkeypatch.setattr(
        inspecting, "inspect", lambda *_, options, ask, **__: seen.append((options, ask))
    )
    monkeypatch.setattr(os, "nice", lambda _by: 0)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["clip_job", str(folder)])

    clip_job.main()

    ((options, ask),) = seen
    assert ("local_features" in options.analyses) is has_archive
    if not has_archive:
        assert ask(None).reason == inspecting.NO_ARCHIVE
        assert not (tmp_path / "verify.db").exists()
    done = msgspec.json.decode((folder / "job.json").read_bytes(), type=Job)
    assert done.state is JobState.DONE
