"""What is done to a log or its checkpoints behind our back, and how it is named; who may sign."""

import hashlib
import os
import random
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from tests.conftest import REPOSITORY
from tests.storage.footage import REPORTER, SetClock
from verify.domain.checkpoints import PublicKey, read_note
from verify.domain.custody import Action, Actor, Event, hash_of, next_event
from verify.domain.head_words import head_words
from verify.domain.seal_errors import KeyExposedError, KeyUnusableError, NotSealedError
from verify.domain.store_faults import Fault
from verify.domain.timestamps import Token
from verify.storage import stamp_check
from verify.storage.checkpoint_check import CheckpointCheck, Head
from verify.storage.checkpoints import Checkpoints, read_small
from verify.storage.key_file import KeyFile
from verify.storage.sealing import Sealer, Sealing


@dataclass
class Log:
    """A log that anybody can change."""

    kept: list[Event] = field(default_factory=list)
    clock: SetClock = field(default_factory=SetClock)

    def events(self, subject: str | None = None, after: int = 0) -> Iterator[Event]:
        return (event for event in self.kept[after:] if subject in (None, event.subject))

    def event(self, sequence: int) -> Event:
        return self.kept[sequence - 1]

    def record(
        self, action: Action, subject: str | None, words: dict[str, object], actor: Actor
    ) -> Event:
        last = self.kept[-1] if self.kept else None
        self.kept.append(
            next_event(last, self.clock(), action, subject, words, salt=b"s", actor=actor, tool="0")
        )
        return self.kept[-1]

    def view(self, times: int = 1) -> Event:
        return [self.record(Action.VIEWED, None, {"frame": n}, REPORTER) for n in range(times)][-1]

    def rewrite(self, first: int) -> None:
        """Blame somebody else from one event on, every hash made anew."""
        for at in range(first - 1, len(self.kept)):
            other = msgspec.structs.replace(
                self.kept[at],
                actor=msgspec.structs.replace(REPORTER, untrusted_name="somebody else"),
                previous=self.kept[at - 1].hash if at else "0" * 64,
            )
            self.kept[at] = msgspec.structs.replace(other, hash=hash_of(other))


class Desk:
    """A log of 12 events, sealed after 4, 8 and 10 of them."""

    def __init__(self, home: Path, log: Log) -> None:
        self.log = log
        self.keys = KeyFile(home / "keys")
        self.checkpoints = Checkpoints(home, "verify.db")
        self.sealer = Sealer(self.checkpoints, self.keys, REPORTER, self.log.clock)
        places = sorted(self.checkpoints.places())
        self.notes = [(place, read_note(place.read_bytes())) for place in places]

    def check(
        self, elsewhere: Head | None = None, keys: list[PublicKey] | None = None
    ) -> tuple[CheckpointCheck, list[Fault]]:
        check = CheckpointCheck(keys=keys or self.keys.known(), elsewhere=elsewhere)
        faults = list(check.faults(self.checkpoints, self.log))
        assert all(fault.meaning.endswith(".") and fault.advice.endswith(".") for fault in faults)
        return check, faults

    def named(self, elsewhere: Head | None = None) -> set[tuple[str, str, str]]:
        faults = self.check(elsewhere)[1]
        return {(fault.what, Path(fault.where).name, fault.kind) for fault in faults}

    def head(self, at: int) -> Head:
        return Head(at, self.log.kept[at - 1].hash, None, "what was noted")


@pytest.fixture(scope="module")
def _sealed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Event]]:
    home, log = tmp_path_factory.mktemp("sealed"), Log()
    desk = Desk(home, log)
    for times in (4, 4, 2):
        desk.sealer.seal(log, log.view(times))
    log.view(2)
    return home, log.kept


@pytest.fixture
def desk(_sealed: tuple[Path, list[Event]], tmp_path: Path) -> Desk:
    home, events = _sealed
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    return Desk(tmp_path, Log(list(events)))


