"""Searching elsewhere from the app: the stills of a clip of a desk, and what engines gave.

The stills lie in the clip's folder. Their page is made anew each time that it is asked for, so it
always shows what was recorded.
"""

from collections.abc import Sequence
from pathlib import Path

from verify.domain.archive_errors import NoStoreError
from verify.domain.engines import Engine
from verify.domain.errors import FailedError
from verify.domain.reverse_search import MOST_STILLS, Answer, Asked, Packet
from verify.domain.roles import Deed
from verify.jobs import reverse as packets
from verify.jobs.queue import RECEIVED_FILE
from verify.presentation.reverse_page import render_reverse_page
from verify.presentation.reverse_wording import ANSWER_WORDS, VARIANT_WORDS, asked_words
from verify.workbench import reverse
from verify.workbench.desk import Desk

__all__ = [
    "ANSWER_WORDS",
    "MOST_STILLS",
    "VARIANT_WORDS",
    "Answer",
    "Elsewhere",
    "NoStillsError",
    "asked_words",
]

_FOLDER = "reverse"


class NoStillsError(FailedError):
    """The stills of a clip were not made yet, or are not whole any more."""

    def __init__(self) -> None:
        super().__init__("There are no stills of this clip to search by; make them on its page.")


class Elsewhere:
    """What a desk does to have its clips searched for elsewhere.

    Parameters
    ----------
    desk : Desk
        Whose clips; its home holds the custody log.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def engines(self) -> list[Engine]:
        """Return the search engines of this home.

        Raises
        ------
        EnginesFileError
            If its list cannot be used.
        """
        return reverse.engines(self._desk.home)

    def stills(self, clip_id: str) -> Packet | None:
        """Return the stills of a clip, None if they were not made or are not whole.

        Raises
        ------
        UnknownClipError
            If there is no such clip.
        """
        known = packets.read_packet(self._place(clip_id))
        return None if known is None else known[0]

    def make(self, clip_id: str, pts: Sequence[int] = ()) -> Packet:
        """Make the stills of a clip; nothing leaves this machine.

        Parameters
        ----------
        pts : sequence of int
            Of the frames that a person chose, at most `MOST_STILLS`; without any, the ones that
            engines know again best are chosen.

        Raises
        ------
        VerifyError
            See `verify.workbench.reverse.reverse_packet`.
        """
        self._desk.assert_may(Deed.ASK_ELSEWHERE)
        _sandbox, weak_allowed = self._desk.sandbox()
        settings_of_packet = reverse.PacketSettings(
            pts=tuple(pts),
            force=True,
            weak_allowed=weak_allowed,
            untrusted_name=self._desk.clip(clip_id).clip.untrusted_name,
        )
        clip = self._place(clip_id).with_name(RECEIVED_FILE)
        place = self._place(clip_id)
        return reverse.reverse_packet(
            clip, place, self.engines(), self.asked, settings_of_packet
        ).packet

    def page(self, clip_id: str) -> str:
        """Return the page to send a still from, as HTML text.

        Raises
        ------
        NoStillsError
            If there are none.
        UnknownClipError, EnginesFileError
            As above.
        """
        known = packets.read_packet(self._place(clip_id))
        if known is None:
            raise NoStillsError
        packet, pictures = known
        asked = self.asked(packet.footage.sha256)
        comfort = self._desk.comfort()
        is_veiled = comfort.cover or comfort.blur
        return render_reverse_page(packet, pictures, self.engines(), asked, is_veiled=is_veiled)

    def asked(self, clip_sha256: str) -> Sequence[Asked]:
        """Return what was recorded of a clip, the oldest first.

        Raises
        ------
        VerifyError
            If the home's log cannot be read; one that is not there holds nothing.
        """
        try:
            with self._desk.shelf() as shelf:
                return reverse.asked(shelf, clip_sha256)
        except NoStoreError:
            return ()

    def record(
        self,
        clip_sha256: str,
        engine: Engine,
        answer: Answer,
        *,
        still_sha256: str | None,
        address: str,
        note: str,
    ) -> Asked:
        """Write down what an engine gave; see `verify.workbench.reverse.record`."""
        self._desk.assert_may(Deed.ASK_ELSEWHERE)
        with self._desk.shelf(makes=True) as shelf:
            return reverse.record(
                shelf,
                clip_sha256,
                engine,
                answer,
                still_sha256=still_sha256,
                address=address,
                note=note,
            )

    def _place(self, clip_id: str) -> Path:
        return self._desk.folder_of(clip_id) / _FOLDER
