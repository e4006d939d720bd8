"""Tags as they come out of a stranger's file: made printable, and bounded in length and number."""

from collections.abc import Iterable

from verify.domain.errors import shown_name

# Far more than any camera or editor writes, far less than would fill a page or a disk.
MOST_TAGS = 400
MOST_CHARACTERS = 1_000
_MOST_NAME_CHARACTERS = 120


def printable(text: str) -> str:
    """Return a text on one line, without what could move a cursor or reorder what is read."""
    # A shortened text is cut first: a tag may hold megabytes.
    return shown_name(text[: MOST_CHARACTERS + 1])


def bounded(tags: Iterable[tuple[str, str]], whose: str) -> tuple[dict[str, str], list[str]]:
    """Return printable tags, and a doubt for each way in which they are not complete.

    Parameters
    ----------
    tags : iterable of (name, text)
        As read; text of a wrong encoding has U+FFFD or lone surrogates for it.
    whose : str
        What the tags belong to, to begin a sentence with, such as "The container".
    """
    kept: dict[str, str] = {}
    left_out = shortened = altered = 0
    for name, text in tags:
        if len(kept) == MOST_TAGS:
            left_out += 1
            continue
        shown = printable(text)
        # Blanks at the ends only fill a field of fixed width.
        altered += shown.strip("\ufffd ") != text[: MOST_CHARACTERS + 1].strip("\0 ")
        shortened += len(shown) > MOST_CHARACTERS
        kept[_unused(shown_name(name[:_MOST_NAME_CHARACTERS]), kept)] = shown[:MOST_CHARACTERS]
    doubts = []
    if left_out:
        doubts.append(f"{whose} has {left_out} tags more than the {MOST_TAGS} listed.")
    if shortened:
        doubts.append(
            f"{shortened} of the tags of {whose.lower()} were cut at {MOST_CHARACTERS} characters."
        )
    if altered:
        doubts.append(
            f"{altered} of the tags of {whose.lower()} held characters that cannot be shown; "
            "U+FFFD stands for each."
        )
    return kept, doubts


def _unused(name: str, taken: dict[str, str]) -> str:
    """Return the name, numbered if another became the same when it was made printable."""
    if name not in taken:
        return name
    number = 2
    while f"{name} ({number})" in taken:
        number += 1
    return f"{name} ({number})"
