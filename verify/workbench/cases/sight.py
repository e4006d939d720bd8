"""Which clips somebody may see: those in no case, and those in a case that they see.

A clip is in a case by its SHA-256. It is kept from those who see none of the cases that it is in,
but never from whoever added it. While new cases are private, a clip in no case is its sender's.
"""

from dataclasses import dataclass

from verify.domain.case_access import SHARED
from verify.domain.cases import CaseOpening
from verify.domain.custody import Action
from verify.domain.roles import Deed, Permit
from verify.storage.case_records import clips_in
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.access import open_access

_TELLING = frozenset((Action.CLIP_ATTACHED, Action.PAYLOAD_ERASED))


@dataclass(frozen=True, slots=True)
class Sight:
    """Clips by SHA-256 as one person sees them.

    Attributes
    ----------
    shown : frozenset of str
        In a case that they see.
    hidden : frozenset of str
        In cases that they do not see, and in no other.
    """

    shown: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()

    def shows(self, permit: Permit, sha256: str | None, sender: str | None, *, alone: bool) -> bool:
        """Whether somebody may see a clip.

        Parameters
        ----------
        sha256 : str or None
            None of a clip that was not hashed yet.
        sender : str or None
            Key of whoever added it, if that is known.
        alone : bool
            Whether a clip in no case is its sender's alone.
        """
        if sender == permit.key or sha256 in self.shown:
            return True
        if sha256 in self.hidden:
            return False
        # Not hashed it may be one that is kept from them.
        is_kept = alone or (sha256 is None and bool(self.hidden))
        return sender is None or not is_kept


class Sights:
    """What people see of the clips of one home; a case is read anew once the log says otherwise."""

    def __init__(self) -> None:
        # Replaced as one: requests come on several threads.
        self._known: tuple[int, dict[str, frozenset[str]]] = (0, {})

    def of(self, shelf: Shelf, permit: Permit) -> Sight:
        """Return what somebody may see."""
        if permit.may(Deed.SEE_PRIVATE):
            return Sight()
        found, held = open_access(shelf)
        shown: set[str] = set()
        hidden: set[str] = set()
        for case_id, clips in self._clips(shelf, [one.case_id for one in found]).items():
            is_seen = held.get(case_id, SHARED).is_seen_by(permit)
            (shown if is_seen else hidden).update(clips)
        return Sight(frozenset(shown), frozenset(hidden - shown))

    def cases_with(self, shelf: Shelf, permit: Permit, sha256: str) -> list[CaseOpening]:
        """Return the cases with a clip that somebody may see, the newest first."""
        found, held = open_access(shelf)
        clips = self._clips(shelf, [one.case_id for one in found])
        return [
            one
            for one in reversed(found)
            if sha256 in clips[one.case_id] and held.get(one.case_id, SHARED).is_seen_by(permit)
        ]

    def _clips(self, shelf: Shelf, cases: list[str]) -> dict[str, frozenset[str]]:
        last, known = self._known
        anew = set(cases) - known.keys()
        if known:
            for event in shelf.store.events(after=last):
                last = event.sequence
                if event.action in _TELLING and event.subject is not None:
                    anew.add(event.subject)
        else:
            # Before they are read: of what comes into one meanwhile the next reading learns.
            last = shelf.store.last_event()
        clips = {case_id: known[case_id] for case_id in cases if case_id not in anew}
        for case_id in (one for one in cases if one in anew):
            inside = clips_in(list(shelf.store.events(case_id)))
            clips[case_id] = frozenset(one.clip_sha256 for one in inside)
        self._known = (last, clips)
        return clips
