"""The clocks of this machine, and of machines that tell less or otherwise."""

import ctypes
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from verify.storage import clock


@pytest.fixture(autouse=True)
def _boot_is_looked_up_anew() -> Iterator[None]:
    clock._this_boot.cache_clear()
    yield
    clock._this_boot.cache_clear()


def test_the_clock_tells_the_time_with_its_zone_and_a_steady_count() -> None:
    first = clock.system_clock()
    time.sleep(0.01)
    second = clock.system_clock()

    assert abs(first.recorded_utc - datetime.now(UTC)) < timedelta(seconds=5)
    assert 10e6 <= second.monotonic_ns - first.monotonic_ns < 5e9
    assert first.boot == second.boot


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_run_of_the_machine_has_the_name_that_linux_gives_it() -> None:
    name = Path("/proc/sys/kernel/random/boot_id").read_text().strip()

    assert clock.system_clock().boot == name


def test_without_a_name_each_process_is_a_run_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(sys, "platform", "freebsd")
    monkeypatch.setattr(Path, "read_text", refuse)

    assert clock._this_boot().startswith("process-")


@pytest.mark.parametrize(("answer", "boot"), [(0, "3A5C-77"), (-1, "process-")])
def test_on_macos_the_session_of_the_boot_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, answer: int, boot: str
) -> None:
    class Libc:
        def __init__(self, *_: object, **__: object) -> None:
            pass

        def sysctlbyname(self, name: bytes, text: Any, *_: object) -> int:
            assert name == b"kern.bootsessionuuid"
            text.value = b"3A5C-77"
            return answer

    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", Libc)

    assert clock._this_boot().startswith(boot)
