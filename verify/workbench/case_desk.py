"""Cases as the app's pages work on them: the same calls as the command line, one home.

Each call opens the home's store and closes it again, so pages hold nothing and see what others
wrote; what it writes carries the name of the person at the desk. Clips are those of the desk; their
results lie there.
"""

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from verify.casework.recordings import recordings_of
from verify.domain.archive_errors import NoStoreError
from verify.domain.case_access import CaseAccess
from verify.domain.case_file import CaseFile
from verify.domain.cases import CaseOpening
from verify.domain.checklist import AnswerStatus, Item
from verify.domain.coordinates import position_of
from verify.domain.errors import VerifyError
from verify.domain.evidence import Stance, Weight
from verify.domain.footage import BoxPx
from verify.domain.proposals import Subject
from verify.domain.recordings import ClipFacts, Recordings
from verify.domain.roles import Deed
from verify.domain.sync import FoundOffset
from verify.domain.verdicts import VerdictWord
from verify.jobs import layout
from verify.jobs.queue import JobState
from verify.presentation import (
    case_wording,
    check_wording,
    checklist_wording,
    evidence_wording,
    hypothesis_wording,
    place_wording,
    recordings_wording,
    sayings,
)
from verify.presentation.history_wording import history_sayings
from verify.presentation.passages import Passages
from verify.presentation.sayings import Saying
from verify.presentation.wording import CONFLICT_WORDS as CONFLICTS
from verify.workbench import articles
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases import (
    access,
    checklists,
    deciding,
    giving_evidence,
    opening,
    placing,
    weighing,
    writing,
)
from verify.workbench.cases.items import items_of
from verify.workbench.cases.overview import Glance, at_a_glance
from verify.workbench.cases.placing import PairSeen
from verify.workbench.cases.recordings import Looking, compare_clips, rule
from verify.workbench.cases.results import facts_of
from verify.workbench.desk import Desk

__all__ = [
    "CONFLICTS",
    "CaseDesk",
    "DeskClip",
    "Glance",
    "PairSeen",
    "Passages",
    "Saying",
    "at_a_glance",
    "case_wording",
    "check_wording",
    "checklist_wording",
    "evidence_wording",
    "hypothesis_wording",
    "place_wording",
    "recordings_wording",
    "sayings",
]


@dataclass(frozen=True, slots=True)
class DeskClip:
    """A clip of the desk whose findings are there."""

    clip_id: str
    sha256: str
    name: str
    is_picture: bool = False


