"""A Telegram Desktop export in JSON: `result.json`, with the media in folders below it.

One chat stands at the top, or several under `chats` and `left_chats`. `date` is the local time of
the machine that exported, without its zone; `date_unixtime`, which exports have since 2022, is
certain of the moment. Of a forwarded message both are the time of the forward, not of the post.
"""

import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path

from msgspec import Raw, Struct, field

from verify.domain.sources import ClaimedDate, SourceRecord, merged
from verify.media.sidecars.side_file import SideFile, is_said

FILE_NAME = "result.json"
PAGE_NAME = "messages.html"
"""What an export in HTML begins with, each chat in a folder of its own."""

NOT_JSON = (
    "a Telegram export in HTML is not read; to have the posts of these files, export again with "
    "the format JSON."
)
# About a million messages. The file is held in memory once, and again if it has to be mended.
_CAP_BYTES = 256 << 20
_LEFT_OUT = ("(File not included", "(File exceeds", "(File unavailable", "(Photo ")
_WITH_ADDRESS = ("channel", "supergroup")
_THUMBNAIL = "thumbnail"
_SENT = "posted"
_FORWARDED = "forwarded to this chat"


class _Chats(Struct):
    list: Raw = Raw()


class _Chat(Struct):
    name: Raw = Raw()
    type: Raw = Raw()
    id: Raw = Raw()
    messages: Raw = Raw()


class _Export(_Chat):
    chats: Raw = Raw()
    left_chats: Raw = Raw()


class _Message(Struct):
    id: Raw = Raw()
    date: Raw = Raw()
    date_unixtime: Raw = Raw()
    edited_unixtime: Raw = Raw()
    sender: Raw = field(default=Raw(), name="from")
    from_id: Raw = Raw()
    author: Raw = Raw()
    forwarded_from: Raw = Raw()
    saved_from: Raw = Raw()
    file: Raw = Raw()
    photo: Raw = Raw()
    thumbnail: Raw = Raw()
    text: Raw = Raw()


class _Part(Struct):
    text: Raw = Raw()


def name_inside(clip: Path, export: Path) -> str:
    """Return the name by which an export calls a clip."""
    return _normal(clip.absolute().relative_to(export.parent).as_posix())


def read_export(file: SideFile, wanted: Collection[str]) -> dict[str, SourceRecord]:
    """Return what an export says of the files named.

    Parameters
    ----------
    file : SideFile
        Its result.json.
    wanted : collection of str
        See `name_inside`.
    """
    content = file.read(_CAP_BYTES)
    export = None if content is None else file.decoded(content, _Export, "it")
    if export is None:
        return {}
    found: dict[str, list[SourceRecord]] = {}
    left_out = 0
    chats = list(_chats(export, file))
    if not chats:
        file.remark("it is no export of Telegram Desktop, or one without chats.")
        return {}
    for chat in chats:
        for raw in file.decoded(chat.messages, list[Raw], "the list of messages") or []:
            message = file.decoded(raw, _Message, "a message")
            if message is None:
                continue
            for name, kind in _media(message, file):
                left_out += kind != _THUMBNAIL and name.startswith(_LEFT_OUT)
                if name in wanted:
                    record = _record(message, chat, file, is_thumbnail=kind == _THUMBNAIL)
                    found.setdefault(name, []).append(record)
    if left_out:
        file.remark(
            f"{left_out:,} messages have media that this export leaves out; to have them, export "
            "again with photos and videos, and a higher size limit."
        )
    for name in sorted(set(wanted) - found.keys()):
        file.remark(f"no message names {name}.")
    return {name: merged(sorted(records, key=_when)) for name, records in found.items()}


def _media(message: _Message, file: SideFile) -> Iterator[tuple[str, str]]:
    """Return the files that a message names, and as what."""
    for raw, kind in (
        (message.file, "file"),
        (message.photo, "photo"),
        (message.thumbnail, _THUMBNAIL),
    ):
        name = file.line(raw, kind) if is_said(raw) else None
        if name is not None:
            yield _normal(name), kind


