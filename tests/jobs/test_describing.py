"""Pictures are described in the jail by weights of the user's, and what comes out is not believed.

Where ONNX Runtime is not installed, as it need not be, a stand-in of a dozen lines takes its place;
with it, networks that are written here byte by byte are run for real.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest

from verify.analysis.picture.plain_pictures import plain_pictures
from verify.domain.archive import Still
from verify.domain.descriptor_errors import NoRuntimeError, WeightsRefusedError
from verify.domain.errors import WorkerFailedError
from verify.jobs import describing, describing_worker
from verify.jobs.describing import FrameDescriptor, descriptor_here
from verify.jobs.describing_worker import REFUSED_FILE, VECTORS_FILE
from verify.media import jail

CLIP = Path("clip.mp4")
Worker = Callable[[Path], None]


def _stills(count: int, step_ms: int = 250) -> list[Still]:
    rng = np.random.default_rng(3)
    stills = []
    for number in range(count):
        small = rng.integers(0, 255, (9, 16), np.uint8)
        picture = cv2.resize(small, (320, 180), interpolation=cv2.INTER_CUBIC)
        stills.append(Still(number * step_ms, cv2.imencode(".jpg", picture)[1].tobytes()))
    return stills


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> Callable[[Worker], None]:
    """Let a worker run in this process."""

    def by(worker: Worker) -> None:
        def run(
            _module: str, _arguments: list[str], scratch: Path, *_given: Any, readable: Any
        ) -> jail.Ending:
            for name, path in readable.items():
                (scratch / name).symlink_to(path)
            worker(scratch)
            return jail.Ending(0, timed_out=False, error_text="")

        monkeypatch.setattr(jail, "run", run)
        monkeypatch.setattr(describing, "runtime_version", lambda: "0")

    return by


class _Network:
    """Stands for a session: takes pictures in the form that its weights name, gives pixels."""

    def __init__(self, weights: bytes, _options: object, providers: list[str]) -> None:
        assert providers == ["CPUExecutionProvider"]
        if not weights.startswith(b"shape "):
            raise RuntimeError("protobuf parsing failed\nmore")
        self._kind, *shape = weights.decode().split()[1:]
        self._shape = [int(side) if side.isdigit() else side for side in shape]

    def get_inputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(name="in", type=f"tensor({self._kind})", shape=self._shape)]

    def get_outputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(name="out")]

    def run(self, _names: None, fed: dict[str, Any]) -> list[Any]:
        picture = fed["in"]
        assert picture.dtype == {"uint8": np.uint8, "float": np.float32}[self._kind]
        assert all(
            asked == side
            for asked, side in zip(self._shape, picture.shape, strict=True)
            if isinstance(asked, int)
        )
        return [1 + picture.reshape(1, -1)[:, :1024].astype(np.float32)]


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch, worked: Callable[[Worker], None]) -> None:
    runtime = ModuleType("onnxruntime")
    runtime.SessionOptions = SimpleNamespace  # type: ignore[attr-defined]
    runtime.InferenceSession = _Network  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "onnxruntime", runtime)
    worked(describing_worker.main)


def _weights(folder: Path, content: bytes) -> Path:
    file = folder / "mine.onnx"
    file.write_bytes(content)
    return file


def _descriptor(folder: Path, content: bytes) -> FrameDescriptor:
    found = descriptor_here(_weights(folder, content))
    assert found is not None
    return found


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize(
    "form", [b"uint8 batch 32 32 3", b"float 1 3 32 32", b"float batch 3 height width"]
)
def test_vectors_come_in_the_order_of_stills_each_of_length_one(
    tmp_path: Path, form: bytes
) -> None:
    (tmp_path / "mine.toml").write_text("size_px = 40")
    descriptor = _descriptor(tmp_path, b"shape " + form)
    stills = _stills(9)

    kept = descriptor.describe(CLIP, stills)
    query = descriptor.describe_query(CLIP, stills)

    assert kept.time_ms.tolist() == [250 * number for number in range(9)]
    assert kept.made_by == descriptor.facts.made_by
    assert kept.dimensions == descriptor.facts.dimensions == 1024
    assert query.query_s.tolist() == [0.0, 0.5, 1.0, 1.5, 2.0]
    assert np.linalg.norm(query.vectors, axis=1) == pytest.approx(1)
    assert np.einsum("pd,pd->p", query.vectors, kept.unit[::2]) == pytest.approx(1, abs=1e-3)
    assert len(query.plain) == len(plain_pictures())


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"no network", r"does not load it \(protobuf parsing failed\)"),
        (b"shape float 1 3", "not that of colour pictures"),
        (b"shape int64 1 3 32 32", "not bytes or 32-bit floats"),
        (b"shape float 1 3 8 8", "pictures of 8 x 8 px"),
    ],
)
def test_weights_that_are_no_descriptor_are_refused_with_the_reason(
    tmp_path: Path, content: bytes, why: str
) -> None:
    with pytest.raises(WeightsRefusedError, match=rf"mine\.onnx cannot serve .*{why}"):
        _descriptor(tmp_path, content)


def test_without_what_runs_them_weights_are_refused_and_without_weights_nothing_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(describing, "runtime_version", lambda: None)
    with pytest.raises(NoRuntimeError, match="pip install onnxruntime"):
        descriptor_here(_weights(tmp_path, b"x"))
    monkeypatch.setattr(describing, "weights_here", lambda _named: None)
    assert descriptor_here(None) is None


_HEAD, _ONE = np.array([4], "<u4").tobytes(), np.array([1, 0, 0, 0], "<f4").tobytes()


@pytest.mark.parametrize(
    "left",
    [
        b"",
        _HEAD + _ONE,
        _HEAD + 3 * _ONE,
        _HEAD + _ONE + _ONE[:8],
        _HEAD + _ONE + np.array([2, 0, 0, 0], "<f4").tobytes(),
        _HEAD + _ONE + np.array([np.nan, 0, 0, 0], "<f4").tobytes(),
        np.array([1], "<u4").tobytes() + _ONE[:8],
    ],
)
def test_what_no_honest_worker_leaves_is_refused(
    tmp_path: Path, worked: Callable[[Worker], None], left: bytes
) -> None:
    worked(lambda scratch: (scratch / VECTORS_FILE).write_bytes(_HEAD) and None)
    descriptor = _descriptor(tmp_path, b"x")
    worked(lambda scratch: (scratch / VECTORS_FILE).write_bytes(left) and None)

    with pytest.raises(WorkerFailedError, match="vectors cannot be taken"):
        descriptor.describe(CLIP, _stills(2))


def test_a_reason_that_is_no_text_is_shown_as_far_as_it_can_be(
    tmp_path: Path, worked: Callable[[Worker], None]
) -> None:
    worked(lambda scratch: (scratch / REFUSED_FILE).write_bytes(b"no\x1b[2J \xff") and None)
    with pytest.raises(WeightsRefusedError, match="no�"):
        _descriptor(tmp_path, b"x")


def _field(number: int, value: int | bytes) -> bytes:
    """Return a field of a protocol buffer; all here are shorter than 128 or carried over."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    low, rest = value & 127, value >> 7
    return bytes([low | 128]) + _varint(rest) if rest else bytes([low])


