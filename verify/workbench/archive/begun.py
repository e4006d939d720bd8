"""Work that is begun now and asked for later: an archive is read while a clip is decoded."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Begun(Generic[Result]):
    """A call that runs in a thread of its own; calling this waits for what it returns.

    Nobody who stops the program waits for it.

    Parameters
    ----------
    call : callable
        What is to be done. What it raises is raised where the result is asked for.

    Attributes
    ----------
    is_asked_for : bool
        Whether anybody has asked for the result.
    """

    def __init__(self, call: Callable[[], Result]) -> None:
        self._call = call
        self.is_asked_for = False
        self._results: list[Result] = []
        self._errors: list[Exception] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def __call__(self) -> Result:
        """Return the result, once it is there."""
        self.is_asked_for = True
        self._thread.join()
        for error in self._errors:
            raise error
        return self._results[0]

    def settle(self) -> None:
        """Wait until it has ended, whatever came of it."""
        self._thread.join()

    def _run(self) -> None:
        try:
            self._results.append(self._call())
        except Exception as error:  # noqa: BLE001 - raised again where it is asked for
            self._errors.append(error)
