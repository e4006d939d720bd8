"""Who may see a case: everybody who signed in, or its owner, those invited, editors and admins."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from verify.domain.cases import AccessSet
from verify.domain.errors import UnavailableError
from verify.domain.roles import Deed, Permit


@dataclass(frozen=True, slots=True)
class CaseAccess:
    """Who may see one case.

    Attributes
    ----------
    is_private : bool
        False of a case of which nobody said anything, as of all from before.
    admitted : mapping of str to str or None
        Names by keys of people, the owner's first; None where the name was erased.
    """

    is_private: bool = False
    admitted: Mapping[str, str | None] = field(default_factory=dict)

    def is_seen_by(self, permit: Permit) -> bool:
        """Whether somebody may see the case."""
        return not self.is_private or permit.key in self.admitted or permit.may(Deed.SEE_PRIVATE)


SHARED = CaseAccess()


def access_of(said: Iterable[AccessSet]) -> dict[str, CaseAccess]:
    """Return who may see each case of which anything was said, from all that was, in order."""
    found: dict[str, CaseAccess] = {}
    for one in said:
        before = found.get(one.case_id, SHARED)
        admitted = dict(before.admitted)
        names = one.untrusted_admitted
        for place, key in enumerate(one.admits or ()):
            admitted[key] = names[place] if names and place < len(names) else None
        for key in one.excludes or ():
            admitted.pop(key, None)
        is_private = before.is_private if one.is_private is None else one.is_private
        found[one.case_id] = CaseAccess(is_private, admitted)
    return found


class PrivateCaseError(UnavailableError):
    """A case that somebody may not see."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(
            f"Case {case_id} is private: its owner, those invited and editors see it. Ask one of "
            "them to invite you."
        )


class PrivateClipError(UnavailableError):
    """Footage that stands only in cases which somebody may not see."""

    def __init__(self) -> None:
        super().__init__(
            "This clip is kept in private cases only, and you were not invited to one. Ask whoever "
            "gave you its address, or an editor."
        )


class NotYourCaseError(UnavailableError):
    """Who may see a case is its owner's and editors' to say."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(
            f"Who may see case {case_id} is said by whoever opened it, or by an editor. Nothing "
            "was done."
        )
