"""A frame descriptor beside hashes and points, from the protocol alone: no network is loaded."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt
import pytest

from tests.analyses import an_analysis
from tests.storage.footage import REPORTER, key_of, new_entry
from tests.workbench.filled import fake_facts
from verify.analysis.matching.resembling import resembling_of
from verify.domain.archive import Still
from verify.domain.errors import WorkerFailedError
from verify.domain.frame_vectors import FrameVectors
from verify.domain.matches import MatchGrade, Search
from verify.domain.rows import HashRow
from verify.jobs.describing import DescribedQuery
from verify.storage.hamming import HammingIndex
from verify.storage.interface import Store
from verify.storage.likeness import FeatureIndex
from verify.storage.memory import memory_store
from verify.workbench.archive.resembling import lacks_vectors, with_vectors
from verify.workbench.archive.searching import Searcher
from verify.workbench.clips import HashAnswer

Vectors = npt.NDArray[np.float32]
DIMENSIONS = 256
FRAMES = 48


def scene(seed: int, pictures: int = 12) -> Vectors:
    """Return vectors of pictures that change from one to the next, of length one."""
    rng = np.random.default_rng(seed)
    steps = rng.normal(size=(pictures, DIMENSIONS)) + rng.normal(size=DIMENSIONS)
    return unit(steps)


def unit(vectors: npt.NDArray[np.floating]) -> Vectors:
    return (vectors / np.linalg.norm(vectors, axis=-1, keepdims=True)).astype(np.float32)


class Fake:
    """Says of each still what it was told that it shows, by the name written in it."""

    def __init__(self, weights: str = "a") -> None:
        self.facts = fake_facts(weights, DIMENSIONS)
        self.shown: dict[bytes, Vectors] = {}
        self.plain = scene(999, 4)

    def stills(self, vectors: Vectors, step_ms: int = 1000) -> list[Still]:
        stills = []
        for number, vector in enumerate(vectors):
            name = b"picture %d" % len(self.shown)
            self.shown[name] = vector
            stills.append(Still(step_ms * number, name))
        return stills

    def describe(self, path: Path, stills: Sequence[Still]) -> FrameVectors:
        if path.name == "broken":
            raise WorkerFailedError(path, "no vectors")
        times_ms = np.array([still.time_ms for still in stills], np.uint32)
        return FrameVectors.of(self.facts.made_by, times_ms, self._of(stills))

    def describe_query(self, _path: Path, stills: Sequence[Still]) -> DescribedQuery:
        times_s = np.array([still.time_ms for still in stills], np.float64) / 1000
        return DescribedQuery(times_s, self._of(stills), self.plain)

    def _of(self, stills: Sequence[Still]) -> Vectors:
        return np.stack([self.shown[still.jpeg] for still in stills])


class Desk:
    """An archive whose entries have nothing alike by hashes, and no points."""

    def __init__(self, code_folder: Path) -> None:
        self.store: Store = memory_store()
        self.index = HammingIndex(code_folder=code_folder)
        self.fake = Fake()

    def add(self, name: str, vectors: Vectors, descriptor: Fake | None = None) -> None:
        maker = descriptor or self.fake
        new = new_entry(name, stills=(), duration_s=float(len(vectors)))
        self.store.add(with_vectors(Path(name), new, maker.stills(vectors), maker), REPORTER)
        self.index.refresh(self.store)

    def ask(self, vectors: Vectors, *, has_descriptor: bool = True) -> Search:
        rng = np.random.default_rng(4)
        rows = [
            HashRow(
                frame=number,
                pts=number,
                time_s=number / 4,
                pdq=rng.bytes(32).hex(),
                pdq_quality=100,
                phash="0" * 16,
                dhash="0" * 16,
            )
            for number in range(FRAMES)
        ]
        analysis = an_analysis()
        assert analysis.timebase is not None
        time = msgspec.structs.replace(analysis.timebase, duration_s=FRAMES / 4, truncated=False)
        footage = msgspec.structs.replace(analysis.footage, sha256=key_of("asked"))
        analysis = msgspec.structs.replace(analysis, footage=footage, timebase=time, skipped=[])
        hashed = HashAnswer(analysis, rows, None, stills=self.fake.stills(vectors, 500))
        descriptor = self.fake if has_descriptor else None
        searcher = Searcher(self.store, self.index, FeatureIndex, descriptor)
        return searcher.search_hashes(Path("asked"), hashed, 31)


@pytest.fixture
def desk(code_folder: Path) -> Iterator[Desk]:
    desk = Desk(code_folder)
    yield desk
    desk.index.close()


def copy_of(vectors: Vectors, noise: float = 0.03) -> Vectors:
    """Return what a copy's pictures give, two a second."""
    rng = np.random.default_rng(1)
    twice = np.repeat(vectors, 2, axis=0)
    return unit(twice + noise * rng.normal(size=twice.shape))


