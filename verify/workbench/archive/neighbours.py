"""What entries of an archive look like among the others, by what is kept of them.

No footage is decoded. Many are looked up at once, which takes a part of the time. In a mirror an
entry is sought by its hashes: the codes of mirrored points are not kept.
"""

from collections.abc import Container, Sequence
from dataclasses import replace
from typing import NamedTuple

import msgspec
import numpy as np

from verify.analysis.matching.candidates import joined
from verify.analysis.matching.mirroring import mirrored_pdq, mirrored_windows
from verify.domain.archive import Entry, FrameHashes, Still
from verify.domain.local_features import LocalFeatures
from verify.domain.matches import Search
from verify.domain.store_errors import UnknownEntryError
from verify.storage.interface import Archive
from verify.workbench.archive.answering import Question, answers
from verify.workbench.archive.clip import Clip, clip_of_entry
from verify.workbench.archive.frames import Frames
from verify.workbench.archive.recognising import recognised_at_a_glance
from verify.workbench.archive.searching import DEFAULT_RADIUS_BITS, Nearby, Searcher


class Sought(NamedTuple):
    """An entry that others are held against.

    Attributes
    ----------
    most : int
        Most matches that are listed.
    among : set of str, optional
        Keys of the entries that may be; the others count as background only.
    is_laid_over : bool
        Whether its stills are laid over those of others, and its light too; without that no match
        is `confirmed`.
    """

    entry: Entry
    most: int
    among: Container[str] | None = None
    is_laid_over: bool = False


class _Kept(NamedTuple):
    """What is kept of an entry."""

    sought: Sought
    clip: Clip
    hashes: FrameHashes
    features: LocalFeatures | None


def neighbours(archive: Archive, searcher: Searcher, sought: Sequence[Sought]) -> dict[str, Search]:
    """Search for other entries that look like some; by the key of each.

    Entries that were removed meanwhile are missing.

    Raises
    ------
    FailedError
        If stills could not be laid over one another.
    """
    found = [kept for each in sought if (kept := _kept(archive, each)) is not None]
    if not found:
        return {}
    frames = [Frames.of(each.hashes, None) for each in found]
    words = [each.words for each in frames]
    words += [mirrored_pdq(each) for each in words]
    near = searcher.near(words, DEFAULT_RADIUS_BITS)
    described = [(each.features, each.sought.entry.added_sequence) for each in found]
    recognised = recognised_at_a_glance(searcher.points, described)
    questions = []
    for kept, upright, here, mirrored, seen in zip(
        found, frames, near, near[len(found) :], recognised, strict=False
    ):
        of_frames, nearby = _with_mirrored(kept, upright, here, mirrored)
        asked = searcher.asked(kept.clip, of_frames, nearby, seen, (), DEFAULT_RADIUS_BITS)
        asked = asked.without(kept.sought.entry.key)
        questions.append(Question(asked, kept.sought.most, kept.sought.among))
    return {
        kept.sought.entry.key: _of_others(answer, kept.sought.entry.key)
        for kept, answer in zip(found, answers(archive, questions), strict=True)
    }


def _kept(archive: Archive, sought: Sought) -> _Kept | None:
    key = sought.entry.key
    stills: Sequence[Still] = ()
    light = None
    try:
        if sought.is_laid_over:
            stills, light = archive.stills(key), archive.light_curve(key)
        clip = clip_of_entry(sought.entry, stills, light)
        return _Kept(sought, clip, archive.hashes(key), archive.features(key))
    except UnknownEntryError:
        return None


def _with_mirrored(
    kept: _Kept, frames: Frames, here: Nearby, mirrored: Nearby
) -> tuple[Frames, Nearby]:
    """Return frames, and what is near them, with those that look like another entry in a mirror."""
    seen = mirrored.near.of(mirrored.near.number != kept.sought.entry.added_sequence)
    met, query = np.unique(seen.query, return_inverse=True)
    if not len(met):
        return frames, here
    windows = mirrored_windows(kept.hashes, frames.chosen[met])
    moved = replace(seen, query=len(frames.chosen) + query)
    return Frames.of(kept.hashes, windows), here._replace(near=joined([here.near, moved]))


def _of_others(found: Search, key: str) -> Search:
    others = [match for match in found.matches if match.footage.sha256 != key]
    return msgspec.structs.replace(found, matches=others)
