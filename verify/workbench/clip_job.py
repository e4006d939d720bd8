"""What the process of the app's job runs: a clip inspected, the archive of its home asked.

It is started by the queue and outlives the server; see `verify.jobs.runner`.
"""

import sys
from pathlib import Path

from verify import settings
from verify.jobs.queue import Queue
from verify.jobs.runner import work

COMMAND = (sys.executable, "-P", "-m", "verify.workbench.clip_job")
"""To be run with the folder of a clip, which lies in that of the queue, and that in the home."""


def main() -> None:
    """Work on the clip whose folder is the argument."""
    # Imported here: it brings all the analyses, which who only starts the job has no use for.
    from verify.workbench.archive.inspecting import inspecting

    folder = Path(sys.argv[1])
    home = folder.parent.parent
    with inspecting(home, settings.storage_address(home), settings.descriptor_weights()) as inspect:
        work(Queue(folder.parent, command=COMMAND), folder.name, inspect)


if __name__ == "__main__":
    main()
