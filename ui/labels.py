"""Text of others in labels, which Streamlit reads as Markdown: made to stand for itself."""

import re

from verify.domain.errors import shown_name

# What is read as an address even where every sign is escaped: of a page, of a mailbox.
_ADDRESS = re.compile(r"(https?(?=:)|www(?=\.)|@)", re.IGNORECASE)
_WORD_JOINER = "\u2060"
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def label(text: str) -> str:
    r"""Return text that, read as Markdown, is shown as it is.

    Examples
    --------
    >>> label("![x](http://y) :red[*z*]")
    '\\!\\[x\\]\\(http\u2060\\:\\/\\/y\\) \\:red\\[\\*z\\*\\]'
    """
    parted = _ADDRESS.sub(rf"\1{_WORD_JOINER}", shown_name(text))
    return _PUNCTUATION.sub(r"\\\1", parted)
