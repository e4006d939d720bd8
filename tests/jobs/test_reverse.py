"""Stills to search by, from the clip to the folder; what a worker leaves is taken for an attack."""

import hashlib
import io
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from fractions import Fraction
from pathlib import Path
from typing import Any

import cv2
import msgspec
import numpy as np
import pytest

from tests.synthesis.clips import Clip, read_number
from verify.domain.derived import Derived
from verify.domain.errors import ResultExistsError, UnsupportedFootageError, WorkerFailedError
from verify.domain.reverse_search import Packet, Variant
from verify.jobs import reverse_worker
from verify.jobs.handover import record_of
from verify.jobs.reverse import PacketSettings, make_packet, read_packet
from verify.jobs.reverse_messages import ANSWER_FILE, PACKET_FILE, PACKET_PAGE
from verify.media import jail

Tamper = Callable[[Path], None]


def _leave(_folder: Path) -> None:
    """Change nothing."""


@pytest.fixture
def tampering(monkeypatch: pytest.MonkeyPatch) -> Callable[[Tamper], None]:
    """Let the worker run in this process; what is given may change what it left."""

    def install(tamper: Tamper) -> None:
        def run(_module: str, _arguments: object, scratch: Path, *_: object, **named: Any) -> Any:
            named["on_sealed"](jail.probe())
            for name, path in named["readable"].items():
                (scratch / name).symlink_to(path.resolve())
            with redirect_stdout(io.TextIOWrapper(io.BytesIO())):
                reverse_worker.main(scratch)
            tamper(scratch)
            return jail.Ending(0, timed_out=False, error_text="")

        monkeypatch.setattr(jail, "run", run)

    install(_leave)
    return install


def page_of(packet: Packet, pictures: Mapping[str, bytes]) -> str:
    return f"{packet.looked_at} {sorted(pictures)}"


@pytest.mark.usefixtures("tampering")
def test_each_picture_lies_beside_the_record_that_makes_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reverse_worker, "CHEAP_PIXELS", 0)
    # A frame each 0.2 s for 24 s, an I-frame each second.
    clip = Clip(ticks=range(0, 24_000, 200), options={"g": "5"}).write(tmp_path / "clip.mp4")
    place = tmp_path / "clip.mp4.reverse"

    packet = make_packet(clip, place, page_of, PacketSettings())

    assert 8 <= packet.looked_at <= 24
    assert "I-frames" in packet.notes[0]
    assert read_packet(place) is not None
    assert (place / PACKET_PAGE).read_text("utf-8").startswith(f"{packet.looked_at} ")
    assert len(packet.stills) == 3
    for still in packet.stills:
        frame = round(Fraction(still.time_s) * 5)
        first, *others = still.pictures
        assert {one.variant for one in others} >= {Variant.MIRRORED}
        luma = cv2.imread(str(place / first.file), cv2.IMREAD_GRAYSCALE)
        assert luma is not None
        assert luma.shape == (180, 320)
        assert read_number(luma) == frame
        for one in still.pictures:
            record = msgspec.json.decode(record_of(place / one.file).read_bytes(), type=Derived)
            assert record.recipe.origin == packet.footage.sha256
            assert record.recipe.parameters["pts"] == still.pts
            assert (record.sha256, record.size_bytes) == (one.sha256, one.size_bytes)
        mirrored = cv2.imread(str(place / others[0].file), cv2.IMREAD_GRAYSCALE)
        assert mirrored is not None
        assert np.abs(mirrored[:, ::-1].astype(int) - luma).mean() < 2


