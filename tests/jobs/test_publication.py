"""Whatever a worker answers in the right form is published, printed, or refused as its fault."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from tests.analyses import TABLE_HEADERS
from tests.synthesis.findings import answers_of
from verify.cli import output, tables
from verify.domain import errors
from verify.domain.findings import Analysis
from verify.jobs import inspection
from verify.jobs.layout import ANALYSIS_FILE
from verify.jobs.messages import InspectionOptions
from verify.media import jail

_ONE_PLACE_FOR_ALL = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]


def _within_what_is_checked(answer: dict[str, Any]) -> dict[str, Any]:
    """Return an answer that is not refused at once: no pictures, sizes and counts in bounds."""
    answer["keyframes"] = None
    if answer["brightness"]:
        answer["brightness"]["file"] = "brightness.csv"
    if timebase := answer["timebase"]:
        timebase["time_base"] = [1 + abs(value) for value in timebase["time_base"]]
        timebase["frames"] = 1 + timebase["frames"] % 1_000_000
    if video := answer["footage"]["video"]:
        video["width_px"] = 1 + video["width_px"] % 8_000
        video["height_px"] = 1 + video["height_px"] % 8_000
    return answer


@settings(max_examples=15, deadline=None, suppress_health_check=_ONE_PLACE_FOR_ALL)
@given(answers_of(Analysis).map(_within_what_is_checked))
def test_any_findings_of_the_right_form_are_shown_or_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: dict[str, Any]
) -> None:
    def run(
        _module: str, _arguments: list[str], scratch: Path, *_: Any, on_sealed: Any, **__: Any
    ) -> object:
        on_sealed(jail.probe())
        findings = {"analysis": answer, "all_hash_kinds": None}
        (scratch / "findings.json").write_text(json.dumps(findings))
        rows = [f"{n},{n},{n / 25},10,0,1e18,-1e18,3,4,0.5,1e-9" for n in range(3)]
        for name, header in TABLE_HEADERS.items():
            lines = rows if name == "brightness.csv" else []
            table = header + "".join(f"{line}\r\n" for line in lines)
            (scratch / "out" / name).write_text(table, newline="")
        return jail.Ending(exit_code=0, timed_out=False, error_text="")

    monkeypatch.setattr(jail, "run", run)
    clip, result = tmp_path / "clip.mp4", tmp_path / "result"
    clip.write_bytes(b"any bytes; the worker is played by the test")
    try:
        inspection.inspect(clip, result, options=InspectionOptions(), force=True)
    except errors.WorkerFailedError:
        return
    kept = msgspec.json.decode((result / ANALYSIS_FILE).read_bytes(), type=Analysis)
    # What an archive said is not for a worker to say.
    assert kept.archive is None
    shown = [output.summary(kept), tables.metadata_table(kept)]
    shown.append(tables.flash_table(kept, with_rejected=True))
    assert all("\x1b" not in text for text in shown)
