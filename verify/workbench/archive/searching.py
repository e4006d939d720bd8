"""What a journalist asks an archive: whether a clip was seen before.

One index is opened for any number of clips; each is hashed in the jail, and all its frames that
show enough are compared. What is found is grouped by entry and offset in time; `answering` puts
it into the form that is shown.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property, partial
from pathlib import Path
from typing import NamedTuple, TypeVar

import msgspec
import numpy as np

from verify import settings
from verify.analysis.matching import comparable
from verify.analysis.matching.candidates import Near, joined, split
from verify.domain.archive import FrameHashes, Words
from verify.domain.errors import shown_name
from verify.domain.matches import NotComparable, Search
from verify.jobs.archiving import frame_hashes
from verify.jobs.messages import InspectionOptions
from verify.jobs.progress import OnProgress
from verify.storage.hamming import HammingIndex, HashKind, keep_columns, keeps_code
from verify.storage.hamming.index import HashIndex
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
from verify.workbench.archive.asking import SEARCH
from verify.workbench.archive.begun import Begun
from verify.workbench.archive.clip import Clip, clip_of
from verify.workbench.archive.frames import Frames, end_s
from verify.workbench.archive.judging import judged
from verify.workbench.archive.partitioned import hash_index
from verify.workbench.archive.recognising import (
    Recognised,
    recognised,
)
from verify.workbench.archive.resembling import FrameDescriptor, Resemblances
from verify.workbench.archive.shelf import Shelf
from verify.workbench.archive.sounding import listened, sounded
from verify.workbench.clips import HashAnswer, hashes_of

__all__ = ["DEFAULT_RADIUS_BITS", "Searcher", "searching", "slower_note"]

Index = TypeVar("Index", FeatureIndex, SoundIndex)

DEFAULT_RADIUS_BITS = 31
"""What PDQ's authors recommend: unrelated pictures of good quality are not that near."""
# A minute of a clip; what one such batch finds must fit into memory, whatever it looks like.
_FRAMES_AT_ONCE = 256


class Nearby(NamedTuple):
    """What is near the frames of a clip, with the keys of all that is, by number.

    Attributes
    ----------
    entries : int
        How many were searched.
    """

    near: Near
    keys: dict[int, str]
    entries: int


