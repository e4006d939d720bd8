"""Passwords that were wrong: how many, and how long whoever guesses has to wait.

Counted for the name, so that many machines cannot guess at one person, and for the address that
they come from, so that one machine cannot guess at many. Each count sinks with time by itself.
"""

import ipaddress
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

_MOST_COUNTED = 10_000
_IPV6_HOUSEHOLD_BITS = 64


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many wrong passwords pass, and after how long one more does."""

    tries: int
    one_more_after_s: float


OF_A_NAME = Allowance(10, 300.0)
OF_AN_ADDRESS = Allowance(30, 60.0)


class Attempts:
    """Wrong passwords, counted in the memory of one server.

    Parameters
    ----------
    clock : callable, optional
        Returns seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        # For each: how many had been wrong, and at what time that was.
        self._counted: dict[tuple[Allowance, str], tuple[float, float]] = {}

    def begin(self, name: str, address: str) -> float:
        """Count a try before its password is looked at; or return how many seconds to wait first.

        Counted first: else any number that come at once would all be looked at.
        """
        keys = _keys(name, address)
        with self._lock:
            wait_s = max(self._wait_s(key) for key in keys)
            if wait_s > 0:
                return wait_s
            for key in keys:
                self._count(key, self._wrong(key) + 1)
        return 0.0

    def was_right(self, name: str, address: str) -> None:
        """Take a try back; the name's other wrong ones are forgiven."""
        of_name, of_address = _keys(name, address)
        with self._lock:
            self._counted.pop(of_name, None)
            self._count(of_address, max(0.0, self._wrong(of_address) - 1))

    def _count(self, key: tuple[Allowance, str], wrong: float) -> None:
        # Put last again: the first is what nobody has tried for longest, and is forgotten.
        self._counted.pop(key, None)
        self._counted[key] = (wrong, self._clock())
        if len(self._counted) > _MOST_COUNTED:
            del self._counted[next(iter(self._counted))]

    def _wrong(self, key: tuple[Allowance, str]) -> float:
        wrong, at_s = self._counted.get(key, (0.0, 0.0))
        return max(0.0, wrong - (self._clock() - at_s) / key[0].one_more_after_s)

    def _wait_s(self, key: tuple[Allowance, str]) -> float:
        too_many = self._wrong(key) + 1 - key[0].tries
        return max(0.0, too_many * key[0].one_more_after_s)


def _keys(name: str, address: str) -> list[tuple[Allowance, str]]:
    return [(OF_A_NAME, name), (OF_AN_ADDRESS, _household(address))]


def _household(address: str) -> str:
    """Return what one guesser has of addresses: of IPv6 a whole network."""
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return address
    return str(ipaddress.ip_network((known.packed, _IPV6_HOUSEHOLD_BITS), strict=False))
