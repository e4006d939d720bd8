"""What is taken into a case of how alike its clips are: out of an archive, out of results."""

import contextlib
from pathlib import Path

import msgspec
import numpy as np
import pytest

from tests import analyses
from tests.presentation.test_comparison_page import _comparison, _segment
from tests.storage.footage import key_of
from tests.workbench.test_deduping import Desk, desk  # noqa: F401
from tests.workbench.test_searching import moving, noisy
from verify.casework.recordings import recordings_of
from verify.domain.case_file import CaseFile
from verify.domain.cases import CaseOpening
from verify.domain.comparison import Comparison
from verify.domain.duplicates import Relation
from verify.domain.errors import InputError
from verify.domain.matches import MatchGrade
from verify.domain.recordings import ClipsCompared, MeasuredBy, Recordings
from verify.domain.sync import Offset, Pair, Sync
from verify.storage.likeness import FeatureIndex
from verify.workbench.archive.neighbours import Sought, neighbours
from verify.workbench.archive.searching import Searcher
from verify.workbench.cases import recordings
from verify.workbench.cases.opening import open_case, read_case
from verify.workbench.cases.recordings import Looking, compare_clips
from verify.workbench.cases.writing import add_clip
from verify.workbench.comparison import NOTHING_ALIKE, NOTHING_TO_COMPARE

A, B = _comparison().a, _comparison().b


