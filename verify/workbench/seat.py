"""Whose home it is to somebody: what they may do there, which clips they see, how pictures look.

The role is asked for at each deed, so that one which was taken away holds at the next.
"""

import contextlib
import copy
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

import msgspec

from verify import settings
from verify.domain.archive_errors import NoStoreError
from verify.domain.case_access import PrivateClipError
from verify.domain.cases import CaseOpening
from verify.domain.roles import Deed, Permit, Role
from verify.jobs import layout
from verify.jobs.queue import (
    CLIP_FILE,
    FIRST_LOOK_FOLDER,
    RESULT_FOLDER,
    ClipRecord,
    UnknownClipError,
    writing_to,
)
from verify.workbench.archive.shelf import Shelf, opened
from verify.workbench.cases.sight import Sight, Sights
from verify.workbench.found_in import found_in
from verify.workbench.house_rules import HouseRules
from verify.workbench.people import People, Person, of_this_account


class Comfort(msgspec.Struct, frozen=True, kw_only=True):
    """How pictures are shown to a person; measurements never change.

    Whoever has not said otherwise sees them covered: what a clip shows is not known before.
    """

    cover: bool = True
    blur: bool = False
    grey: bool = False
    dims_flashing: bool = True


class Seat:
    """A home with somebody at it.

    Parameters
    ----------
    home : Path

    Attributes
    ----------
    person : Person
        Who works at it: their comfort, their name in the log. At first whoever has this account.
    people : People
    house_rules : HouseRules
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.person = of_this_account()
        self.people, self.house_rules = People(home), HouseRules(home)
        self._sights = Sights()

    def worked_at_by(self, person: Person) -> Self:
        """Return the same, with another person at it."""
        theirs = copy.copy(self)
        theirs.person = person
        return theirs

    @contextlib.contextmanager
    def shelf(self, *, makes: bool = False) -> Iterator[Shelf]:
        """Open the archive and cases of this home, for whoever works here; closed again behind it.

        Parameters
        ----------
        makes : bool
            Whether they are made where there are none.

        Raises
        ------
        VerifyError
            As `verify.workbench.archive.shelf.opened`.
        """
        address, permit = settings.storage_address(self.home), self.permit
        with opened(self.home, address, self.person.actor, makes=makes, permit=permit) as shelf:
            yield shelf

    @property
    def permit(self) -> Permit:
        """What whoever works here may do, as of now.

        Raises
        ------
        SignedOutError
            If they may not sign in any more.
        """
        return Permit(self.person.key, self.people.role_of(self.person))

    def assert_may(self, deed: Deed) -> None:
        """Refuse a deed that whoever works here may not do.

        Raises
        ------
        NotPermittedError, SignedOutError
            As the names say.
        """
        self.permit.assert_may(deed)

    def give_role(self, name: str, role: Role) -> None:
        """Make somebody something else; see `People.give_role`.

        Raises
        ------
        NotPermittedError, UnknownPersonError, LastAdminError
            As the names say.
        """
        self.assert_may(Deed.KEEP_PEOPLE)
        self.people.give_role(name, role)

    def set_house(self, *, opens_private: bool, unknown_role: Role) -> None:
        """Set what holds for the whole house.

        Raises
        ------
        NotPermittedError
            If that is not theirs to say.
        """
        self.assert_may(Deed.SET_HOUSE)
        self.house_rules.set(opens_private=opens_private, unknown_role=unknown_role)

    def sees(self) -> Callable[[Path, ClipRecord], bool]:
        """Return what tells whether a clip, by its folder and record, may be seen; see `Sight`."""
        permit = self.permit
        if permit.may(Deed.SEE_PRIVATE):
            return lambda _folder, _record: True
        sight, alone = self._sight(permit), self.house_rules.opens_private

        def shows(folder: Path, record: ClipRecord) -> bool:
            return sight.shows(permit, _sha256_of(folder), record.sender, alone=alone)

        return shows

    def assert_seen(self, folder: Path) -> None:
        """Refuse a clip, by its folder, that may not be seen.

        Raises
        ------
        UnknownClipError, PrivateClipError, SignedOutError
            As the names say.
        """
        if self.permit.may(Deed.SEE_PRIVATE):
            return
        try:
            record = msgspec.json.decode((folder / CLIP_FILE).read_bytes(), type=ClipRecord)
        except FileNotFoundError as error:
            raise UnknownClipError from error
        if not self.sees()(folder, record):
            raise PrivateClipError

    def only_in_private_cases(self) -> Callable[[Path], bool]:
        """Return what tells whether a clip, by its folder, is in private cases and in no other."""
        hidden = self._sight(Permit("", Role.VIEWER)).hidden

        def is_one(folder: Path) -> bool:
            return _sha256_of(folder) in hidden

        return is_one

    def cases_with(self, sha256: str) -> list[CaseOpening]:
        """Return the cases with a clip that may be seen, the newest first.

        Raises
        ------
        VerifyError
            As `shelf`; not where nothing was kept yet.
        """
        try:
            with self.shelf() as shelf:
                return self._sights.cases_with(shelf, self.permit, sha256)
        except NoStoreError:
            return []

    def _sight(self, permit: Permit) -> Sight:
        try:
            with self.shelf() as shelf:
                return self._sights.of(shelf, permit)
        except NoStoreError:
            return Sight()

    def comfort(self) -> Comfort:
        """Return how pictures are to be shown to this person, as they set it last."""
        with contextlib.suppress(FileNotFoundError, msgspec.MsgspecError):
            return msgspec.json.decode(self._comfort_file.read_bytes(), type=Comfort)
        return Comfort()

    def set_comfort(self, comfort: Comfort) -> None:
        """Keep how pictures are to be shown to this person, through reloads and restarts."""
        file = self._comfort_file
        with writing_to(file.parent):
            aside = file.with_name(f".{file.name}")
            aside.write_bytes(msgspec.json.encode(comfort))
            aside.replace(file)

    @property
    def _comfort_file(self) -> Path:
        return self.home / "comfort" / f"{self.person.key}.json"


def _sha256_of(folder: Path) -> str | None:
    """Return the SHA-256 of a clip, by its folder, once anything was found in it."""
    kinds = (RESULT_FOLDER, FIRST_LOOK_FOLDER)
    known = (found_in(folder / kind / layout.ANALYSIS_FILE).sha256 for kind in kinds)
    return next(filter(None, known), None)
