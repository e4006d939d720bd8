"""What a user can get wrong about an archive, each as one sentence; see `errors` for the tree."""

from collections.abc import Sequence

from verify.domain.archive import Entry
from verify.domain.errors import FailedError, InputError, UnavailableError, VerifyError, shown_name

_MOST_LISTED = 10


class NotInArchiveError(InputError):
    """No entry has this name or key."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"No entry of the archive has the name or key {shown_name(text)}. verify archive list "
            "shows what is there."
        )


class NothingOfThatNameError(InputError):
    """Neither a file nor an entry has this name."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"{shown_name(text)} is no file here, no SHA-256 and no entry of the archive. Name the "
            "clip as you named it to search for it, or give its whole SHA-256."
        )


class NoFileOrEntryError(InputError):
    """Neither a file that could be read nor an entry whose file was kept."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"{shown_name(text)} is no file here, and no entry of the archive has that name or "
            "key. Check how it is written; verify archive list shows the entries."
        )


class SeveralEntriesError(InputError):
    """A name that more than one entry has, or that none has exactly."""

    def __init__(self, text: str, candidates: Sequence[Entry]) -> None:
        self.text = text
        self.candidates = candidates
        listed = "\n".join(
            f"  {entry.key}  {shown_name(entry.untrusted_names[0])}"
            for entry in candidates[:_MOST_LISTED]
        )
        more = len(candidates) - _MOST_LISTED
        rest = f"\n  and {more} more" if more > 0 else ""
        super().__init__(
            f"{shown_name(text)} does not say which entry is meant, so nothing was done. Give its "
            f"whole name, or its key:\n{listed}{rest}"
        )


class SeveralInLogError(InputError):
    """What was named stands in the log for more than one entry, none of them there any more."""

    def __init__(self, text: str, keys: Sequence[str]) -> None:
        self.text = text
        self.keys = keys
        listed = "\n".join(f"  {shown_name(key)}" for key in keys[:_MOST_LISTED])
        more = len(keys) - _MOST_LISTED
        rest = f"\n  and {more} more" if more > 0 else ""
        super().__init__(
            f"{shown_name(text)} stands in the log for {len(keys)} entries that are not in the "
            f"archive now. Give a key:\n{listed}{rest}"
        )


class FileNotKeptError(InputError):
    """The archive knows an entry by its hashes, and does not keep its file."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        super().__init__(
            f"The archive does not keep the file of {shown_name(entry.untrusted_names[0])} "
            f"({entry.key[:12]}), only its hashes. To keep a file, add it with --keep-original; "
            "it may still lie where it was added from."
        )


class NoStoreError(InputError):
    """There is no archive where one was named."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(
            f"There is no archive in {shown_name(place)}, and none was made. verify archive add "
            "or verify case new makes one; name another with --home."
        )


class HomeIsNoFolderError(InputError):
    """The home, or what it is said to lie in, is a file."""

    def __init__(self, home: str, file: str) -> None:
        self.home = home
        self.file = file
        super().__init__(
            f"There can be no archive in {shown_name(home)}: {shown_name(file)} is no folder. Name "
            "another folder with --home or VERIFY_HOME."
        )


class HomeClosedError(FailedError):
    """The system does not let this account look into the home."""

    def __init__(self, home: str, reason: str) -> None:
        self.home = home
        self.reason = reason
        super().__init__(
            f"The archive in {shown_name(home)} cannot be read: {reason}. Check who may read "
            "there, or name another folder with --home."
        )


class StoreGoneError(FailedError):
    """Files as received are there, and what says what they are is not."""

    def __init__(self, place: str) -> None:
        self.place = place
        super().__init__(
            f"{shown_name(place)} holds files as received, but the entries and the log that say "
            "what they are, are gone. Nothing was made or changed. Take verify.db back from a "
            "backup, and keep the folder as it is for whoever looks into it."
        )


class NotCheckedError(UnavailableError):
    """What was to be checked cannot be opened now; nothing is known of it."""

    def __init__(self, cause: VerifyError) -> None:
        self.cause = cause
        super().__init__(f"Nothing was checked. {cause}")
