"""What a check says of a package of a case, as lines for people and fields for programs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from verify.presentation.wording import counted

if TYPE_CHECKING:
    from verify.workbench.cases.packages import PackageCheck


def package_lines(checked: "PackageCheck") -> Iterator[str]:
    """Yield what was looked at and what that showed; nothing is called whole that is not."""
    files = counted(checked.files, "file")
    size = f"{checked.bytes_read / 1e6:,.1f} MB"
    edition = "" if checked.edition is None else f"; {checked.edition} edition"
    yield f"Looked at:  {files}, {size}, {counted(len(checked.events), 'event')}{edition}"
    amiss = [fault for fault in checked.faults if not fault.is_open]
    if amiss:
        yield f"Found:      {counted(len(amiss), 'fault')}, named above"
        return
    if not checked.is_key_known or checked.key is None:
        yield "Found:      nothing that differs within it; whose key signed it is not known here."
    else:
        since = checked.sealed_utc
        unchanged = f"; unchanged since {since:%Y-%m-%d %H:%M:%S} UTC" if since else ""
        yield (
            f"Found:      nothing that differs from what was signed with {checked.key}{unchanged}; "
            "says nothing about whether the footage is true."
        )
    yield f"Known by:   {checked.package_sha256} (SHA-256 of its tagmanifest-sha256.txt)"
    yield (
        "What was left out before it was packed is not found by this check, and events between "
        "those of the case are not in it."
    )


def package_fields(checked: "PackageCheck") -> dict[str, Any]:
    """Return what was looked at and found."""
    return {
        "is_whole": checked.is_whole,
        "faults": checked.faults,
        "files": checked.files,
        "bytes_read": checked.bytes_read,
        "events": len(checked.events),
        "edition": checked.edition,
        "sealed_utc": checked.sealed_utc,
        "key": checked.key and str(checked.key),
        "is_signed": checked.is_signed,
        "is_key_known": checked.is_key_known,
        "package_sha256": checked.package_sha256,
    }
