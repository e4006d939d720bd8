"""Findings that are held up as evidence, run again: each clip analysed anew, number by number."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec

from verify.analysis.sync.pairs import Recording, compare_all
from verify.casework.recomputing import differences, same_elsewhere
from verify.domain.case_file import CaseFile
from verify.domain.checked import SkyAsked
from verify.domain.errors import InputError, VerifyError
from verify.domain.evidence import (
    Evidence,
    FindingItem,
    OffsetItem,
    SkyItem,
    clips_in,
)
from verify.domain.findings import Analysis, Tool
from verify.domain.json_pointer import at_pointer
from verify.domain.methods import VERSIONS, differing
from verify.domain.recomputed import Difference, Recomputed, RunAgain
from verify.domain.store_errors import UnreadableRecordError
from verify.domain.sync import SharedBy
from verify.jobs.inspection import examined_footage
from verify.jobs.messages import InspectionOptions
from verify.jobs.progress import OnProgress
from verify.jobs.repetition import options_like
from verify.jobs.synchrony import comparing_tool, recording_of
from verify.media.intake import open_footage
from verify.workbench.cases.own_sky import asked_again

PlacesOf = Callable[[str], Iterable[Path]]
"""Where the file of a SHA-256 is said to lie, the likeliest first."""

# What others answered at that time is no measurement of the clip.
_OF_THEIR_TIME = {
    "archive": "it is what an archive held at that time; verify archive search asks again",
    "sandbox": "it says how that machine was set up",
    "tool": "it says what that analysis was made with",
    "skipped": "it says what was not asked for, or failed",
}
_MOST_NAMED = 5
_NO_FOOTAGE = "a file with its bytes is neither kept here nor among the footage given"
_OF_AN_OFFSET = ("offset_s", "error_s", "confidence")
_NOT_HERE = "this program does not have what made it"
_SKY = "/sky/excluded_share"
"""In no analysis: of Sun and Moon over a place, held against the light of a clip."""
# What a copy is called is not in it.
_NAME = "/footage/untrusted_name"


@dataclass(slots=True)
class Rerun:
    """What was run again; complete once all was taken.

    Attributes
    ----------
    findings : list of Recomputed
    cases : int
        How many were read.
    clips : set of str
        Which were analysed; each once for all findings of one set of parameters.
    others : int
        Things held up that are no finding of an analysis, or were erased: they were not run again.
    unread : list of str
        Cases that could not be read, and why; what they hold up was not run again.
    """

    findings: list[Recomputed] = field(default_factory=list)
    cases: int = 0
    clips: set[str] = field(default_factory=set)
    others: int = 0
    unread: list[str] = field(default_factory=list)

    @property
    def is_same(self) -> bool | None:
        """True where all came out as recorded, False where one did not, None where one is open."""
        if any(one.is_different for one in self.findings):
            return False
        is_open = self.unread or any(one.is_open for one in self.findings)
        return None if is_open else True

    @contextmanager
    def noting(self, what: str) -> Iterator[None]:
        """Note why something could not be read, and go on."""
        try:
            yield
        except UnreadableRecordError as error:
            self.unread.append(f"{what}: {error}")


@dataclass(frozen=True, slots=True)
class _HeldUp:
    """A finding with the evidence that it is part of, and what its clip is called there."""

    case: CaseFile
    evidence: Evidence
    item: FindingItem | OffsetItem | SkyItem
    tool: Tool

    @property
    def pointer(self) -> str:
        return _SKY if isinstance(self.item, SkyItem) else self.item.pointer

    @property
    def clip_sha256(self) -> str:
        return self.item.clip_sha256 or ""

    @property
    def clip_name(self) -> str | None:
        return self.name_of(self.clip_sha256)

    def name_of(self, sha256: str) -> str | None:
        names = (clip.untrusted_name for clip in self.case.clips if clip.clip_sha256 == sha256)
        return next(filter(None, names), None)

    def came_to(
        self,
        outcome: RunAgain,
        reason: str | None = None,
        *,
        found_at: str | None = None,
        differences: Sequence[Difference] = (),
        run_by: Tool | None = None,
    ) -> Recomputed:
        return Recomputed(
            case_id=self.case.case_id,
            event=self.evidence.event,
            claim=self.evidence.claim,
            clip_sha256=self.clip_sha256,
            pointer=self.pointer,
            outcome=outcome,
            reason=reason,
            found_at=found_at,
            differences=list(differences),
            recorded_by=self.tool,
            run_by=run_by,
        )


def recompute(
    case_files: Iterable[CaseFile],
    places_of: PlacesOf,
    rerun: Rerun,
    *,
    weak_allowed: bool = False,
    on_progress: OnProgress | None = None,
) -> Iterator[Recomputed]:
    """Run each finding again that is held up and was not withdrawn; gather all in `rerun`."""
    held: list[_HeldUp] = []
    for case in case_files:
        rerun.cases += 1
        for evidence in case.evidence:
            if evidence.event in case.withdrawn:
                continue
            items = list(_to_run(case, evidence))
            held += items
            rerun.others += max(1, len(evidence.items)) - len(items)
    how = (places_of, rerun, weak_allowed, on_progress)
    of_one_clip = [one for one in held if not isinstance(one.item, OffsetItem)]
    runs = [_run(together, *how) for together in _by_analysis(of_one_clip)]
    runs += [_run_offsets(together, *how) for together in _by_pair(held)]
    for recomputed in chain.from_iterable(runs):
        rerun.findings.append(recomputed)
        yield recomputed


def _to_run(case: CaseFile, evidence: Evidence) -> Iterator[_HeldUp]:
    """Yield what can be run again; a sky beside a finding of the clip whose light it was held to.

    How that clip was analysed stands with the finding only.
    """
    tools: dict[str | None, Tool] = {}
    for item in evidence.items:
        if isinstance(item, FindingItem):
            tools[item.clip_sha256] = item.tool
            yield _HeldUp(case, evidence, item, item.tool)
        elif isinstance(item, OffsetItem):
            yield _HeldUp(case, evidence, item, item.tool)
        elif isinstance(item, SkyItem) and item.clip_sha256 in tools:
            yield _HeldUp(case, evidence, item, tools[item.clip_sha256])


def _by_analysis(held: Sequence[_HeldUp]) -> list[list[_HeldUp]]:
    """Return findings by what one analysis gives: of one clip, made with one set of parameters."""
    groups: dict[tuple[str, bytes], list[_HeldUp]] = {}
    for one in held:
        parameters = msgspec.json.encode(one.tool.parameters, order="sorted")
        groups.setdefault((one.clip_sha256, parameters), []).append(one)
    return list(groups.values())


def _run(
    held: Sequence[_HeldUp],
    places_of: PlacesOf,
    rerun: Rerun,
    weak_allowed: bool,
    on_progress: OnProgress | None,
) -> Iterator[Recomputed]:
    to_run = []
    for one in held:
        of_its_time = _OF_THEIR_TIME.get(one.pointer[1:].partition("/")[0])
        if of_its_time is None:
            to_run.append(one)
        else:
            yield one.came_to(RunAgain.NOT_RUN, f"not a measurement of the clip: {of_its_time}")
    if not to_run:
        return
    first = to_run[0]
    try:
        options = options_like(first.tool, allow_weak_sandbox=weak_allowed)
    except ValueError as error:
        reason = f"its parameters cannot be asked for: {error}"
        yield from (one.came_to(RunAgain.VERSION_NOT_AVAILABLE, reason) for one in to_run)
        return
    try:
        analysis = _analysed(first, places_of, options, on_progress)
    except VerifyError as error:
        yield from (one.came_to(RunAgain.NOT_RUN, str(error)) for one in to_run)
        return
    if analysis is None:
        missing = RunAgain.FOOTAGE_NOT_AVAILABLE
        yield from (one.came_to(missing, _NO_FOOTAGE) for one in to_run)
        return
    rerun.clips.add(analysis.footage.sha256)
    # As it would stand in a file: a pair is a list there.
    whole = msgspec.json.decode(msgspec.json.encode(analysis))
    yield from map(partial(_compared, analysis=analysis, whole=whole), to_run)


def _analysed(
    held: _HeldUp,
    places_of: PlacesOf,
    options: InspectionOptions,
    on_progress: OnProgress | None,
) -> Analysis | None:
    """Analyse the clip of a finding; None if its bytes lie in none of these places."""
    for place in places_of(held.clip_sha256):
        with open_footage(place) as footage:
            if footage.sha256 != held.clip_sha256:
                continue
            with examined_footage(
                footage, options, untrusted_name=held.clip_name, on_progress=on_progress
            ) as examination:
                return examination.analysis
    return None


def _by_pair(held: Sequence[_HeldUp]) -> list[list[tuple[_HeldUp, OffsetItem]]]:
    """Return the offsets of each two clips together, so that both are read once."""
    groups: dict[tuple[str, ...], list[tuple[_HeldUp, OffsetItem]]] = {}
    for one in held:
        if isinstance(one.item, OffsetItem):
            groups.setdefault(tuple(clips_in(one.item)), []).append((one, one.item))
    return list(groups.values())


def _run_offsets(
    held: Sequence[tuple[_HeldUp, OffsetItem]],
    places_of: PlacesOf,
    rerun: Rerun,
    weak_allowed: bool,
    on_progress: OnProgress | None,
) -> Iterator[Recomputed]:
    """Compare the clocks of two clips again."""
    first, clips = held[0][0], clips_in(held[0][1])
    read: list[tuple[Analysis, Recording]] = []
    try:
        for sha256 in clips:
            name = first.name_of(sha256)
            found = (
                recording_of(
                    place, weak_allowed=weak_allowed, untrusted_name=name, on_progress=on_progress
                )
                for place in places_of(sha256)
            )
            read += [one for one in found if one[1].sha256 == sha256][:1]
    except VerifyError as error:
        yield from (one.came_to(RunAgain.NOT_RUN, str(error)) for one, _ in held)
        return
    if len(read) < len(clips):
        missing = RunAgain.FOOTAGE_NOT_AVAILABLE
        yield from (one.came_to(missing, _NO_FOOTAGE) for one, _ in held)
        return
    rerun.clips.update(clips)
    tool = comparing_tool(read[0][0].tool)
    recordings = [recording for _, recording in read]
    (compared,) = compare_all(recordings)
    error_s = sum(one.timing_error_s for one in recordings)
    for one, item in held:
        now = compared.pair.light if item.by is SharedBy.LIGHT else compared.pair.sound
        recorded: dict[str, Any] = {name: getattr(item, name) for name in _OF_AN_OFFSET}
        found_now = {name: getattr(now, name, None) for name in _OF_AN_OFFSET}
        # Only what was clear enough can have been held up.
        recorded["accepted"], found_now["accepted"] = True, now is not None and now.accepted
        differing_now = list(differences(recorded, found_now, error_s, item.pointer))
        reason = _why_not_available(item, tool)
        yield one.came_to(
            _outcome(differing_now, None) if reason is None else RunAgain.VERSION_NOT_AVAILABLE,
            reason,
            differences=differing_now,
            run_by=tool,
        )


def _compared(held: _HeldUp, *, analysis: Analysis, whole: dict[str, Any]) -> Recomputed:
    item = held.item
    if isinstance(item, SkyItem):
        return _sky_compared(held, item, analysis)
    if isinstance(item, OffsetItem):
        raise TypeError("an offset is of two clips, see _run_offset")
    method = item.pointer[1:].partition("/")[0]
    failed = [skip for skip in analysis.skipped if skip.analysis == method and skip.is_failure]
    if failed:
        return held.came_to(RunAgain.NOT_RUN, failed[0].reason, run_by=analysis.tool)
    error_s = analysis.timebase.timing_error_s if analysis.timebase else 0.0
    found = at_pointer(whole, item.pointer)
    differing_now = [
        one
        for one in differences(item.value, found, error_s, item.pointer)
        if not one.pointer.startswith(_NAME)
    ]
    around = at_pointer(whole, item.pointer.rpartition("/")[0])
    elsewhere = None
    if not all(one.is_within for one in differing_now):
        elsewhere = next(same_elsewhere(item.value, around, error_s, item.pointer), None)
    reason = _why_not_available(item, analysis.tool)
    return held.came_to(
        _outcome(differing_now, elsewhere) if reason is None else RunAgain.VERSION_NOT_AVAILABLE,
        reason,
        found_at=elsewhere,
        differences=differing_now,
        run_by=analysis.tool,
    )


def _sky_compared(held: _HeldUp, item: SkyItem, analysis: Analysis) -> Recomputed:
    try:
        now = asked_again(item.sky, analysis)
    except InputError as error:
        return held.came_to(RunAgain.NOT_RUN, str(error), run_by=analysis.tool)
    found = list(differences(item.sky.excluded_share, now.excluded_share, 0.0, _SKY))
    then = _sky_engine(item.methods.get("sky"), item.sky)
    here = _sky_engine(VERSIONS["sky"], now)
    reason = None if then == here else f"{_NOT_HERE}: {then}, here {here}"
    return held.came_to(
        _outcome(found, None) if reason is None else RunAgain.VERSION_NOT_AVAILABLE,
        reason,
        differences=found,
        run_by=analysis.tool,
    )


def _sky_engine(version: int | None, sky: SkyAsked) -> str:
    return f"sky {version}, {sky.engine}, time zones {sky.zone_rules}"


def _outcome(differing_now: Sequence[Difference], elsewhere: str | None) -> RunAgain:
    if not differing_now:
        return RunAgain.SAME
    if all(one.is_within for one in differing_now):
        return RunAgain.WITHIN_TOLERANCE
    return RunAgain.DIFFERS if elsewhere is None else RunAgain.ANOTHER_PLACE


def _why_not_available(item: FindingItem | OffsetItem, tool: Tool) -> str | None:
    """Return which method or parameter this program has otherwise; None if all are the same."""
    others = [
        f"{method} with {name} {recorded.get(name)}, here {now.get(name)}"
        for method in differing(item.tool, tool, item.pointer)
        for recorded in (item.tool.parameters.get(method, {}),)
        for now in (tool.parameters.get(method, {}),)
        for name in dict.fromkeys((*recorded, *now))
        if recorded.get(name) != now.get(name)
    ]
    if not others:
        return None
    more = f"; and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
    return f"{_NOT_HERE}: {'; '.join(others[:_MOST_NAMED])}{more}"
