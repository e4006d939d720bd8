"""A page of the app as a browser has it, without drawing it: Streamlit's WebSocket, spoken to.

Each change of a field and each press of a button is sent with the state of all fields, as a browser
does, and the page is what the server answered last. One process holds many of these.
"""

import asyncio
import json
import re
import ssl
import time
from collections.abc import Callable
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

PATIENCE_S = 60.0
_ID = re.compile(r"\$\$ID-[0-9a-f]{32}-(.+)", re.DOTALL)
_FINISHED, _WITH_ERROR, _FRAGMENT_FINISHED = 0, 1, 3
_TEXTS = frozenset(("text_area", "text_input"))
_CHOICES = frozenset(("radio", "selectbox"))


class PageError(Exception):
    """A page that shows an error, says no more, or does not come to what was waited for."""


class Page:
    """One open page of one person.

    Parameters
    ----------
    origin : str
        Such as `https://127.0.0.1:8501`.
    cookie : str
        Of the person's session.
    tls : ssl.SSLContext
    name, query : str
        Which page, with what behind the question mark.
    """

    def __init__(
        self, origin: str, cookie: str, tls: ssl.SSLContext, name: str, query: str = ""
    ) -> None:
        self._origin = origin
        self._cookie = cookie
        self._tls = tls
        self._name = name
        self._query = query
        self._script = ""
        self._socket: ClientConnection | None = None
        self._listening: asyncio.Task[None] | None = None
        self._drawn: dict[tuple[int, ...], Delta] = {}
        self._next: dict[tuple[int, ...], Delta] | None = None
        self._states: dict[str, WidgetState] = {}
        self._problem: str | None = None
        self._changed = asyncio.Condition()

    async def open(self, condition: Callable[["Page"], bool]) -> float:
        """Connect, ask for the page and return how long it took to come to a condition, seconds."""
        started_s = time.perf_counter()
        self._socket = await connect(
            f"{self._origin.replace('http', 'ws', 1)}/_stcore/stream",
            ssl=self._tls,
            origin=self._origin,  # type: ignore[arg-type]
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers={"Cookie": self._cookie},
            max_size=None,
            open_timeout=PATIENCE_S,
            ping_interval=None,
        )
        self._listening = asyncio.create_task(self._listen())
        await self._ask(ClientState(page_name=self._name))
        await self._until(condition, "opened")
        return time.perf_counter() - started_s

    async def close(self) -> None:
        """Leave the page."""
        if self._socket is not None:
            await self._socket.close()
        if self._listening is not None:
            await self._listening

    def has(self, key: str) -> bool:
        """Return whether there is a field or button of this key."""
        return any(_key(found) == key for _, _, found in self._widgets())

    def texts(self) -> str:
        """Return all plain text that is on the page, and what its links to pages are called."""
        elements = [
            one.new_element
            for one in self._drawn.values()
            if one.WhichOneof("type") == "new_element"
        ]
        return "\n".join(
            one.page_link.label if one.WhichOneof("type") == "page_link" else one.text.body
            for one in elements
            if one.WhichOneof("type") in ("text", "page_link")
        )

    def part(self, name: str, key: str) -> dict[str, Any]:
        """Return what a part of ours was given to show; nothing if it is not there."""
        for kind, _, found in self._widgets():
            is_it = kind == "bidi_component" and found.component_name.endswith(f"verify_{name}")
            if is_it and _key(found) == key:
                given: dict[str, Any] = json.loads(found.json)
                return given
        return {}

    def can_press(self, key: str) -> bool:
        """Return whether there is a button of this key that can be pressed."""
        return any(_key(found) == key and not found.disabled for _, _, found in self._widgets())

    def type_in(self, key: str, text: str) -> None:
        """Fill a field of a form; sent with its button."""
        self._states[self._widget(key)[2].id].string_value = text

    async def fill(self, key: str, text: str) -> None:
        """Fill a field outside of forms, or choose: sent when it is left, not waited for."""
        self.type_in(key, text)
        await self._ask(ClientState(fragment_id=self._widget(key)[1]))

    async def choose(self, key: str, place: int) -> None:
        """Choose an option by its place: sent, not waited for."""
        await self.fill(key, self._widget(key)[2].options[place])

    async def turn_on(self, key: str, condition: Callable[["Page"], bool]) -> None:
        """Turn a switch on and wait for what it shows."""
        self._states[self._widget(key)[2].id].bool_value = True
        await self._ask(ClientState(fragment_id=self._widget(key)[1]))
        await self._until(condition, f"turned on {key}")

    async def press(self, key: str, condition: Callable[["Page"], bool]) -> float:
        """Press a button and return how long it took to come to a condition, in seconds."""
        started_s = time.perf_counter()
        _, fragment, found = self._widget(key)
        await self._ask(ClientState(fragment_id=fragment), pressed=found.id)
        await self._until(condition, f"pressed {key}")
        return time.perf_counter() - started_s

    async def until(self, condition: Callable[["Page"], bool], what: str) -> float:
        """Wait for a condition and return how long it took, in seconds."""
        started_s = time.perf_counter()
        await self._until(condition, what)
        return time.perf_counter() - started_s

    def _widgets(self) -> list[tuple[str, str, Any]]:
        """Return the kind of each element, the part of the page it is drawn with, and itself."""
        found = []
        for one in self._drawn.values():
            if one.WhichOneof("type") == "new_element":
                kind = one.new_element.WhichOneof("type")
                if kind is not None:
                    found.append((kind, one.fragment_id, getattr(one.new_element, kind)))
        return found

    def _widget(self, key: str) -> tuple[str, str, Any]:
        for widget in self._widgets():
            if _key(widget[2]) == key:
                return widget
        raise PageError(f"{self._name}: there is no {key} on the page")

    async def _ask(self, asked: ClientState, pressed: str | None = None) -> None:
        if self._socket is None:
            raise PageError(f"{self._name} is not open")
        asked.query_string, asked.page_script_hash = self._query, self._script
        on_page = {widget.id for _, _, widget in self._widgets() if hasattr(widget, "id")}
        for name, state in self._states.items():
            if name in on_page:
                asked.widget_states.widgets.append(state)
        if pressed is not None:
            asked.widget_states.widgets.append(WidgetState(id=pressed, trigger_value=True))
        try:
            await self._socket.send(BackMsg(rerun_script=asked).SerializeToString())
        except WebSocketException as error:
            raise PageError(f"{self._name}: the connection broke: {error}") from error

    async def _until(self, condition: Callable[["Page"], bool], what: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE_S), self._changed:
                while not condition(self):
                    if self._problem is not None:
                        raise PageError(f"{self._name}, {what}: {self._problem}")
                    await self._changed.wait()
        except TimeoutError as error:
            said = f"not what was waited for within {PATIENCE_S:.0f} s; it says: {self.texts()}"
            raise PageError(f"{self._name}, {what}: {said}") from error
        if self._problem is not None:
            raise PageError(f"{self._name}, {what}: {self._problem}")

    async def _listen(self) -> None:
        assert self._socket is not None
        try:
            async for data in self._socket:
                assert isinstance(data, bytes)
                await self._take(ForwardMsg.FromString(data))
        except WebSocketException as error:
            self._problem = f"the connection broke: {error}"
        else:
            self._problem = self._problem or "the server closed the connection"
        async with self._changed:
            self._changed.notify_all()

    async def _take(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "new_session":
                self._begin(message)
            case "navigation":
                self._script = message.navigation.page_script_hash
            case "page_info_changed":
                self._query = message.page_info_changed.query_string
            case "delta":
                self._draw(tuple(message.metadata.delta_path), message.delta)
            case "script_finished":
                await self._finish(message.script_finished)
            case "session_event" | "page_not_found" as kind:
                self._problem = f"the server says {kind}"

    def _begin(self, message: ForwardMsg) -> None:
        """Begin to draw: a whole page in the place of the old one, or some parts of it anew."""
        self._script = message.new_session.page_script_hash or self._script
        parts = set(message.metadata.run.fragment_ids)
        kept = self._drawn.items() if parts else ()
        self._next = {place: one for place, one in kept if one.fragment_id not in parts}

    def _draw(self, place: tuple[int, ...], delta: Delta) -> None:
        drawn = self._drawn if self._next is None else self._next
        drawn[place] = delta
        if delta.WhichOneof("type") != "new_element":
            return
        kind = delta.new_element.WhichOneof("type")
        if kind == "exception":
            self._problem = f"an error stands on the page: {delta.new_element.exception.message}"
        elif kind is not None:
            self._know(kind, getattr(delta.new_element, kind))

    def _know(self, kind: str, widget: Any) -> None:
        """Keep the state of a field: as the server sets it, else as the person left it."""
        if kind in _TEXTS:
            if widget.set_value:
                self._states[widget.id] = WidgetState(id=widget.id, string_value=widget.value)
            else:
                default = WidgetState(id=widget.id, string_value=widget.default)
                self._states.setdefault(widget.id, default)
        elif kind in _CHOICES:
            if widget.set_value:
                self._states[widget.id] = WidgetState(id=widget.id, string_value=widget.raw_value)
            elif widget.id not in self._states:
                state = WidgetState(id=widget.id)
                if widget.HasField("default") and widget.options:
                    state.string_value = widget.options[widget.default]
                self._states[widget.id] = state
        elif kind == "checkbox":
            if widget.set_value:
                self._states[widget.id] = WidgetState(id=widget.id, bool_value=widget.value)
            else:
                default = WidgetState(id=widget.id, bool_value=widget.default)
                self._states.setdefault(widget.id, default)

    async def _finish(self, how: int) -> None:
        if how == _WITH_ERROR:
            self._problem = "the page's script has an error"
        if self._next is not None and how in (_FINISHED, _FRAGMENT_FINISHED):
            self._drawn, self._next = self._next, None
        async with self._changed:
            self._changed.notify_all()


def _key(widget: Any) -> str | None:
    found = _ID.fullmatch(getattr(widget, "id", ""))
    return found[1] if found else None
