"""Memory of the server while large files arrive, and whether each arrives as it was sent.

`python -m bench.uploads`: eight of 200 MB at once, then one of 4 GB if there is room on the disk.
The content is made as it is sent; the disk holds it once, in the home that is removed afterwards.
"""

import argparse
import hashlib
import http.client
import json
import shutil
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from bench.served import App, serving
from verify.workbench.desk import Desk

_SLICE_BYTES = 8 << 20
_ROOM_TO_SPARE_BYTES = 4 << 30


def _slices(seed: int, size_bytes: int) -> Iterator[bytes]:
    """Yield made content, no two slices alike."""
    noise = np.random.default_rng(seed).integers(0, 256, _SLICE_BYTES, np.uint8)
    for start in range(0, size_bytes, _SLICE_BYTES):
        noise[:8] = np.frombuffer(start.to_bytes(8, "little"), np.uint8)
        yield noise[: size_bytes - start].tobytes()


def _send(app: App, cookie: str, seed: int, size_bytes: int) -> tuple[str, str]:
    """Send one made file as a page does; returns the SHA-256 of what was sent, and its clip."""
    ours = {"Cookie": cookie, "Origin": app.origin}
    connection = http.client.HTTPConnection("127.0.0.1", app.port)

    def asked(method: str, path: str, body: bytes, **headers: str) -> bytes:
        connection.request(method, path, body, ours | headers)
        answer = connection.getresponse()
        content = answer.read()
        if answer.status not in (200, 204):
            raise RuntimeError(f"{method} {path}: {answer.status} {content.decode()}")
        return content

    announced = {"untrusted_name": f"{seed}.bin", "size_bytes": size_bytes, "changed_ms": seed}
    upload = json.loads(asked("POST", "/wb/uploads", json.dumps(announced).encode()))["id"]
    digest, offset = hashlib.sha256(), 0
    for content in _slices(seed, size_bytes):
        digest.update(content)
        asked("PUT", f"/wb/uploads/{upload}", content, **{"x-offset": str(offset)})
        offset += len(content)
    clip: str = json.loads(asked("POST", f"/wb/uploads/{upload}/finish", b""))["clip"]
    connection.close()
    return digest.hexdigest(), clip


def _is_whole(app: App, sent: tuple[str, str]) -> bool:
    sha256, clip = sent
    with (app.home / "clips" / clip / "received").open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest() == sha256


def _round(app: App, cookie: str, count: int, size_bytes: int) -> None:
    """Send so many files at once and print what became of them."""
    before_mb, started_s = app.memory_mb(), time.perf_counter()
    Path(f"/proc/{app.pid}/clear_refs").write_text("5")  # From here on the highest is counted.
    with ThreadPoolExecutor(count) as senders:
        sent = list(
            senders.map(lambda seed: _send(app, cookie, seed, size_bytes), range(1, count + 1))
        )
    took_s, most_mb = time.perf_counter() - started_s, app.memory_mb("VmHWM")
    whole = sum(_is_whole(app, one) for one in sent)
    print(
        f"  {count} of {size_bytes / 1e6:,.0f} MB at once: {whole} arrived as sent, "
        f"{took_s:.1f} s; server held {before_mb:.0f} MB before, {most_mb:.0f} MB at most"
    )
    desk = Desk(app.home)
    for _sha256, clip in sent:
        desk.remove(clip)


def main(*, has_large: bool = True) -> None:
    """Print the figures."""
    print("Uploads: memory of the server, and what arrived")
    with tempfile.TemporaryDirectory() as name, serving(Path(name)) as app:
        cookie = app.sign_in()
        _send(app, cookie, 99, _SLICE_BYTES)
        _round(app, cookie, 8, 200_000_000)
        if not has_large or shutil.disk_usage(name).free < 4e9 + _ROOM_TO_SPARE_BYTES:
            print("  1 of 4,000 MB: not sent, there is not enough room on the disk")
        else:
            _round(app, cookie, 1, 4_000_000_000)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--without-large", action="store_true", help="leave the 4 GB out")
    main(has_large=not parser.parse_args().without_large)
