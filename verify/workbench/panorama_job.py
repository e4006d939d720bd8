"""What the process of a strip's job runs: one clip, its panning shot laid out.

It is started by the queue of strips and outlives the server; see `verify.jobs.runner`. The clip is
read where it lies, in the jail; nothing is copied.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from verify.domain.errors import FailedError
from verify.domain.panorama import CutInWindowError, NoPanError
from verify.jobs.messages import InspectionOptions, Progress
from verify.jobs.queue import RECEIVED_FILE, Queue
from verify.jobs.results import ResultFolder
from verify.jobs.runner import work

COMMAND = (sys.executable, "-P", "-m", "verify.workbench.panorama_job")
"""To be run with the folder of a clip in the queue of strips, which lies in the home."""
ORDER_FILE = "order.json"
RECORD_FILE = "panorama.json"
PICTURE_FILE = "panorama.jpg"


class PanoramaOrder(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of the clip is looked at, seconds; None for its beginning, or its end."""

    start_s: float | None
    end_s: float | None


def lay_out(
    path: Path,
    result: Path,
    *,
    options: InspectionOptions,
    force: bool,
    untrusted_name: str,
    on_progress: Callable[[Progress], None],
) -> None:
    """Leave the strip and its record in the folder `result`, or nothing."""
    # Imported here: who only starts the job has no use for what lays it out.
    from verify.jobs.panorama import PanoramaSettings, make_panorama

    folder = path.parent
    order = msgspec.json.decode((folder / ORDER_FILE).read_bytes(), type=PanoramaOrder)
    received = folder.parent.parent / "clips" / folder.name / RECEIVED_FILE
    settings = PanoramaSettings(
        start_s=order.start_s,
        end_s=order.end_s,
        weak_allowed=options.allow_weak_sandbox,
        untrusted_name=untrusted_name,
        on_progress=on_progress,
    )
    with ResultFolder(result, force=force, known_by=RECORD_FILE) as building:
        try:
            made = make_panorama(received, building / PICTURE_FILE, settings)
        except (NoPanError, CutInWindowError) as error:
            # The error's own advice is options of the command line.
            raise FailedError(error.reason) from error
        (building / RECORD_FILE).write_bytes(msgspec.json.encode(made))


def main() -> None:
    """Lay out the clip whose folder is the argument."""
    folder = Path(sys.argv[1])
    work(Queue(folder.parent, command=COMMAND), folder.name, lay_out)


if __name__ == "__main__":
    main()
