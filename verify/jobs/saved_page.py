"""A saved web page made text, in the jail: nothing of it is run, and nothing is fetched.

A page comes from whoever wrote it, and its parser is C code. What comes out is checked for size and
form, and is text only.
"""

from pathlib import Path
from tempfile import gettempdir

import msgspec

from verify.domain import errors
from verify.domain.limits import DecodeLimits
from verify.domain.pages import PageWords
from verify.jobs.acceptance import read_capped
from verify.jobs.disk import problems_as_errors
from verify.jobs.page_worker import PAGE_FILE, WORDS_FILE
from verify.jobs.refusals import raise_if_not_done
from verify.media import jail
from verify.media.scratch import working_folder

MOST_PAGE_BYTES = 10 << 20
"""Larger than a newspaper's page with its pictures inside; its tree takes ten times as much."""
_LIMITS = DecodeLimits(
    wall_time_s=30.0,
    cpu_time_s=20,
    memory_bytes=700 << 20,
    file_bytes=8 << 20,
    scratch_bytes=32 << 20,
)


def read_page(path: Path, content: bytes) -> PageWords:
    """Return the words of a page's article, and what the page says of itself.

    Parameters
    ----------
    path : Path
        The page as the user named it, for messages.
    content : bytes
        Its bytes, `MOST_PAGE_BYTES` at most.

    Raises
    ------
    LimitExceededError, WorkerFailedError, SandboxRequiredError
        If it takes too much, cannot be parsed, or no jail holds.
    """
    parent = Path(gettempdir())
    with problems_as_errors(parent), working_folder(parent, ".verify-page-") as scratch:
        (scratch / PAGE_FILE).write_bytes(content)
        ending = jail.run("verify.jobs.page_worker", [], scratch, _LIMITS)
        raise_if_not_done(path, ending, scratch, _LIMITS)
        answer = read_capped(scratch / WORDS_FILE, _LIMITS.file_bytes)
    if answer is None:
        raise errors.WorkerFailedError(path, "no words came out of it")
    try:
        return msgspec.json.decode(answer, type=PageWords)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise errors.WorkerFailedError(path, "what came out of it has another form") from error
