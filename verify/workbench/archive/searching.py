"""What a journalist asks an archive: whether a clip was seen before.

One index is opened for any number of clips; each is hashed in the jail, and all its frames that
show enough are compared. What is found is grouped by entry and offset in time; `answering` puts
it into the form that is shown.
"""

from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import TypeVar

import msgspec
import numpy as np

from verify.analysis.matching import comparable
from verify.analysis.matching.candidates import Near, joined
from verify.analysis.matching.meetings import Flags, Numbers
from verify.domain.archive import Entry, FrameHashes, Still, Words
from verify.domain.errors import shown_name
from verify.domain.matches import NotComparable, Search
from verify.domain.window_hashes import WindowHashes
from verify.jobs.archiving import frame_hashes
from verify.jobs.messages import InspectionOptions
from verify.jobs.progress import OnProgress
from verify.storage.hamming import HammingIndex, HashKind, keep_columns, open_index
from verify.storage.interface import Store
from verify.storage.likeness import (
    FeatureIndex,
    SoundIndex,
    keep_points,
    keep_sounds,
    open_feature_index,
    open_sound_index,
)
from verify.workbench.archive.answering import Asked, answer
from verify.workbench.archive.begun import Begun
from verify.workbench.archive.clip import Clip, clip_of, clip_of_entry
from verify.workbench.archive.judging import judged
from verify.workbench.archive.recognising import (
    Recognised,
    recognised,
    recognised_at_a_glance,
)
from verify.workbench.archive.resembling import FrameDescriptor, Resemblances
from verify.workbench.archive.shelf import Shelf
from verify.workbench.archive.sounding import sounded
from verify.workbench.clips import HashAnswer, hashes_of

__all__ = ["DEFAULT_RADIUS_BITS", "Searcher", "asking", "searching", "slower_note"]

Index = TypeVar("Index", FeatureIndex, SoundIndex)

DEFAULT_RADIUS_BITS = 31
"""What PDQ's authors recommend: unrelated pictures of good quality are not that near."""
# A minute of a clip; what one such batch finds must fit into memory, whatever it looks like.
_FRAMES_AT_ONCE = 256
_OPTIONS = InspectionOptions(
    analyses=frozenset(
        (
            *("hashes", "timebase", "shots", "brightness", "stills", "local_features"),
            *("windows", "audio_fingerprint"),
        )
    ),
    still_interval="1/4",
)


def asking(options: InspectionOptions) -> InspectionOptions:
    """Return options by which an analysis gives, besides, what a search needs, and stills."""
    analyses = options.analyses | _OPTIONS.analyses | {"stills"}
    return msgspec.structs.replace(
        options, analyses=analyses, still_interval=_OPTIONS.still_interval
    )


