"""Cases of others in words: always set apart from ours, and said to be theirs."""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from verify.domain.checkpoints import PublicKey
from verify.domain.errors import shown_name
from verify.domain.packages import ForeignCase
from verify.presentation.case_records_wording import by, written_words

_THEIRS = "| "


def foreign_words(one: ForeignCase) -> str:
    """Return a case of others on one line."""
    title = written_words(one.untrusted_title)
    return (
        f"{one.case_id}  {title}; of others, up to their event {one.last_event}; taken in by "
        + (by(one))
    )


def foreign_fields(one: ForeignCase) -> dict[str, Any]:
    """Return how and when a case of others was taken in; what it says is apart."""
    fields: dict[str, Any] = msgspec.to_builtins(one)
    del fields["untrusted_history"]
    return fields


def foreign_lines(
    one: ForeignCase, lines: Iterable[str], known: Iterable[PublicKey]
) -> Iterator[str]:
    """Yield a case of others as they wrote it.

    Parameters
    ----------
    lines : iterable of str
        The case in words, as one of ours would be; empty if it was erased.
    known : iterable of PublicKey
        Whose signatures this account knows.
    """
    is_known = one.key in map(str, known)
    signer = (
        "a key that this account knows" if is_known else "a key that this account does not know"
    )
    yield f"A case of others, taken in by {by(one)}."
    yield f"Signed with {signer}: {shown_name(one.key)}"
    yield f"Package:  {one.package_sha256} (SHA-256 of its tagmanifest-sha256.txt)"
    yield f"Their log ends for it with event {one.last_event}, {one.head}"
    yield "What follows are their words, names and numbers of events. That it came whole says"
    yield "nothing of whether it is so, and none of it counts for a case of yours."
    yield ""
    yield from (f"{_THEIRS}{line}".rstrip() for line in lines)
    if one.untrusted_history is None:
        yield f"{_THEIRS}words erased"
