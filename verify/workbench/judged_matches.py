"""What people make of the matches of a desk's clips: the same judgements as on the command line."""

import msgspec

from verify import settings
from verify.domain.archive_errors import NoStoreError
from verify.domain.findings import Analysis
from verify.domain.judgements import LONGEST_NOTE, Judgement
from verify.workbench.archive.judging import judge, with_judgements
from verify.workbench.archive.shelf import opened
from verify.workbench.desk import Desk

__all__ = ["LONGEST_NOTE", "JudgedMatches", "Judgement"]


class JudgedMatches:
    """The judgements in the custody log of a desk's home.

    Parameters
    ----------
    desk : Desk
    """

    def __init__(self, desk: Desk) -> None:
        self._home = desk.home
        self._actor = desk.person.actor

    def as_they_stand(self, analysis: Analysis) -> Analysis:
        """Return findings whose matches have the judgements that hold by now, in the same order.

        Raises
        ------
        VerifyError
            If the home's log cannot be read; where it is gone, the findings stand as they were.
        """
        if analysis.archive is None or not analysis.archive.matches:
            return analysis
        address = settings.storage_address(self._home)
        try:
            with opened(self._home, address, self._actor, makes=False) as shelf:
                found = with_judgements(shelf.store, analysis.archive)
        except NoStoreError:
            return analysis
        return msgspec.structs.replace(analysis, archive=found)

    def judge(self, clip_sha256: str, match_sha256: str, *, accepted: bool, note: str) -> Judgement:
        """Record what a person makes of a match; see `verify.workbench.archive.judging.judge`."""
        address = settings.storage_address(self._home)
        with opened(self._home, address, self._actor, makes=False) as shelf:
            return judge(shelf, clip_sha256, match_sha256, accepted=accepted, note=note)