def _chats(export: _Export, file: SideFile) -> Iterator[_Chat]:
    if is_said(export.messages):
        yield export
    for raw, name in ((export.chats, "chats"), (export.left_chats, "left_chats")):
        chats = file.decoded(raw, _Chats, f"the field {name}") if is_said(raw) else None
        if chats is None:
            continue
        for inner in file.decoded(chats.list, list[Raw], f"the list in {name}") or []:
            chat = file.decoded(inner, _Chat, "a chat")
            if chat is not None:
                yield chat


def _record(message: _Message, chat: _Chat, file: SideFile, *, is_thumbnail: bool) -> SourceRecord:
    channel = file.line(chat.name, "name")
    kind = file.line(chat.type, "type") or ""
    is_forwarded = is_said(message.forwarded_from)
    forwarded_from = file.line(message.forwarded_from, "forwarded_from")
    saved_from = file.line(message.saved_from, "saved_from")
    author = file.line(message.author, "author")
    notes = {
        f"Kind of chat: {kind.replace('_', ' ')}": kind,
        f"Signed: {author}": author,
        f"Saved from: {saved_from}": saved_from and forwarded_from,
        "Forwarded; the export does not say from whom": is_forwarded and not forwarded_from,
        "This file is the small picture that Telegram made of another one": is_thumbnail,
    }
    note = "\n".join(sentence for sentence, applies in notes.items() if applies)
    return SourceRecord(
        untrusted_address=_address(message, chat, kind, file),
        untrusted_platform="Telegram",
        untrusted_channel=channel,
        untrusted_handle=_handle(message, channel, file),
        untrusted_caption=file.passage(_caption(message.text, file), "text"),
        untrusted_forwarded_from=forwarded_from or saved_from,
        untrusted_fetched_how="export of Telegram Desktop",
        untrusted_note=file.passage(note, "note"),
        read_from=[file.name],
        dates=_dates(message, file, _FORWARDED if is_forwarded else _SENT),
    )


def _dates(message: _Message, file: SideFile, meaning: str) -> list[ClaimedDate]:
    sent = file.epoch(message.date_unixtime, "date_unixtime", meaning)
    if not sent:
        in_a_zone = f"{meaning}, in the zone of the machine that exported"
        sent = file.clock(message.date, "date", in_a_zone)
    return sent + file.epoch(message.edited_unixtime, "edited_unixtime", "edited")


def _address(message: _Message, chat: _Chat, kind: str, file: SideFile) -> str | None:
    """Return the address that members of a channel or a supergroup can open."""
    chat_id, number = file.whole_number(chat.id, "id"), file.whole_number(message.id, "id")
    if chat_id is None or number is None or not kind.endswith(_WITH_ADDRESS):
        return None
    return f"https://t.me/c/{chat_id}/{number}"


def _handle(message: _Message, channel: str | None, file: SideFile) -> str | None:
    sender, key = file.line(message.sender, "from"), file.line(message.from_id, "from_id")
    if sender is None or sender == channel:
        return key
    return file.line(f"{sender} ({key})" if key else sender, "from")


def _caption(raw: Raw, file: SideFile) -> str:
    """Return a text that stands as such or in parts: plain ones, and links, mentions, bold ones."""
    if not bytes(raw).startswith(b"["):
        return file.passage(raw, "text") or ""
    parts = []
    for part in file.decoded(raw, list[Raw], "the field text") or []:
        inner = part
        if bytes(part).startswith(b"{"):
            marked = file.decoded(part, _Part, "a part of the field text")
            if marked is None:
                continue
            inner = marked.text
        parts.append(file.passage(inner, "text") or "")
    return "".join(parts)


def _when(record: SourceRecord) -> str:
    return record.dates[0].earliest_utc.isoformat() if record.dates else "9999"


def _normal(name: str) -> str:
    # Some systems take the letters of names apart.
    return unicodedata.normalize("NFC", name)
