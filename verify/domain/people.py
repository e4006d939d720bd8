"""Who uses the app, and what a name and a password may be.

A name is shown and written down as it was typed. It is compared without case and width,
so that no two people of one house have names that look the same in a log.
"""

import unicodedata
from dataclasses import dataclass

from verify.domain.custody import Actor
from verify.domain.errors import InputError, shown_name
from verify.domain.roles import Role

LONGEST_NAME = 64
SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 1024


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the app.

    Attributes
    ----------
    key : str
        Tells one person from another in files that are theirs alone; never shown.
    actor : Actor
        What the custody log says of them.
    role : Role or None
        As a proxy says; None where the people of the home are asked, at each deed anew.
    """

    key: str
    actor: Actor
    role: Role | None = None


class PersonNameError(InputError):
    """A text that cannot be the name of a person."""

    def __init__(self, untrusted_name: str) -> None:
        super().__init__(
            f"{shown_name(untrusted_name[:LONGEST_NAME])!r} cannot be a person's name: it takes "
            f"1 to {LONGEST_NAME} letters, digits, spaces and signs that can be seen, and no space "
            "at either end."
        )


class KnownPersonError(InputError):
    """Somebody of that name is there already."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is {shown_name(name)} already. Take another name, or give a new password with "
            "verify people password."
        )


class UnknownPersonError(InputError):
    """Nobody has that name."""

    def __init__(self, untrusted_name: str) -> None:
        super().__init__(
            f"Nobody here is called {shown_name(untrusted_name[:LONGEST_NAME])!r}. "
            "verify people list shows who is."
        )


class PasswordLengthError(InputError):
    """A password that is too short to hold, or too long to be read."""

    def __init__(self) -> None:
        super().__init__(
            f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD:,} characters. "
            "Four words that nobody expects together do."
        )


def name_of(untrusted_name: str, longest: int = LONGEST_NAME) -> str:
    r"""Return a text as a person's name.

    Raises
    ------
    PersonNameError
        If it is empty, too long, begins or ends with a space, or has a sign that cannot be seen.

    Examples
    --------
    >>> name_of("Le\u0301a")
    'Léa'
    """
    name = unicodedata.normalize("NFC", untrusted_name)
    if not (0 < len(name) <= longest and name == name.strip() and name.isprintable()):
        raise PersonNameError(untrusted_name)
    return name


def folded(name: str) -> str:
    """Return the form in which two names are the same.

    Examples
    --------
    >>> folded("ADA") == folded("Ada")
    True
    """
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def password_of(text: str) -> str:
    """Return a text as a password: the same on every keyboard.

    Raises
    ------
    PasswordLengthError
        If it is too short or too long.
    """
    password = unicodedata.normalize("NFKC", text)
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise PasswordLengthError
    return password
