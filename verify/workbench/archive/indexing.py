"""Many clips into the archive, measured by a crew of processes here or by the workers of a cluster.

Only this process writes. A bounded number of clips is on its way at a time; what was yielded is
durable, and the same call again goes on: what is in the archive is not opened a second time.
"""

import os
import time
from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from verify.domain.cluster_errors import NotAListError, OtherWorkersError
from verify.domain.errors import FootageNotFoundError, UnreadableFileError, VerifyError
from verify.domain.sources import SourceRecord
from verify.jobs.archiving import Wanted
from verify.jobs.cluster_crew import dask_crew
from verify.jobs.crew import ORDERS_A_HAND, Crew, Done, local_crew
from verify.jobs.queue import HomeFolderError
from verify.media.intake import FOOTAGE_ENDINGS, is_folder, open_footage
from verify.workbench import clips
from verify.workbench.archive.indexing_seen import FileState, SeenFiles, state_of
from verify.workbench.archive.indexing_work import ClipOrder, Describing, Measured, measured
from verify.workbench.archive.resembling import FrameDescriptor
from verify.workbench.archive.shelf import Shelf
from verify.workbench.archive.shelving import ENDS_ALL, AddedFile, Became, Shelving
from verify.workbench.clips import Gathered, Outcome

__all__ = [
    "AddedFile",
    "Became",
    "ClipCrew",
    "IndexOptions",
    "IndexedFile",
    "Standing",
    "Wanted",
    "crew_of",
    "gather",
    "index_files",
    "usual_workers",
]

