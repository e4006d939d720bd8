"""What people make of the matches of a desk's clips: the same judgements as on the command line."""

import msgspec

from verify.domain.archive_errors import NoStoreError
from verify.domain.findings import Analysis
from verify.domain.judgements import LONGEST_NOTE, Judgement
from verify.workbench.archive.judging import judge, with_judgements
from verify.workbench.desk import Desk

__all__ = ["LONGEST_NOTE", "JudgedMatches", "Judgement"]


class JudgedMatches:
    """The judgements in the custody log of a desk's home.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def as_they_stand(self, analysis: Analysis) -> Analysis:
        """Return findings whose matches have the judgements that hold by now, in the same order.

        Raises
        ------
        VerifyError
            If the home's log cannot be read; where it is gone, the findings stand as they were.
        """
        if analysis.archive is None or not analysis.archive.matches:
            return analysis
        try:
            with self._desk.shelf() as shelf:
                found = with_judgements(shelf.store, analysis.archive)
        except NoStoreError:
            return analysis
        return msgspec.structs.replace(analysis, archive=found)

    def judge(self, clip_sha256: str, match_sha256: str, *, accepted: bool, note: str) -> Judgement:
        """Record what a person makes of a match; see `verify.workbench.archive.judging.judge`."""
        with self._desk.shelf() as shelf:
            return judge(shelf, clip_sha256, match_sha256, accepted=accepted, note=note)