def test_a_log_that_only_grew_fits_its_checkpoints(desk: Desk) -> None:
    check, faults = desk.check(desk.head(9))

    assert faults == []
    assert [sealed.events for sealed in check.agreeing] == [4, 8, 10]
    assert check.unsealed == 2
    assert check.elsewhere_agrees


def test_a_thousand_clean_checks_raise_no_alarm(tmp_path: Path) -> None:
    rng = random.Random(7)
    log, keys = Log(), KeyFile(tmp_path / "keys")
    sealer = Sealer(Checkpoints(tmp_path, "verify.db"), keys, REPORTER, log.clock)
    sealer.seal(log, log.view(2))
    known = keys.known()

    # Each check reads and verifies anew.
    for _ in range(1000):
        if rng.random() < 0.05:
            log.view(rng.randint(1, 3))
        at = rng.randint(1, len(log.kept))
        check = CheckpointCheck(known, (), Head(at, log.kept[at - 1].hash, None, "words"))
        assert list(check.faults(sealer.checkpoints, log)) == []
        assert check.elsewhere_agrees


def _edited(desk: Desk) -> None:
    place, note = desk.notes[1]
    place.chmod(0o644)
    place.write_bytes(note.content.replace(b"events 8", b"events 9"))


def _by_a_stranger(desk: Desk) -> None:
    stranger = Sealer(
        desk.checkpoints, KeyFile(desk.checkpoints.root / "../k"), REPORTER, desk.log.clock
    )
    desk.stranger, _ = stranger.seal(desk.log, desk.log.kept[-1])


@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        pytest.param(
            lambda desk: desk.log.kept.__delitem__(slice(9, None)),
            {("log", "after event 9", "truncated")},
            id="a cut tail",
        ),
        pytest.param(
            lambda desk: desk.log.kept.clear(),
            {("log", "after event 0", "truncated")},
            id="a log without events",
        ),
        pytest.param(
            lambda desk: desk.log.rewrite(6),
            {("log", "between events 5 and 8", "rewritten")},
            id="the chain written anew from its middle",
        ),
        pytest.param(
            lambda desk: desk.log.rewrite(1),
            {("log", "between events 1 and 4", "rewritten")},
            id="the chain written anew from its start",
        ),
        pytest.param(
            lambda desk: (desk.log.rewrite(6), desk.log.kept.__delitem__(slice(9, None))),
            {
                ("log", "between events 5 and 8", "rewritten"),
                ("log", "after event 9", "truncated"),
            },
            id="both",
        ),
        pytest.param(
            _edited,
            {("checkpoint", "NOTE1", "altered")},
            id="an edited checkpoint",
        ),
        pytest.param(
            lambda desk: (desk.notes[1][0].unlink(), desk.notes[1][0].write_bytes(b"")),
            {("checkpoint", "NOTE1", "altered")},
            id="an emptied checkpoint",
        ),
        pytest.param(
            lambda desk: desk.notes[1][0].rename(
                desk.notes[1][0].with_name(desk.notes[1][0].name.replace("8-", "9-", 1))
            ),
            {("checkpoint", "NOTE9", "renamed")},
            id="a checkpoint under another's name",
        ),
        pytest.param(
            lambda desk: (desk.checkpoints.root / "other.txt").write_text("x"),
            {("checkpoint", "other.txt", "stray")},
            id="a stray file",
        ),
        pytest.param(
            lambda desk: (desk.notes[1][0].unlink(), desk.notes[1][0].mkdir()),
            {("checkpoint", "NOTE1", "unreadable")},
            id="a folder in the place of one",
        ),
    ],
)
def test_tampering_is_found_and_named(
    desk: Desk, tamper: Callable[[Desk], object], named: set[tuple[str, str, str]]
) -> None:
    tamper(desk)

    name = desk.notes[1][0].name
    names = {"NOTE1": name, "NOTE9": name.replace("8-", "9-", 1)}
    assert desk.named() == {(what, names.get(where, where), kind) for what, where, kind in named}


