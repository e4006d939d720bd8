"""Try what a worker must not be able to do, and say which attempts failed.

Run as a script by `jail.probe` through the very runner that decodes footage: what is printed is
what was seen, whatever the mechanism. Standard library only, and nothing of ours is imported.
Arguments: a file outside, a folder outside, the memory limit in bytes. Prints a JSON object of
attempt -> whether it was denied.
"""

import json
import mmap
import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path


def _connect() -> None:
    # A refused connection was still allowed to leave; only a denied socket counts.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as tcp:
        tcp.settimeout(0.2)
        tcp.connect_ex(("127.0.0.1", 9))


def _send() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp:
        udp.sendto(b"x", ("127.0.0.1", 9))


def _write_outside(folder: str) -> None:
    trace = Path(folder) / "trace"
    trace.write_bytes(b"x")
    trace.unlink()


def _read_secrets() -> None:
    # Its own environment was emptied; that of the process that holds the secrets is next door.
    Path(f"/proc/{os.getppid()}/environ").read_bytes()


def _is_denied(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, MemoryError, ValueError):
        return True
    return False


def main(arguments: list[str]) -> None:
    """Run every attempt once."""
    outside_file, outside_folder, memory_bytes = arguments[0], arguments[1], int(arguments[2])
    attempts: dict[str, Callable[[], object]] = {
        "tcp": _connect,
        "udp": _send,
        "read outside": lambda: Path(outside_file).read_bytes(),
        "write outside": lambda: _write_outside(outside_folder),
        "environment": _read_secrets,
        "signals": lambda: os.kill(os.getppid(), 0),
        "excess memory": lambda: mmap.mmap(-1, memory_bytes + (64 << 20)).close(),
    }
    denied = {name: _is_denied(attempt) for name, attempt in attempts.items()}
    sys.stdout.write(json.dumps(denied) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