ClipCrew = Crew[ClipOrder, Measured]
_LOOK_EVERY_S = 0.25
_LARGEST_LIST_BYTES = 256 << 20
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class IndexOptions:
    """What is kept of clips.

    Attributes
    ----------
    descriptor : FrameDescriptor or None
        What describes their stills, with the user's own weights if `weights` names some.
    """

    wanted: Wanted
    descriptor: FrameDescriptor | None = None
    weights: Path | None = None

    @property
    def describing(self) -> Describing | None:
        """What workers need to describe stills, which only makes sense where there are some."""
        if self.descriptor is None or not self.wanted.stills:
            return None
        return Describing(self.weights, self.descriptor.facts.how)


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """One file and its entry.

    Attributes
    ----------
    was_opened : bool
        False where it lay there as it did when it was indexed before.
    """

    added: AddedFile
    was_opened: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the work has come.

    Attributes
    ----------
    files_kept : int
        Files whose footage is in the archive by now.
    in_hand : int
        Files that are with the crew.
    per_minute, left_s : float or None
        Files measured a minute, and an estimate of what is left from their bytes; None while none
        is.
    """

    files_done: int
    files_kept: int
    files: int
    in_hand: int
    hands: int
    per_minute: float | None
    left_s: float | None


def usual_workers() -> int:
    """Return how many processes work unless told: one a core."""
    return os.cpu_count() or 1


def gather(named: Sequence[Path]) -> Gathered:
    """Return the clips that are meant, each by its whole path: workers may run in other folders.

    Parameters
    ----------
    named : sequence of Path
        Folders, whose footage is meant; footage itself; and lists: text files with a path a line,
        as seen from the folder of the list.

    Raises
    ------
    NotAListError
        If a file that is named is neither.
    FileInputError
        If it is not there, or cannot be read.
    """
    places: list[Path] = []
    for path in (one.absolute() for one in named):
        is_clip = is_folder(path) or path.suffix.lower() in FOOTAGE_ENDINGS
        places += [path] if is_clip else _listed(path)
    return clips.gather(places)


def _listed(path: Path) -> Iterator[Path]:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_LIST_BYTES + 1)
    except FileNotFoundError as error:
        raise FootageNotFoundError(path) from error
    except OSError as error:
        raise UnreadableFileError(path, error.strerror or str(error)) from error
    if b"\0" in content or len(content) > _LARGEST_LIST_BYTES:
        raise NotAListError(path)
    lines = content.removeprefix(_BOM).splitlines()
    return (path.parent / os.fsdecode(line) for line in lines if line.strip())


@contextmanager
def crew_of(cluster: str | None, workers: int) -> Iterator[ClipCrew]:
    """Employ the workers of a cluster, or else so many processes of this machine.

    Raises
    ------
    VerifyError
        As for `verify.jobs.cluster.connect`.
    """
    if cluster is None:
        with local_crew(measured, workers) as crew:
            yield crew
    else:
        with dask_crew(measured, cluster) as crew:
            yield crew


def index_files(
    shelf: Shelf,
    files: Sequence[Path],
    sources: Mapping[Path, SourceRecord],
    options: IndexOptions,
    crew: ClipCrew,
    on_standing: Callable[[Standing], None] = lambda _standing: None,
    on_remark: Callable[[str], None] = lambda _remark: None,
) -> Generator[Outcome[IndexedFile]]:
    """Index files and yield what became of each as soon as it is durable, in no order.

    Parameters
    ----------
    files : sequence of Path
        Each once, absolute; see `gather`.
    sources : mapping of Path to SourceRecord
        What is said of them.
    crew : ClipCrew
        Who measures; see `crew_of`.
    on_standing : callable, optional
        Called in this thread, some times a second.
    on_remark : callable, optional
        Told of workers that died or left.

    Raises
    ------
    VerifyError
        What no other file would survive either; errors of one file are yielded.
    """
    work = _Indexing(shelf, files, sources, options, crew)
    while work.is_left:
        on_standing(work.standing())
        if work.has_room:
            yield from work.begin_next()
        for done in crew.done(0 if work.has_room else _LOOK_EVERY_S):
            yield from work.take(done)
        for remark in (*crew.remarks(), *work.remarks()):
            on_remark(remark)
    on_standing(work.standing())


class _Indexing:
    def __init__(
        self,
        shelf: Shelf,
        files: Sequence[Path],
        sources: Mapping[Path, SourceRecord],
        options: IndexOptions,
        crew: ClipCrew,
    ) -> None:
        self._sources, self._options, self._crew = sources, options, crew
        self._shelving = Shelving(
            shelf, options.wanted, keep_file=False, descriptor=options.descriptor
        )
        self._describing = options.describing
        self._seen = SeenFiles(shelf.home)
        self._keys_of_size: defaultdict[int, set[str]] = defaultdict(set)
        for entry in shelf.store.entries():
            if entry.size_bytes is not None:
                self._keys_of_size[entry.size_bytes].add(entry.key)
        self._files = len(files)
        self._to_do = deque(files)
        self._in_hand: dict[Path, FileState | None] = {}
        # By size, those behind one in hand: it may be the same file, so they wait what it is.
        self._behind: dict[int, deque[Path]] = {}
        self._sizes = {path: _size_bytes(path) for path in files}
        self._bytes_to_come = sum(self._sizes.values())
        self._done = self._kept = self._measured = self._bytes_measured = 0
        self._begun_s = time.monotonic()
        self._remarks: list[str] = []
        self._is_noting = True

    @property
    def is_left(self) -> bool:
        """Whether there is anything left to do, or to wait for."""
        return bool(self._to_do or self._in_hand)

    @property
    def has_room(self) -> bool:
        """Whether the crew can be given one more."""
        return bool(self._to_do) and len(self._in_hand) < ORDERS_A_HAND * self._crew.hands

    def remarks(self) -> list[str]:
        """Return what went wrong since the last call that no clip suffers from."""
        told, self._remarks = self._remarks, []
        return told

    def standing(self) -> Standing:
        """Return how far it has come; files that need not be measured count for no time."""
        passed_s = max(time.monotonic() - self._begun_s, 1e-3)
        per_s, bytes_per_s = self._measured / passed_s, self._bytes_measured / passed_s
        return Standing(
            files_done=self._done,
            files_kept=self._kept,
            files=self._files,
            in_hand=len(self._in_hand),
            hands=self._crew.hands,
            per_minute=60 * per_s or None,
            left_s=self._bytes_to_come / bytes_per_s if bytes_per_s else None,
        )

    def begin_next(self) -> Iterator[Outcome[IndexedFile]]:
        """Give the next file to the crew; yield what became of it where it need not be opened."""
        path = self._to_do.popleft()
        if (size_bytes := self._sizes[path]) in self._behind:
            self._behind[size_bytes].append(path)
        else:
            yield from self._begun(path)

    def take(self, done: Done[ClipOrder, Measured]) -> Iterator[Outcome[IndexedFile]]:
        """Keep what came of a file, and begin one that had to wait for that."""
        path, found = done.order.path, done.answer
        state = self._in_hand.pop(path)
        if found is None:
            yield self._failed(path, done.error)
        elif found.entry is None and not self._has_all(found.sha256):
            # Somebody removed the entry meanwhile.
            yield from self._begun(path)
        else:
            yield self._kept_of(path, state, found, was_opened=True)
        waiting = self._behind.pop(self._sizes[path], None)
        while waiting and path not in self._in_hand:
            path = waiting.popleft()
            yield from self._begun(path)
        if path in self._in_hand and waiting is not None:
            self._behind[self._sizes[path]] = waiting

    def _begun(self, path: Path) -> Iterator[Outcome[IndexedFile]]:
        state = state_of(path)
        sha256 = self._seen.sha256(path, state) if state is not None else None
        size_bytes = self._sizes[path]
        if sha256 is not None and self._has_all(sha256):
            known = Measured(sha256, size_bytes, None, [])
            yield self._kept_of(path, state, known, was_opened=False)
            return
        self._in_hand[path] = state
        if size_bytes:
            self._behind.setdefault(size_bytes, deque())
        self._crew.give(
            ClipOrder(
                path=path,
                is_seen=self._crew.is_elsewhere and os.access(path, os.R_OK),
                known=frozenset(filter(self._has_all, self._keys_of_size[size_bytes])),
                wanted=self._options.wanted,
                source=self._source(path),
                describing=self._describing,
            )
        )

    def _source(self, path: Path) -> SourceRecord:
        return self._sources.get(path, SourceRecord())

    def _has_all(self, sha256: str) -> bool:
        """Return whether nothing has to be measured of a file of this hash."""
        known = self._shelving.known(sha256)
        return (
            known is not None
            and not self._shelving.lacks_vectors(known)
            and not self._shelving.must_decode(known)
        )

    def _kept_of(
        self, path: Path, state: FileState | None, found: Measured, *, was_opened: bool
    ) -> Outcome[IndexedFile]:
        try:
            added = self._put(path, found)
        except VerifyError as error:
            return self._failed(path, error)
        self._keys_of_size[found.size_bytes].add(found.sha256)
        if state is not None:
            self._note(path, state, found.sha256)
        self._end(path)
        self._kept += 1
        if added.was_decoded:
            self._measured += 1
            self._bytes_measured += self._sizes[path]
        return Outcome(path, IndexedFile(added, was_opened), None)

    def _note(self, path: Path, state: FileState, sha256: str) -> None:
        if self._is_noting:
            try:
                self._seen.note(path, state, sha256)
            except HomeFolderError as error:
                # The archive has the clip; only that it was seen is forgotten.
                self._is_noting = False
                self._remarks.append(f"The next call opens again what this one did: {error}")

    def _put(self, path: Path, found: Measured) -> AddedFile:
        shelving, source, entry = self._shelving, self._source(path), found.entry
        if entry is None:
            known = shelving.shelf.store.entry(found.sha256)
            if shelving.is_all_known(path.name, known, source):
                told = tuple(shelving.differences(known))
                return AddedFile(path, Became.KNOWN, known, was_decoded=False, remarks=told)
            entry = shelving.as_known(path.name, found.size_bytes, known, source)
        return shelving.put(
            path,
            entry,
            found.remarks,
            lambda: open_footage(path),
            was_decoded=found.entry is not None,
        )

    def _failed(self, path: Path, error: VerifyError | None) -> Outcome[IndexedFile]:
        if isinstance(error, (*ENDS_ALL, OtherWorkersError)):
            raise error
        self._end(path)
        return Outcome(path, None, error)

    def _end(self, path: Path) -> None:
        self._done += 1
        self._bytes_to_come -= self._sizes[path]


def _size_bytes(path: Path) -> int:
    state = state_of(path)
    return 0 if state is None else state.size_bytes
