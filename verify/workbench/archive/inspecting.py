"""An inspection that asks the archive of the home by itself, out of the one decoding.

A home without an archive stays without one, and its clips are decoded for nothing more than a
report. That an archive cannot be read is a finding; the rest of the result stands.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from verify.domain.archive import Still
from verify.domain.archive_errors import NoStoreError
from verify.domain.errors import VerifyError
from verify.domain.findings import FAILED, Analysis
from verify.domain.matches import Search, Segment
from verify.domain.seen_before import SeenBefore, StillPair
from verify.domain.store_errors import UnknownEntryError
from verify.jobs.inspection import Examination
from verify.jobs.messages import InspectionOptions
from verify.storage.addresses import is_there
from verify.storage.interface import Archive, Store
from verify.workbench.archive.asking import asking
from verify.workbench.archive.begun import Begun
from verify.workbench.archive.shelf import acting_as, opened
from verify.workbench.clips import hash_answer, inspect

if TYPE_CHECKING:
    from verify.workbench.archive.searching import Searcher

# A result keeps them for as long as it lasts, and archives are filled meanwhile.
NO_ARCHIVE = "there was no archive here at the time; the first clip that is put in makes one"
EMPTY = "the archive here was empty at the time; put clips in, and ask again"
_MOST_PAIRS = 20
# Stills of an entry are a second apart: farther off another moment would be shown.
_FARTHEST_S = 0.75
_SHARE_OFF_MIDDLE = 0.02

Inspect = Callable[..., Analysis]
"""As `verify.jobs.inspection.inspect`, but for the question, which it brings."""


class _Opened(NamedTuple):
    """An archive, and what searches it."""

    store: Store
    searcher: "Searcher"


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
        # It takes long to load what searches, so that goes on while a clip is decoded.
        begun = Begun(partial(_opened, home, address, weights, held.enter_context(ExitStack())))
        held.callback(begun.settle)
        try:
            yield partial(_inspect, begun, has_store=_has_store(address))
        except KeyboardInterrupt:
            # Who stops it does not wait for what nobody asks for any more.
            held.pop_all()
            raise


def _has_store(address: str) -> bool:
    try:
        return is_there(address)
    except VerifyError:
        return False  # Opening it says what is wrong with the address.


def _opened(home: Path, address: str, weights: Path | None, held: ExitStack) -> _Opened | str:
    """Return the archive of a home, or why there is none to ask."""
    try:
        shelf = held.enter_context(opened(home, address, acting_as(), makes=False))
        if not shelf.store.stats().entries:
            return EMPTY
        # Imported here: what searches takes longer to load than to see that there is no archive.
        from verify.workbench.archive.resembling import descriptor_here
        from verify.workbench.archive.searching import searching

        searcher = held.enter_context(searching(shelf, descriptor_here(weights)))
    except NoStoreError:
        return NO_ARCHIVE
    except VerifyError as error:
        return _failed(error)
    return _Opened(shelf.store, searcher)


def _inspect(
    begun: Begun[_Opened | str],
    path: Path,
    result: Path,
    *,
    options: InspectionOptions,
    has_store: bool,
    **named: Any,
) -> Analysis:
    is_first_look = options.is_first_look
    # It does not wait to know whether there is anything to ask, and nobody reads a report of it.
    if (has_store and is_first_look) or not isinstance(begun(), str):
        options = asking(options)
    ask = partial(_seen_before, begun, path)
    has_report = not is_first_look
    return inspect(path, result, options=options, ask=ask, has_report=has_report, **named)


def _seen_before(begun: Begun[_Opened | str], path: Path, examination: Examination) -> SeenBefore:
    archive = begun()
    if isinstance(archive, str):
        return SeenBefore(None, archive)
    from verify.workbench.archive.searching import DEFAULT_RADIUS_BITS

    try:
        hashed = hash_answer(examination)
        found = archive.searcher.search_hashes(path, hashed, DEFAULT_RADIUS_BITS)
        return SeenBefore(found, pairs=_pairs(found, examination.stills, archive.store))
    except VerifyError as error:
        return SeenBefore(None, _failed(error))


def _failed(error: VerifyError) -> str:
    return f"{FAILED}: {str(error).rstrip('.')}"


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
