"""What became of the hostile files, as a table for people."""

from collections import Counter
from collections.abc import Iterator, Mapping

from tests.hostile.callers import Verdict
from verify.domain.errors import shown_name

_LONGEST_NAME, _LONGEST_REASON = 44, 60


def lines(verdicts: Mapping[str, Verdict]) -> Iterator[str]:
    """Yield the table: one line a file, then how often each verdict and the worst figures."""
    yield f"{'file':<{_LONGEST_NAME}} verdict   wall s   CPU s  caller MB  worker MB  reason"
    for name, verdict in sorted(verdicts.items()):
        shown = shown_name(name)
        if len(shown) > _LONGEST_NAME:
            shown = f"…{shown[1 - _LONGEST_NAME :]}"
        yield (
            f"{shown:<{_LONGEST_NAME}} {verdict.verdict:<8}"
            f"{verdict.wall_s:8.1f}{verdict.cpu_s:8.1f}"
            f"{verdict.caller_mb:11.0f}{verdict.worker_mb:11.0f}  {_core(verdict.reason)}"
        )
    counts = Counter(verdict.verdict for verdict in verdicts.values())
    yield f"{len(verdicts)} files: " + ", ".join(f"{n} {what}" for what, n in counts.most_common())
    for what in ("wall_s", "cpu_s", "caller_mb", "worker_mb"):
        name = max(verdicts, key=lambda one: float(getattr(verdicts[one], what)))
        yield f"most {what}: {getattr(verdicts[name], what):.1f} ({shown_name(name)})"


def _core(reason: str) -> str:
    """Return the part of a sentence that differs: it starts with the name, ends with advice."""
    for start in (": ", "is a ", "is empty"):
        _, found, rest = reason.partition(start)
        if found:
            reason = (start if start != ": " else "") + rest
            break
    first = reason.partition(". ")[0]
    return first if len(first) <= _LONGEST_REASON else f"{first[: _LONGEST_REASON - 1]}…"