@pytest.mark.usefixtures("tampering")
def test_dark_picture_in_bars_comes_without_them_and_brightened(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    scene = cv2.resize(rng.uniform(5, 60, (9, 16, 3)), (320, 180), interpolation=cv2.INTER_CUBIC)
    scene = np.clip(scene + rng.normal(0, 4, scene.shape), 0, 255)
    scene[:30] = scene[150:] = 0
    _, png = cv2.imencode(".png", scene.astype(np.uint8))
    (tmp_path / "night.png").write_bytes(png.tobytes())

    packet = make_packet(tmp_path / "night.png", tmp_path / "out", page_of, PacketSettings())

    (still,) = packet.stills
    whole, _mirrored, cut, bright = still.pictures
    assert [one.variant for one in still.pictures] == list(Variant)
    assert whole.height_px == 180
    assert 112 <= cut.height_px <= 120
    assert (bright.made_of, bright.height_px) == (Variant.BORDERS_CUT, cut.height_px)
    assert packet.notes == []


def test_what_is_not_as_announced_is_not_taken(
    tmp_path: Path, tampering: Callable[[Tamper], None]
) -> None:
    def add_comment(folder: Path) -> None:
        file = folder / "still-1.jpg"
        content = file.read_bytes()
        file.write_bytes(content[:2] + b"\xff\xfe\x00\x07secret"[:9] + content[2:])

    def announce(**changes: object) -> Tamper:
        def tamper(folder: Path) -> None:
            answer = msgspec.json.decode((folder / ANSWER_FILE).read_bytes())
            answer["stills"][0]["pictures"][0] |= changes
            (folder / ANSWER_FILE).write_bytes(msgspec.json.encode(answer))

        return tamper

    def hide(folder: Path) -> None:
        file = folder / "still-1.jpg"
        content = file.read_bytes()
        file.write_bytes(content + b"behind")
        announce(
            size_bytes=len(content) + 6,
            sha256=hashlib.sha256(content + b"behind").hexdigest(),
        )(folder)

    def link(folder: Path) -> None:
        (folder / "still-1.jpg").unlink()
        (folder / "still-1.jpg").symlink_to("/etc/hostname")

    small = tmp_path / "small.png"
    small.write_bytes(cv2.imencode(".png", np.eye(64, dtype=np.uint8) * 255)[1].tobytes())
    for tamper, said in (
        (add_comment, "another than was announced"),
        (announce(width_px=7), "another than was announced"),
        (announce(width_px=2_000_000), "larger than the limit"),
        (announce(file="../x.jpg"), "wrong form"),
        (announce(file="still-1-mirrored.jpg"), "other stills than were asked for"),
        (announce(variant="mirrored"), "other stills than were asked for"),
        (hide, "more than a picture"),
        (link, "cannot be taken"),
        (lambda folder: (folder / ANSWER_FILE).unlink(), "wrong form"),
    ):
        tampering(tamper)
        with pytest.raises(WorkerFailedError, match=said):
            make_packet(small, tmp_path / "out", page_of, PacketSettings())
        assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("tampering")
def test_only_a_packet_is_replaced_and_only_a_whole_one_is_read(
    tmp_path: Path, samples: Path
) -> None:
    place = tmp_path / "out"
    short = Clip().write(tmp_path / "short.mp4")
    packet = make_packet(short, place, page_of, PacketSettings())

    assert packet.notes == ["The stills were chosen among 4 frames: the sharpest of each 0.25 s."]
    with pytest.raises(ResultExistsError, match="--force"):
        make_packet(samples / "street.jpg", place, page_of, PacketSettings())
    make_packet(samples / "street.jpg", place, page_of, PacketSettings(force=True))
    file = place / packet.stills[0].pictures[0].file
    file.write_bytes(file.read_bytes()[:-1])
    assert read_packet(place) is None
    (place / PACKET_FILE).write_text("{}", "utf-8")
    assert read_packet(place) is None
    assert read_packet(tmp_path / "nowhere") is None
    (tmp_path / "text.mp4").write_text("no clip", "utf-8")
    with pytest.raises(UnsupportedFootageError, match=r"text\.mp4"):
        make_packet(tmp_path / "text.mp4", tmp_path / "other", page_of, PacketSettings())
