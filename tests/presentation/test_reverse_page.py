"""The page of stills: opening it sends nothing, a button sends one picture whole and no more."""

import base64
import email
import email.policy
import hashlib
import re
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import msgspec
import numpy as np
import pytest

from tests.ui.browsing import expect, new_page
from verify.analysis.picture.keyframes import encode_jpeg
from verify.domain.custody import Actor
from verify.domain.engines import Engine
from verify.domain.findings import Analysis, Sandbox
from verify.domain.reverse_search import (
    Answer,
    Asked,
    Packet,
    PacketClip,
    PacketTool,
    SearchStill,
    StillPicture,
    Variant,
)
from verify.presentation.report import render_report
from verify.presentation.reverse_page import render_reverse_page
from verify.presentation.reverse_wording import asked_words

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAME = '<b onload="x">clip</b>.mp4'
_NOISE = np.random.default_rng(2).integers(0, 256, (120, 213, 3)).astype(np.uint8)
PICTURES = {
    "still-1.jpg": encode_jpeg(_NOISE, 95),
    "still-1-mirrored.jpg": encode_jpeg(cv2.flip(_NOISE, 1), 95),
}


def packet() -> Packet:
    pictures = [
        StillPicture(
            variant=variant,
            file=file,
            sha256=hashlib.sha256(content).hexdigest(),
            size_bytes=len(content),
            width_px=213,
            height_px=120,
            made_of=None if variant is Variant.AS_IT_IS else Variant.AS_IT_IS,
            parameters={},
        )
        for variant, (file, content) in zip(Variant, PICTURES.items(), strict=False)
    ]
    still = SearchStill(
        number=1,
        pts=1536,
        time_s=1.5,
        timecode="00:00:01.500",
        reason="Detail 100 of 100 (PDQ quality).",
        pdq="0" * 64,
        pdq_quality=100,
        sharpness=10.0,
        luma_mean=100.0,
        content_share=1.0,
        flat_share=0.1,
        pictures=pictures,
    )
    return Packet(
        schema="verify/reverse/1",
        made_utc=datetime(2026, 11, 26, tzinfo=UTC),
        tool=PacketTool(version="0", ffmpeg="8", opencv="4", jpeg_quality=95),
        sandbox=Sandbox(
            level="A",
            mechanism="none",
            denied=[],
            not_denied=[],
            passed_over=[],
            allowed_by="level",
        ),
        footage=PacketClip(sha256="a" * 64, size_bytes=9, untrusted_name=NAME),
        looked_at=1,
        time_base=(1, 1024),
        stills=[still],
        notes=[],
    )


def engine(name: str, address: str, **more: object) -> Engine:
    fields = {
        "name": name,
        "operator": "Somebody Ltd",
        "country": "Utopia",
        "method": "form",
        "address": address,
        "checked": date(2026, 11, 26),
        "learnt_from": "the test",
        "field": "upfile",
    }
    return msgspec.convert(fields | more, Engine)


