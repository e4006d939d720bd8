"""Is the server alive, and can people work at it: two addresses that answer whoever asks.

They say no more than which part fails. A look at the parts is shared by all who ask within some
seconds, so nobody can keep the storage busy by asking.
"""

import asyncio
import time
from collections.abc import Callable

import anyio
from starlette.responses import JSONResponse, Response

from verify.workbench.desk import Desk
from verify.workbench.health import PARTS

LIVE_PATH, READY_PATH = "/health/live", "/health/ready"
_HOLDS_S = 5.0
_PATIENCE_S = 8.0
_LOOKS_AT_ONCE = 8


class Health:
    """Looks at the parts of one desk, and holds what it saw for some seconds.

    Parameters
    ----------
    desk : Desk
    on_failing : callable
        Called with the name of each part that a look finds failing.
    """

    def __init__(self, desk: Desk, on_failing: Callable[[str], None]) -> None:
        self._desk = desk
        self._on_failing = on_failing
        self._looking = asyncio.Lock()
        self._seen: tuple[float, list[str]] | None = None

    async def answer(self, path: str) -> Response:
        """Answer a question after the state of the server."""
        headers = {"cache-control": "no-store"}
        if path == LIVE_PATH:
            return JSONResponse({"status": "live"}, headers=headers)
        failing = await self._failing()
        if failing:
            said = {"status": "not ready", "failing": failing}
            return JSONResponse(said, 503, headers=headers)
        return JSONResponse({"status": "ready"}, headers=headers)

    async def _failing(self) -> list[str]:
        async with self._looking:
            if self._seen is None or time.monotonic() - self._seen[0] > _HOLDS_S:
                failing = await self._look()
                self._seen = time.monotonic(), failing
                for part in failing:
                    self._on_failing(part)
            return self._seen[1]

    async def _look(self) -> list[str]:
        """Return the parts that fail, or do not answer in time."""
        works = dict.fromkeys(PARTS, False)
        limiter = anyio.CapacityLimiter(_LOOKS_AT_ONCE)

        async def look_at(part: str) -> None:
            works[part] = await anyio.to_thread.run_sync(
                PARTS[part], self._desk, abandon_on_cancel=True, limiter=limiter
            )

        with anyio.move_on_after(_PATIENCE_S):
            async with anyio.create_task_group() as tasks:
                for part in PARTS:
                    tasks.start_soon(look_at, part)
        return [part for part, does in works.items() if not does]
