"""The archive of a desk's home as the app's pages work on it: the same calls as the command line.

Each call opens the home's store and closes it again. What it writes carries the name of the person
at the desk. What takes long is a task; see `tasks`.
"""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from verify.domain.archive import Entry, EntryKind
from verify.domain.archive_errors import NoStoreError
from verify.domain.browsing import EntryFilter
from verify.domain.errors import BadParameterError, shown_name
from verify.domain.sources import ClaimedDate, SourceRecord
from verify.domain.store_errors import UnknownEntryError
from verify.exchange.sheets.dates import date_in
from verify.jobs import layout
from verify.jobs.queue import RESULT_FOLDER, JobState
from verify.presentation import duplicate_wording, entry_wording, match_wording
from verify.presentation.match_wording import GRADE_WORDS, judgement_words
from verify.workbench.archive import history, holdings, settling
from verify.workbench.archive.holdings import ArchiveStats
from verify.workbench.archive.log_lines import log_row
from verify.workbench.desk import Desk
from verify.workbench.found_in import found_in

if TYPE_CHECKING:
    from verify.workbench.archive.near_hash import Answer

__all__ = [
    "THE_VERY_FILE",
    "ArchiveDesk",
    "ArchiveStats",
    "Entry",
    "EntryFilter",
    "EntryKind",
    "MatchedClip",
    "SourceRecord",
    "duplicate_wording",
    "entry_wording",
    "match_wording",
]


class NoDateError(BadParameterError):
    """A text that is no date."""

    def __init__(self, text: str) -> None:
        expected = "a day such as 2020-02-27, with a time and its zone if they are known"
        super().__init__("the date", shown_name(text[:60]), expected)


THE_VERY_FILE = "the very file"
"""Instead of a grade."""


@dataclass(frozen=True, slots=True)
class MatchedClip:
    """A clip of the desk that looked like an entry when it was analysed, or is its very file."""

    clip_id: str
    name: str
    grade: str


