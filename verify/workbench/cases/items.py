"""Items of a checklist, read from a desk's text file."""

from pathlib import Path

from verify.domain import errors
from verify.domain.checklist import LONGEST_ITEM, MOST_ITEMS

DESK_FILE = "checklist.txt"
"""In a home: its items stand in every case that is opened there."""
_LARGEST_BYTES = 1 << 20


def desk_items(home: Path) -> list[str] | None:
    """Return the items of a desk's own checklist; None if its home has none.

    Raises
    ------
    FileInputError
        As `items_in`.
    """
    file = home / DESK_FILE
    return items_in(file) if file.is_file() else None


def items_in(file: Path) -> list[str]:
    """Return the items of a text file: one on each line; empty lines and those after # are none.

    Raises
    ------
    FileInputError
        If it is no text in UTF-8, or has no item, too many, too long or the same one twice.
    """
    try:
        with file.open("rb") as stream:
            content = stream.read(_LARGEST_BYTES + 1)
        lines = [line.strip() for line in content.decode("utf-8-sig").splitlines()]
    except FileNotFoundError as error:
        raise errors.FootageNotFoundError(file) from error
    except OSError as error:
        raise errors.UnreadableFileError(file, error.strerror or str(error)) from error
    except UnicodeDecodeError as error:
        raise errors.FileInputError(
            file, "is no text in UTF-8", "Save it as text, one item on each line."
        ) from error
    items = _items(lines)
    problem = _problem(items, is_whole=len(content) <= _LARGEST_BYTES)
    if problem is not None:
        raise errors.FileInputError(file, problem, "Write one item on each line.")
    return items


def items_of(text: str) -> list[str]:
    """Return the items of a text, as those of a file.

    Raises
    ------
    InputError
        If it has no item, too many, too long or the same one twice.
    """
    items = _items([line.strip() for line in text.splitlines()])
    if (problem := _problem(items, is_whole=True)) is not None:
        raise errors.InputError(f"The list {problem}. Write one item on each line.")
    return items


def _items(lines: list[str]) -> list[str]:
    return [line for line in lines if line and not line.startswith("#")]


def _problem(items: list[str], *, is_whole: bool) -> str | None:
    if not items:
        return "has no item"
    if len(items) > MOST_ITEMS or not is_whole:
        return f"has more than {MOST_ITEMS} items"
    if any(len(item) > LONGEST_ITEM for item in items):
        return f"has an item of more than {LONGEST_ITEM} characters"
    return "has an item twice" if len(set(items)) < len(items) else None
