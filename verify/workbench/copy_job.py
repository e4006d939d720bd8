"""What the process of a copying job runs: one clip, copied so that any browser plays it.

It is started by the queue of copies and outlives the server; see `verify.jobs.runner`.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from verify.jobs.messages import InspectionOptions, Progress
from verify.jobs.queue import Queue
from verify.jobs.runner import work

COMMAND = (sys.executable, "-P", "-m", "verify.workbench.copy_job")
"""To be run with the folder of a clip in the queue of copies."""
COPY_FILE = "review.mp4"


def copy(
    path: Path,
    result: Path,
    *,
    options: InspectionOptions,
    force: bool,
    untrusted_name: str,
    on_progress: Callable[[Progress], None],
) -> None:
    """Leave a review copy and its record in the folder `result`, or nothing."""
    # Imported here: who only starts the job has no use for what copies.
    from verify.jobs.derivation import CopySettings, review_copy

    settings = CopySettings(
        force=force,
        weak_allowed=options.allow_weak_sandbox,
        untrusted_name=untrusted_name,
        on_progress=on_progress,
    )
    review_copy(path, result / COPY_FILE, settings)


def main() -> None:
    """Copy the clip whose folder is the argument."""
    folder = Path(sys.argv[1])
    work(Queue(folder.parent, command=COMMAND), folder.name, copy)


if __name__ == "__main__":
    main()
