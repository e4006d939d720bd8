"""What is done to a home behind its back: `verify check` finds it and names event, file or part.

The home holds all that the check looks at: two entries with their files as received, a case with
claim, note, evidence and verdict, checkpoints, and a time stamp over one of them.
"""

import hashlib
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.storage.footage import REPORTER, SetClock
from tests.storage.tampering import Tamper, reworded, rewritten, sql, swapped, tampered
from tests.workbench.whole_home import CONTENT, KEY, add, address, check, read_stamps_here, stamp
from verify import settings
from verify.domain.cases import CaseOpening
from verify.domain.custody import Action, Actor
from verify.domain.evidence import ObservationItem, Stance
from verify.domain.sources import SourceRecord
from verify.domain.verdicts import VerdictWord
from verify.storage.clock import system_clock
from verify.storage.database import open_store
from verify.workbench.archive.shelf import Shelf, opened
from verify.workbench.cases import giving_evidence, writing
from verify.workbench.cases.opening import cases, open_case

Named = set[tuple[str, str, str]]


def _write_case(shelf: Shelf, case: CaseOpening) -> None:
    writing.add_clip(shelf, case, KEY["a"])  # 7
    writing.word_claims(shelf, case, ["The market was hit"])  # 8
    writing.note(shelf, case, "The baker saw it", claim=5)  # 9
    item = ObservationItem(untrusted_text="Lamps are lit")
    giving_evidence.give_evidence(shelf, case, 5, Stance.CONTRADICTS, lambda _: item)  # 10
    writing.give_verdict(shelf, case, VerdictWord.DISPUTED, "two accounts", claim=5)  # 11


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole")
    home = folder / "home"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(settings.KEYS_VARIABLE, str(folder / "keys"))
        with opened(home, address(home), REPORTER, makes=True) as shelf:
            add(shelf, "a", CONTENT["a"])  # 1, and 2 that its file was received
            add(shelf, "b", CONTENT["b"])  # 3, 4
            shelf.store.record_source(KEY["a"], SourceRecord(untrusted_handle="@x"), REPORTER)  # 5
        with opened(home, address(home), REPORTER, makes=False) as shelf:
            _write_case(shelf, open_case(shelf, "Strike").opening)  # 6 to 11
        with opened(home, address(home), REPORTER, makes=False) as shelf:
            stamp(shelf, min(shelf.checkpoints.places()))  # 12
    return folder


