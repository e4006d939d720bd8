"""Text of others in labels, which Streamlit reads as Markdown: made to stand for itself."""

import re

from verify.domain.errors import shown_name

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def label(text: str) -> str:
    r"""Return text that, read as Markdown, is shown as it is.

    Examples
    --------
    >>> label("![x](http://y) :red[*z*]")
    '\\!\\[x\\]\\(http\\:\\/\\/y\\) \\:red\\[\\*z\\*\\]'
    """
    return _PUNCTUATION.sub(r"\\\1", shown_name(text))
