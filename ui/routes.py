"""Bytes in and out, from and to the disk: uploads in slices, files of results.

Streamlit's own ways would hold whole files in memory.
"""

import contextlib
import os
import re
from collections.abc import Awaitable, Callable, Iterator
from functools import wraps
from http import HTTPStatus
from typing import IO

import msgspec
from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route

from ui import archive_routes
from ui.gate import PERSON
from ui.metrics import notice
from ui.progress import figures
from verify.domain.case_access import PrivateCaseError, PrivateClipError
from verify.domain.errors import InputError, VerifyError
from verify.domain.roles import Deed, NotPermittedError, SignedOutError
from verify.workbench.desk import (
    Announcement,
    Desk,
    NoResultError,
    QueueFullError,
    Standing,
    UnknownClipError,
)
from verify.workbench.elsewhere import Elsewhere, NoStillsError
from verify.workbench.matched import Matched
from verify.workbench.panoramas import Panoramas
from verify.workbench.playing import Playing
from verify.workbench.syncs import Syncs
from verify.workbench.uploads import (
    NoRoomError,
    UnknownUploadError,
    UploadTooLargeError,
    WrongOffsetError,
)

_OFFSET = "x-offset"
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_LARGEST_ANNOUNCEMENT_BYTES = 16 << 10
_PIECE_BYTES = 1 << 20
_PAGE_POLICY = (
    "sandbox allow-popups; default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# Stills to search by: what this page may do beyond showing itself, its own policy says.
_STILLS_POLICY = (
    "sandbox allow-scripts allow-forms allow-downloads allow-popups "
    "allow-popups-to-escape-sandbox; base-uri 'none'; frame-ancestors 'none'"
)
_CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "html": "text/html; charset=utf-8",
    "jpg": "image/jpeg",
    "json": "application/json",
    "kml": "application/vnd.google-earth.kml+xml",
    "pdf": "application/pdf",
    "svg": "image/svg+xml",
    "vtt": "text/vtt; charset=utf-8",
    "zip": "application/zip",
}
_SEEN_ON_A_PAGE = frozenset(("jpg", "svg"))
_ARCHIVES: dict[str, Callable[[str], bool]] = {
    "keyframes.zip": lambda name: name.startswith("keyframes"),
    "everything.zip": lambda _name: True,
}

Handler = Callable[[Desk, Request], Awaitable[Response]]


def routes(desk: Desk) -> list[Route]:
    """Return the routes of our own for one desk."""
    table: list[tuple[str, str, Handler]] = [
        ("POST", "/wb/uploads", _begin),
        ("HEAD", "/wb/uploads/{upload_id}", _offset),
        ("PUT", "/wb/uploads/{upload_id}", _slice),
        ("DELETE", "/wb/uploads/{upload_id}", _discard),
        ("POST", "/wb/uploads/{upload_id}/finish", _finish),
        ("GET", "/wb/clips/{clip_id}/standing", _standing),
        ("GET", "/wb/clips/{clip_id}/panorama/standing", _panorama_standing),
        ("GET", "/wb/syncs/{sync_id}/standing", _sync_standing),
        ("GET", "/wb/clips/{clip_id}/reverse.html", _stills_page),
        ("GET", "/wb/clips/{clip_id}/footage", _footage),
        ("GET", "/wb/clips/{clip_id}/frame-times", _frame_times),
        ("GET", "/wb/clips/{clip_id}/panorama.jpg", _panorama),
        ("POST", "/wb/uploads/{upload_id}/take-in/{what}", archive_routes.take_in),
        ("GET", "/wb/archive/{key}/{place}.jpg", archive_routes.still),
        ("GET", "/wb/tasks/{task_id}/{name}", archive_routes.written),
        ("GET", "/wb/reports/{report}/{name}", _report),
        ("GET", "/wb/syncs/{sync_id}/strip.jpg", _strip),
        ("GET", "/wb/entries/{key}/stills/{time_ms}.jpg", _still),
        ("GET", "/wb/clips/{clip_id}/{name:path}", _file),
    ]
    return [
        Route(path, _answering(handler, desk), methods=[method]) for method, path, handler in table
    ]


