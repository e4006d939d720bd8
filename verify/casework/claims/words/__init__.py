"""Tables of words, and how a table becomes a pattern; what the rules know is written here."""

import re


def any_of(*tables: str) -> str:
    r"""Return a pattern for any of the phrases in tables that part them by "|" or line ends.

    Longer phrases win; a blank matches any white space.

    Examples
    --------
    >>> any_of("at least | at")
    '(?:at\\s+least|at)'
    """
    phrases = {" ".join(one.split()) for table in tables for one in re.split(r"[|\n]", table)}
    longest_first = sorted(phrases - {""}, key=lambda phrase: (-len(phrase), phrase))
    return "(?:" + "|".join(re.escape(one).replace("\\ ", r"\s+") for one in longest_first) + ")"


def word_pattern(*tables: str) -> re.Pattern[str]:
    """Return the pattern for whole words and phrases of tables, in either case."""
    return re.compile(rf"(?<![\w-]){any_of(*tables)}(?![\w-])", re.IGNORECASE)


def word_list(table: str) -> list[str]:
    """Return the words of a table without phrases, in their order."""
    return table.split()


def word_set(table: str) -> frozenset[str]:
    """Return the words of a table without phrases."""
    return frozenset(word_list(table))


def forms(table: str) -> str:
    r"""Return the pattern that a table of patterns writes with blanks and line ends for the eye.

    A blank matches any white space; a "|" with blanks or line ends on both sides is a bare one.

    Examples
    --------
    >>> forms("shot dead | kill(?:ed|s)?\n| lost their lives")
    'shot\\s+dead|kill(?:ed|s)?|lost\\s+their\\s+lives'
    """
    return re.sub(r"\s+", r"\\s+", re.sub(r"\s+\|\s+", "|", table.strip()))