def test_a_checkpoint_of_an_unknown_key_is_named_and_not_counted(desk: Desk) -> None:
    _by_a_stranger(desk)

    check, (fault,) = desk.check()
    assert fault.kind == "unknown_key"
    assert fault.is_open
    assert Path(fault.where) == desk.stranger
    assert [sealed.events for sealed in check.agreeing] == [4, 8, 10]


def test_a_chain_and_checkpoints_made_anew_by_a_stranger_are_not_passed(desk: Desk) -> None:
    shutil.rmtree(desk.checkpoints.root)
    desk.log.rewrite(6)
    _by_a_stranger(desk)

    check, (fault,) = desk.check()
    assert fault.kind == "unknown_key"
    assert check.agreeing == []


def test_what_was_kept_elsewhere_shows_what_no_checkpoint_beside_the_log_can(desk: Desk) -> None:
    noted, note = desk.head(10), Head(10, desk.log.kept[9].hash, desk.notes[2][1], "copy.txt")
    own = Sealer(desk.checkpoints, desk.keys, REPORTER, desk.log.clock)
    shutil.rmtree(desk.checkpoints.root)
    desk.log.rewrite(6)
    own.seal(desk.log, desk.log.kept[-1])

    assert desk.named() == set()
    assert desk.named(noted) == {("log", "between events 1 and 10", "rewritten")}
    assert desk.named(note) == {("log", "between events 1 and 10", "rewritten")}
    del desk.log.kept[7:]
    assert ("log", "after event 7", "truncated") in desk.named(noted)


def test_a_copy_kept_elsewhere_that_was_edited_says_nothing(desk: Desk) -> None:
    _, note = desk.notes[1]
    other = msgspec.structs.replace(note.checkpoint, head="00" * 32)
    forged = type(note)(note.content, other, note.signatures)

    assert desk.named(Head(8, "00" * 32, forged, "copy.txt")) == {
        ("checkpoint", "copy.txt", "altered")
    }


def test_a_new_key_is_told_of_in_the_log_and_speaks_for_the_old_one(desk: Desk) -> None:
    old = desk.keys.signing().public
    new = desk.keys.rotate()
    desk.sealer.seal(desk.log, desk.log.kept[-1])

    last = desk.log.kept[-1]
    assert last.action is Action.KEY_CHANGED
    assert last.payload == {"old_key": str(old), "new_key": str(new)}
    assert desk.keys.known() == [old, new]
    assert desk.keys.signing().public == new
    # On another machine, to which only the new one was told.
    check, faults = desk.check(keys=[new])
    assert faults == []
    assert [sealed.events for sealed in check.agreeing] == [4, 8, 10, 13]
    # Once is enough.
    desk.sealer.seal(desk.log, desk.log.view())
    assert len(desk.log.kept) == 14


def test_the_same_head_is_sealed_once(desk: Desk) -> None:
    place, note = desk.sealer.seal(desk.log, desk.log.kept[9])

    assert (place, note) == desk.notes[2]
    assert len(list(desk.checkpoints.places())) == 3


def test_a_log_is_sealed_as_it_grows_and_at_the_end(tmp_path: Path) -> None:
    log = Log()
    problems: list[object] = []
    sealer = Sealer(Checkpoints(tmp_path, "verify.db"), KeyFile(tmp_path / "k"), REPORTER)
    sealing = Sealing(sealer, problems.append)

    for _ in range(530):
        sealing.written(log, log.view())
    sealing.end(log)

    names = sorted(place.name[:16].lstrip("0") for place in sealer.checkpoints.places())
    assert names == ["256", "512", "530"]
    assert problems == []


def test_what_was_done_stands_where_it_cannot_be_sealed(tmp_path: Path) -> None:
    log = Log()
    problems: list[object] = []
    (tmp_path / "checkpoints").write_text("in the way")
    sealer = Sealer(Checkpoints(tmp_path, "verify.db"), KeyFile(tmp_path / "k"), REPORTER)
    sealing = Sealing(sealer, problems.append)

    sealing.written(log, log.view())
    sealing.end(log)

    (problem,) = problems
    assert isinstance(problem, NotSealedError)
    assert "Nothing of it is lost" in str(problem)


