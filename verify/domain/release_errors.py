"""What a user can get wrong about what anybody may see of a case, as sentences."""

from collections.abc import Sequence

from verify.domain.errors import FailedError, InputError, shown_name

_MOST_LISTED = 20


class UndecidedReleaseError(FailedError):
    """A report for anybody would show what no person has decided on.

    Parameters
    ----------
    undecided : sequence of (str, str)
        The name of each, and what it is.
    """

    def __init__(self, case_id: str, undecided: Sequence[tuple[str, str]]) -> None:
        self.case_id = case_id
        self.undecided = undecided
        listed = "\n".join(f"  {name}  {what}" for name, what in undecided[:_MOST_LISTED])
        more = len(undecided) - _MOST_LISTED
        rest = f"\n  and {more:,} more" if more > 0 else ""
        super().__init__(
            "The report for anybody was not written: nobody has decided yet whether this may be "
            f"shown:\n{listed}{rest}\nLook at each, then say so with verify case release {case_id} "
            "--keep NAME, --blur NAME or --drop NAME, and the same --analysis."
        )


class NothingToReleaseError(InputError):
    """Nothing of this name would be shown to anybody."""

    def __init__(self, case_id: str, name: str) -> None:
        self.case_id = case_id
        self.name = name
        super().__init__(
            f"{shown_name(name)} is nothing that a public report of case {case_id} would show. "
            f"verify case release {case_id} lists the names, with the --analysis of each clip."
        )