class ArchiveDesk:
    """The archive in a desk's home.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def stats(self) -> ArchiveStats | None:
        """Return how much there is; None where nothing was kept yet."""
        try:
            with self._desk.shelf() as shelf:
                return holdings.stats(shelf)
        except NoStoreError:
            return None

    def others(self, sha256: str) -> int:
        """Return how many entries there are beside a file's own."""
        try:
            with self._desk.shelf() as shelf:
                entries = shelf.store.stats().entries
                with contextlib.suppress(UnknownEntryError):
                    shelf.store.entry(sha256)
                    entries -= 1
                return entries
        except NoStoreError:
            return 0

    def newest(self, wanted: EntryFilter, before: int | None, most: int) -> list[Entry]:
        """Return the newest entries that are wanted; none where nothing was kept yet."""
        try:
            with self._desk.shelf() as shelf:
                return shelf.store.newest(wanted, before=before, most=most)
        except NoStoreError:
            return []

    def entry(self, key: str) -> Entry:
        """Return an entry by its whole key.

        Raises
        ------
        UnknownEntryError, NoStoreError
            If there is none.
        """
        with self._desk.shelf() as shelf:
            return shelf.store.entry(key)

    def keys_here(self, clip_ids: Sequence[str]) -> dict[str, str]:
        """Return which clips of the desk are in the archive, with the keys of their entries."""
        found: dict[str, str] = {}
        try:
            with self._desk.shelf() as shelf:
                for clip_id in clip_ids:
                    with contextlib.suppress(UnknownEntryError):
                        found[clip_id] = shelf.store.entry(self._sha256(clip_id)).key
        except NoStoreError:
            return {}
        return found

    def private_ones(self, clip_ids: Sequence[str]) -> set[str]:
        """Return which clips of the desk are in private cases only: here, everybody sees them."""
        is_one = self._desk.only_in_private_cases()
        return {one for one in clip_ids if is_one(self._desk.queue.folder / one)}

    def _sha256(self, clip_id: str) -> str:
        folder = self._desk.queue.folder_of(clip_id) / RESULT_FOLDER
        return found_in(folder / layout.ANALYSIS_FILE).sha256

    def still(self, key: str, place: int) -> bytes:
        """Return a still of an entry, a JPEG, by its place in time.

        Raises
        ------
        UnknownEntryError, NoStoreError
            If there is none.
        """
        with self._desk.shelf() as shelf:
            return shelf.store.still(key, place).jpeg

    def still_times_s(self, key: str) -> list[float]:
        """Return when the stills of an entry are of."""
        with self._desk.shelf() as shelf:
            return [still.time_ms / 1000 for still in shelf.store.stills(key)]

    def log(self, key: str) -> list[tuple[str, str, str, str, str]]:
        """Return what was done with an entry, the newest first; see `log_row`."""
        with self._desk.shelf() as shelf:
            return [log_row(told) for told in history.events(shelf, key)][::-1]

    def judgements(self, key: str) -> list[tuple[str, str]]:
        """Return what people said of an entry's matches: the other file's SHA-256, and the word."""
        with self._desk.shelf() as shelf:
            return [
                (
                    one.match_sha256 if one.query_sha256 == key else one.query_sha256,
                    judgement_words(one),
                )
                for one in shelf.store.judgements(key)
            ]

    def matched_clips(self) -> dict[str, list[MatchedClip]]:
        """Return by the keys of entries which clips of the desk looked like them."""
        found: dict[str, list[MatchedClip]] = {}
        for one in self._desk.clips():
            if one.job.state is not JobState.DONE:
                continue
            folder = self._desk.queue.folder_of(one.clip_id) / RESULT_FOLDER
            analysis = found_in(folder / layout.ANALYSIS_FILE)
            matches = analysis.archive.matches if analysis.archive else ()
            grades = {one.footage.sha256: GRADE_WORDS[one.match_grade] for one in matches}
            for key, grade in (grades | {analysis.sha256: THE_VERY_FILE}).items():
                clip = MatchedClip(one.clip_id, one.clip.untrusted_name, grade)
                found.setdefault(key, []).append(clip)
        return found

    def record_source(
        self, key: str, seen: SourceRecord, said: SourceRecord, dates: Sequence[tuple[str, str]]
    ) -> Entry:
        """Write down where footage came from, instead of what stands there.

        Parameters
        ----------
        seen : SourceRecord
            What stood there when it was changed.
        said : SourceRecord
            What is to stand there, with the dates that are to stay.
        dates : sequence of tuple of str
            Further dates: as typed, and of what they are.

        Raises
        ------
        NoDateError
            If one of them is none.
        OvertakenError
            If something else stands there by now.
        """
        now = datetime.now(UTC)
        further = [_date(text, meaning, now) for text, meaning in dates]
        whole = msgspec.structs.replace(said, dates=[*said.dates, *further])
        with self._desk.shelf() as shelf:
            return shelf.store.record_source(key, whole, shelf.actor, seen=seen)

    def remove(self, key: str, reason: str) -> None:
        """Take an entry out for good; the log keeps that it was there.

        Raises
        ------
        BadParameterError
            If no reason is given.
        UnknownEntryError
            If it was removed meanwhile.
        """
        if not reason.strip():
            raise BadParameterError("the reason", "nothing", "why it is taken out")
        with self._desk.shelf() as shelf:
            holdings.remove(shelf, shelf.store.entry(key), reason.strip())

    def settle(self, keys: Sequence[str], kept: str | None, note: str) -> str:
        """Remember which of several copies is to be kept, or that they need no more notice."""
        with self._desk.shelf() as shelf:
            copies = [shelf.store.entry(key) for key in keys]
            keeping = None if kept is None else shelf.store.entry(kept)
            return duplicate_wording.settlement_words(settling.settle(shelf, copies, keeping, note))

    def near_hash(self, text: str) -> "Answer":
        """Return what is near a hash; see `near_hash.near_hash`.

        Raises
        ------
        NoHashError
            If it is none.
        NoStoreError
            If nothing was kept yet.
        """
        # Imported here: what searches takes longer to load than the pages that do not.
        from verify.workbench.archive.near_hash import near_hash

        with self._desk.shelf() as shelf:
            return near_hash(shelf, text)


def _date(text: str, meaning: str, now: datetime) -> ClaimedDate:
    found = date_in(text, meaning, now)
    if found is None:
        raise NoDateError(text)
    return found
