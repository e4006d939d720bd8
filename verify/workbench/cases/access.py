"""Who may see a case: made private, shared, people invited. Each is an event in the register."""

from verify.domain.case_access import (
    SHARED,
    CaseAccess,
    NotYourCaseError,
    PrivateCaseError,
    access_of,
)
from verify.domain.cases import CaseOpening
from verify.domain.custody import Action, Event
from verify.domain.errors import BadParameterError, shown_name
from verify.domain.people import Person, UnknownPersonError
from verify.domain.roles import THE_ACCOUNT, Deed
from verify.storage.case_records import REGISTER, accesses, openings, words_of
from verify.workbench.archive.shelf import Shelf
from verify.workbench.people import People, at_a_proxy


def open_access(shelf: Shelf) -> tuple[list[CaseOpening], dict[str, CaseAccess]]:
    """Return all cases, the oldest first, and who may see those of which anything was said."""
    register = list(shelf.store.events(REGISTER))
    return openings(register), access_of(accesses(register))


def assert_seen(shelf: Shelf, opening: CaseOpening) -> None:
    """Refuse a case that whoever works with the shelf may not see.

    Raises
    ------
    PrivateCaseError
        If it is private and they were not invited.
    """
    if not access(shelf, opening).is_seen_by(shelf.permit):
        raise PrivateCaseError(opening.case_id)


def access(shelf: Shelf, opening: CaseOpening) -> CaseAccess:
    """Return who may see a case."""
    return open_access(shelf)[1].get(opening.case_id, SHARED)


def is_owner(shelf: Shelf, opening: CaseOpening, held: CaseAccess) -> bool:
    """Whether whoever works with the shelf opened the case.

    Of a private one the key is asked, since somebody else may have taken the name later.
    """
    if held.admitted:
        return next(iter(held.admitted)) == shelf.permit.key
    return opening.actor == shelf.actor


def make_private(shelf: Shelf, opening: CaseOpening) -> Event:
    """Keep a case to its owner, those invited, editors and admins.

    Raises
    ------
    NotYourCaseError
        If it is somebody else's.
    BadParameterError
        If it is private already.
    """
    held = _held(shelf, opening)
    if held.is_private:
        raise BadParameterError("The case", "private", "a shared one")
    admits = {} if held.admitted else _owner(shelf, opening)
    return _set(shelf, opening, is_private=True, admits=admits)


def share(shelf: Shelf, opening: CaseOpening) -> Event:
    """Let everybody who signs in see a case; who was invited stays so.

    Raises
    ------
    NotYourCaseError
        If it is somebody else's.
    BadParameterError
        If it is shared already.
    """
    if not _held(shelf, opening).is_private:
        raise BadParameterError("The case", "shared", "a private one")
    return _set(shelf, opening, is_private=False)


def invite(shelf: Shelf, opening: CaseOpening, name: str) -> Event:
    """Let somebody see a private case, as what they are.

    Raises
    ------
    NotYourCaseError
        If it is somebody else's.
    UnknownPersonError, BadParameterError
        If nobody here is called so; if the case is shared, or they are invited already.
    """
    held = _held(shelf, opening)
    if not held.is_private:
        raise BadParameterError("The case", "shared", "a private one: everybody sees this one")
    person = _called(shelf, name)
    if person.key in held.admitted:
        raise BadParameterError("The invitation", shown_name(name), "somebody not invited yet")
    return _set(shelf, opening, admits={person.key: person.actor.untrusted_name})


def take_back(shelf: Shelf, opening: CaseOpening, name: str) -> Event:
    """Take an invitation back; the owner stays.

    Raises
    ------
    NotYourCaseError
        If it is somebody else's.
    BadParameterError
        If nobody of that name was invited.
    """
    held = _held(shelf, opening)
    invited = dict(list(held.admitted.items())[1:])
    meant: dict[str, str | None] = {key: known for key, known in invited.items() if known == name}
    if not meant:
        raise BadParameterError("The name", shown_name(name), "one of those who were invited")
    return _set(shelf, opening, excludes=meant)


def _held(shelf: Shelf, opening: CaseOpening) -> CaseAccess:
    held = access(shelf, opening)
    if not (shelf.permit.may(Deed.SHARE_ANY_CASE) or is_owner(shelf, opening, held)):
        raise NotYourCaseError(opening.case_id)
    return held


def _owner(shelf: Shelf, opening: CaseOpening) -> dict[str, str | None]:
    """Return the key and name of whoever opened a case, where that can be told for sure."""
    actor = opening.actor
    if actor == shelf.actor:
        return {shelf.permit.key: actor.untrusted_name}
    if actor.known_by == "sign_in":
        try:
            known = People(shelf.home).named(actor.untrusted_name)
        except UnknownPersonError:
            return _NOBODY
        # Who was given the name after the case was opened is somebody else.
        if known.added_utc <= opening.recorded_utc:
            return {known.person.key: actor.untrusted_name}
        return _NOBODY
    if actor.known_by == "proxy":
        return {at_a_proxy(actor.untrusted_name).key: actor.untrusted_name}
    return _NOBODY


_NOBODY: dict[str, str | None] = {THE_ACCOUNT.key: None}
"""Stands first where no owner can be told: the machine's own account sees all anyway."""


def _called(shelf: Shelf, name: str) -> Person:
    try:
        return People(shelf.home).named(name).person
    except UnknownPersonError:
        # Behind a proxy only that knows who there is.
        if shelf.actor.known_by != "proxy":
            raise
        return at_a_proxy(name)


def _set(
    shelf: Shelf,
    opening: CaseOpening,
    *,
    is_private: bool | None = None,
    admits: dict[str, str | None] | None = None,
    excludes: dict[str, str | None] | None = None,
) -> Event:
    words = words_of(
        case_id=opening.case_id,
        is_private=is_private,
        admits=list(admits) if admits else None,
        excludes=list(excludes) if excludes else None,
        untrusted_admitted=_names(admits),
        untrusted_excluded=_names(excludes),
    )
    return shelf.store.record(Action.CASE_ACCESS_SET, REGISTER, words, shelf.actor)


def _names(people: dict[str, str | None] | None) -> list[str] | None:
    return [name or "" for name in people.values()] if people else None