class Searcher:
    """An archive whose hashes lie in RAM; see `searching`.

    Parameters
    ----------
    archive : Store
    index : HammingIndex
    points : callable
        Returns the index of points, which is asked for when a clip is.
    descriptor : FrameDescriptor, optional
        What pictures are compared by besides.
    sounds : callable, optional
        Returns the index of sounds; without it, that is opened when a clip with sound is asked for.
    """

    def __init__(
        self,
        archive: Store,
        index: HammingIndex,
        points: Callable[[], FeatureIndex],
        descriptor: FrameDescriptor | None = None,
        sounds: Callable[[], SoundIndex] | None = None,
    ) -> None:
        self._archive = archive
        self._index = index
        self._open_points = points
        self._open_sounds = sounds or partial(open_sound_index, archive)
        self._resemblances = Resemblances(archive, descriptor) if descriptor else None

    @property
    def entries(self) -> int:
        """How many entries are searched."""
        return self._index.entries

    @cached_property
    def _points(self) -> FeatureIndex:
        return self._open_points()

    @cached_property
    def entries_not_comparable(self) -> int:
        """In how many of these nothing shows enough to be found."""
        by_hashes = self._index.entries_with(comparable.LEAST_QUALITY)
        return self._index.entries - len(by_hashes | self._points.entries_with_points())

    def search(
        self,
        path: Path,
        radius_bits: int = DEFAULT_RADIUS_BITS,
        options: InspectionOptions = _OPTIONS,
        on_progress: OnProgress | None = None,
    ) -> Search:
        """Search for a clip or picture; it is read only, and does not enter the archive.

        Parameters
        ----------
        path : Path
            The file.
        radius_bits : int
            Most bits of 256 that may differ between two frames that look alike, 0 to 255.
        options : InspectionOptions
            How to decode; which analyses, is known.
        on_progress : callable, optional
            As for `verify.jobs.inspection.examined`.

        Raises
        ------
        VerifyError
            See `verify.jobs.inspection.examined`.
        """
        asked = msgspec.structs.replace(
            options, analyses=_OPTIONS.analyses, still_interval=_OPTIONS.still_interval
        )
        return self.search_hashes(path, hashes_of(path, asked, on_progress), radius_bits)

    def search_hashes(self, path: Path, hashed: HashAnswer, radius_bits: int) -> Search:
        """Search for a file whose hashes are known; otherwise as `search`.

        Raises
        ------
        WorkerFailedError
            If what stands in their place are no hashes.
        LimitExceededError
            If it is longer than any entry may be.
        """
        hashes = frame_hashes(hashed.rows, path)
        asked = self._asked(
            clip_of(path, hashed.analysis, hashed.stills, hashed.light),
            hashes,
            recognised(self._points, hashed.described),
            list(_not_read(hashed, hashes)),
            radius_bits,
            hashed.windows,
        )
        if self._resemblances is not None:
            asked = asked.also(*self._resemblances.of(path, hashed.stills))
        found = answer(self._archive, asked)
        if hashed.fingerprint is not None:
            found = sounded(self._archive, self._sounds, hashed.fingerprint, hashes, found)
        return judged(self._archive, found)

    @cached_property
    def _sounds(self) -> SoundIndex:
        """The sounds of the archive, read when the first clip is asked for."""
        return self._open_sounds()

    def search_entry(
        self,
        entry: Entry,
        most: int,
        stills: Sequence[Still] = (),
        among: Container[str] | None = None,
    ) -> Search:
        """Search for other entries that look like an entry, by what is kept of it.

        No footage is decoded. Copies in a mirror are hardly found: codes of mirrored points are
        not kept.

        Parameters
        ----------
        entry : Entry
        most : int
            Most matches that are listed.
        stills : sequence of Still
            Of the entry, to be laid over what it looks like, and its light with them; without them
            no match is `confirmed`.
        among : set of str, optional
            Keys of the entries that may be; the others count as background only.

        Raises
        ------
        UnknownEntryError
            If it was removed meanwhile.
        """
        features = self._archive.features(entry.key)
        seen: Recognised = ([], {})
        if features is not None:
            seen = recognised_at_a_glance(self._points, features, entry.added_sequence)
        light = self._archive.light_curve(entry.key) if stills else None
        hashes, clip = self._archive.hashes(entry.key), clip_of_entry(entry, stills, light)
        asked = self._asked(clip, hashes, seen, [], DEFAULT_RADIUS_BITS).without(entry.key)
        found = answer(self._archive, asked, most, among)
        others = [match for match in found.matches if match.footage.sha256 != entry.key]
        return msgspec.structs.replace(found, matches=others)

    def _asked(
        self,
        clip: Clip,
        hashes: FrameHashes,
        recognised: Recognised,
        not_read: Sequence[NotComparable],
        radius_bits: int,
        windows: WindowHashes | None = None,
    ) -> Asked:
        times_s = hashes.time_ms / 1000
        is_strong = comparable.is_comparable(hashes.quality)
        nth = comparable.every_nth(int(np.count_nonzero(is_strong)))
        chosen = np.flatnonzero(is_strong)[::nth]
        query_s, words = times_s[chosen], hashes.pdq[chosen]
        if windows is not None:
            windows = _comparable(windows)
            query_s = np.concatenate([query_s, windows.time_ms / 1000])
            words = np.concatenate([words, windows.pdq])
        near, keys, entries = self._near(words, radius_bits)
        common = np.bincount(near.query, minlength=len(words)) > comparable.MOST_MEETINGS_A_FRAME
        of_frames = common[: len(chosen)]
        is_common = np.zeros(len(times_s), np.bool_)
        is_common[chosen[of_frames]] = True
        seen, seen_keys = recognised
        return Asked(
            clip,
            radius_bits,
            frames=len(times_s),
            frames_compared=int(np.count_nonzero(~of_frames)),
            entries=entries,
            entries_not_comparable=self.entries_not_comparable,
            query_s=query_s,
            query_pdq=words,
            near=near.without(common),
            seen=seen,
            keys=keys | seen_keys,
            not_comparable=[*_left_out(clip, times_s, ~is_strong, is_common, nth), *not_read],
            windows=windows,
        )

    def _near(self, words: Words, radius_bits: int) -> tuple[Near, dict[int, str], int]:
        """Return what is within the radius and shows enough; keys by number; entries searched."""
        parts: list[Near] = []
        keys: dict[int, str] = {}
        for first in range(0, max(len(words), 1), _FRAMES_AT_ONCE):
            found = self._index.search(words[first : first + _FRAMES_AT_ONCE], radius_bits)
            hits = found.hits
            near = Near(
                hits.query + first,
                hits.number,
                hits.time_ms / 1000,
                hits.distance_bits.astype(np.float64),
            )
            parts.append(near.of(comparable.is_comparable(hits.quality)))
            keys |= found.keys
        # They are named no more by now, so they are not counted either.
        gone = self._archive.changes(found.up_to).removed
        return joined(parts), keys, found.entries - sum(number <= found.up_to for number in gone)


