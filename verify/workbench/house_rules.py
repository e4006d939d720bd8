"""What an admin set for the whole house: who may see a new case, and what strangers are.

It lies in `house.json` in the home, readable by its owner only.
"""

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from verify.domain.roles import Role
from verify.workbench.kept_records import KeptRecords

_KEY = "house"


class _Rules(Struct, frozen=True, kw_only=True):
    opens_private: bool = False
    unknown_role: Role = Role.VIEWER


class HouseRules:
    """The rules of one home; as they were from the beginning where nobody set others.

    Parameters
    ----------
    home : Path
    """

    def __init__(self, home: Path) -> None:
        self._records = KeptRecords(home / "house.json", _Rules, can_be_lost=False)

    @property
    def opens_private(self) -> bool:
        """Whether a new case is private, and a clip that is in no case its sender's alone."""
        return self._rules().opens_private

    @property
    def unknown_role(self) -> Role:
        """What somebody is whom the proxy names, and nobody gave a role."""
        return self._rules().unknown_role

    def set(self, *, opens_private: bool | None = None, unknown_role: Role | None = None) -> None:
        """Change what is given."""
        with self._records.changing() as records:
            rules = records.get(_KEY, _Rules())
            if opens_private is not None:
                rules = replace(rules, opens_private=opens_private)
            if unknown_role is not None:
                rules = replace(rules, unknown_role=unknown_role)
            records[_KEY] = rules

    def _rules(self) -> _Rules:
        return self._records.read().get(_KEY, _Rules())
