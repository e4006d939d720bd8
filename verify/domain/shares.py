"""Shares in percent, written the same wherever they are told: a space stands before the sign."""


def percent(share: float, places: int = 0) -> str:
    """Return a share, of which 1 is the whole, in percent.

    Examples
    --------
    >>> percent(0.6), percent(0.0314, 2)
    ('60 %', '3.14 %')
    """
    return f"{100 * share:.{places}f} %"