class _Engine:
    """A server in an engine's place; `/leads-on` answers from another place, as engines do."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, str], bytes]] = []
        seen = self.seen

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                seen.append((f"{self.command} {self.path}", dict(self.headers), body))
                self.send_response(303 if self.path == "/leads-on" else 200)
                if self.path == "/leads-on":
                    port = self.headers["host"].rpartition(":")[2]
                    self.send_header("location", f"http://localhost:{port}/answer")
                self.send_header("content-type", "text/html")
                self.end_headers()
                self.wfile.write(b"<title>answer</title>")

            do_GET = do_POST = _answer

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def sent(self) -> list[str]:
        return [what for what, _headers, _body in self.seen if "favicon" not in what]


@pytest.fixture
def server() -> Iterator[_Engine]:
    """Return a server on this machine."""
    stand_in = _Engine()
    yield stand_in
    stand_in.server.shutdown()
    stand_in.server.server_close()


def _fields(headers: dict[str, str], body: bytes) -> dict[str, tuple[str | None, bytes]]:
    head = f"content-type: {headers['Content-Type']}\r\n\r\n".encode()
    message = email.message_from_bytes(head + body, policy=email.policy.HTTP)
    return {
        str(part.get_param("name", header="content-disposition")): (
            part.get_filename(),
            part.get_payload(decode=True) or b"",
        )
        for part in message.iter_parts()
    }


def test_a_still_reaches_an_engine_whole_and_nothing_leaves_before(
    browser: "Browser", server: _Engine, tmp_path: Path
) -> None:
    here = f"http://127.0.0.1:{server.port}"
    engines = [
        engine(
            "Files",
            f"{here}/leads-on",
            fields={"tn": "pc"},
            answers_from=[f"http://localhost:{server.port}"],
        ),
        engine("Text", f"{here}/text", picture_as="base64"),
        engine("Astray", f"{here}/leads-on"),
        engine("Page", f"{here}/page", method="page", field=None),
    ]
    file = tmp_path / "reverse.html"
    file.write_text(render_reverse_page(packet(), PICTURES, engines[:2]), "utf-8")
    context = browser.new_context()
    asked_for: list[str] = []
    context.on("request", lambda request: asked_for.append(request.url))
    page = new_page(context)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    page.wait_for_timeout(100)
    opened = [url for url in asked_for if not url.startswith("data:")]
    assert (opened, server.seen, complaints) == ([file.as_uri()], [], [])

    page.locator("summary").nth(1).click()
    with context.expect_page() as popup:
        page.get_by_role("button", name="Send still-1-mirrored.jpg to Files, Utopia").click()
    expect(popup.value).to_have_title("answer")
    assert server.sent() == ["POST /leads-on", "GET /answer"]
    _what, headers, body = server.seen[0]
    assert _fields(headers, body) == {
        "tn": (None, b"pc"),
        "upfile": ("still-1-mirrored.jpg", PICTURES["still-1-mirrored.jpg"]),
    }
    assert "referer" not in {name.lower() for name in headers}

    with context.expect_page() as popup:
        page.get_by_role("button", name="Send still-1.jpg to Text, Utopia").click()
    expect(popup.value).to_have_title("answer")
    _what, headers, body = next(seen for seen in server.seen if seen[0] == "POST /text")
    assert base64.b64decode(_fields(headers, body)["upfile"][1]) == PICTURES["still-1.jpg"]

    # Where an answer leads is named beforehand too, or a browser does not go there.
    del server.seen[:]
    file.write_text(render_reverse_page(packet(), PICTURES, engines[2:]), "utf-8")
    page.goto(file.as_uri())
    with page.expect_console_message(lambda said: "form-action" in said.text):
        page.get_by_role("button", name="Send still-1.jpg to Astray").click()
    assert "GET /answer" not in server.sent()
    context.close()


def test_each_button_says_what_leaves_and_to_whom() -> None:
    text = render_reverse_page(
        packet(), PICTURES, [engine("Lens", "https://a.example/up", note="Besides.")]
    )

    assert text.count("To whom: <b>Somebody Ltd, Utopia (a.example)</b>") == len(PICTURES)
    for still in packet().stills[0].pictures:
        assert f"Send {still.file} to Lens, Utopia" in text
        assert f"<b>{still.file}</b>, 3" in text.replace("kB", "")
        assert f"SHA-256 {still.sha256}" in text


def test_page_may_reach_the_engines_forms_and_nothing_else() -> None:
    engines = [
        engine("Form", "https://a.example/up", answers_from=["https://*.b.example"]),
        engine("Page", "https://c.example/", method="page", field=None),
    ]
    policy = re.search(
        r'Policy" content="([^"]*)"', render_reverse_page(packet(), PICTURES, engines)
    )

    assert policy is not None
    directives = policy[1].replace("&#39;", "'").split("; ")
    assert "default-src 'none'" in directives
    assert "form-action https://*.b.example https://a.example" in directives
    assert not any("unsafe" in rule for rule in directives if rule.startswith("script-src"))
    only_pages = render_reverse_page(packet(), PICTURES, engines[1:])
    assert "form-action &#39;none&#39;" in only_pages


def test_names_and_answers_of_strangers_stand_as_text() -> None:
    asked = Asked(
        event=3,
        clip_sha256="a" * 64,
        engine="Lens",
        answer=Answer.FOUND,
        still_sha256=None,
        untrusted_address="javascript:alert(1)",
        untrusted_note="<img src=x>\u202egpj",
        actor=Actor(untrusted_name="<i>Ana</i>", known_by="own_word"),
        recorded_utc=datetime(2026, 11, 25, tzinfo=UTC),
    )
    text = render_reverse_page(packet(), PICTURES, [engine("L", "https://a.example/")], [asked])

    assert "&lt;img src=x&gt;\ufffdgpj" in text
    assert "&lt;i&gt;Ana&lt;/i&gt; (by own word) on 25 November 2026" in text
    assert 'href="javascript' not in text
    assert NAME not in text


def test_pictures_beyond_the_pages_size_are_named_instead() -> None:
    room = len(PICTURES["still-1.jpg"])
    text = render_reverse_page(
        packet(), PICTURES, [engine("L", "https://a.example/")], picture_bytes=room
    )

    assert text.count("data:image/jpeg") == 1
    assert "choose still-1-mirrored.jpg in the folder of this page" in text


def test_nothing_found_is_called_silence() -> None:
    asked = Asked(
        event=1,
        clip_sha256="a" * 64,
        engine="Yandex Images",
        answer=Answer.NOTHING,
        still_sha256="b" * 64,
        untrusted_address=None,
        untrusted_note=None,
        actor=Actor(untrusted_name="ana", known_by="system_account"),
        recorded_utc=datetime(2026, 11, 6, 23, tzinfo=UTC),
    )

    assert asked_words(asked) == (
        "Yandex Images: nothing found, asked by ana on 6 November 2026; that an engine finds "
        "nothing is silence, not support."
    )


def test_a_report_without_a_match_ends_in_the_stills_to_search_by(analysis: Analysis) -> None:
    keyframes = sorted(analysis.keyframes or [], key=lambda keyframe: keyframe.frame)
    wanted = [keyframes[1].file, keyframes[0].file]

    report = render_report(analysis, None, {}, to_search_by=wanted)

    section = report.partition('<section id="archive"')[2].partition("</section>")[0]
    assert section.index('<a href="#k2">') < section.index('<a href="#k1">')
    assert f"<code>verify reverse {analysis.footage.untrusted_name}</code>" in section
    assert "nothing is silence, not support" in section
    assert "verify reverse" not in render_report(analysis, None, {})