def test_the_key_is_its_owners_alone(tmp_path: Path) -> None:
    keys = KeyFile(tmp_path / "folder" / "keys")
    key = keys.signing()

    assert stat.S_IMODE(keys.place.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.place.parent.stat().st_mode) == 0o700
    assert KeyFile(keys.place.parent).signing() == key
    assert keys.exposed_mode() is None
    for mode in (0o640, 0o604, 0o620):
        keys.place.chmod(mode)
        with pytest.raises(KeyExposedError, match=f"{mode:04o}"):
            keys.signing()
        assert keys.exposed_mode() == mode


@pytest.mark.parametrize("content", ["", "PRIVATE+KEY+a+b", "x" * 200])
def test_a_key_that_is_none_is_not_replaced_in_silence(tmp_path: Path, content: str) -> None:
    keys = KeyFile(tmp_path)
    keys.signing()
    keys.place.write_text(content)

    with pytest.raises(KeyUnusableError, match="it is no key"):
        keys.signing()
    assert keys.place.read_text() == content


def test_a_link_is_not_followed_to_a_key(tmp_path: Path) -> None:
    KeyFile(tmp_path / "other").signing()
    (tmp_path / "signing.key").symlink_to(tmp_path / "other" / "signing.key")

    with pytest.raises(KeyUnusableError):
        KeyFile(tmp_path).signing()


_KILLED = """
import os, signal, sys
from pathlib import Path
from verify.domain.checkpoints import read_note
from verify.storage import durable
from verify.storage.checkpoints import Checkpoints
import shutil

def die(*_given, **_named):
    os.kill(os.getpid(), signal.SIGKILL)

def half(handle, block):
    os.write(handle, block[:40])
    die()

home, note = Path(sys.argv[1]), read_note(Path(sys.argv[2]).read_bytes())
for module, name, instead in (
    (durable, "write_all", half),
    (durable, "make_folders", die),
    (Path, "hardlink_to", die),
    (durable, "sync_folders", die),
    (shutil, "rmtree", die),
):
    if not os.fork():
        setattr(module, name, instead)
        Checkpoints(home, "verify.db").keep(note)
    assert os.WIFSIGNALED(os.wait()[1]), name
    found = [place.name for place in Checkpoints(home, "verify.db").places()]
    print(name, len(found))
"""


