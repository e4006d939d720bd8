"""Try what a sealed process must not be able to do, and say which attempts failed.

Run by the launcher, in the very process that is to decode footage or in one like it: what is
printed is what was seen, whatever the mechanism. Arguments: the caller's process id, the memory
limit in bytes, a folder outside that holds `canary` and a listening `socket`. Prints a line for
each attempt, `denied NAME` or `possible NAME`. Does no harm where nothing is denied. Loads little:
every call of `verify` waits for this.
"""

from __future__ import annotations

import _socket
import ctypes
import errno
import mmap
import os
import resource
import sys

TYPE_CHECKING = False  # That of `typing` takes longer to load than all attempts together.
if TYPE_CHECKING:
    from collections.abc import Callable

_NEW_USER_NAMESPACE = 0x10000000
_READ_WORD_OF_TRACED = 2


def _connect() -> None:
    # A refused connection was still allowed to leave; only a denied socket counts.
    tcp = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
    try:
        tcp.connect_ex(("127.0.0.1", 9))
    finally:
        tcp.close()


def _send() -> None:
    udp = _socket.socket(_socket.AF_INET, _socket.SOCK_DGRAM)
    try:
        udp.sendto(b"x", ("127.0.0.1", 9))
    finally:
        udp.close()


def _connect_locally(address: str) -> None:
    local = _socket.socket(_socket.AF_UNIX, _socket.SOCK_STREAM)
    try:
        local.connect(address)
    finally:
        local.close()


def _read(file: str) -> bytes:
    handle = os.open(file, os.O_RDONLY)
    try:
        return os.read(handle, 1 << 16)
    finally:
        os.close(handle)


def _write(file: str) -> None:
    os.close(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600))
    os.unlink(file)  # noqa: PTH108 - pathlib takes longer to load than all attempts together


def _change(file: str) -> None:
    """Change a file without opening it for writing: its length, then its times."""
    for change in (lambda: os.truncate(file, 1), lambda: os.utime(file), lambda: _cut_off(file)):
        if not _is_denied(change):
            return
    raise PermissionError


def _cut_off(file: str) -> None:
    os.close(os.open(file, os.O_RDONLY | os.O_TRUNC))


def _read_secrets(caller: int) -> None:
    # Its own environment was emptied; those of the processes that hold the secrets are next door.
    if sys.platform == "darwin":
        _ask_for_arguments(caller)
        return
    own = set(_read("/proc/self/environ").split(b"\0"))
    for pid in filter(str.isdigit, os.listdir("/proc")):  # noqa: PTH208 - as above
        secrets: list[bytes] = []
        _is_denied(lambda: secrets.append(_read(f"/proc/{pid}/environ")))  # noqa: B023
        if secrets and set(secrets[0].split(b"\0")) - own:
            return
    raise PermissionError


def _ask_for_arguments(pid: int) -> None:
    """Ask macOS for a process's arguments and environment: CTL_KERN, KERN_PROCARGS2."""
    libc = ctypes.CDLL(None, use_errno=True)
    name = (ctypes.c_int * 3)(1, 49, pid)
    answer = ctypes.create_string_buffer(1 << 16)
    size = ctypes.c_size_t(len(answer))
    if libc.sysctl(name, 3, answer, ctypes.byref(size), None, 0) != 0:
        raise OSError(ctypes.get_errno(), "sysctl")


def _trace(pid: int) -> None:
    # Asks for what only a tracer may: refused as such, or because we are not one yet.
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace(_READ_WORD_OF_TRACED, pid, None, None)
    if ctypes.get_errno() != errno.ESRCH:
        raise OSError(ctypes.get_errno(), "ptrace")


def _fork() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def _enter_namespace() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_USER_NAMESPACE) != 0:
        raise OSError(ctypes.get_errno(), "unshare")


def _exceed_memory(memory_bytes: int) -> None:
    _is_denied(lambda: resource.setrlimit(resource.RLIMIT_DATA, (resource.RLIM_INFINITY,) * 2))
    mmap.mmap(-1, memory_bytes + (64 << 20), mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()


def _start_program() -> None:
    # The last attempt: where it succeeds, nothing is printed any more.
    os.execv("/usr/bin/true", ["true"])  # noqa: S606 - that is the attempt


def _is_denied(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, MemoryError, ValueError):
        return True
    return False


def by_name(outside: str, caller: int, memory_bytes: int) -> dict[str, Callable[[], object]]:
    """Return the attempts that make sense on this system, by name."""
    canary = f"{outside}/canary"
    all_systems: dict[str, Callable[[], object]] = {
        "tcp": _connect,
        "udp": _send,
        "local services": lambda: _connect_locally(f"{outside}/socket"),
        "read outside": lambda: _read(canary),
        "write outside": lambda: _write(f"{outside}/trace"),
        "change outside": lambda: _change(canary),
        "names outside": lambda: os.stat(canary),  # noqa: PTH116 - as above
        "environment": lambda: _read_secrets(caller),
        "signals": lambda: os.kill(caller, 0),
        "excess memory": lambda: _exceed_memory(memory_bytes),
        "other processes": _fork,
        "other programs": _start_program,
    }
    linux: dict[str, Callable[[], object]] = {
        "tracing": lambda: _trace(caller),
        "namespaces": _enter_namespace,
    }
    return (linux if sys.platform == "linux" else {}) | all_systems


def main(arguments: list[str]) -> None:
    """Run every attempt once."""
    caller, memory_bytes, outside = int(arguments[0]), int(arguments[1]), arguments[2]
    for name, attempt in by_name(outside, caller, memory_bytes).items():
        seen = "denied" if _is_denied(attempt) else "possible"
        sys.stdout.write(f"{seen} {name}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
