"""An inspection that asks the archive of the home by itself, out of the one decoding.

A home without an archive stays without one, and its clips are decoded for nothing more than a
report. That an archive cannot be read is a finding; the rest of the result stands.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from verify.domain.archive import Still
from verify.domain.archive_errors import NoStoreError
from verify.domain.errors import VerifyError
from verify.domain.findings import FAILED, Analysis
from verify.domain.matches import Search, Segment
from verify.domain.seen_before import SeenBefore, StillPair
from verify.domain.store_errors import UnknownEntryError
from verify.jobs.inspection import Examination
from verify.jobs.messages import InspectionOptions
from verify.storage.interface import Archive
from verify.workbench.archive.asking import asking
from verify.workbench.archive.begun import Begun
from verify.workbench.archive.shelf import Shelf, acting_as, opened
from verify.workbench.clips import hash_answer, inspect

if TYPE_CHECKING:
    from verify.workbench.archive.searching import Searcher

NO_ARCHIVE = "there is no archive here yet; the first clip that is put in makes one"
EMPTY = "the archive here is empty; put clips in first"
_MOST_PAIRS = 20
# Stills of an entry are a second apart: farther off another moment would be shown.
_FARTHEST_S = 0.75
_SHARE_OFF_MIDDLE = 0.02

Inspect = Callable[..., Analysis]
"""As `verify.jobs.inspection.inspect`, but for the question, which it brings."""


@contextmanager
def inspecting(home: Path, address: str, weights: Path | None = None) -> Iterator[Inspect]:
    """Give what inspects files and asks the archive of a home about each.

    Parameters
    ----------
    home, address : Path and str
        As for `shelf.opened`; nothing is made there.
    weights : Path, optional
        Of a frame descriptor; see `resembling.descriptor_here`.
    """
    with ExitStack() as held:
        try:
            shelf = held.enter_context(opened(home, address, acting_as(), makes=False))
            how = _asking(shelf, held, weights) if shelf.store.stats().entries else _saying(EMPTY)
        except NoStoreError:
            how = _saying(NO_ARCHIVE)
        except VerifyError as error:
            how = _saying(_failed(error))
        yield how


def _saying(reason: str) -> Inspect:
    return partial(inspect, ask=lambda _: SeenBefore(None, reason))


def _failed(error: VerifyError) -> str:
    return f"{FAILED}: {str(error).rstrip('.')}"


def _asking(shelf: Shelf, held: ExitStack, weights: Path | None) -> Inspect:
    searcher = held.enter_context(_beginning(shelf, weights))

    def inspect_and_ask(
        path: Path, result: Path, *, options: InspectionOptions, **named: Any
    ) -> Analysis:
        ask = partial(_seen_before, shelf.store, searcher, path)
        return inspect(path, result, options=asking(options), ask=ask, **named)

    return inspect_and_ask


@contextmanager
def _beginning(shelf: Shelf, weights: Path | None) -> Iterator["Begun[Searcher]"]:
    """Give what searches; it takes long to load, so that goes on while a clip is decoded."""
    with ExitStack() as held:
        searcher = Begun(partial(_searcher, shelf, weights, held.enter_context(ExitStack())))
        held.callback(searcher.settle)
        try:
            yield searcher
        except KeyboardInterrupt:
            # Who stops it does not wait for what nobody asks for any more.
            held.pop_all()
            raise


def _searcher(shelf: Shelf, weights: Path | None, held: ExitStack) -> "Searcher":
    from verify.workbench.archive.resembling import descriptor_here
    from verify.workbench.archive.searching import searching

    return held.enter_context(searching(shelf, descriptor_here(weights)))


def _seen_before(
    archive: Archive, searcher: "Begun[Searcher]", path: Path, examination: Examination
) -> SeenBefore:
    from verify.workbench.archive.searching import DEFAULT_RADIUS_BITS

    try:
        hashed = hash_answer(examination)
        found = searcher().search_hashes(path, hashed, DEFAULT_RADIUS_BITS)
        return SeenBefore(found, pairs=_pairs(found, examination.stills, archive))
    except VerifyError as error:
        return SeenBefore(None, _failed(error))


def _pairs(found: Search, stills: Sequence[Still], archive: Archive) -> Mapping[str, StillPair]:
    """Return pictures of one moment of each match that has a segment and is another file."""
    pairs = {}
    for match in found.matches[:_MOST_PAIRS]:
        key = match.footage.sha256
        if not match.segments or key == found.query.sha256:
            continue
        try:
            theirs = archive.stills(key)
        except UnknownEntryError:
            continue
        if theirs and (pair := still_pair(match.segments[0], stills, theirs)) is not None:
            pairs[key] = pair
    return pairs


def still_pair(
    segment: Segment, ours: Sequence[Still], theirs: Sequence[Still]
) -> StillPair | None:
    """Return the stills that show one moment of a segment, near its middle; None if none do.

    Parameters
    ----------
    segment : Segment
        Says which moment of the entry is which of the query.
    ours, theirs : sequence of Still
        Of the query and of the entry.
    """
    middle_s = (segment.query_start_s + segment.query_end_s) / 2

    def cost_s(ours: Still, theirs: Still) -> float:
        off_middle_s = abs(ours.time_ms / 1000 - middle_s)
        return _apart_s(segment, ours, theirs) + _SHARE_OFF_MIDDLE * off_middle_s

    best = min(
        (
            (one, min(theirs, key=partial(cost_s, one)))
            for one in ours
            if segment.query_start_s <= one.time_ms / 1000 <= segment.query_end_s
        ),
        key=lambda pair: cost_s(*pair),
        default=None,
    )
    if best is None or _apart_s(segment, *best) > _FARTHEST_S:
        return None
    return StillPair(*best)


def _apart_s(segment: Segment, ours: Still, theirs: Still) -> float:
    """Return by how much a still of the entry misses the moment of one of the query."""
    since_s = ours.time_ms / 1000 - segment.query_start_s
    return abs(segment.match_start_s + segment.speed * since_s - theirs.time_ms / 1000)
