"""A saved web page as the jail hands it on: the words of its article and what it says of itself.

All of it is the page's own word: a page can call itself anything, and give any date.
"""

from typing import Annotated

from msgspec import Meta, Struct

from verify.domain.articles import MOST_CHARACTERS

LONGEST_WORDS = 400
"""Of title, author, publisher and date; what is longer is none of these."""
Words = Annotated[str, Meta(max_length=LONGEST_WORDS)]


class PageWords(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was taken out of a page.

    Attributes
    ----------
    untrusted_text : str
        Main text in paragraphs; empty where no article was found.
    untrusted_published : str or None
        As the page writes it; of the day alone where it says no hour.
    misfit_bytes : int
        How many bytes of the page do not fit the encoding that it states.
    """

    untrusted_text: Annotated[str, Meta(max_length=2 * MOST_CHARACTERS)]
    untrusted_title: Words | None = None
    untrusted_author: Words | None = None
    untrusted_publisher: Words | None = None
    untrusted_published: Words | None = None
    misfit_bytes: Annotated[int, Meta(ge=0)] = 0
