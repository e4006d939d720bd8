"""The tables of Bellingcat's auto-archiver: its `db.csv`, and its Google sheet saved as CSV.

A row is of a post, not of a file: `db.csv` lists the media of each, the sheet names the archived
page. So a clip is found by the name under which the archiver stored it, or by a folder that only
one row's page lies in. The sheet's times carry `+00:00` whatever zone they are of: the archiver
puts it over its machine's local time and over what it read of the post.
"""

import csv
import io
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from msgspec import Raw, Struct, field

from verify.domain.sources import ClaimedDate, SourceRecord, merged
from verify.media.sidecars.side_file import SideFile, first_bytes, is_said

_CAP_BYTES = 64 << 20
_CELL_CHARACTERS = 4 << 20
_MEDIA_LEVELS = 2
_DATABASE = {"status", "metadata", "media"}
_SHEET = {"link", "archive status"}
_HEADER_BYTES = 4 << 10
_BY_FOLDER = SourceRecord(untrusted_note="Found by the folder that the archived page lies in")
_ZONE_UNSEEN = "zone not looked at by auto-archiver"
_TOKEN = re.compile(
    r"""
    (?P<text>'(?:[^'\\]|\\.)*' | "(?:[^"\\]|\\.)*")
    | datetime\.datetime\(
        (?P<moment>[0-9]+(?:,\ [0-9]+){2,6})(?P<utc>,\ tzinfo=datetime\.timezone\.utc)?
      \)
    | (?P<word>None|True|False)
    | (?P<other>[^'"dNTF]+ | .)
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(
    r"\\(?:x(?P<byte>[0-9a-f]{2})|u(?P<short>[0-9a-f]{4})|U(?P<long>[0-9a-f]{8})|(?P<letter>.))",
    re.DOTALL,
)
_WORDS = {"None": "null", "True": "true", "False": "false"}


class _Post(Struct):
    url: Raw = Raw()
    title: Raw = Raw()
    content: Raw = Raw()
    timestamp: Raw = Raw()
    processed: Raw = field(default=Raw(), name="_processed_at")


class _Media(Struct):
    key: Raw = field(default=Raw(), name="_key")
    urls: Raw = Raw()
    properties: Raw = Raw()


def tables_in(folder: Path) -> list[Path]:
    """Return the tables of an archiver in a folder, told by their first line."""
    try:
        files = sorted(entry for entry in folder.iterdir() if entry.suffix.lower() == ".csv")
    except OSError:
        # Closed to us; what lies above it may not be.
        return []
    return [file for file in files if _is_archivers(first_bytes(file, _HEADER_BYTES))]


def _is_archivers(start: bytes) -> bool:
    header = start.partition(b"\n")[0].decode("utf-8-sig", errors="replace")
    columns = {name.strip(' \r\t"').lower() for name in header.split(",")}
    return columns == _DATABASE or columns >= _SHEET


class ArchiverTable:
    """What a table says, by the names of files and folders."""

    def __init__(self, file: SideFile) -> None:
        self._by_name: dict[str, list[SourceRecord]] = {}
        self._by_folder: dict[str, list[SourceRecord]] = {}
        for number, row in enumerate(_rows(file), 2):
            if row.keys() >= _SHEET:
                record, places = _of_sheet(row, file), _lines(_cell(row, "archive location"))
                for folder in {place.parent.name for place in places} - {""}:
                    self._by_folder.setdefault(folder, []).append(record)
            else:
                record, places = _of_database(row, number, file)
            for name in {place.name for place in places}:
                self._by_name.setdefault(name, []).append(record)

    def record_of(self, clip: Path) -> SourceRecord | None:
        """Return what the table says of a clip; None if no row, or no single one, is of it."""
        if named := self._by_name.get(clip.name):
            return merged(named)
        beside = self._by_folder.get(clip.absolute().parent.name, [])
        return merged([beside[0], _BY_FOLDER]) if len(beside) == 1 else None


def _rows(file: SideFile) -> Iterator[dict[str, str]]:
    """Return the rows of a table by lower-case column."""
    content = file.read(_CAP_BYTES)
    if content is None:
        return
    text = content.decode("utf-8-sig", errors="replace")
    if "\ufffd" in text:
        file.remark("some bytes are no UTF-8; they were replaced. Save the sheet as CSV in UTF-8.")
    # A setting of the whole process; a larger one does no harm to other tables.
    csv.field_size_limit(_CELL_CHARACTERS)
    reader = csv.reader(io.StringIO(text, newline=""))
    names = [name.strip().lower() for name in next(reader, [])]
    while True:
        try:
            yield dict(zip(names, next(reader), strict=False))
        except StopIteration:
            return
        except csv.Error as error:
            file.remark(f"line {reader.line_num:,} cannot be read ({error}); it was left out.")


def _of_sheet(row: Mapping[str, str], file: SideFile) -> SourceRecord:
    posted, fetched = _cell(row, "upload timestamp", "timestamp"), _cell(row, "archive date")
    return _record(
        file,
        address=_cell(row, "link"),
        status=_cell(row, "archive status"),
        caption=(_cell(row, "upload title", "title"), _cell(row, "text content", "text")),
        archived_at=_cell(row, "archive location"),
        dates=[
            *file.clock(posted, "upload timestamp", f"posted; {_ZONE_UNSEEN}", trusts_zone=False),
            *file.clock(fetched, "archive date", f"fetched; {_ZONE_UNSEEN}", trusts_zone=False),
        ],
    )


def _cell(row: Mapping[str, str], *columns: str) -> str:
    return next((row[column] for column in columns if row.get(column)), "")


def _of_database(
    row: Mapping[str, str], number: int, file: SideFile
) -> tuple[SourceRecord, list[PurePosixPath]]:
    what = f"row {number:,}"
    post = file.decoded(_as_json(_cell(row, "metadata")), _Post, f"metadata in {what}") or _Post()
    media = file.decoded(_as_json(_cell(row, "media")), list[Raw], f"media in {what}") or []
    record = _record(
        file,
        address=file.line(post.url, "url") or "",
        status=_cell(row, "status"),
        caption=(file.passage(post.title, "title"), file.passage(post.content, "content")),
        archived_at="",
        dates=[
            *file.clock(post.timestamp, "timestamp", "posted, by the platform"),
            *file.clock(post.processed, "_processed_at", "fetched, by auto-archiver's clock"),
        ],
    )
    return record, [place for raw in media for place in _places_of(raw, file)]


def _places_of(raw: Raw, file: SideFile, levels: int = _MEDIA_LEVELS) -> Iterator[PurePosixPath]:
    """Return where a medium was stored, and the media inside it, such as its stills."""
    medium = file.decoded(raw, _Media, "a medium")
    if medium is None:
        return
    key = file.line(medium.key, "_key")
    if key is not None:
        yield PurePosixPath(key)
    for url in file.decoded(medium.urls, list[Raw], "urls") or [] if is_said(medium.urls) else []:
        yield from _lines(file.line(url, "urls"))
    if levels and is_said(medium.properties):
        properties = file.decoded(medium.properties, dict[str, Raw], "properties") or {}
        for inner in properties.values():
            # One medium, or a list of them; other properties are text and numbers.
            several = file.decoded(inner, list[Raw], "properties") if _begins(inner, b"[") else None
            for one in several or [inner]:
                if _begins(one, b"{"):
                    yield from _places_of(one, file, levels - 1)


def _begins(raw: Raw, mark: bytes) -> bool:
    return bytes(raw).startswith(mark)


def _record(
    file: SideFile,
    *,
    address: str,
    status: str,
    caption: Iterable[str | None],
    archived_at: str,
    dates: list[ClaimedDate],
) -> SourceRecord:
    texts = dict.fromkeys(filter(None, caption))
    note = f"Archived at: {archived_at}" if archived_at else ""
    return SourceRecord(
        untrusted_address=file.line(address, "link"),
        untrusted_caption=file.passage("\n\n".join(texts), "title and text"),
        untrusted_fetched_how=file.line(f"auto-archiver ({status})", "status"),
        untrusted_note=file.passage(note, "archive location"),
        read_from=[file.name],
        dates=dates,
    )


def _lines(addresses: str | None) -> list[PurePosixPath]:
    """Return the paths of addresses, one a line."""
    places = []
    for address in (addresses or "").split("\n"):
        try:
            path = unquote(urlsplit(address.strip()).path)
        except ValueError:
            # No address, such as one with half a bracket.
            continue
        if path:
            places.append(PurePosixPath(path))
    return places


def _as_json(text: str) -> bytes:
    """Return what Python's `repr` wrote as JSON; what it could not have written is no JSON."""
    return "".join(map(_json_token, _TOKEN.finditer(text))).encode()


def _json_token(token: re.Match[str]) -> str:
    if token["text"]:
        return json.dumps(_ESCAPE.sub(_unescaped, token["text"][1:-1]))
    if token["word"]:
        return _WORDS[token["word"]]
    if token["moment"]:
        numbers = [int(number) for number in token["moment"].split(",")]
        year, month, day, hour, minute, second = (numbers + [0] * 6)[:6]
        clock = f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"
        return json.dumps(f"{clock}+00:00" if token["utc"] else clock)
    return token["other"]


def _unescaped(escape: re.Match[str]) -> str:
    if escape["letter"]:
        return {"n": "\n", "r": "\r", "t": "\t"}.get(escape["letter"], escape["letter"])
    code = int(escape["byte"] or escape["short"] or escape["long"], 16)
    return chr(code) if code <= sys.maxunicode else "\ufffd"
