"""Whatever is done in order, by whoever may, `verify check` raises no alarm."""

import random
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.storage.footage import REPORTER
from tests.workbench.whole_home import add, address, check, read_stamps_here, stamp
from verify import settings
from verify.domain.cases import CaseOpening
from verify.domain.evidence import ObservationItem, Stance
from verify.domain.sources import SourceRecord
from verify.domain.store_errors import UnknownEventError
from verify.domain.verdicts import VerdictWord
from verify.workbench.archive import sealing
from verify.workbench.archive.shelf import Shelf, opened
from verify.workbench.cases import giving_evidence, writing
from verify.workbench.cases.opening import cases, open_case, read_case

_MOST_EVENTS = 120

Act = Callable[[Shelf, CaseOpening, random.Random], object]


def _hold_up(shelf: Shelf, case: CaseOpening, rng: random.Random) -> None:
    item = ObservationItem(untrusted_text=f"seen {rng.random()}")
    giving_evidence.give_evidence(shelf, case, 1, rng.choice([*Stance]), lambda _: item)


def _withdraw(shelf: Shelf, case: CaseOpening, rng: random.Random) -> None:
    file = read_case(shelf, case)
    counting = [one.event for one in file.evidence if one.event not in file.withdrawn]
    if counting:
        giving_evidence.withdraw_evidence(shelf, case, rng.choice(counting), "another street")


def _conclude(shelf: Shelf, case: CaseOpening, rng: random.Random) -> None:
    number = rng.randint(1, 4)
    holds = read_case(shelf, case).verdict_on(claim=number)
    word = rng.choice([VerdictWord.LIKELY, VerdictWord.DISPUTED])
    before = holds.event if holds else None
    writing.give_verdict(shelf, case, word, "two sources", claim=number, instead_of=before)


def _remove(shelf: Shelf, _case: CaseOpening, rng: random.Random) -> None:
    if keys := [entry.key for entry in shelf.store.entries()]:
        key = rng.choice(keys)
        with shelf.objects.removing(key):
            shelf.store.remove(key, REPORTER, "twice")


def _describe(shelf: Shelf, _case: CaseOpening, rng: random.Random) -> None:
    if keys := [entry.key for entry in shelf.store.entries()]:
        source = SourceRecord(untrusted_handle=f"@{rng.randrange(99)}")
        shelf.store.record_source(rng.choice(keys), source, REPORTER)


def _erase(shelf: Shelf, _case: CaseOpening, rng: random.Random) -> None:
    # Not the words of an opening: a case without its list of claims is read no more.
    with suppress(UnknownEventError):
        number = rng.randint(2, shelf.store.stats().events + 1)
        shelf.store.erase_payload(number, REPORTER, "court")


def _stamp(shelf: Shelf, _case: CaseOpening, rng: random.Random) -> None:
    if notes := sorted(shelf.checkpoints.root.glob("*.note")):
        stamp(shelf, rng.choice(notes))


_ACTS: list[Act] = [
    lambda shelf, case, rng: writing.note(shelf, case, f"note {rng.random()}"),
    lambda shelf, case, rng: writing.word_claims(shelf, case, [f"claim {rng.random()}"]),
    lambda shelf, case, rng: writing.add_clip(shelf, case, f"{rng.getrandbits(256):064x}"),
    lambda shelf, _case, rng: add(shelf, f"{rng.random()}.mp4", rng.randbytes(20)),
    lambda shelf, _case, _rng: sealing.seal(shelf),
    lambda _shelf, _case, rng: rng.random() < 0.1 and sealing.replace_key(),
    *(_hold_up, _withdraw, _conclude, _remove, _describe, _erase, _stamp),
]


def test_a_thousand_clean_runs_of_the_whole_check_raise_no_alarm(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_whole_run: bool
) -> None:
    monkeypatch.setenv(settings.KEYS_VARIABLE, str(tmp_path / "keys"))
    read_stamps_here(monkeypatch)
    home, kept = tmp_path / "home", tmp_path / "kept.txt"
    rng = random.Random(7)
    events = runs = 0

    while runs < (1000 if is_whole_run else 5):
        if not home.exists() or events > _MOST_EVENTS:
            shutil.rmtree(home, ignore_errors=True)
            kept.unlink(missing_ok=True)
            with opened(home, address(home), REPORTER, makes=True) as shelf:
                open_case(shelf, "Strike")
        with opened(home, address(home), REPORTER, makes=False) as shelf:
            (case,) = cases(shelf)
            for act in rng.choices(_ACTS, k=3):
                act(shelf, case, rng)
        checked = check(home, str(kept) if kept.exists() else None)
        assert {fault.kind for fault in checked.faults} <= {"erased"}, checked.faults
        assert checked.is_whole is True
        assert checked.seals.unsealed == 0
        assert checked.seals.elsewhere_agrees == kept.exists()
        if rng.random() < 0.2:
            shutil.copy(max((home / "checkpoints" / "verify.db").glob("*.note")), kept)
        events = checked.events or 0
        runs += 1
