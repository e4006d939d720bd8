"""What hostile files reach for: files of another case, and an address; each sees who comes.

The files are watched through inotify, which sees the opening of a file itself, by whatever name,
through whatever mount, and by whatever process.
"""

import contextlib
import ctypes
import os
import selectors
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.synthesis.clips import Clip

_IN_ACCESS, _IN_OPEN = 0x1, 0x20
_EVENT = struct.Struct("iIII")


@dataclass
class Lures:
    """A clip of another case, a clip beside the hostile files, and a listener on the loopback.

    Attributes
    ----------
    other : Path
        A clip that plays, in a folder of its own.
    sibling : str
        The name of a clip that plays, in the folder of the hostile files.
    port : int
        TCP and UDP, on 127.0.0.1.
    """

    folder: Path
    other: Path = field(init=False)
    sibling: str = "sibling.mp4"
    port: int = field(init=False)
    _calls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.other = self.folder / "other-case" / "witness.mp4"
        self.other.parent.mkdir(parents=True)
        Clip().write(self.other)
        Clip().write(self.folder / self.sibling)
        libc = ctypes.CDLL(None, use_errno=True)
        self._inotify = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        for file in (self.other, self.folder / self.sibling):
            if libc.inotify_add_watch(self._inotify, os.fsencode(file), _IN_ACCESS | _IN_OPEN) < 0:
                raise OSError(ctypes.get_errno(), "inotify", str(file))
        self._tcp = socket.create_server(("127.0.0.1", 0))
        self.port = self._tcp.getsockname()[1]
        self._udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._udp.bind(("127.0.0.1", self.port))
        self._stop, self._stopped = os.pipe()
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    @property
    def address(self) -> str:
        """Where the listener is, as the start of a URL's rest."""
        return f"127.0.0.1:{self.port}"

    def openings(self) -> int:
        """Return how often a lure was opened or read since the last call."""
        events = b""
        with contextlib.suppress(BlockingIOError):
            while block := os.read(self._inotify, 1 << 16):
                events += block
        return len(events) // _EVENT.size

    def visitors(self) -> list[str]:
        """Return who called until now, in order."""
        here = ("127.0.0.1", self.port)
        with (
            socket.create_connection(here) as caller,
            socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
        ):
            # Whoever called before us is seen before us.
            sender.sendto(b"", here)
            sender.connect(here)
            ours = {f"tcp from {caller.getsockname()}", f"udp from {sender.getsockname()}"}
            while not ours <= {*self._calls}:
                time.sleep(0.001)
        for call in ours:
            self._calls.remove(call)
        return list(self._calls)

    def _listen(self) -> None:
        with selectors.DefaultSelector() as selector:
            for source in (self._tcp, self._udp, self._stop):
                selector.register(source, selectors.EVENT_READ)
            while True:
                for key, _ in selector.select():
                    if key.fileobj is self._tcp:
                        connection, peer = self._tcp.accept()
                        connection.close()
                        self._calls.append(f"tcp from {peer}")
                    elif key.fileobj is self._udp:
                        self._calls.append(f"udp from {self._udp.recvfrom(2048)[1]}")
                    else:
                        return

    def close(self) -> None:
        """Stop to listen and to watch."""
        os.write(self._stopped, b".")
        self._thread.join()
        self._tcp.close()
        self._udp.close()
        for handle in (self._inotify, self._stop, self._stopped):
            os.close(handle)
