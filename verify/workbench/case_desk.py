"""Cases as the app's pages work on them: the same calls as the command line, one home.

Each call opens the home's store and closes it again, so pages hold nothing and see what others
wrote. Clips are those of the desk; their results lie there.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from pathlib import Path

from verify import settings
from verify.casework.recordings import recordings_of
from verify.domain.archive_errors import NoStoreError
from verify.domain.case_file import CaseFile
from verify.domain.cases import CaseOpening
from verify.domain.errors import VerifyError
from verify.domain.evidence import Stance
from verify.domain.footage import BoxPx
from verify.domain.packages import Edition
from verify.domain.recordings import Recordings
from verify.domain.verdicts import VerdictWord
from verify.jobs import layout
from verify.jobs.queue import JobState
from verify.presentation import case_wording, check_wording, evidence_wording, recordings_wording
from verify.workbench.archive.shelf import Shelf, acting_as, opened
from verify.workbench.cases import deciding, giving_evidence, opening, writing
from verify.workbench.desk import Desk

__all__ = [
    "CaseDesk",
    "DeskClip",
    "case_wording",
    "check_wording",
    "evidence_wording",
    "recordings_wording",
]

REPORTS_FOLDER = "reports"


@dataclass(frozen=True, slots=True)
class DeskClip:
    """A clip of the desk whose findings are there."""

    clip_id: str
    sha256: str
    name: str


class CaseDesk:
    """The cases in a desk's home.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @contextmanager
    def _shelf(self, *, makes: bool = False) -> Iterator[Shelf]:
        home = self._desk.home
        with opened(home, settings.storage_address(home), acting_as(), makes=makes) as shelf:
            yield shelf

    def cases(self) -> list[CaseOpening]:
        """Return all cases, the newest first; none where nothing was kept yet."""
        try:
            with self._shelf() as shelf:
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
        with self._shelf() as shelf:
            return opening.read_case(shelf, opening.case_meant(shelf, case_id))

    def recordings(self, case: CaseFile) -> Recordings:
        """Return of how many recordings the clips of a case are."""
        return recordings_of(case)

    def open(self, title: str) -> str:
        """Open a case and return its id; see `opening.open_case`."""
        with self._shelf(makes=True) as shelf:
            return opening.open_case(shelf, title).case_id

    def add_article(
        self, case_id: str, content: bytes, name: str, published_at: datetime | None = None
    ) -> None:
        """Take an article into a case, as it was pasted or chosen; see `writing.add_article`."""
        with (
            tempfile.TemporaryDirectory(dir=self._desk.home, prefix=".article-") as folder,
            self._shelf() as shelf,
        ):
            file = Path(folder) / name
            file.write_bytes(content)
            case = opening.case_meant(shelf, case_id)
            writing.add_article(shelf, case, file, published_at=published_at)

    def clips_here(self) -> list[DeskClip]:
        """Return the clips of the desk that have findings, the newest first."""
        found = []
        for one in self._desk.clips():
            if one.job.state is JobState.DONE:
                try:
                    sha256 = self._desk.analysis(one.clip_id).footage.sha256
                except VerifyError:
                    continue
                found.append(DeskClip(one.clip_id, sha256, one.clip.untrusted_name))
        return found

    def add_clip(self, case_id: str, clip: DeskClip) -> None:
        """Put a clip of the desk into a case."""
        with self._shelf() as shelf:
            case = opening.case_meant(shelf, case_id)
            writing.add_clip(shelf, case, clip.sha256, untrusted_name=clip.name)

    def check(self, case_id: str, clips: list[DeskClip]) -> None:
        """Hold the claims of a case against clips; proposes evidence, see `checking.check_case`."""
        # Imported here: it brings the gazetteer, which a page that only reads has no use for.
        from verify.workbench.cases.checking import check_case

        results = [
            self._desk.result_file(clip.clip_id, layout.ANALYSIS_FILE).parent for clip in clips
        ]
        with self._shelf() as shelf:
            check_case(shelf, opening.case_meant(shelf, case_id), results)

    def accept(self, case_id: str, proposal: str, note: str = "") -> None:
        """Make evidence of a proposal; see `deciding.accept`."""
        with self._shelf() as shelf:
            deciding.accept(shelf, opening.case_meant(shelf, case_id), [proposal], note=note)

    def decline(self, case_id: str, proposal: str, reason: str) -> None:
        """Turn a proposal down; see `deciding.decline`."""
        with self._shelf() as shelf:
            deciding.decline(shelf, opening.case_meant(shelf, case_id), [proposal], reason)

    def note(self, case_id: str, claim: int | None, text: str) -> None:
        """Write a note; see `writing.note`."""
        with self._shelf() as shelf:
            writing.note(shelf, opening.case_meant(shelf, case_id), text, claim=claim)

    def give_verdict(
        self,
        case_id: str,
        word: VerdictWord,
        reason: str,
        *,
        claim: int,
        instead_of: int | None,
    ) -> None:
        """Conclude on a claim; see `writing.give_verdict`."""
        with self._shelf() as shelf:
            writing.give_verdict(
                shelf,
                opening.case_meant(shelf, case_id),
                word,
                reason,
                claim=claim,
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
    ) -> None:
        """Make a picture of a clip, or a stretch, evidence for a claim."""
        start_s, end_s = window_s
        item = giving_evidence.moment(
            clip_sha256,
            Fraction(start_s),
            None if end_s is None else Fraction(end_s),
            box_px,
        )
        with self._shelf() as shelf:
            case = opening.case_meant(shelf, case_id)
            giving_evidence.give_evidence(shelf, case, claim, stance, item, note=note)

    def report(self, case_id: str, edition: Edition, clips: list[DeskClip]) -> Path:
        """Write the report of a case as it stands, and return its folder; see `reporting`."""
        # Imported here: it brings what writes PDF.
        from verify.workbench.cases.frozen import frozen
        from verify.workbench.cases.reporting import write_report

        results = [
            self._desk.result_file(clip.clip_id, layout.ANALYSIS_FILE).parent for clip in clips
        ]
        with self._shelf() as shelf:
            case = opening.case_meant(shelf, case_id)
            told_to = frozen(shelf, case, None).last.sequence
            name = f"{case.case_id}-{told_to}-{edition.value}"
            folder = self._desk.home / REPORTS_FOLDER / name
            if not folder.exists():
                folder.parent.mkdir(mode=0o700, exist_ok=True)
                write_report(shelf, case, folder, edition, analyses=results)
        return folder

    def report_file(self, name: str, file: str) -> Path | None:
        """Return the place of a file of a report, by the name of its folder; None if not there."""
        folder = self._desk.home / REPORTS_FOLDER
        place = folder / name / file
        is_ours = place.resolve() == folder.resolve() / name / file
        return place if is_ours and place.is_file() else None