def _value(name: bytes, kind: int, shape: list[int]) -> bytes:
    dims = b"".join(_field(1, _field(1, side)) for side in shape)
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, dims)))


def _onnx(shape: list[int], *, is_flat: bool) -> bytes:
    """Return a network that casts bytes to floats and lays them in a row, if `is_flat`."""
    to_float = _field(5, _field(1, b"to") + _field(3, 1) + _field(20, 2))
    cast = _field(1, b"in") + _field(2, b"cast") + _field(4, b"Cast") + to_float
    flat = _field(1, b"cast") + _field(2, b"flat") + _field(4, b"Flatten")
    nodes = _field(1, cast) + (_field(1, flat) if is_flat else b"")
    given = [1, int(np.prod(shape[1:]))] if is_flat else shape
    graph = nodes + _field(2, b"g") + _field(11, _value(b"in", 2, shape))
    graph += _field(12, _value(b"flat" if is_flat else b"cast", 1, given))
    return _field(1, 8) + _field(7, graph) + _field(8, _field(2, 13))


def test_a_network_is_run_by_the_runtime_in_the_jail(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime", reason="ONNX Runtime is optional and not installed")
    descriptor = _descriptor(tmp_path, _onnx([1, 32, 32, 3], is_flat=True))
    stills = _stills(4)

    kept = descriptor.describe(CLIP, stills)

    assert kept.dimensions == 32 * 32 * 3
    gram = kept.unit @ kept.unit.T
    assert np.all(gram[~np.eye(4, dtype=bool)] < 0.98)
    with pytest.raises(WeightsRefusedError, match="of shape"):
        _descriptor(tmp_path, _onnx([1, 32, 32, 3], is_flat=False))
    with pytest.raises(WeightsRefusedError, match="does not load it"):
        _descriptor(tmp_path, b"no network")
