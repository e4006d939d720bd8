"""Who may do what: four roles, each with all of the one before, and the least role of each deed.

This is the only such table. Events of the custody log are deeds too (`BY_ACTION`), so nothing can
be written to it that the table does not allow, whichever page, route or command asks for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from verify.domain.custody import Action
from verify.domain.errors import InputError, UnavailableError, shown_name


class Role(StrEnum):
    """What somebody is in a newsroom, the least first."""

    VIEWER = "viewer"
    JOURNALIST = "journalist"
    EDITOR = "editor"
    ADMIN = "admin"

    def reaches(self, least: "Role") -> bool:
        """Whether this role has all that another one has.

        Examples
        --------
        >>> Role.EDITOR.reaches(Role.JOURNALIST)
        True
        """
        order = list(Role)
        return order.index(self) >= order.index(least)


class Deed(StrEnum):
    """What a person does, as the end of "may"."""

    READ = "read shared cases and the archive"
    ADD_FOOTAGE = "add footage and have it analysed"
    REMOVE_OWN_FOOTAGE = "remove footage that you added"
    COMPARE_CLIPS = "hold the clocks of clips against each other"
    OPEN_CASE = "open cases"
    WRITE_IN_CASE = "write in cases"
    EXPORT_CASE = "write reports and other forms of cases"
    ADD_TO_ARCHIVE = "add to the archive"
    ASK_ELSEWHERE = "make stills for search engines of others"
    CHECK = "check the log and all that is kept"
    SEE_PRIVATE = "see every private case"
    SHARE_ANY_CASE = "make cases of others private, share them, invite to them"
    RULE = "rule whether clips are of one recording"
    RELEASE = "decide what a public report shows"
    CLOSE_CASE = "close cases and open them again"
    JUDGE_MATCH = "accept or reject matches and copies in the archive"
    REMOVE_ENTRY = "take entries out of the archive"
    EXPORT_ARCHIVE = "write the archive out"
    REMOVE_ANY_FOOTAGE = "remove footage of others"
    ERASE_WORDS = "erase words in the custody log"
    KEEP_PEOPLE = "see and set who has which role"
    SET_HOUSE = "set what holds for the whole house"
    SEE_STORAGE = "see where and how much is kept"


LEAST: Mapping[Deed, Role] = MappingProxyType(
    {
        Deed.READ: Role.VIEWER,
        Deed.ADD_FOOTAGE: Role.JOURNALIST,
        Deed.REMOVE_OWN_FOOTAGE: Role.JOURNALIST,
        Deed.COMPARE_CLIPS: Role.JOURNALIST,
        Deed.OPEN_CASE: Role.JOURNALIST,
        Deed.WRITE_IN_CASE: Role.JOURNALIST,
        Deed.EXPORT_CASE: Role.JOURNALIST,
        Deed.ADD_TO_ARCHIVE: Role.JOURNALIST,
        Deed.ASK_ELSEWHERE: Role.JOURNALIST,
        Deed.CHECK: Role.JOURNALIST,
        Deed.SEE_PRIVATE: Role.EDITOR,
        Deed.SHARE_ANY_CASE: Role.EDITOR,
        Deed.RULE: Role.EDITOR,
        Deed.RELEASE: Role.EDITOR,
        Deed.CLOSE_CASE: Role.EDITOR,
        Deed.JUDGE_MATCH: Role.EDITOR,
        Deed.REMOVE_ENTRY: Role.EDITOR,
        Deed.EXPORT_ARCHIVE: Role.EDITOR,
        Deed.REMOVE_ANY_FOOTAGE: Role.EDITOR,
        Deed.ERASE_WORDS: Role.ADMIN,
        Deed.KEEP_PEOPLE: Role.ADMIN,
        Deed.SET_HOUSE: Role.ADMIN,
        Deed.SEE_STORAGE: Role.ADMIN,
    }
)
"""The least role that each deed takes."""

BY_ACTION: Mapping[Action, Deed] = MappingProxyType(
    {
        Action.RECEIVED: Deed.ADD_TO_ARCHIVE,
        Action.VIEWED: Deed.READ,
        Action.DERIVED: Deed.ADD_TO_ARCHIVE,
        Action.ADDED: Deed.ADD_TO_ARCHIVE,
        Action.IMPORTED: Deed.ADD_TO_ARCHIVE,
        Action.SOURCE_RECORDED: Deed.ADD_TO_ARCHIVE,
        Action.REMOVED: Deed.REMOVE_ENTRY,
        Action.ACCEPTED: Deed.JUDGE_MATCH,
        Action.REJECTED: Deed.JUDGE_MATCH,
        Action.ASKED_ELSEWHERE: Deed.ASK_ELSEWHERE,
        Action.TRANSCRIBED: Deed.ADD_TO_ARCHIVE,
        Action.CASE_OPENED: Deed.OPEN_CASE,
        # Whose case it is counts too; see `workbench.cases.access`.
        Action.CASE_ACCESS_SET: Deed.OPEN_CASE,
        Action.ARTICLE_READ: Deed.WRITE_IN_CASE,
        Action.CLIP_ATTACHED: Deed.WRITE_IN_CASE,
        Action.CLAIM_WRITTEN: Deed.WRITE_IN_CASE,
        Action.NOTED: Deed.WRITE_IN_CASE,
        Action.EVIDENCE_GIVEN: Deed.WRITE_IN_CASE,
        Action.WITHDRAWN: Deed.WRITE_IN_CASE,
        Action.CHECKED: Deed.WRITE_IN_CASE,
        Action.PROPOSAL_DECLINED: Deed.WRITE_IN_CASE,
        Action.VERDICT_GIVEN: Deed.WRITE_IN_CASE,
        Action.PLACED: Deed.WRITE_IN_CASE,
        Action.HYPOTHESIS_WRITTEN: Deed.WRITE_IN_CASE,
        Action.EVIDENCE_WEIGHED: Deed.WRITE_IN_CASE,
        Action.CHECKLIST_SET: Deed.WRITE_IN_CASE,
        Action.CHECKLIST_ANSWERED: Deed.WRITE_IN_CASE,
        Action.CLIPS_COMPARED: Deed.WRITE_IN_CASE,
        Action.RECORDING_RULED: Deed.RULE,
        Action.CASE_CLOSED: Deed.CLOSE_CASE,
        Action.RELEASE_DECIDED: Deed.RELEASE,
        Action.EXPORTED: Deed.EXPORT_CASE,
        Action.CASE_IMPORTED: Deed.WRITE_IN_CASE,
        Action.PAYLOAD_ERASED: Deed.ERASE_WORDS,
        Action.TIMESTAMPED: Deed.CHECK,
        # By the machine, beside what a person did.
        Action.KEY_CHANGED: Deed.READ,
        Action.CLOCK_JUMPED: Deed.READ,
    }
)
"""Which deed an event of the custody log is."""


def lacking_words(deed: Deed, role: Role) -> str:
    """Return why somebody of a role may not do something, and who could change that.

    Examples
    --------
    >>> lacking_words(Deed.CLOSE_CASE, Role.VIEWER)
    'To close cases and open them again takes the role editor; yours is viewer. Admins give roles.'
    """
    return f"To {deed} takes the role {LEAST[deed]}; yours is {role}. Admins give roles."


class NotPermittedError(UnavailableError):
    """A deed that takes another role than the person has."""

    def __init__(self, deed: Deed, role: Role) -> None:
        self.deed = deed
        self.role = role
        self.least = LEAST[deed]
        super().__init__(f"{lacking_words(deed, role)} Nothing was done.")


class SignedOutError(UnavailableError):
    """Somebody who may not sign in any more, or whose session ended."""

    def __init__(self) -> None:
        super().__init__("You are signed out, so nothing was done. Load the page anew to sign in.")


class LastAdminError(InputError):
    """What would leave people without an admin."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"Without {shown_name(name)} as admin there would be none. Make somebody else admin "
            "first: verify people role NAME admin."
        )


@dataclass(frozen=True, slots=True)
class Permit:
    """Who asks, and as what.

    Attributes
    ----------
    key : str
        Of the person; see `people.Person`.
    role : Role
    """

    key: str
    role: Role

    def may(self, deed: Deed) -> bool:
        """Whether the role allows a deed."""
        return self.role.reaches(LEAST[deed])

    def assert_may(self, deed: Deed) -> None:
        """Refuse a deed that the role does not allow.

        Raises
        ------
        NotPermittedError
            If it takes another role.
        """
        if not self.may(deed):
            raise NotPermittedError(deed, self.role)


THE_ACCOUNT = Permit("account", Role.ADMIN)
"""Whoever has the account that the home is of: they can do anything to its files all the same."""


def deeds_of(role: Role) -> Sequence[Deed]:
    """Return what a role allows beyond the role before it."""
    return [deed for deed, least in LEAST.items() if least is role]