class CaseDesk:
    """A case about entries of an archive of given frames, and about other files."""

    def __init__(self, archive: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        self.archive, self.shelf = archive, archive.shelf
        self.case: CaseOpening = open_case(self.shelf, "Copies").opening
        self.searcher = Searcher(archive.store, archive.index, FeatureIndex)
        monkeypatch.setattr(
            recordings, "searching", lambda _shelf: contextlib.nullcontext(self.searcher)
        )

    def attach(self, *sha256s: str) -> None:
        for sha256 in sha256s:
            add_clip(self.shelf, self.case, sha256)

    def compare(self, *given: Path) -> bool:
        looking = Looking(lambda _: contextlib.nullcontext())
        return compare_clips(self.shelf, self.case, given, looking) is not None

    @property
    def file(self) -> CaseFile:
        return read_case(self.shelf, self.case)

    @property
    def found(self) -> Recordings:
        return recordings_of(self.file)

    @property
    def last(self) -> ClipsCompared:
        return self.file.comparisons[-1]


@pytest.fixture
def case(
    desk: Desk,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> CaseDesk:
    monkeypatch.chdir(tmp_path)
    return CaseDesk(desk, monkeypatch)


def test_copies_in_the_archive_are_one_and_what_is_not_found_there_is_open(case: CaseDesk) -> None:
    rng = np.random.default_rng(20)
    first, other = moving(rng, 40), moving(rng, 40)
    case.archive.add("small", noisy(rng, first, 6), posted=True)
    case.archive.add("large", noisy(rng, first, 6), width_px=1280)
    case.archive.add("other", other)
    case.attach(*map(key_of, ("small", "large", "other")), "ee" * 32)

    assert case.compare()
    assert not case.compare()

    found = case.found
    assert set(found.groups[0].clips) == {key_of("small"), key_of("large")}
    assert found.groups[0].copies.largest == [key_of("large")]
    assert found.groups[0].copies.earliest == [key_of("small")]
    # Of the fourth file nothing is known, and of the third the archive alone does not tell.
    assert (found.files, found.at_least, found.at_most) == (4, 1, 3)


def test_a_clip_that_is_given_is_searched_for_and_then_differs(
    case: CaseDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(21)
    case.archive.add("one", moving(rng, 40))
    case.archive.add("other", moving(rng, 40))
    Path("clip.mp4").write_bytes(b"clip.mp4")
    Path("strange.mp4").write_bytes(b"strange")
    case.attach(key_of("one"), key_of("other"))
    entry = case.archive.store.entry(key_of("one"))
    searched = neighbours(case.archive.store, case.searcher, [Sought(entry, 9)])[entry.key]

    with monkeypatch.context() as patched:
        patched.setattr(Searcher, "search", lambda *_: searched)
        patched.setattr(recordings, "assert_of_case", lambda _path, _clips: None)
        case.compare(Path("clip.mp4"))

    assert (case.found.at_least, case.found.at_most) == (2, 2)
    assert "search" in case.found.apart[0].why
    with pytest.raises(InputError, match="says nothing of the clips of this case"):
        case.compare(Path("strange.mp4"))


def _written(name: str, result: msgspec.Struct) -> Path:
    place = Path(name)
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(msgspec.json.encode(result))
    return place


def _of_both(a_s: float | None, b_s: float | None, **facts: object) -> Comparison:
    whole = msgspec.structs.replace(_comparison(), a=msgspec.structs.replace(A, duration_s=a_s))
    return msgspec.structs.replace(whole, b=msgspec.structs.replace(B, duration_s=b_s), **facts)


@pytest.mark.parametrize(
    ("comparison", "relation", "is_comparable"),
    [
        (
            _of_both(
                5.0,
                60.0,
                match_grade=MatchGrade.CONFIRMED,
                segments=[_segment(query_start_s=0.0, query_end_s=5.0)],
            ),
            Relation.PART,
            True,
        ),
        # The shorter one is B: its stretch counts.
        (
            _of_both(
                60.0,
                5.0,
                match_grade=MatchGrade.CONFIRMED,
                segments=[_segment(match_start_s=0.0, match_end_s=5.0)],
            ),
            Relation.PART,
            True,
        ),
        (
            _of_both(None, None, match_grade=MatchGrade.LIKELY, segments=[_segment()]),
            Relation.COPY,
            True,
        ),
        (_of_both(5.0, 60.0, reason=NOTHING_ALIKE), None, True),
        (_of_both(5.0, 60.0, reason=NOTHING_TO_COMPARE.format("B")), None, False),
    ],
)
def test_a_comparison_says_how_much_of_two_files_is_alike(
    case: CaseDesk, comparison: Comparison, relation: Relation | None, is_comparable: bool
) -> None:
    case.attach(A.sha256, B.sha256)
    _written("a-vs-b.verify/comparison.json", comparison)

    case.compare(Path("a-vs-b.verify"))

    (pair,) = case.last.pairs
    assert (pair.by, pair.relation) == (MeasuredBy.COMPARISON, relation)
    assert pair.is_comparable is is_comparable
    assert {fact.clip_sha256 for fact in case.last.facts or []} == {A.sha256, B.sha256}


def test_a_sync_and_analyses_are_read_for_the_clips_of_the_case_alone(case: CaseDesk) -> None:
    case.attach(A.sha256, B.sha256, analyses.SHA256)
    clear = Offset(offset_s=1.0, error_s=0.001, confidence=9.0, accepted=True, reason="clear")
    pair = Pair(
        a="a",
        b="b",
        a_sha256=A.sha256,
        b_sha256=B.sha256,
        light=None,
        sound=clear,
        drift_ppm=None,
        meaning="x",
    )
    stranger = msgspec.structs.replace(pair, b_sha256="ff" * 32)
    synced = _written("sync.json", Sync(tool=analyses.an_analysis().tool, pairs=[pair, stranger]))
    analysis = _written("analysis.json", analyses.an_analysis(archive=None))

    case.compare(synced, analysis)

    (measured,) = case.last.pairs
    assert (measured.by, measured.in_step) == (MeasuredBy.SYNC, True)
    (fact,) = case.last.facts or []
    assert fact.clip_sha256 == analyses.SHA256
    assert fact.sharpness == analyses.keyframe().sharpness
    assert "as of two cameras or of two copies" in "".join(
        tie.why for tie in case.found.cannot_tell
    )


def test_what_is_no_result_is_refused_and_nothing_is_written(case: CaseDesk) -> None:
    case.attach(A.sha256)
    Path("empty.verify").mkdir()
    Path("text.json").write_text("no result")
    Path("list.json").write_text("[" * 10_000)
    strange = _written("strange.json", Sync(tool=analyses.an_analysis().tool, pairs=[]))

    for given, said in (
        (Path("none.json"), "does not exist"),
        (Path("empty.verify"), "holds no comparison"),
        (Path("text.json"), "is no result that this version reads"),
        (Path("list.json"), "is no result that this version reads"),
        (strange, "says nothing of the clips of this case"),
    ):
        with pytest.raises(InputError, match=said):
            case.compare(given)
    assert case.file.comparisons == []
