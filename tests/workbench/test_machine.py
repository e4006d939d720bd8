"""What this machine is told to be, before anyone trusts a result made on it."""

from pathlib import Path

import msgspec
import pytest

from verify.domain.frame_vectors import DescriptorFacts
from verify.jobs import describing, descriptor_weights
from verify.media import ffmpeg
from verify.workbench import machine
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


def test_without_weights_there_is_no_descriptor_and_nothing_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(descriptor_weights, "_PACKAGE", "no-such-package")

    told = condition(tmp_path)

    assert told.descriptor is told.descriptor_refused is None


def test_weights_that_cannot_be_run_here_are_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(describing, "runtime_version", lambda: None)
    weights = tmp_path / "mine.onnx"
    weights.write_bytes(b"weights")

    told = condition(tmp_path, weights)

    assert told.descriptor is None
    assert told.descriptor_refused is not None
    assert "mine.onnx needs ONNX Runtime" in told.descriptor_refused
    assert "unset VERIFY_DESCRIPTOR_WEIGHTS" in told.descriptor_refused
    assert "no such file" in str(condition(tmp_path, tmp_path / "gone").descriptor_refused)


def test_a_descriptor_is_shown_with_its_licence_and_origin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = tmp_path / "mine.onnx"
    weights.write_bytes(b"weights")
    note = 'name = "Mine"\nlicence = "MIT"\norigin = "a friend"\nsize_px = 64\n'
    weights.with_suffix(".toml").write_text(note)
    found = descriptor_weights.weights_here(weights)
    assert found is not None
    facts = DescriptorFacts(
        name=found.name,
        licence=found.note.licence,
        origin=found.note.origin,
        weights=str(found.path),
        weights_sha256=found.sha256,
        dimensions=8,
        how=found.how,
    )

    class Fake:
        def __init__(self) -> None:
            self.facts = facts

    monkeypatch.setattr(machine, "descriptor_here", lambda _weights: Fake())

    told = msgspec.to_builtins(condition(tmp_path, weights).descriptor)

    assert (told["name"], told["licence"], told["origin"]) == ("Mine", "MIT", "a friend")
    assert f"weights {found.sha256}, grey stills at 64 px" in told["how"]
    weights.with_suffix(".toml").write_text("size = 3")
    with pytest.raises(descriptor_weights.WeightsRefusedError, match=r"its note mine\.toml"):
        descriptor_weights.weights_here(weights)