class Searcher:
    """An archive whose hashes lie in RAM; see `searching`.

    Parameters
    ----------
    archive : Store
    index : HashIndex
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
        index: HashIndex,
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
    def points(self) -> FeatureIndex:
        """The points of the archive, waited for when the first clip is asked for."""
        return self._open_points()

    @cached_property
    def entries_not_comparable(self) -> int:
        """In how many of these nothing shows enough to be found."""
        return self._index.entries - len(self._by_hashes | self.points.entries_with_points())

    @cached_property
    def _by_hashes(self) -> frozenset[int]:
        """The numbers of the entries that can be found by their hashes."""
        return self._index.entries_with(comparable.LEAST_QUALITY)

    def search(
        self,
        path: Path,
        radius_bits: int = DEFAULT_RADIUS_BITS,
        options: InspectionOptions = SEARCH,
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
            options, analyses=SEARCH.analyses, still_interval=SEARCH.still_interval
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
        frames = Frames.of(hashes, hashed.windows)
        (nearby,) = self.near([frames.words], radius_bits)
        described = hashed.described
        asked = self.asked(
            clip_of(path, hashed.analysis, hashed.stills, hashed.light),
            frames,
            nearby,
            None if described is None else recognised(self.points, described),
            list(_not_read(hashed, hashes)),
            radius_bits,
        )
        if self._resemblances is not None:
            asked = asked.also(*self._resemblances.of(path, hashed.stills))
        heard = None
        if (fingerprint := hashed.fingerprint) is not None:
            # Looked up while stills are laid over one another elsewhere.
            heard = Begun(partial(listened, self._archive, self._sounds, fingerprint))
        found = answer(self._archive, asked)
        if fingerprint is not None and heard is not None:
            found = sounded(self._archive, self._sounds, fingerprint, hashes, found, heard())
        return judged(self._archive, found)

    @cached_property
    def _sounds(self) -> SoundIndex:
        """The sounds of the archive, read when the first clip is asked for."""
        return self._open_sounds()

    def near(self, words: Sequence[Words], radius_bits: int) -> list[Nearby]:
        """Return what is near some hashes, for each of several lists of them, and shows enough."""
        ends = np.cumsum([0, *map(len, words)])
        all_words = np.concatenate(words)
        parts: list[Near] = []
        keys: dict[int, str] = {}
        for first in range(0, max(len(all_words), 1), _FRAMES_AT_ONCE):
            found = self._index.search(all_words[first : first + _FRAMES_AT_ONCE], radius_bits)
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
        entries = found.entries - sum(number <= found.up_to for number in gone)
        return [Nearby(each, keys, entries) for each in split(joined(parts), ends)]

    def asked(
        self,
        clip: Clip,
        frames: Frames,
        nearby: Nearby,
        recognised: Recognised | None,
        not_read: Sequence[NotComparable],
        radius_bits: int,
    ) -> Asked:
        """Return a clip with what is near it; `recognised` is None where points were not taken."""
        near, keys, entries = nearby
        met = np.bincount(near.query, minlength=len(frames.words))
        common = met > comparable.MOST_MEETINGS_A_FRAME
        of_frames = common[: len(frames.chosen)]
        seen, seen_keys = recognised or ([], {})
        return Asked(
            clip,
            radius_bits,
            frames=len(frames.times_s),
            frames_compared=int(np.count_nonzero(~of_frames)),
            entries=entries,
            entries_not_comparable=(
                # The points of a large archive are read for long; here nothing asks for them.
                self._index.entries - len(self._by_hashes)
                if recognised is None
                else self.entries_not_comparable
            ),
            query_s=frames.query_s,
            query_pdq=frames.words,
            near=near.without(common),
            seen=seen,
            keys=keys | seen_keys,
            not_comparable=[*frames.left_out(clip, of_frames), *not_read],
            windows=frames.windows,
        )


def slower_note(shelf: Shelf) -> str | None:
    """Return why a search may take longer than it need, or None."""
    if not shelf.can_be_written:
        return (
            f"Note: {shown_name(str(shelf.home))} cannot be written to, so nothing is kept there "
            "for the next search; each may take some seconds longer."
        )
    if not keeps_code(settings.code_folder()):
        return (
            f"Note: {shown_name(str(settings.code_folder()))} is no folder of this account alone, "
            "so no compiled code is kept there and each search takes some seconds longer; "
            f"{settings.CACHE_VARIABLE} names another place."
        )
    return None


@contextmanager
def searching(
    shelf: Shelf, descriptor: FrameDescriptor | None = None, cluster: str | None = None
) -> Iterator[Searcher]:
    """Take the hashes of an archive into RAM; they are kept for the next time when all is said.

    Parameters
    ----------
    shelf : Shelf
    descriptor : FrameDescriptor, optional
        What pictures are compared by besides.
    cluster : str, optional
        Whose workers hold the hashes; see `partitioned.hash_index`.
    """
    folder = shelf.columns_folder
    with (
        hash_index(shelf, HashKind.PDQ, folder, cluster) as index,
        ExitStack() as at_end,
    ):
        if isinstance(index, HammingIndex):
            at_end.callback(keep_columns, index, shelf.store, folder)
        try:
            Begun(index.prepare)
            code_folder = settings.code_folder()
            points = Begun(partial(open_feature_index, shelf.store, folder, code_folder))
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


def _not_read(hashed: HashAnswer, hashes: FrameHashes) -> Iterator[NotComparable]:
    """Yield what of a file there are no hashes of."""
    analysis, times_s = hashed.analysis, hashes.time_ms / 1000
    ends_s = end_s(clip_of(Path(), analysis, ()).duration_s, times_s)
    for skip in analysis.skipped:
        if skip.analysis == "hashes":
            after_s = float(times_s[-1]) if len(times_s) else 0.0
            yield NotComparable(start_s=after_s, end_s=ends_s, reason=f"not hashed: {skip.reason}")
    declared_s = analysis.footage.duration_s
    if analysis.timebase and analysis.timebase.truncated and declared_s and declared_s > ends_s:
        reason = f"could not be decoded: {analysis.timebase.truncated_reason}"
        yield NotComparable(start_s=ends_s, end_s=declared_s, reason=reason)
