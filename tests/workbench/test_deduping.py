"""What an archive holds more than once, on entries of given frames; nothing is decoded."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from tests.storage.footage import REPORTER, key_of
from tests.workbench.test_searching import STEP_S, Bits, moving, noisy
from verify.analysis.matching.agreement import Agreement, Change, Likeness
from verify.domain.archive import EntryKind, FrameHashes, NewEntry, Still
from verify.domain.custody import Action
from verify.domain.duplicates import Duplicates, Group, Relation
from verify.domain.matches import MatchGrade
from verify.domain.sources import DateClaimant, SourceRecord, date_with_zone
from verify.jobs.agreement import Overlay
from verify.storage.hamming import HammingIndex
from verify.storage.interface import Store
from verify.storage.likeness import FeatureIndex
from verify.storage.memory import memory_store
from verify.storage.originals import objects_of
from verify.workbench.archive import comparing, deduping, settling
from verify.workbench.archive.deduping import Compared
from verify.workbench.archive.searching import Searcher
from verify.workbench.archive.shelf import Shelf

POSTED = datetime(2018, 3, 2, 18, tzinfo=UTC)


class Desk:
    """An archive of clips of given frames, and what is found twice in it."""

    def __init__(self, home: Path, code_folder: Path) -> None:
        self.store: Store = memory_store()
        self.index = HammingIndex(code_folder=code_folder)
        self.shelf = Shelf(home, self.store, objects_of(self.store, home), REPORTER)
        self.compared: list[Compared] = []

    def add(
        self,
        name: str,
        frames: Bits,
        *,
        width_px: int = 640,
        posted: bool = False,
        stills: int = 0,
    ) -> None:
        date = date_with_zone(DateClaimant.SOURCE, "1", POSTED, "posted, by the platform")
        entry = NewEntry(
            key=key_of(name),
            kind=EntryKind.VIDEO,
            untrusted_name=name,
            hashes=FrameHashes(
                (np.arange(len(frames)) * 1000 * STEP_S).astype(np.uint32),
                np.packbits(frames, axis=1).view(">u8").astype(np.uint64),
                np.full(len(frames), 100, np.uint8),
            ),
            descriptors={},
            duration_s=len(frames) * STEP_S,
            size_bytes=1_000,
            width_px=width_px,
            height_px=360,
            stills=tuple(Still(1000 * second, b"a still") for second in range(stills)),
            source=SourceRecord(dates=[date]) if posted else None,
        )
        self.store.add(entry, REPORTER)
        self.index.refresh(self.store)

    def find(self, *, all_groups: bool = False) -> Duplicates:
        searcher = Searcher(self.store, self.index, FeatureIndex)
        return deduping.find(self.shelf, searcher, self.compared.append, all_groups=all_groups)


@pytest.fixture
def desk(tmp_path: Path, code_folder: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path, code_folder)
    yield desk
    desk.index.close()


def names(group: Group) -> tuple[list[str], list[str]]:
    return [each.name for each in group.copies], [each.name for each in group.parts]


def test_copies_and_parts_are_grouped_and_a_compilation_joins_nothing(desk: Desk) -> None:
    rng = np.random.default_rng(20)
    first, second, other = moving(rng, 60), moving(rng, 60), moving(rng, 60)
    desk.add("small", noisy(rng, first, 6))
    desk.add("large", noisy(rng, first, 6), width_px=1280)
    desk.add("second", second, posted=True)
    desk.add("compilation", np.concatenate([first, second, moving(rng, 40)]))
    desk.add("other", other)

    found = desk.find()

    copies, compilation = found.groups
    assert names(copies) == (["large", "small"], [])
    assert copies.best_because == ["largest picture"]
    assert copies.earliest_sha256 is None
    assert sorted(names(compilation)[1]) == ["large", "second", "small"]
    assert compilation.earliest_sha256 == key_of("second")
    assert {each.relation for each in compilation.likenesses} == {Relation.PART}
    part = next(each for each in compilation.likenesses if each.sha256 == key_of("second"))
    assert part.segments[0].match_start_s == pytest.approx(15.0, abs=0.3)
    assert (found.entries, found.apart) == (5, [])
    assert [each.done for each in desk.compared] == [0, 1, 2, 3, 4]


def test_a_copy_in_a_mirror_is_found_by_its_hashes(desk: Desk) -> None:
    rng = np.random.default_rng(27)
    frames = moving(rng, 60)
    desk.add("upright", frames)
    # Of PDQ, a mirror turns over every other bit, but for some ten that were near the median.
    desk.add("mirrored", noisy(rng, frames ^ np.arange(256) % 2, 10))
    desk.add("other", moving(rng, 60))

    (group,) = desk.find().groups

    assert sorted(names(group)[0]) == ["mirrored", "upright"]
    (likeness,) = group.likenesses
    assert {segment.mirrored for segment in likeness.segments} == {True}


def test_a_stretch_in_common_makes_no_group_and_stands_apart(desk: Desk) -> None:
    rng = np.random.default_rng(21)
    shared = moving(rng, 20)
    for name in ("news", "more news"):
        desk.add(name, np.concatenate([moving(rng, 60), shared, moving(rng, 60)]))

    found = desk.find()

    assert found.groups == []
    (apart,) = found.apart
    assert apart.relation is Relation.STRETCH


@pytest.mark.parametrize(("agree", "copies", "pairs"), [(True, [3, 2], 3), (False, [2], 4)])
def test_what_may_be_the_same_is_looked_at_closer_and_each_pair_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, agree: bool, copies: list[int], pairs: int
) -> None:
    rng = np.random.default_rng(26)
    frames, others = moving(rng, 40), moving(rng, 40)
    for name in ("d", "e"):
        desk.add(name, noisy(rng, others, 4), stills=10)
    for name in ("a", "b", "c"):
        # As a fixed camera would, they hardly change; hashes alone tell no more than possible.
        desk.add(name, np.repeat(frames[:1], 40, axis=0), stills=10)
    laid_over: list[int] = []

    def agreements(
        _path: Path, _stills: Sequence[Still], overlays: Sequence[Overlay]
    ) -> list[Agreement]:
        laid_over.append(len(overlays))
        changes = [Change(float(at_s), 0.9 if agree else 0.0, 0.0, 1.0) for at_s in range(6)]
        pictures = [Likeness(float(at_s), 0.8) for at_s in range(6)]
        return [
            Agreement(
                speed=1.0,
                offset_s=0.0,
                offset_error_s=0.0,
                shown=1.0,
                pictures=pictures,
                changes=changes,
            )
            for _ in overlays
        ]

    monkeypatch.setattr(comparing, "agreements", agreements)

    found = desk.find()

    assert [len(group.copies) for group in found.groups] == copies
    grades = {each.match_grade for group in found.groups for each in group.likenesses}
    if agree:
        assert MatchGrade.CONFIRMED in grades
    else:
        assert {each.match_grade for each in found.apart} == {MatchGrade.SAME_VIEW}
        assert grades == {MatchGrade.LIKELY}
    # Where they agree, the third pair of three is together by then.
    assert sum(laid_over) == pairs
    assert any(compared.is_closer for compared in desk.compared)


def test_a_persons_word_on_two_files_outweighs_what_looks_alike(desk: Desk) -> None:
    rng = np.random.default_rng(22)
    frames = moving(rng, 40)
    for name in ("a", "b"):
        desk.add(name, noisy(rng, frames, 4))
    desk.store.judge(key_of("a"), key_of("b"), REPORTER, accepted=False, note="another night")

    found = desk.find()

    assert found.groups == []
    (apart,) = found.apart
    assert apart.match_grade is MatchGrade.LIKELY
    assert apart.judgement is not None

    desk.store.judge(key_of("b"), key_of("a"), REPORTER, accepted=True)
    assert len(desk.find().groups) == 1


def test_a_decision_is_remembered_until_another_copy_comes(desk: Desk) -> None:
    rng = np.random.default_rng(23)
    frames = moving(rng, 40)
    for name in ("a", "b"):
        desk.add(name, noisy(rng, frames, 4))
    entries = [desk.store.entry(key_of(name)) for name in ("a", "b")]

    settling.settle(desk.shelf, entries, entries[1], "sharper")
    (kept,) = desk.find().groups
    assert names(kept) == (["b", "a"], [])
    assert kept.settlement is not None
    assert kept.settlement.untrusted_note == "sharper"

    settling.settle(desk.shelf, entries, None)
    ignored = desk.find()
    assert (ignored.groups, ignored.groups_ignored) == ([], 1)
    (shown,) = desk.find(all_groups=True).groups
    assert shown.is_ignored

    desk.add("c", noisy(rng, frames, 4))
    (anew,) = desk.find().groups
    assert anew.settlement is None
    assert len(anew.copies) == 3
    assert desk.store.stats().entries == 3


def test_what_was_decided_outlives_its_words(desk: Desk) -> None:
    rng = np.random.default_rng(24)
    for name in ("a", "b"):
        desk.add(name, moving(rng, 8))
    entries = [desk.store.entry(key_of(name)) for name in ("a", "b")]
    settlement = settling.settle(desk.shelf, entries, entries[0], "a name that must go")

    desk.store.erase_payload(settlement.event, REPORTER, "order 7")

    (left,) = settling.settlements(desk.store)
    assert left.kept_sha256 == key_of("a")
    assert left.copies_sha256 == [key_of("a"), key_of("b")]
    assert left.untrusted_note is None
    assert desk.store.event(settlement.event).action is Action.ACCEPTED


def test_an_entry_removed_meanwhile_is_passed_over(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(25)
    frames = moving(rng, 40)
    for name in ("a", "b", "c"):
        desk.add(name, noisy(rng, frames, 4))
    listed = list(desk.store.entries())
    monkeypatch.setattr(desk.store, "entries", lambda: iter(listed))
    desk.store.remove(key_of("b"), REPORTER, "asked to")

    (group,) = desk.find().groups

    assert sorted(names(group)[0]) == ["a", "c"]
