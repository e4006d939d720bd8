"""What this machine is told to be, before anyone trusts a result made on it."""

from pathlib import Path

import pytest

from verify.media import ffmpeg
from verify.workbench.machine import condition


def test_known_holes_of_the_ffmpeg_at_hand_are_told_with_their_source(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ffmpeg, "library_version", lambda: "8.1.1")
    monkeypatch.setattr(ffmpeg, "program_version", lambda: "9.0.2")

    told = condition(tmp_path).ffmpeg_known_holes

    assert len(told) == 3
    assert told[0].startswith("libraries 8.1.1: the MagicYUV decoder writes out of bounds")
    assert "CVE-2026-8461, mended in 7.1.5, 8.0.3, 8.1.2" in told[0]
    assert all("https://" in one for one in told)
    assert told[0].endswith("that decoder is not opened here")
