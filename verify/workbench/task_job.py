"""What the process of a task runs: something long that is done with the archive of its home.

It is started by the queue of tasks and outlives the server; see `verify.jobs.runner`.
"""

import sys
from collections.abc import Callable
from pathlib import Path

from verify.jobs.messages import InspectionOptions, Progress
from verify.jobs.queue import Queue
from verify.jobs.runner import work

COMMAND = (sys.executable, "-P", "-m", "verify.workbench.task_job")
"""To be run with the folder of a task, which lies in that of the queue, and that in the home."""


def do(
    path: Path,
    result: Path,
    *,
    options: InspectionOptions,  # noqa: ARG001 - consent is the clips', see `task_work`
    force: bool,  # noqa: ARG001
    untrusted_name: str,
    on_progress: Callable[[Progress], None],
) -> None:
    """Do a task and leave in the folder `result` what came of it, or nothing."""
    # Imported here: who only starts the task has no use for what does it.
    from verify.workbench.task_work import Doing, done

    done(Doing(path.parent, untrusted_name, on_progress), result)


def main() -> None:
    """Work on the task whose folder is the argument."""
    folder = Path(sys.argv[1])
    work(Queue(folder.parent, command=COMMAND), folder.name, do)


if __name__ == "__main__":
    main()
