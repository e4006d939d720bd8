"""The check names what happened to each original, and raises no alarm where nothing did."""

import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.storage.conftest import Desk
from verify.domain.store_faults import Fault, FaultKind
from verify.storage.object_check import object_faults, total_bytes

_CONTENTS = [b"first clip", b"second clip", b"third, longer clip"]


@pytest.fixture
def places(desk: Desk) -> list[Path]:
    return [desk.objects.path_of(desk.keep(content).sha256) for content in _CONTENTS]


def _faults(desk: Desk) -> list[Fault]:
    return object_faults(desk.objects, desk.known)


def _rewrite(place: Path, content: bytes) -> None:
    place.chmod(0o644)
    place.write_bytes(content)
    place.chmod(0o444)


def _flip_a_bit(places: list[Path]) -> None:
    _rewrite(places[0], b"\x00" + _CONTENTS[0][1:])


def _cut_short(places: list[Path]) -> None:
    _rewrite(places[0], _CONTENTS[0][:-1])


def _append(places: list[Path]) -> None:
    _rewrite(places[0], _CONTENTS[0] + b"\x00")


def _delete(places: list[Path]) -> None:
    places[0].unlink()


def _rename(places: list[Path]) -> None:
    places[0].rename(places[0].with_name("f" * 64))


def _move_to_another_folder(places: list[Path]) -> None:
    places[0].rename(places[1].with_name(places[0].name))


def _make_writable(places: list[Path]) -> None:
    places[0].chmod(0o644)


def _put_a_link(places: list[Path]) -> None:
    target = places[0].with_suffix(".moved")
    places[0].rename(target)
    places[0].symlink_to(target)


def _put_a_folder(places: list[Path]) -> None:
    places[0].unlink()
    places[0].mkdir()


@pytest.mark.parametrize(
    ("tamper", "kinds"),
    [
        (_flip_a_bit, {FaultKind.ALTERED}),
        (_cut_short, {FaultKind.TRUNCATED}),
        (_append, {FaultKind.LENGTHENED}),
        (_delete, {FaultKind.MISSING}),
        (_rename, {FaultKind.RENAMED}),
        (_move_to_another_folder, {FaultKind.RENAMED}),
        (_make_writable, {FaultKind.MODE_CHANGED}),
        (_put_a_link, {FaultKind.NOT_A_FILE, FaultKind.STRAY}),
        (_put_a_folder, {FaultKind.NOT_A_FILE}),
    ],
)
def test_tampering_is_named(
    tamper: Callable[[list[Path]], None], kinds: set[FaultKind], desk: Desk, places: list[Path]
) -> None:
    tamper(places)

    faults = _faults(desk)

    assert {fault.kind for fault in faults} == kinds
    assert all(
        fault.what == "file as received" and fault.meaning and fault.advice for fault in faults
    )
    assert any(places[0].name in f"{fault.where} {fault.meaning}" for fault in faults)


def test_two_exchanged_originals_are_both_named_with_whose_bytes_they_hold(
    desk: Desk, places: list[Path]
) -> None:
    _rewrite(places[0], _CONTENTS[1])
    _rewrite(places[1], _CONTENTS[0])

    faults = {fault.where: fault for fault in _faults(desk)}

    assert {fault.kind for fault in faults.values()} == {FaultKind.EXCHANGED}
    assert places[1].name in faults[str(places[0])].meaning
    assert places[0].name in faults[str(places[1])].meaning


@pytest.mark.parametrize("name", ["f" * 64, "notes.txt", "\udcff\u202e.mp4"])
def test_what_was_added_is_named_a_stray(name: str, desk: Desk, places: list[Path]) -> None:
    places[0].with_name(name).write_bytes(b"planted")

    (fault,) = _faults(desk)

    assert fault.kind is FaultKind.STRAY
    assert "\u202e" not in str(fault)


@pytest.mark.parametrize(
    ("planted", "named"),
    [
        ("objects/notes.txt", "objects/notes.txt"),
        ("objects/md5/clip.mp4", "objects/md5"),
        ("tmp/clip.mp4", "tmp/clip.mp4"),
        ("tmp/objects/clip.mp4", "tmp/objects/clip.mp4"),
        ("tmp/derived/clip/clip.mp4", "tmp/derived/clip"),
    ],
)
def test_what_lies_beside_the_originals_and_among_work_in_hand_is_named_a_stray(
    planted: str, named: str, desk: Desk, places: list[Path]
) -> None:
    place = desk.home / planted
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(b"planted")

    (fault,) = _faults(desk)

    assert places
    assert fault.kind is FaultKind.STRAY
    assert fault.where == str(desk.home / named)
    assert "nothing says where it comes from" in fault.meaning
    assert "move it out" in fault.advice


def test_an_original_that_the_system_does_not_give_out_was_not_checked(
    desk: Desk, places: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_place: Path) -> io.FileIO:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("verify.storage.object_check.open_regular", refuse)

    faults = _faults(desk)

    assert {fault.kind for fault in faults} == {FaultKind.UNREADABLE}
    assert len(faults) == len(places)
    assert "is not known" in faults[0].meaning


def test_an_empty_store_and_a_whole_one_raise_no_alarm(desk: Desk) -> None:
    assert _faults(desk) == []
    for content in _CONTENTS:
        desk.keep(content)
    read: list[int] = []

    assert object_faults(desk.objects, desk.known, read.append) == []
    assert sum(read) == sum(map(len, _CONTENTS)) == total_bytes(desk.objects)


def test_work_in_hand_is_no_fault(desk: Desk, places: list[Path]) -> None:
    with desk.objects.keeping(io.BytesIO(b"on its way in"), Path("clip.mp4")) as kept:
        assert _faults(desk) == []
        desk.known[kept.sha256] = kept.size_bytes
    with desk.objects.removing(places[0].name):
        del desk.known[places[0].name]
        assert _faults(desk) == []

    assert _faults(desk) == []


def test_a_thousand_clean_runs_raise_no_alarm(desk: Desk, is_whole_run: bool) -> None:
    rng = random.Random(5)
    for _run in range(1000 if is_whole_run else 8):
        if desk.known and rng.random() < 0.4:
            sha256 = rng.choice(list(desk.known))
            with desk.objects.removing(sha256):
                del desk.known[sha256]
        else:
            desk.keep(rng.randbytes(rng.randint(1, 50)))
        assert _faults(desk) == []
