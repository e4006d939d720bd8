"""What results on disk say of a case's clips: comparisons, syncs, searches, analyses.

A result is a file that anyone could have written. It is read for the clips of the case alone, by
SHA-256, and its own SHA-256 is kept, so that it can be asked for.
"""

import hashlib
import math
from collections.abc import Collection, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

import msgspec

from verify.analysis.matching.grouping import relation_of, turned
from verify.domain import errors
from verify.domain.comparison import Comparison
from verify.domain.duplicates import Relation
from verify.domain.findings import Analysis
from verify.domain.matches import Match, Search
from verify.domain.recordings import LONGEST_VERSION, ClipFacts, MeasuredBy, MeasuredPair
from verify.domain.sync import Offset, Sync
from verify.jobs.comparison_messages import COMPARISON_FILE
from verify.jobs.layout import ANALYSIS_FILE
from verify.media.intake import open_footage
from verify.workbench.cases.inspected import content_of
from verify.workbench.comparison import NOTHING_ALIKE

_Result = Comparison | Analysis | Sync | Search
_FORMS: tuple[type[_Result], ...] = (Comparison, Analysis, Sync, Search)


class Said(NamedTuple):
    """What one result says of the clips of a case."""

    pairs: list[MeasuredPair]
    facts: list[ClipFacts]


def is_result(path: Path) -> bool:
    """Return whether a path names a result, a folder or a JSON file, and not footage."""
    return path.is_dir() or path.suffix.lower() == ".json"


def assert_of_case(path: Path, clips: Collection[str]) -> None:
    """Refuse footage that is none of these clips; it is hashed, not decoded.

    Raises
    ------
    FileInputError, InputError
        If it is none, or cannot be read.
    """
    with open_footage(path) as footage:
        if footage.sha256 not in clips:
            raise _none_of_the_case(path)


def _none_of_the_case(path: Path) -> errors.FileInputError:
    return errors.FileInputError(
        path,
        "says nothing of the clips of this case",
        "Put the clips in with verify case add; they are known by their SHA-256.",
    )


def said_by(path: Path, clips: Collection[str]) -> Said:
    """Return what a result says of some clips.

    Parameters
    ----------
    path : Path
        A JSON file of ours, or the folder that holds one.
    clips : collection of str
        SHA-256s.

    Raises
    ------
    FileInputError
        If it is none that this version reads, or is of none of these clips.
    """
    file = _file_in(path)
    result, sha256 = _read(file)
    pairs = [one for one in _pairs(result, sha256) if _is_of(one, clips)]
    facts = [one for one in _facts(result) if one.clip_sha256 in clips]
    if not pairs and not facts:
        raise _none_of_the_case(file)
    if any(len(one.tool_version) > LONGEST_VERSION for one in pairs):
        raise errors.FileInputError(file, "names a version that is none", "Make it anew.")
    return Said(pairs, facts)


def _file_in(path: Path) -> Path:
    if not path.is_dir():
        return path
    for name in (COMPARISON_FILE, ANALYSIS_FILE):
        if (path / name).is_file():
            return path / name
    raise errors.FileInputError(
        path, "holds no comparison and no analysis", "Give the folder that either command left."
    )


def _read(file: Path) -> tuple[_Result, str]:
    content = content_of(file)
    for form in _FORMS:
        try:
            result = msgspec.json.decode(content, type=form)
        except msgspec.MsgspecError:
            continue
        return result, hashlib.sha256(content).hexdigest()
    raise errors.FileInputError(
        file,
        "is no result that this version reads",
        "Give comparison.json, analysis.json, or what verify sync or verify archive search print "
        "with --json; another version may have written it.",
    )


def _is_of(pair: MeasuredPair, clips: Collection[str]) -> bool:
    both = pair.clip_sha256, pair.other_sha256
    return both[0] != both[1] and all(one in clips for one in both)


def _pairs(result: _Result, sha256: str) -> Iterator[MeasuredPair]:
    match result:
        case Comparison():
            yield _of_comparison(result, sha256)
        case Sync():
            for pair in result.pairs:
                yield MeasuredPair(
                    clip_sha256=pair.a_sha256,
                    other_sha256=pair.b_sha256,
                    by=MeasuredBy.SYNC,
                    relation=None,
                    match_grade=None,
                    is_comparable=False,
                    sounds_alike=None,
                    accepted=None,
                    in_step=_is_clear(pair.light) or _is_clear(pair.sound),
                    result_sha256=sha256,
                    tool_version="",
                )
        case Search():
            for found in result.matches:
                yield _of_match(result, found, sha256, "")
        case Analysis() if result.archive is not None:
            for found in result.archive.matches:
                yield _of_match(result.archive, found, sha256, result.tool.version)
        case _:
            return


def _is_clear(offset: Offset | None) -> bool:
    return offset is not None and offset.accepted


def _of_comparison(result: Comparison, sha256: str) -> MeasuredPair:
    return MeasuredPair(
        clip_sha256=result.a.sha256,
        other_sha256=result.b.sha256,
        by=MeasuredBy.COMPARISON,
        relation=None if result.match_grade is None else _relation(result),
        match_grade=result.match_grade,
        # What another version says in other words is not taken for "nothing alike".
        is_comparable=result.match_grade is not None or result.reason == NOTHING_ALIKE,
        sounds_alike=None if result.sound is None else result.sound.match_grade is not None,
        accepted=None,
        in_step=None,
        result_sha256=sha256,
        tool_version=result.tool.version,
    )


def _relation(result: Comparison) -> Relation:
    a_s, b_s = result.a.duration_s, result.b.duration_s
    if (-1 if a_s is None else a_s) <= (-1 if b_s is None else b_s):
        return relation_of(result.segments, a_s, b_s)
    return relation_of([turned(each) for each in result.segments], b_s, a_s)


def _of_match(search: Search, found: Match, sha256: str, version: str) -> MeasuredPair:
    return MeasuredPair(
        clip_sha256=search.query.sha256,
        other_sha256=found.footage.sha256,
        by=MeasuredBy.SEARCH,
        # How long the entry is, a search does not say: most of the query lies in it, or a stretch.
        relation=relation_of(found.segments, search.query.duration_s, math.inf),
        match_grade=found.match_grade,
        is_comparable=True,
        sounds_alike=None,
        accepted=None if found.judgement is None else found.judgement.accepted,
        in_step=None,
        result_sha256=sha256,
        tool_version=version,
    )


def facts_of(analysis: Analysis) -> ClipFacts:
    """Return how long, large and sharp a clip is, as far as its analysis says."""
    footage, timebase = analysis.footage, analysis.timebase
    sharp = [keyframe.sharpness for keyframe in analysis.keyframes or []]
    is_moving = footage.kind != "picture"
    return ClipFacts(
        clip_sha256=footage.sha256,
        duration_s=timebase.duration_s if timebase and is_moving else None,
        width_px=footage.video.width_px if footage.video else None,
        height_px=footage.video.height_px if footage.video else None,
        sharpness=median(sharp) if sharp else None,
        dated=None,
    )


def _facts(result: _Result) -> Iterator[ClipFacts]:
    match result:
        case Comparison():
            for file in (result.a, result.b):
                yield ClipFacts(
                    clip_sha256=file.sha256,
                    duration_s=file.duration_s,
                    width_px=file.width_px,
                    height_px=file.height_px,
                    sharpness=None,
                    dated=None,
                )
        case Analysis():
            yield facts_of(result)