class CaseDesk:
    """The cases in a desk's home.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @contextmanager
    def at(self, case_id: str) -> Iterator[tuple[Shelf, CaseOpening]]:
        """Open the home's store at a case; closed again behind it."""
        with self._desk.shelf() as shelf:
            yield shelf, opening.case_meant(shelf, case_id)

    def cases(self) -> list[CaseOpening]:
        """Return all cases, the newest first; none where nothing was kept yet."""
        try:
            with self._desk.shelf() as shelf:
                return opening.cases(shelf)[::-1]
        except NoStoreError:
            return []

    def case(self, case_id: str) -> CaseFile:
        """Return a case as it stands.

        Raises
        ------
        UnknownCaseError, NoStoreError
            If there is none of this id.
        """
        with self.at(case_id) as (shelf, case):
            return opening.read_case(shelf, case)

    def glances(self, of: Sequence[CaseOpening]) -> list[tuple[CaseOpening, Glance]]:
        """Return some cases at a glance, those that changed last first."""
        with self._desk.shelf() as shelf:
            found = [(one, at_a_glance(opening.read_case(shelf, one))) for one in of]
        return sorted(found, key=lambda one: one[1].changed_utc, reverse=True)

    def recordings(self, case: CaseFile) -> Recordings:
        """Return of how many recordings the clips of a case are."""
        return recordings_of(case)

    def open(self, title: str, *, is_private: bool | None = None) -> str:
        """Open a case and return its id; see `opening.open_case`."""
        self._desk.assert_may(Deed.OPEN_CASE)
        with self._desk.shelf(makes=True) as shelf:
            return opening.open_case(shelf, title, is_private=is_private).case_id

    def private(self) -> set[str]:
        """Return which of the cases that may be seen are private."""
        try:
            with self._desk.shelf() as shelf:
                held = access.open_access(shelf)[1]
        except NoStoreError:
            return set()
        return {case_id for case_id, one in held.items() if one.is_private}

    def access(self, case_id: str) -> tuple[CaseAccess, bool]:
        """Return who may see a case, and whether that is theirs to say who works here."""
        with self.at(case_id) as (shelf, case):
            held = access.access(shelf, case)
            is_theirs = access.is_owner(shelf, case, held)
            return held, is_theirs or shelf.permit.may(Deed.SHARE_ANY_CASE)

    def set_private(self, case_id: str, *, is_private: bool) -> None:
        """Keep a case to those invited, or share it; see `access`."""
        with self.at(case_id) as (shelf, case):
            (access.make_private if is_private else access.share)(shelf, case)

    def invite(self, case_id: str, name: str, *, takes_back: bool = False) -> None:
        """Let somebody see a private case, or no more."""
        with self.at(case_id) as (shelf, case):
            (access.take_back if takes_back else access.invite)(shelf, case, name.strip())

    def close(self, case_id: str, reason: str, *, is_closed: bool) -> None:
        """Say that work on a case has ended, or goes on; see `writing.close_case`."""
        with self.at(case_id) as (shelf, case):
            writing.close_case(shelf, case, reason, is_closed=is_closed)

    def add_article(
        self, case_id: str, content: bytes, name: str, published_at: datetime | None = None
    ) -> None:
        """Take an article into a case, as it was pasted or chosen; see `writing.add_article`."""
        with (
            tempfile.TemporaryDirectory(dir=self._desk.home, prefix=".article-") as folder,
            self._desk.shelf() as shelf,
        ):
            file = Path(folder) / name
            file.write_bytes(content)
            case = opening.case_meant(shelf, case_id)
            writing.add_article(shelf, case, file, published_at=published_at)

    def states_when(self, content: bytes) -> bool:
        """Whether an article says itself when it was published, as far as that can be told here."""
        return articles.states_when(content)

    def history(self, case_id: str) -> list[Saying]:
        """Return what happened in a case, the newest first."""
        with self.at(case_id) as (shelf, case):
            # The log first: what is written meanwhile is only in the case then.
            log = [(told.event, told.erased_by) for told in opening.log_of_case(shelf, case)]
            return history_sayings(opening.read_case(shelf, case), log)

    def clips_here(self) -> list[DeskClip]:
        """Return the clips of the desk that have findings, the newest first."""
        found = []
        for one in self._desk.clips():
            if one.job.state is JobState.DONE:
                try:
                    footage = self._desk.analysis(one.clip_id).footage
                except VerifyError:
                    continue
                name, is_picture = one.clip.untrusted_name, footage.kind == "picture"
                found.append(DeskClip(one.clip_id, footage.sha256, name, is_picture))
        return found

    def results(self, clips: Sequence[DeskClip]) -> list[Path]:
        """Return the folders with the findings of clips."""
        return [self._desk.result_file(one.clip_id, layout.ANALYSIS_FILE).parent for one in clips]

    def add_clip(self, case_id: str, clip: DeskClip) -> None:
        """Put a clip of the desk into a case."""
        with self.at(case_id) as (shelf, case):
            writing.add_clip(shelf, case, clip.sha256, untrusted_name=clip.name)

    def check(self, case_id: str, clips: list[DeskClip]) -> list[str]:
        """Hold the claims of a case against clips; proposes evidence, see `checking.check_case`.

        Returns what is new since the last check, a line for each clip.
        """
        # Imported here: it brings the gazetteer, which a page that only reads has no use for.
        from verify.workbench.cases.checking import check_case

        with self.at(case_id) as (shelf, case):
            checked = check_case(shelf, case, self.results(clips))
            file = opening.read_case(shelf, case)
        return [check_wording.news_words(file, one.made, is_new=one.is_new) for one in checked]

    def accept(
        self, case_id: str, proposal: str, note: str = "", *, instead_of: Collection[int]
    ) -> None:
        """Make evidence of a proposal; see `deciding.accept`."""
        with self.at(case_id) as (shelf, case):
            deciding.accept(shelf, case, [proposal], note=note, instead_of=instead_of)

    def decline(
        self, case_id: str, proposal: str, reason: str, *, instead_of: Collection[int]
    ) -> None:
        """Turn a proposal down; see `deciding.decline`."""
        with self.at(case_id) as (shelf, case):
            deciding.decline(shelf, case, [proposal], reason, instead_of=instead_of)

    def note(self, case_id: str, claim: int | None, text: str) -> None:
        """Write a note; see `writing.note`."""
        with self.at(case_id) as (shelf, case):
            writing.note(shelf, case, text, claim=claim)

    def give_verdict(
        self,
        case_id: str,
        word: VerdictWord,
        reason: str,
        *,
        claim: int | None = None,
        clip: str | None = None,
        instead_of: int | None,
    ) -> None:
        """Conclude on a claim or a clip; see `writing.give_verdict`."""
        with self.at(case_id) as (shelf, case):
            writing.give_verdict(
                shelf,
                case,
                word,
                reason,
                claim=claim,
                clip=clip,
                instead_of=instead_of,
            )

    def hold_up(
        self,
        case_id: str,
        claim: int,
        stance: Stance,
        clip_sha256: str,
        window_s: tuple[float, float | None],
        box_px: BoxPx | None,
        note: str,
        weight: Weight | None = None,
    ) -> None:
        """Make a picture of a clip, or a stretch, evidence for a claim."""
        start_s, end_s = window_s
        item = giving_evidence.moment(
            clip_sha256,
            Fraction(start_s),
            None if end_s is None else Fraction(end_s),
            box_px,
            measured=self._measured,
        )
        with self.at(case_id) as (shelf, case):
            giving_evidence.give_evidence(
                shelf, case, claim, stance, item, note=note, weight=weight
            )

    def _measured(self, sha256: str) -> ClipFacts | None:
        """Return how long and large a clip of the desk is; None of others."""
        meant = next((one for one in self.clips_here() if one.sha256 == sha256), None)
        return None if meant is None else facts_of(self._desk.analysis(meant.clip_id))

    def observe(
        self, case_id: str, claim: int, stance: Stance, said: str, note: str, *, is_link: bool
    ) -> None:
        """Make a person's own words, or an address of which nothing is fetched, evidence."""
        item = giving_evidence.link(said) if is_link else giving_evidence.observation(said)
        with self.at(case_id) as (shelf, case):
            giving_evidence.give_evidence(shelf, case, claim, stance, item, note=note)

    def hold_up_file(
        self, case_id: str, claim: int, stance: Stance, content: bytes, name: str, note: str
    ) -> None:
        """Make a file evidence, by its SHA-256; it is not kept."""
        with tempfile.TemporaryDirectory(dir=self._desk.home, prefix=".file-") as folder:
            file = Path(folder) / name
            file.write_bytes(content)
            item = giving_evidence.file(file)
        with self.at(case_id) as (shelf, case):
            giving_evidence.give_evidence(shelf, case, claim, stance, item, note=note)

    def hold_up_match(
        self,
        case_id: str,
        claim: int,
        stance: Stance,
        clip: str,
        entry: str,
        note: str,
        weight: Weight | None = None,
    ) -> None:
        """Make a clip beside an entry of the archive evidence."""
        with self.at(case_id) as (shelf, case):
            item = giving_evidence.match(shelf, clip, entry)
            giving_evidence.give_evidence(
                shelf, case, claim, stance, item, note=note, weight=weight
            )

    def hold_up_offset(
        self,
        case_id: str,
        claim: int,
        stance: Stance,
        offset: FoundOffset,
        note: str,
        weight: Weight | None = None,
    ) -> None:
        """Make evidence of how the clocks of two clips of the desk lie, as a comparison found."""
        item = giving_evidence.offset(offset)
        with self.at(case_id) as (shelf, case):
            giving_evidence.give_evidence(
                shelf, case, claim, stance, item, note=note, weight=weight
            )

    def withdraw(self, case_id: str, number: int, reason: str) -> None:
        """Say that evidence, a place or a hypothesis does not count any more."""
        with self.at(case_id) as (shelf, case):
            giving_evidence.withdraw_evidence(shelf, case, number, reason)

    def word(
        self,
        case_id: str,
        texts: Sequence[str],
        instead_of: Sequence[int] = (),
        about: Subject | None = None,
    ) -> None:
        """Add claims, or word some anew; see `writing.word_claims`."""
        with self.at(case_id) as (shelf, case):
            writing.word_claims(shelf, case, texts, instead_of=instead_of, about=about)

    def write_hypothesis(
        self, case_id: str, clip: str, text: str, instead_of: int | None = None
    ) -> None:
        """Write what a clip may be; see `weighing.write_hypothesis`."""
        with self.at(case_id) as (shelf, case):
            weighing.write_hypothesis(shelf, case, clip, text, instead_of=instead_of)

    def weigh(self, case_id: str, evidence: int, stances: Mapping[int, Stance], note: str) -> None:
        """Hold evidence, or a place, against hypotheses."""
        with self.at(case_id) as (shelf, case):
            weighing.weigh(shelf, case, evidence, stances, note)

    def set_items(self, case_id: str, text: str, seen: int) -> None:
        """Let the lines of a text be the checklist; see `checklists.set_items`."""
        listed = items_of(text)
        with self.at(case_id) as (shelf, case):
            checklists.set_items(shelf, case, listed, seen=seen)

    def answer(
        self, case_id: str, number: int, seen: Item, status: AnswerStatus, note: str
    ) -> None:
        """Answer an item of the checklist as it was seen."""
        with self.at(case_id) as (shelf, case):
            checklists.answer(shelf, case, number, status, note, seen=seen)

    def compare(self, case_id: str, clips: Sequence[DeskClip]) -> bool:
        """Take in what archive and findings say of the clips; tell whether anything is new."""
        looking = Looking(lambda _path: nullcontext())
        with self.at(case_id) as (shelf, case):
            return compare_clips(shelf, case, self.results(clips), looking) is not None

    def rule(
        self, case_id: str, one: str, other: str, *, is_same: bool, reason: str, seen: int
    ) -> None:
        """Say whether two clips are of one recording, having read the case up to an event."""
        with self.at(case_id) as (shelf, case):
            rule(shelf, case, one, other, is_same=is_same, reason=reason, seen=seen)

    def place(
        self,
        case_id: str,
        clip: str,
        at: str,
        radius_m: int,
        known_by: str,
        *,
        facing_deg: float | None = None,
        instead_of: int | None = None,
    ) -> None:
        """Say where a clip was filmed; `at` is what `position_of` reads."""
        with self.at(case_id) as (shelf, case):
            placing.give_place(
                shelf,
                case,
                clip,
                position_of(at),
                radius_m,
                known_by,
                facing_deg=facing_deg,
                instead_of=instead_of,
            )

    def add_landmark(self, case_id: str, place: int, pair: PairSeen) -> None:
        """Give a place a landmark; a picture that was sent for it is hashed and not kept."""
        with (
            tempfile.TemporaryDirectory(dir=self._desk.home, prefix=".pair-") as folder,
            self.at(case_id) as (shelf, case),
        ):
            placing.add_landmark(shelf, case, place, pair.landmark_in(Path(folder)))
