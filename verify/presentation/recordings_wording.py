"""How many recordings the files of a case are, in words: groups, best copies, what is open.

Claimed dates and names are others' words; they are made printable.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence

from verify.domain.case_file import CaseFile
from verify.domain.errors import shown_name
from verify.domain.recordings import ClipFacts, RecordingGroup, Recordings, Sameness, Tie
from verify.domain.timing import timecode
from verify.presentation.case_records_wording import by, written_words
from verify.presentation.match_wording import claim_words
from verify.presentation.wording import counted

_KEY_DIGITS = 12
_MOST_LISTED = 12
_RULE = "the longest; of those as long the sharpest, then the largest, then the earliest dated"


def recordings_words(recordings: Recordings) -> str:
    """Return how many recordings the files are, in one line."""
    files = counted(recordings.files, "file")
    return f"{files} = {span_words(recordings.at_least, recordings.at_most)}"


def span_words(at_least: int, at_most: int) -> str:
    """Return a number of recordings, or the span of it.

    Examples
    --------
    >>> span_words(2, 2), span_words(1, 3)
    ('2 recordings', '1 to 3 recordings, cannot tell how many')
    """
    if at_least == at_most:
        return counted(at_least, "recording")
    return f"{at_least:,} to {at_most:,} recordings, cannot tell how many"


def recordings_lines(
    case: CaseFile, recordings: Recordings, *, in_app: bool = False
) -> Iterator[str]:
    """Yield how many recordings there are, each with its files, and what is not known.

    What to do about it is told in options of the command line, or, `in_app`, without them.
    """
    names = clip_names(case)
    yield f"{recordings_words(recordings)}."
    for number, group in enumerate(recordings.groups, start=1):
        yield ""
        yield f"{number}. {counted(len(group.clips), 'file')}"
        yield from _group_lines(case, group, names)
        if group.contradicted_by and not in_app:
            yield "   What does not fit is settled with --same or --different."
    for title, ties in (
        ("Held to be of different recordings:", recordings.apart),
        ("Cannot tell:", recordings.cannot_tell),
    ):
        if ties:
            yield ""
            yield title
            yield from _ties_lines(case, ties, names)
    if in_app:
        yield from _in_app(recordings)
        return
    if recordings.cannot_tell:
        yield (
            "To tell more: verify archive add the clips and give them here again, or give the "
            "result of verify archive compare of two."
        )
    if recordings.apart:
        yield (
            "Two parts of one recording need have no picture in common; who knows better says so "
            "with --same."
        )


def _in_app(recordings: Recordings) -> Iterator[str]:
    if recordings.cannot_tell:
        yield "To tell more: add the clips to the archive, then measure anew."
    if recordings.apart or any(group.contradicted_by for group in recordings.groups):
        yield (
            "Two parts of one recording need have no picture in common; who knows better says so "
            "below."
        )


def _ties_lines(case: CaseFile, ties: Sequence[Tie], names: Mapping[str, str]) -> Iterator[str]:
    """Yield pairs by what is known of them, so that a reason stands once."""
    by_reason: dict[str, dict[str, list[str]]] = {}
    for tie in ties:
        reason, (one, other) = tie_words(case, tie), (tie.clip_sha256, tie.other_sha256)
        by_reason.setdefault(reason, {}).setdefault(names[one], []).append(names[other])
    for reason, pairs in by_reason.items():
        yield f"   {reason}:"
        for one, others in list(pairs.items())[:_MOST_LISTED]:
            more = len(others) - _MOST_LISTED
            rest = f" and {more:,} more (--json lists all)" if more > 0 else ""
            yield f"      {one} with {', '.join(others[:_MOST_LISTED])}{rest}"
        if len(pairs) > _MOST_LISTED:
            yield f"      and {len(pairs) - _MOST_LISTED:,} more (--json lists all)"


def _group_lines(case: CaseFile, group: RecordingGroup, names: Mapping[str, str]) -> Iterator[str]:
    for clip in group.clips:
        mark = "   best copy: " if clip == group.copies.best else "   "
        yield f"{mark}{clip[:_KEY_DIGITS]}  {names[clip]}"
    if len(group.clips) > 1:
        yield from (f"      {said}" for said in _best_lines(group, names))
    for what, ties in (("same", group.ties), ("does not fit", group.contradicted_by)):
        for tie in ties[:_MOST_LISTED]:
            both = f"{names[tie.clip_sha256]} and {names[tie.other_sha256]}"
            yield f"   {what}: {both}: {tie_words(case, tie)}"
        if len(ties) > _MOST_LISTED:
            yield f"   and {counted(len(ties) - _MOST_LISTED, 'more pair')} (--json lists all)"


def _best_lines(group: RecordingGroup, names: Mapping[str, str]) -> Iterator[str]:
    facts = {one.clip_sha256: one for one in group.facts}
    copies = group.copies
    for what, clips, lacks in (
        ("longest", copies.longest, "not all lengths are known; compare them with each other"),
        ("sharpest at 320 px", copies.sharpest, "inspect each and give its analysis.json"),
        ("largest picture, perhaps enlarged", copies.largest, "not all sizes are known"),
    ):
        said = _named(clips, facts, names, what) if clips else f"cannot tell: {lacks}"
        yield f"{what}: {said}"
    undated = sum(one.dated is None for one in group.facts) + len(group.clips) - len(group.facts)
    rest = f"; {counted(undated, 'file')} without a date" if undated else ""
    if copies.earliest:
        yield f"earliest dated: {_named(copies.earliest, facts, names, 'dated')}{rest}"
    else:
        yield "earliest dated: cannot tell, nobody claims a date in the archive"
    if copies.best is not None:
        named = [one for one in (copies.longest, copies.sharpest, copies.earliest) if one]
        if any(copies.best not in clips for clips in named):
            yield f"they differ; marked is {_RULE}"


def _named(
    clips: Sequence[str], facts: Mapping[str, ClipFacts], names: Mapping[str, str], what: str
) -> str:
    if 1 < len(clips) == len(facts):
        return f"all alike{_value(facts[clips[0]], what)}"
    return ", ".join(f"{names[clip]}{_value(facts[clip], what)}" for clip in clips)


def _value(facts: ClipFacts, what: str) -> str:
    if what == "longest" and facts.duration_s is not None:
        return f" ({timecode(facts.duration_s)})"
    if what.startswith("largest"):
        return f" ({facts.width_px} x {facts.height_px})"
    if what == "dated" and facts.dated is not None:
        return f" ({claim_words(facts.dated)})"
    return ""


def tie_words(case: CaseFile, tie: Tie) -> str:
    """Return what is known of two clips, and who says so if a person does."""
    ruling = next((one for one in case.rulings if one.event == tie.ruling), None)
    if ruling is None:
        return tie.why
    said = "the same recording" if tie.sameness is Sameness.SAME else "two recordings"
    return f"{said}, says {by(ruling)}: {written_words(ruling.untrusted_reason)}"


def clip_names(case: CaseFile) -> dict[str, str]:
    """Return what to call each clip: its name, with digits of its SHA-256 where two share one."""
    named = {one.clip_sha256: shown_name(one.untrusted_name or "no name") for one in case.clips}
    shared = Counter(named.values())
    return {
        clip: name if shared[name] == 1 else f"{name} ({clip[:_KEY_DIGITS]})"
        for clip, name in named.items()
    }


def given_names(case: CaseFile) -> dict[str, str]:
    """Return what to call the clips that have a name; see `clip_names`."""
    names = clip_names(case)
    return {one.clip_sha256: names[one.clip_sha256] for one in case.clips if one.untrusted_name}


def witnesses_words(recordings: Recordings, clips: Collection[str], pieces: int) -> str | None:
    """Return how many recordings evidence is from; None where it is from one file at most.

    Parameters
    ----------
    clips : collection of str
        Those that the evidence is from.
    pieces : int
        How many pieces of evidence that are.
    """
    files = len(set(clips))
    if files < 2:
        return None
    least, most = recordings.count_among(clips)
    said = f"{counted(pieces, 'piece')} from {files:,} files of {span_words(least, most)}"
    if most == 1:
        return f"{said}: they count once"
    return said if least == most else f"{said}; see verify case recordings"