def test_a_kill_while_one_is_written_leaves_whole_ones_only(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    other = Sealer(Checkpoints(tmp_path / "new", "verify.db"), desk.keys, REPORTER, desk.log.clock)
    place, _ = other.seal(desk.log, desk.log.kept[-1])
    ended = subprocess.run(
        [sys.executable, "-c", _KILLED, str(tmp_path), str(place)],
        capture_output=True,
        text=True,
        check=False,
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
    )

    assert ended.returncode == 0, ended.stderr
    told = [line.split() for line in ended.stdout.splitlines()]
    assert [count for _, count in told] == ["3", "3", "3", "4", "4"]
    check, faults = desk.check()
    assert faults == []
    assert [sealed.events for sealed in check.agreeing] == [4, 8, 10, 12]
    # The next one clears up what was left.
    desk.sealer.seal(desk.log, desk.log.view())
    left = [place.name for place in (tmp_path / "tmp" / "checkpoints").iterdir()]
    assert left == ["lock"]


def test_words_of_another_head_do_not_fit(desk: Desk) -> None:
    assert head_words(8, desk.log.kept[7].hash) != head_words(8, desk.log.kept[8].hash)
    assert desk.named(Head(8, desk.log.kept[8].hash[:32], None, "words")) == {
        ("log", "between events 1 and 8", "rewritten")
    }


def test_a_checkpoint_that_is_too_long_is_not_read_whole(tmp_path: Path) -> None:
    (tmp_path / "big").write_bytes(b"x" * 10_000)

    assert len(read_small(tmp_path / "big", 100)) == 101


def _stamp(desk: Desk, at: int, over: bytes | None = None) -> Path:
    """Take in a reply over the checkpoint of a place, or over something else."""
    _, note = desk.notes[at]
    content = b"reply over " + hashlib.sha256(over or note.content).digest()
    place = desk.checkpoints.keep_token(content, note)
    words = {"token_sha256": hashlib.sha256(content).hexdigest()}
    desk.log.record(Action.TIMESTAMPED, note.sha256, words, REPORTER)
    return place


def _change(place: Path) -> None:
    place.chmod(0o644)
    place.write_bytes(place.read_bytes().replace(b"reply", b"Reply"))


def _exchange(place: Path, desk: Desk) -> None:
    """Put a reply that nobody took in in its place, called as it should be."""
    desk.checkpoints.keep_token(b"reply over " + bytes(32), desk.notes[0][1])
    place.unlink()


@pytest.fixture
def read_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read replies of a form of our own, which no library is needed for."""

    def read(content: bytes) -> Token:
        if not content.startswith(b"reply over "):
            raise ValueError("not a reply")
        return Token(content, datetime(2026, 2, 27, tzinfo=UTC), content[11:], "sha256")

    monkeypatch.setattr(stamp_check, "read_token", read)
    monkeypatch.setattr(
        stamp_check, "is_of_authority", lambda _token, _over, roots: "ours" in roots
    )


@pytest.mark.usefixtures("read_here")
@pytest.mark.parametrize(
    ("tamper", "named"),
    [
        pytest.param(lambda _place, _desk: None, {"not_checked"}, id="none"),
        pytest.param(lambda place, _desk: _change(place), {"altered"}, id="an altered one"),
        pytest.param(_exchange, {"missing", "stray"}, id="a replaced one"),
        pytest.param(lambda place, _desk: place.unlink(), {"missing"}, id="one taken away"),
        pytest.param(
            lambda _place, desk: desk.notes[0][0].unlink(), {"missing"}, id="without a checkpoint"
        ),
        pytest.param(
            lambda place, desk: (place.unlink(), _stamp(desk, 0, b"other")),
            {"missing", "exchanged"},
            id="one over something else",
        ),
        pytest.param(
            lambda place, _desk: (place.unlink(), place.mkdir()), {"unreadable"}, id="a folder"
        ),
    ],
)
def test_what_is_done_to_a_time_stamp_is_found_and_named(
    desk: Desk, tamper: Callable[[Path, Desk], object], named: set[str]
) -> None:
    tamper(_stamp(desk, 0), desk)

    check, faults = desk.check()
    assert {fault.kind for fault in faults} == named
    assert {fault.what for fault in faults} == {"time stamp"}
    assert check.stamped == []


@pytest.mark.usefixtures("read_here")
def test_a_time_stamp_counts_only_with_a_root_that_vouches_for_it(desk: Desk) -> None:
    _stamp(desk, 0)

    for roots, kinds, count in ((["ours"], [], 1), (["other"], ["unknown_key"], 0)):
        check = CheckpointCheck(keys=desk.keys.known(), roots=roots)
        faults = list(check.faults(desk.checkpoints, desk.log))
        assert [fault.kind for fault in faults] == kinds
        assert len(check.stamped) == count


@pytest.mark.usefixtures("read_here")
def test_a_time_stamp_that_cannot_be_read_is_said_to_be_there(desk: Desk) -> None:
    _, note = desk.notes[0]
    desk.checkpoints.keep_token(b"another form", note)
    words = {"token_sha256": hashlib.sha256(b"another form").hexdigest()}
    desk.log.record(Action.TIMESTAMPED, note.sha256, words, REPORTER)

    _, (fault,) = desk.check()
    assert fault.kind == "unreadable"
    assert "as it was taken in, but unreadable (not a reply)" in fault.meaning