def _comparable(windows: WindowHashes) -> WindowHashes:
    """Return the windows that show enough, of frames as far apart as a long clip's are."""
    strong = windows.of(comparable.is_comparable(windows.quality))
    moments = np.unique(strong.time_ms)
    return strong.of(np.isin(strong.time_ms, moments[:: comparable.every_nth(len(moments))]))


def slower_note(shelf: Shelf) -> str | None:
    """Return why a search may take longer than it need, or None."""
    if shelf.can_be_written:
        return None
    return (
        f"Note: {shown_name(str(shelf.home))} cannot be written to, so nothing is kept there for "
        "the next search; each may take some seconds longer."
    )


@contextmanager
def searching(shelf: Shelf, descriptor: FrameDescriptor | None = None) -> Iterator[Searcher]:
    """Take the hashes of an archive into RAM; they are kept for the next time when all is said."""
    folder = shelf.columns_folder
    with closing(open_index(shelf.store, HashKind.PDQ, folder)) as index, ExitStack() as at_end:
        at_end.callback(keep_columns, index, shelf.store, folder)
        try:
            points = Begun(partial(open_feature_index, shelf.store, folder))
            at_end.callback(_keep, points, keep_points, shelf)
            sounds = Begun(partial(open_sound_index, shelf.store, folder))
            at_end.callback(_keep, sounds, keep_sounds, shelf)
            yield Searcher(shelf.store, index, points, descriptor, sounds)
        except KeyboardInterrupt:
            # Who stops it does not wait for what only helps the next time.
            at_end.pop_all()
            raise


def _keep(index: Begun[Index], keep: Callable[[Index, Store, Path], bool], shelf: Shelf) -> None:
    # Who failed before it was needed does not wait for what helps the next time.
    if index.is_asked_for:
        keep(index(), shelf.store, shelf.columns_folder)


def _end_s(duration_s: float | None, times_s: Numbers) -> float:
    return 0.0 if duration_s is None else max(duration_s, *times_s[-1:])


def _left_out(
    clip: Clip, times_s: Numbers, is_weak: Flags, is_common: Flags, nth: int
) -> Iterator[NotComparable]:
    """Yield what of a clip was not compared, by reason."""
    end_s = _end_s(clip.duration_s, times_s)
    left_out = comparable.stretches_left_out
    yield from left_out(times_s, is_weak, end_s, comparable.TOO_WEAK)
    yield from left_out(times_s, is_common, end_s, comparable.TOO_COMMON)
    if nth > 1:
        reason = comparable.THINNED.format(nth)
        yield NotComparable(start_s=0.0, end_s=end_s, reason=reason)


def _not_read(hashed: HashAnswer, hashes: FrameHashes) -> Iterator[NotComparable]:
    """Yield what of a file there are no hashes of."""
    analysis, times_s = hashed.analysis, hashes.time_ms / 1000
    end_s = _end_s(clip_of(Path(), analysis, ()).duration_s, times_s)
    for skip in analysis.skipped:
        if skip.analysis == "hashes":
            after_s = float(times_s[-1]) if len(times_s) else 0.0
            yield NotComparable(start_s=after_s, end_s=end_s, reason=f"not hashed: {skip.reason}")
    declared_s = analysis.footage.duration_s
    if analysis.timebase and analysis.timebase.truncated and declared_s and declared_s > end_s:
        reason = f"could not be decoded: {analysis.timebase.truncated_reason}"
        yield NotComparable(start_s=end_s, end_s=declared_s, reason=reason)