def test_a_copy_that_hashes_and_points_miss_is_found_and_only_possible(desk: Desk) -> None:
    for seed in range(6):
        desk.add(f"clip {seed}", scene(seed))
    query = copy_of(scene(3)[4:10])

    without = desk.ask(query, has_descriptor=False)
    found = desk.ask(query)

    assert without.matches == []
    assert without.descriptor is None
    (match,) = found.matches
    assert match.footage.name == "clip 3"
    assert match.match_grade is MatchGrade.POSSIBLE
    assert "a frame descriptor alone finds" in match.reason.lower()
    segment = match.segments[0]
    assert segment.match_start_s - segment.query_start_s == pytest.approx(4, abs=0.6)
    assert found.descriptor is not None
    assert (found.descriptor.entries, found.descriptor.entries_of_other_weights) == (6, 0)


def test_entries_of_other_weights_are_left_out_and_said(desk: Desk) -> None:
    other = Fake("b")
    desk.add("other", scene(3), other)
    desk.add("clip", scene(1))

    found = desk.ask(copy_of(scene(3)))

    assert found.matches == []
    assert found.descriptor is not None
    assert (found.descriptor.entries, found.descriptor.entries_of_other_weights) == (1, 1)


def test_copies_in_the_archive_do_not_hide_one_another(desk: Desk) -> None:
    for number in range(5):
        desk.add(f"copy {number}", unit(scene(3) + 0.1 * scene(number)))

    found = desk.ask(copy_of(scene(3)[:6]))

    assert len(found.matches) == 5


def test_what_resembles_plain_pictures_as_much_matches_nothing(desk: Desk) -> None:
    desk.add("black", unit(np.repeat(desk.fake.plain[:1], 12, axis=0) + 0.02 * scene(5)))

    assert desk.ask(copy_of(np.repeat(desk.fake.plain[:1], 6, axis=0))).matches == []


def test_a_pair_counts_by_how_much_nearer_it_is_than_others() -> None:
    asked, near, far = unit(np.eye(3, DIMENSIONS) + 0.0)
    near = unit(0.8 * asked + 0.6 * near)
    found = resembling_of(
        np.array([2.0]),
        np.array([[7, 8]]),
        np.array([[1.0, 3.0]]),
        np.array([[0.8, 0.0]], np.float32),
        np.stack([near, far])[None],
        np.array([[0.3, 0.2, 0.1]], np.float32),
    )

    assert found.number.tolist() == [7]
    assert found.weight == pytest.approx([0.8 - 0.3 - 0.1])


def test_stills_that_are_kept_are_described_once(desk: Desk) -> None:
    desk.store.add(new_entry("a"), REPORTER)
    entry = desk.store.entry(key_of("a"))

    assert lacks_vectors(entry, desk.fake)
    assert not lacks_vectors(entry, None)
    more = with_vectors(Path("a"), new_entry("a"), desk.fake.stills(scene(1)), desk.fake)
    desk.store.add(more, REPORTER)
    assert not lacks_vectors(desk.store.entry(key_of("a")), desk.fake)
