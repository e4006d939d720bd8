"""What runs inside the jail: one request in, findings or a refusal out.

Works in the current folder, which is the scratch folder: `request.json` and the footage under a
fixed name come in; `findings.json` or `refusal.json` and the files in `out/` go out. Progress goes
to standard output, one JSON object a line. An error that no rule foresees ends the process with its
traceback on standard error; the caller says so and keeps nothing.
"""

import gc
from pathlib import Path

import msgspec

from verify.domain import errors
from verify.jobs.messages import (
    FINDINGS_FILE,
    MEDIA_FILE,
    OUTPUT_FOLDER,
    REFUSAL_FILE,
    REQUEST_FILE,
    WorkRequest,
)
from verify.jobs.pipeline import work_on
from verify.jobs.progress import ProgressPrinter
from verify.jobs.refusals import refusal_of


def main(folder: Path) -> None:
    """Serve the one request that lies in `folder`."""
    # What is loaded by now stays: to walk through it again and again would cost 0.1 ms a frame.
    gc.freeze()
    request = msgspec.json.decode((folder / REQUEST_FILE).read_bytes(), type=WorkRequest)
    try:
        answer = work_on(request, folder / MEDIA_FILE, folder / OUTPUT_FOLDER, ProgressPrinter())
    except errors.VerifyError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        (folder / REFUSAL_FILE).write_bytes(msgspec.json.encode(refusal))
        return
    (folder / FINDINGS_FILE).write_bytes(msgspec.json.encode(answer))


if __name__ == "__main__":
    main(Path.cwd())
