"""What can be wrong with packages of cases, each as one sentence; see `errors` for the tree."""

from pathlib import Path

from verify.domain.errors import FailedError, FileInputError, InputError, shown_name
from verify.domain.packages import ForeignCase


class BadPackageError(FileInputError):
    """A package that cannot be looked into; nothing was taken from it.

    Parameters
    ----------
    path : Path
        The package.
    problem : str
        What is wrong, as the end of a sentence that begins with its name.
    """

    def __init__(self, path: Path, problem: str, advice: str | None = None) -> None:
        super().__init__(
            path,
            problem,
            advice
            or "Nothing was unpacked or taken from it. Ask whoever sent it to export it again.",
        )


class NewerPackageError(FileInputError):
    """A later version of Verify made the package."""

    def __init__(self, path: Path, form: str) -> None:
        self.form = form
        super().__init__(
            path,
            f"was made by a later version of Verify (its form is {shown_name(form)})",
            "Nothing was taken from it. Install that version or a later one.",
        )


class AlteredPackageError(FailedError):
    """A package that is not as it was made; nothing was taken from it."""

    def __init__(self, path: Path, faults: int) -> None:
        self.path = path
        self.faults = faults
        named = "what is named above" if faults == 1 else f"the {faults} things named above"
        super().__init__(
            f"Nothing was taken from {shown_name(str(path))}: {named} is not as it was packed. Ask "
            "whoever sent it for another copy."
        )


class PublicPackageError(FileInputError):
    """The edition for the public has no history that could be taken in."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path,
            "is the edition for the public, which has no history of the case to be taken in",
            "Ask for the internal edition; verify check PACKAGE looks at either.",
        )


class OwnCaseError(InputError):
    """The package is of a case that was opened in this home."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(
            f"Case {case_id} was opened in this home, so there is nothing to take in. verify check "
            "PACKAGE tells whether the package is as it was made."
        )


class ForeignCaseError(InputError):
    """The case is of others, who alone write into it."""

    def __init__(self, case: ForeignCase) -> None:
        self.case = case
        super().__init__(
            f"Case {case.case_id} is of others and was taken in; nobody writes into it here. To "
            f"read it: verify case show {case.case_id}. To go on from it, open a case of yours."
        )


class OtherHistoryError(FailedError):
    """A case of others was taken in before, and now tells another history."""

    def __init__(self, case_id: str, sequence: int, taken_in: int) -> None:
        self.case_id = case_id
        self.sequence = sequence
        self.taken_in = taken_in
        super().__init__(
            f"Nothing was taken in: this package of case {case_id} and the one that was taken in "
            f"before (event {taken_in}) differ in event {sequence} of their log. One log has one "
            "history. Keep both packages, and ask whoever sent them."
        )


class BrokenCaseError(FailedError):
    """The log does not hold a case as it was written; a signature would speak for what it holds."""

    def __init__(self, case_id: str) -> None:
        self.case_id = case_id
        super().__init__(
            f"Case {case_id} was not exported: its events are not as they were written. Run verify "
            "check, which names them, and leave the home as it is for whoever looks into it."
        )


class NothingToExportError(InputError):
    """The case holds nothing that this form has a place for."""

    def __init__(self, case_id: str, form: str, needs: str) -> None:
        self.case_id = case_id
        self.form = form
        super().__init__(
            f"Case {case_id} has nothing to write as {form}: {needs}. No file was written."
        )