@pytest.fixture
def home(_made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home of twelve events, sealed after 5, 11 and 12 of them."""
    shutil.copytree(_made, tmp_path, dirs_exist_ok=True)
    monkeypatch.setenv(settings.KEYS_VARIABLE, str(tmp_path / "keys"))
    read_stamps_here(monkeypatch)
    return tmp_path / "home"


def _found(home: Path) -> Named:
    names = {key: name for name, key in KEY.items()}
    return {
        (fault.what, names.get(Path(fault.where).name, Path(fault.where).name), fault.kind)
        for fault in check(home).faults
    }


def test_a_home_that_nobody_touched_is_whole_and_sealed(home: Path) -> None:
    checked = check(home)

    assert checked.is_whole is True
    assert (checked.events, checked.entries, checked.files) == (12, 2, 2)
    assert [sealed.events for sealed in checked.seals.agreeing] == [5, 11, 12]
    assert len(checked.seals.stamped) == 1


def _kept(home: Path, name: str) -> Path:
    key = KEY[name]
    place = home / "objects" / "sha256" / key[:2] / key[2:4] / key
    place.chmod(0o644)
    return place


def _files(change: Callable[[Path, Path], object]) -> Callable[[Path], None]:
    """Return what changes the two files as received, and leaves modes as they were."""

    def tamper(home: Path) -> None:
        places = _kept(home, "a"), _kept(home, "b")
        change(*places)
        for place in places:
            if place.exists():
                place.chmod(0o444)

    return tamper


def _swap_files(a: Path, b: Path) -> None:
    held = a.read_bytes()
    a.write_bytes(b.read_bytes())
    b.write_bytes(held)


def _in_database(tamper: Tamper) -> Callable[[Path], None]:
    return lambda home: tampered(home / "verify.db", tamper)


def _note(home: Path, events: int) -> Path:
    (place,) = (home / "checkpoints" / "verify.db").glob(f"{events:016}-*.note")
    return place


def _replace_the_token(home: Path) -> None:
    (token,) = (home / "checkpoints" / "verify.db").glob("*.tsr")
    other = b"reply over " + bytes(32)
    name = f"{token.name.split('.')[0]}.{hashlib.sha256(other).hexdigest()}.tsr"
    token.with_name(name).write_bytes(other)
    token.unlink()


def _set_the_clock_back(home: Path) -> None:
    # Another run of the machine would explain nothing; within one, date and counter part.
    now = system_clock()
    past = SetClock(now.recorded_utc - timedelta(hours=5), now.monotonic_ns + 10**9, now.boot)
    store = open_store(address(home), clock=past)
    store.record(Action.VIEWED, KEY["a"], {"frame": 5}, REPORTER)
    store.close()


_FILE, _EVENT, _WORDS = "file as received", "event", "words of event"

KINDS: list[tuple[str, Callable[[Path], object], Named]] = [
    (
        "a flipped bit",
        _files(lambda a, _: a.write_bytes(b"\x00" + CONTENT["a"][1:])),
        {(_FILE, "a", "altered")},
    ),
    (
        "two files swapped",
        _files(_swap_files),
        {(_FILE, "a", "exchanged"), (_FILE, "b", "exchanged")},
    ),
    ("a deleted file", _files(lambda a, _: a.unlink()), {(_FILE, "a", "missing")}),
    (
        "an added file",
        _files(lambda a, _: a.with_name("f" * 64).write_bytes(b"planted")),
        {(_FILE, "f" * 64, "stray")},
    ),
    (
        "a file cut short",
        _files(lambda a, _: a.write_bytes(CONTENT["a"][:-1])),
        {(_FILE, "a", "truncated")},
    ),
    (
        "a file under another name",
        _files(lambda a, _: a.rename(a.with_name("e" * 64))),
        {(_FILE, "e" * 64, "renamed")},
    ),
    ("a changed mode", lambda home: _kept(home, "a"), {(_FILE, "a", "mode_changed")}),
    (
        "a replaced still",
        _in_database(sql("UPDATE stills SET jpeg = x'6A70' WHERE number = 3 AND time_ms = 0")),
        {("stills of entry", "b", "altered")},
    ),
    (
        "an edited source record",
        _in_database(sql("""UPDATE footage SET source = '{"untrusted_handle":"@y"}'""")),
        {("source record of entry", "a", "altered"), ("source record of entry", "b", "altered")},
    ),
    (
        "an edited event",
        _in_database(sql("UPDATE events SET actor_name = 'somebody' WHERE sequence = 9")),
        {(_EVENT, "9", "altered")},
    ),
    (
        "the chain written anew from its middle to an event",
        _in_database(rewritten(6, 9)),
        {(_EVENT, "10", "rewritten")},
    ),
    ("a clock set back", _set_the_clock_back, {("clock at event", "13", "clock_jumped")}),
    (
        "a cut tail",
        _in_database(sql("DELETE FROM events WHERE sequence > 10")),
        {("log", "after event 10", "truncated"), ("time stamp", "TOKEN", "stray")},
    ),
    (
        "the chain written anew to its end",
        _in_database(rewritten(10)),
        {("log", "between events 6 and 11", "rewritten")},
    ),
    (
        "the chain written anew from its start",
        _in_database(rewritten(1)),
        {
            ("log", "between events 1 and 5", "rewritten"),
            # Entries, too, are tied to the events that they came with.
            (_EVENT, "1", "rewritten"),
            (_EVENT, "3", "rewritten"),
        },
    ),
    (
        "a replaced time stamp",
        _replace_the_token,
        {("time stamp", "TOKEN", "stray"), ("time stamp", "TAKEN IN", "missing")},
    ),
    # The case's own records.
    (
        "a verdict turned",
        _in_database(
            sql("UPDATE events SET payload = replace(payload, 'disputed', 'verified')"),
        ),
        {(_WORDS, "11", "altered")},
    ),
    (
        "a verdict turned, and all hashes after it made anew",
        _in_database(reworded(11, lambda words: words | {"verdict": "false"})),
        {("log", "between events 6 and 11", "rewritten")},
    ),
    (
        "evidence for another claim",
        _in_database(
            sql("""UPDATE events SET payload = replace(payload, '"claim":5', '"claim":1')
            WHERE sequence = 10""")
        ),
        {(_WORDS, "10", "altered")},
    ),
    (
        "a note taken out",
        _in_database(sql("DELETE FROM events WHERE sequence = 9")),
        {(_EVENT, "9", "missing")},
    ),
    (
        "a note without its words",
        _in_database(sql("UPDATE events SET payload = NULL, salt = NULL WHERE sequence = 9")),
        {(_WORDS, "9", "missing")},
    ),
    (
        "a case taken out of the list of cases",
        _in_database(sql("UPDATE events SET subject = NULL WHERE sequence = 6")),
        {(_EVENT, "6", "altered")},
    ),
    (
        "a claim moved to another case",
        _in_database(sql("UPDATE events SET subject = 'abcdef012345' WHERE sequence = 8")),
        {(_EVENT, "8", "altered")},
    ),
    (
        "note and evidence exchanged",
        _in_database(swapped(9, 10)),
        {(_EVENT, "9", "exchanged"), (_EVENT, "10", "exchanged"), (_EVENT, "11", "rewritten")},
    ),
    (
        "an edited checkpoint",
        lambda home: _edit(_note(home, 11), b"events 11", b"events 10"),
        {("checkpoint", "NOTE", "altered")},
    ),
]


def _edit(place: Path, old: bytes, new: bytes) -> None:
    place.chmod(0o644)
    place.write_bytes(place.read_bytes().replace(old, new))


@pytest.mark.parametrize(
    ("tamper", "named"), [pytest.param(*rest, id=name) for name, *rest in KINDS]
)
def test_each_kind_of_tampering_is_found_and_named(
    home: Path, tamper: Callable[[Path], object], named: Named
) -> None:
    tamper(home)

    def plain(where: str) -> str:
        if where.startswith("with SHA-256"):
            return "TAKEN IN"
        return {"note": "NOTE", "tsr": "TOKEN"}.get(where.rpartition(".")[2], where)

    assert {(what, plain(where), kind) for what, where, kind in _found(home)} == named


def test_who_takes_checkpoints_away_too_is_found_by_one_kept_elsewhere_only(home: Path) -> None:
    kept = home.parent / "kept.txt"
    shutil.copy(_note(home, 12), kept)
    tampered(home / "verify.db", sql("DELETE FROM events WHERE sequence > 5"))
    for place in (home / "checkpoints" / "verify.db").iterdir():
        if place != _note(home, 5):
            place.unlink()

    alone = check(home)
    assert alone.is_whole is True
    assert [sealed.events for sealed in alone.seals.agreeing] == [5]
    assert "found only with a checkpoint or its words that were kept elsewhere" in alone.limits
    (fault,) = check(home, str(kept)).faults
    assert (fault.kind, fault.where) == ("truncated", "after event 5")


def test_an_event_in_due_form_under_another_name_is_not_found_and_that_is_said(home: Path) -> None:
    forger = Actor(untrusted_name="Leyla", known_by="system_account")
    with opened(home, address(home), forger, makes=False) as shelf:
        writing.note(shelf, cases(shelf)[0], "I saw it too")

    checked = check(home)

    assert checked.is_whole is True
    assert "appended in due form is not found by any check" in checked.limits
