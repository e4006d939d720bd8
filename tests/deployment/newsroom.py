"""A browser's part at the proxy of a newsroom, byte by byte: TLS, sign-in, uploads, ranges."""

import base64
import http.client
import json
import socket
import ssl
import time
from pathlib import Path

_SLICE_BYTES = 8 << 20
_PATIENCE_S = 240


class Visitor:
    """Somebody who comes by the proxy."""

    def __init__(self, certificate: Path, name: str, port: int, person: str, password: str) -> None:
        self._trusting = ssl.create_default_context(cafile=str(certificate))
        self._name, self._port = name, port
        word = base64.b64encode(f"{person}:{password}".encode()).decode()
        self.signed_in = {"Authorization": f"Basic {word}"}
        self.ours = self.signed_in | {"Origin": f"https://{name}:{port}"}

    def connected(self) -> ssl.SSLSocket:
        """Return a connection whose other end has shown the certificate of the name."""
        plain = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        return self._trusting.wrap_socket(plain, server_hostname=self._name)

    def ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes = b""
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        """Return status, body and headers of the answer."""
        connection = http.client.HTTPSConnection(self._name, self._port)
        connection.sock = self.connected()
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        try:
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()

    def upload(self, name: str, content: bytes) -> str:
        """Send a clip as the page does, in slices; return its id here."""
        told = {"untrusted_name": name, "size_bytes": len(content), "changed_ms": 1}
        status, said, _ = self.ask("POST", "/wb/uploads", self.ours, json.dumps(told).encode())
        assert status == 200, said
        upload, begin = json.loads(said)["id"], json.loads(said)["offset"]
        for offset in range(begin, len(content), _SLICE_BYTES):
            piece = content[offset : offset + _SLICE_BYTES]
            headers = self.ours | {"X-Offset": str(offset)}
            status, said, _ = self.ask("PUT", f"/wb/uploads/{upload}", headers, piece)
            assert status == 204, said
        status, said, _ = self.ask("POST", f"/wb/uploads/{upload}/finish", self.ours)
        assert status == 200, said
        return str(json.loads(said)["clip"])

    def findings(self, clip: str) -> dict[str, object]:
        """Return what was found in a clip, once it is there."""
        until = time.monotonic() + _PATIENCE_S
        while time.monotonic() < until:
            status, said, _ = self.ask("GET", f"/wb/clips/{clip}/analysis.json", self.signed_in)
            if status == 200:
                found: dict[str, object] = json.loads(said)
                return found
            assert status == 404, said
        raise AssertionError("no findings in time")

    def opens_a_websocket(self) -> bytes:
        """Return the first line that answers a page which opens its connection."""
        key = base64.b64encode(b"sixteen-bytes-00").decode()
        asked = {
            "Host": f"{self._name}:{self._port}",
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Key": key,
            "Sec-WebSocket-Version": "13",
            **self.ours,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in asked.items())
        with self.connected() as stream:
            stream.sendall(f"GET /_stcore/stream HTTP/1.1\r\n{lines}\r\n".encode())
            return stream.recv(4096).partition(b"\r\n")[0]
