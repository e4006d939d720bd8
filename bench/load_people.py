"""What somebody in a newsroom does all day: looks into the archive, works on a claim, sends clips.

Each deed is done as on the page, and counts as done once the page shows it. What the app said it
kept is remembered, so that it can be looked for afterwards.
"""

import asyncio
import hashlib
import http.client
import json
import random
import ssl
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bench.load_page import PATIENCE_S, Page, PageError
from ui.labels import label

SLICE_BYTES = 8 << 20
_UPLOAD_BYTES = SLICE_BYTES + (2 << 20)
# Between the words and the button: about what a hand takes.
_HAND_S = 0.1


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that the app said it kept: who wrote what."""

    author: str
    case: str
    claim: int
    words: str


@dataclass
class Tally:
    """What all people did together.

    Attributes
    ----------
    took_s : dict of str to list of float
        How long each deed took, by its kind, from the last click to what it shows.
    notes, held_up, verdicts : list of Kept
    sent : dict of str to str
        SHA-256 of what was sent, by the clip that it became.
    problems : list of str
    """

    took_s: dict[str, list[float]] = field(default_factory=dict)
    notes: list[Kept] = field(default_factory=list)
    held_up: list[Kept] = field(default_factory=list)
    verdicts: list[Kept] = field(default_factory=list)
    sent: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def count(self, kind: str, took_s: float) -> None:
        """Count a deed."""
        self.took_s.setdefault(kind, []).append(took_s)


@dataclass(frozen=True, slots=True)
class Sought:
    """An entry that can be looked for: its name, and the PDQ of one of its pictures."""

    name: str
    pdq: str


class Colleague:
    """One person with a browser.

    Parameters
    ----------
    origin, cookie, tls
        As of `Page`.
    name : str
    case, claim : str and int
        What they work on; the claim is theirs to conclude on, notes go to any of `claims`.
    claims : list of int
    archive : list of Sought
    tally : Tally
    seed : int
    """

    def __init__(
        self,
        origin: str,
        cookie: str,
        tls: ssl.SSLContext,
        *,
        name: str,
        case: str,
        claim: int,
        claims: list[int],
        archive: list[Sought],
        tally: Tally,
        seed: int,
    ) -> None:
        self._origin, self._cookie, self._tls = origin, cookie, tls
        self.name = name
        self._case, self._claim, self._claims = case, claim, claims
        self._archive = archive
        self._tally = tally
        self._random = random.Random(seed)
        self._number = 0
        self._pages: dict[str, Page] = {}
        host = origin.removeprefix("https://")
        self._wire = http.client.HTTPSConnection(host, context=tls, timeout=PATIENCE_S)

    async def work(self, until_s: float, think_s: float) -> None:
        """Do each deed once, then one after the other until a time of the monotonic clock.

        Parameters
        ----------
        until_s : float
        think_s : float
            How long between two deeds, on average.
        """
        each: list[Callable[[], Awaitable[None]]] = [
            self.look_for_words,
            self.write_note,
            self.look_for_hash,
            self.hold_up,
            self.conclude,
            self.send,
            self.open_archive,
            self.open_case,
        ]
        often = [*each, *[self.look_for_words, self.write_note] * 4]
        first = self._random.sample(each, len(each))
        await asyncio.sleep(self._random.uniform(0, think_s))
        while first or time.monotonic() < until_s:
            deed = first.pop() if first else self._random.choice(often)
            try:
                await deed()
            except (PageError, OSError, http.client.HTTPException) as error:
                self._tally.problems.append(f"{self.name}, {deed.__name__}: {error}")
                await self.leave()
            await asyncio.sleep(self._random.uniform(0, 2 * think_s))
        await self.leave()

    async def leave(self) -> None:
        """Close all pages."""
        self._wire.close()
        for page in self._pages.values():
            await page.close()
        self._pages.clear()

    async def open_archive(self) -> None:
        """Open the archive's page, with the stills that it lists."""
        page = await self._opened("archive", "", lambda page: bool(_listed(page)))
        await self._look_at_stills(page)

    async def look_for_words(self) -> None:
        """Look for an entry by its name."""
        if "archive" not in self._pages:
            await self.open_archive()
        page, wanted = self._pages["archive"], self._random.choice(self._archive)
        started_s = time.perf_counter()
        await page.fill("text", wanted.name)
        await page.until(lambda page: _listed(page) == [wanted.name], f"sought {wanted.name}")
        self._tally.count("search the archive by words", time.perf_counter() - started_s)
        await self._look_at_stills(page)

    async def look_for_hash(self) -> None:
        """Look for an entry by a hash of one of its pictures."""
        if "hash" not in self._pages:
            key = "hash-asked"
            await self._opened("archive", "part=Search", lambda page: page.has(key), "hash")
        page, wanted = self._pages["hash"], self._random.choice(self._archive)
        page.type_in("hash-asked", wanted.pdq)
        found = f"{label(f'Open {wanted.name}')}\n0 bits, "
        took_s = await page.press("FormSubmitter:hash-Ask", lambda page: found in page.texts())
        self._tally.count("search the archive by a hash", took_s)

    async def open_case(self) -> None:
        """Open the case's page."""
        face = f"face-{self._claim}"
        await self._opened("case", f"case={self._case}", lambda page: page.has(face))

    async def write_note(self) -> None:
        """Write a note on any of the claims."""
        page, claim, words = await self._case_page(), self._random.choice(self._claims), self._new()
        await page.fill(f"note-{claim}", words)
        await asyncio.sleep(_HAND_S)
        took_s = await page.press(f"keep-{claim}", lambda page: _shows(page, claim, words))
        self._tally.count("write a note", took_s)
        self._tally.notes.append(Kept(self.name, self._case, claim, words))

    async def hold_up(self) -> None:
        """Hold something up as evidence."""
        page, claim, words = await self._case_page(), self._random.choice(self._claims), self._new()
        send = f"FormSubmitter:hold-{claim}-Hold it up"
        if not page.has(send):
            await page.turn_on(f"change-{claim}", lambda page: page.has(send))
        page.type_in(f"held-{claim}", words)
        page.type_in(f"held-note-{claim}", words)
        took_s = await page.press(send, lambda page: _shows(page, claim, words))
        self._tally.count("hold up evidence", took_s)
        self._tally.held_up.append(Kept(self.name, self._case, claim, words))

    async def conclude(self) -> None:
        """Give a verdict on one's own claim."""
        page, claim, words = await self._case_page(), self._claim, self._new()
        await page.choose(f"verdict-{claim}", self._random.randrange(2))
        await page.until(lambda page: page.can_press(f"conclude-{claim}"), "chose a verdict")
        await page.fill(f"reason-{claim}", words)
        await asyncio.sleep(_HAND_S)
        took_s = await page.press(f"conclude-{claim}", lambda page: _shows(page, claim, words))
        self._tally.count("give a verdict", took_s)
        self._tally.verdicts.append(Kept(self.name, self._case, claim, words))

    async def send(self) -> None:
        """Send a made file in slices; at times the connection is lost between two of them."""
        content = self._random.randbytes(_UPLOAD_BYTES)
        loses = self._random.random() < 1 / 3
        started_s = time.perf_counter()
        clip = await asyncio.to_thread(self._send, content, f"{self._new()}mp4", loses=loses)
        self._tally.count(f"send {_UPLOAD_BYTES >> 20} MB", time.perf_counter() - started_s)
        self._tally.sent[clip] = hashlib.sha256(content).hexdigest()

    def _send(self, content: bytes, name: str, *, loses: bool) -> str:
        said = {"untrusted_name": name, "size_bytes": len(content), "changed_ms": 1}
        announced = json.dumps(said).encode()
        begun = json.loads(self._asked("POST", "/wb/uploads", announced))
        while begun["offset"] < len(content):
            if loses and begun["offset"]:
                # As a page does that was opened anew.
                self._wire.close()
                begun = json.loads(self._asked("POST", "/wb/uploads", announced))
            offset: int = begun["offset"]
            piece = content[offset : offset + SLICE_BYTES]
            try:
                self._asked("PUT", f"/wb/uploads/{begun['id']}", piece, {"x-offset": str(offset)})
                begun["offset"] = offset + len(piece)
            except OSError:
                # The connection broke: what arrived is there, and the page goes on from it.
                self._wire.close()
                begun = json.loads(self._asked("POST", "/wb/uploads", announced))
        clip: str = json.loads(self._asked("POST", f"/wb/uploads/{begun['id']}/finish"))["clip"]
        return clip

    def _asked(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> bytes:
        sent = {"Cookie": self._cookie, "Origin": self._origin} | (headers or {})
        try:
            self._wire.request(method, path, body or None, sent)
            answer = self._wire.getresponse()
        except (ConnectionError, ssl.SSLEOFError):
            if method == "PUT":
                raise
            # It was idle, and the server let it go. A browser takes another.
            self._wire.close()
            self._wire.request(method, path, body or None, sent)
            answer = self._wire.getresponse()
        content = answer.read()
        if answer.status not in (200, 204):
            raise PageError(f"{method} {path}: {answer.status} {content[:200].decode()}")
        return content

    async def _look_at_stills(self, page: Page) -> None:
        addresses = [one["still"] for one in page.part("entries", "entries")["entries"]]
        started_s = time.perf_counter()
        for address in addresses:
            await asyncio.to_thread(self._asked, "GET", address)
        took_s = (time.perf_counter() - started_s) / len(addresses)
        self._tally.count("load a still", took_s)

    async def _case_page(self) -> Page:
        if "case" not in self._pages:
            await self.open_case()
        return self._pages["case"]

    async def _opened(
        self, name: str, query: str, condition: Callable[[Page], bool], kept_as: str | None = None
    ) -> Page:
        if before := self._pages.pop(kept_as or name, None):
            await before.close()
        page = Page(self._origin, self._cookie, self._tls, name, query)
        self._pages[kept_as or name] = page
        self._tally.count(f"open the {name}", await page.open(condition))
        return page

    def _new(self) -> str:
        self._number += 1
        # The full stop tells the first from the eleventh.
        return f"{self.name} says thing {self._number}."


def _listed(page: Page) -> list[str]:
    return [one["name"] for one in page.part("entries", "entries").get("entries", ())]


def _shows(page: Page, claim: int, words: str) -> bool:
    return words in json.dumps(page.part("claim", f"face-{claim}"))
