"""What a jailed worker does with the one request that it is started for."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from verify.domain.errors import VerifyError
from verify.jobs.messages import REFUSAL_FILE, REQUEST_FILE
from verify.jobs.progress import OnProgress, ProgressPrinter
from verify.jobs.refusals import refusal_of

Request = TypeVar("Request")


def serve(
    folder: Path,
    form: type[Request],
    answer_file: str,
    work_on: Callable[[Request, Path, OnProgress], msgspec.Struct],
) -> None:
    """Serve the request that lies in `folder`: leave the answer there, or a refusal."""
    request = msgspec.json.decode((folder / REQUEST_FILE).read_bytes(), type=form)
    try:
        answer = work_on(request, folder, ProgressPrinter())
    except VerifyError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        (folder / REFUSAL_FILE).write_bytes(msgspec.json.encode(refusal))
        return
    (folder / answer_file).write_bytes(msgspec.json.encode(answer))
