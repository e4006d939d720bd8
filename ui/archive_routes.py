"""Bytes of the archive: stills of entries, lists and sheets sent in, files that were written."""

import re
from http import HTTPStatus

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response

from verify.workbench.archive_desk import ArchiveDesk
from verify.workbench.desk import Desk
from verify.workbench.tasks import ImportList, ImportSheet, Tasks, Work

_PLACE = re.compile(r"[0-9]{1,6}", re.ASCII)
_WORK: dict[str, Work] = {
    "list": ImportList(skips_bad=False),
    "good-of-list": ImportList(skips_bad=True),
    "sheet": ImportSheet(),
}


async def still(desk: Desk, request: Request) -> Response:
    """Answer with a still of an entry by its place in time, from 0."""
    key, place = request.path_params["key"], request.path_params["place"]
    if not _PLACE.fullmatch(place):
        return PlainTextResponse("There is no such still.", HTTPStatus.NOT_FOUND)
    jpeg = await to_thread.run_sync(ArchiveDesk(desk).still, key, int(place))
    headers = {"cache-control": "private, no-cache"}
    if "download" in request.query_params:
        headers["content-disposition"] = f'attachment; filename="{key[:12]}-{place}.jpg"'
    return Response(jpeg, media_type="image/jpeg", headers=headers)


async def take_in(desk: Desk, request: Request) -> Response:
    """Have a list or sheet that has arrived taken in, and answer with the id of that task."""
    work = _WORK.get(request.path_params["what"])
    if work is None:
        return PlainTextResponse("What is to be done is not known.", HTTPStatus.NOT_FOUND)
    upload_id = request.path_params["upload_id"]
    task_id = await to_thread.run_sync(
        Tasks(desk).begin_with_upload, desk.person.key, upload_id, work
    )
    return JSONResponse({"clip": task_id})


async def written(desk: Desk, request: Request) -> Response:
    """Answer with a file that a task wrote, to be saved."""
    name = request.path_params["name"]
    file = await to_thread.run_sync(Tasks(desk).file, request.path_params["task_id"], name)
    headers = {"cache-control": "no-store"}
    return FileResponse(file, media_type="application/octet-stream", headers=headers, filename=name)