def _answering(handler: Handler, desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    """Let whoever asks work at the desk, and say their errors as a sentence with its status."""

    @wraps(handler)
    async def answer(request: Request) -> Response:
        try:
            return await handler(desk.worked_at_by(request.scope[PERSON]), request)
        except VerifyError as error:
            notice(error)
            headers = {"cache-control": "no-store"}
            if isinstance(error, WrongOffsetError):
                headers[_OFFSET] = str(error.offset_bytes)
            return PlainTextResponse(str(error), _status(error), headers)

    return answer


def _status(error: VerifyError) -> int:
    match error:
        case UnknownClipError() | UnknownUploadError() | NoResultError() | NoStillsError():
            return HTTPStatus.NOT_FOUND
        case NotPermittedError() | PrivateCaseError() | PrivateClipError():
            return HTTPStatus.FORBIDDEN
        case SignedOutError():
            return HTTPStatus.UNAUTHORIZED
        case WrongOffsetError():
            return HTTPStatus.CONFLICT
        case UploadTooLargeError():
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        case NoRoomError():
            return HTTPStatus.INSUFFICIENT_STORAGE
        case QueueFullError():
            return HTTPStatus.SERVICE_UNAVAILABLE
        case InputError():
            return HTTPStatus.BAD_REQUEST
        case _:
            return HTTPStatus.INTERNAL_SERVER_ERROR


async def _begin(desk: Desk, request: Request) -> Response:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > _LARGEST_ANNOUNCEMENT_BYTES:
            return PlainTextResponse("Too long.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        announced = msgspec.json.decode(body, type=Announcement)
    except msgspec.MsgspecError as error:
        return PlainTextResponse(f"Not an announcement: {error}", HTTPStatus.BAD_REQUEST)
    upload_id, offset_bytes = await to_thread.run_sync(desk.begin_upload, announced)
    return JSONResponse({"id": upload_id, "offset": offset_bytes})


async def _offset(desk: Desk, request: Request) -> Response:
    offset_bytes = desk.uploads.offset_bytes(desk.person.key, request.path_params["upload_id"])
    return Response(headers={_OFFSET: str(offset_bytes), "cache-control": "no-store"})


async def _slice(desk: Desk, request: Request) -> Response:
    given = request.headers.get(_OFFSET, "")
    if not _NUMBER.fullmatch(given):
        return PlainTextResponse("The slice does not say its offset.", HTTPStatus.BAD_REQUEST)
    upload_id = request.path_params["upload_id"]
    desk.assert_may(Deed.ADD_FOOTAGE)
    with desk.uploads.slice_at(desk.person.key, upload_id, int(given)) as writer:
        pieces = bytearray()
        # What came before a connection broke is kept; the page asks for the offset and goes on.
        with contextlib.suppress(ClientDisconnect):
            async for piece in request.stream():
                pieces += piece
                if len(pieces) >= _PIECE_BYTES:
                    await to_thread.run_sync(writer.write, bytes(pieces))
                    pieces.clear()
        if pieces:
            await to_thread.run_sync(writer.write, bytes(pieces))
        return Response(
            status_code=HTTPStatus.NO_CONTENT, headers={_OFFSET: str(writer.offset_bytes)}
        )


async def _discard(desk: Desk, request: Request) -> Response:
    await to_thread.run_sync(
        desk.uploads.discard, desk.person.key, request.path_params["upload_id"]
    )
    return Response(status_code=HTTPStatus.NO_CONTENT)


async def _finish(desk: Desk, request: Request) -> Response:
    clip_id = await to_thread.run_sync(
        desk.finish_upload, desk.person.key, request.path_params["upload_id"]
    )
    return JSONResponse({"clip": clip_id})


async def _standing(desk: Desk, request: Request) -> Response:
    return await _figures(desk.clip, request.path_params["clip_id"])


async def _panorama_standing(desk: Desk, request: Request) -> Response:
    return await _figures(Panoramas(desk).now, request.path_params["clip_id"])


async def _sync_standing(desk: Desk, request: Request) -> Response:
    return await _figures(Syncs(desk).standing, request.path_params["sync_id"])


async def _figures(standing: Callable[[str], Standing], job_id: str) -> Response:
    one = await to_thread.run_sync(standing, job_id)
    return JSONResponse(figures(one), headers={"cache-control": "no-store"})


async def _file(desk: Desk, request: Request) -> Response:
    clip_id, name = request.path_params["clip_id"], request.path_params["name"]
    if name in _ARCHIVES:
        return await to_thread.run_sync(_archive, desk, clip_id, name)
    ending = name.rsplit(".", 1)[-1]
    # Findings or a table of a first look would be taken for the whole by whoever saves them.
    files = desk.shown(clip_id) if ending in _SEEN_ON_A_PAGE else desk.result(clip_id)
    file = files.file(name)
    headers = {"cache-control": "private, no-cache"}
    if ending == "html":
        headers["content-security-policy"] = _PAGE_POLICY
    elif ending == "svg":
        headers["content-security-policy"] = f"{_PAGE_POLICY}; font-src data:"
    answer = FileResponse(file, media_type=_CONTENT_TYPES[ending], headers=headers)
    if "download" in request.query_params:
        plain = name.rpartition("/")[2]
        answer.headers["content-disposition"] = f'attachment; filename="{plain}"'
    return answer


async def _footage(desk: Desk, request: Request) -> Response:
    """Answer with the file that is played, or the range of it that was asked for."""
    file = await to_thread.run_sync(Playing(desk).file, request.path_params["clip_id"])
    # What it is the player finds out: the sender's word for it would be no better.
    headers = {"cache-control": "private, no-cache", "content-security-policy": _PAGE_POLICY}
    return FileResponse(file, media_type="application/octet-stream", headers=headers)


async def _frame_times(desk: Desk, request: Request) -> Response:
    times = await to_thread.run_sync(Playing(desk).frame_times, request.path_params["clip_id"])
    headers = {"cache-control": "private, no-cache"}
    return Response(times, media_type="application/octet-stream", headers=headers)


async def _stills_page(desk: Desk, request: Request) -> Response:
    page = await to_thread.run_sync(Elsewhere(desk).page, request.path_params["clip_id"])
    headers = {"cache-control": "no-store", "content-security-policy": _STILLS_POLICY}
    return HTMLResponse(page, headers=headers)


async def _report(desk: Desk, request: Request) -> Response:
    # Imported here: reading articles takes longer to load than all else, and is not needed first.
    from verify.workbench.case_exports import CaseExports

    name = request.path_params["name"]
    ending = name.rsplit(".", 1)[-1]
    exports, folder = CaseExports(desk), request.path_params["report"]
    file = exports.file(folder, name)
    if file is None or ending not in _CONTENT_TYPES:
        return PlainTextResponse("There is no such report.", HTTPStatus.NOT_FOUND)
    headers = {"cache-control": "no-store", "content-security-policy": _PAGE_POLICY}
    return FileResponse(
        file,
        media_type=_CONTENT_TYPES[ending],
        headers=headers,
        filename=exports.saved_as(folder, name) if "download" in request.query_params else None,
    )


async def _strip(desk: Desk, request: Request) -> Response:
    file = Syncs(desk).strip(request.path_params["sync_id"])
    return FileResponse(file, media_type="image/jpeg", headers={"cache-control": "private"})


async def _panorama(desk: Desk, request: Request) -> Response:
    file = Panoramas(desk).picture(request.path_params["clip_id"])
    return FileResponse(file, media_type="image/jpeg", headers={"cache-control": "private"})


async def _still(desk: Desk, request: Request) -> Response:
    """Answer with a still that the archive keeps of an entry."""
    key, time_ms = request.path_params["key"], request.path_params["time_ms"]
    if not _NUMBER.fullmatch(time_ms):
        return PlainTextResponse("There is no such still.", HTTPStatus.NOT_FOUND)
    still = await to_thread.run_sync(Matched(desk).still, key, int(time_ms))
    if still is None:
        return PlainTextResponse("There is no such still.", HTTPStatus.NOT_FOUND)
    return Response(still, media_type="image/jpeg", headers={"cache-control": "private"})


def _archive(desk: Desk, clip_id: str, name: str) -> Response:
    wanted = _ARCHIVES[name]
    stream = desk.zip_of(clip_id, [one for one in desk.result_files(clip_id) if wanted(one)])
    headers = {
        "cache-control": "no-store",
        "content-disposition": f'attachment; filename="{name}"',
        "content-length": str(os.fstat(stream.fileno()).st_size),
    }
    return StreamingResponse(_pieces(stream), media_type="application/zip", headers=headers)


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(_PIECE_BYTES):
            yield piece
