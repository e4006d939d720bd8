"""Which files of a case are of one recording, of what was measured and what people said.

Copies join; of a file that holds two others which have nothing in common, nobody can tell by
likeness whether it is one recording that was cut, or several put together. So the answer is a span:
at least so many recordings as clips differ from one another, at most so many as groups are left.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from verify.domain.case_file import CaseFile
from verify.domain.duplicates import Relation
from verify.domain.matches import MatchGrade
from verify.domain.recordings import (
    SCHEMA_NAME,
    BestCopies,
    ClipFacts,
    MeasuredBy,
    MeasuredPair,
    RecordingGroup,
    RecordingRuling,
    Recordings,
    Sameness,
    Tie,
    pairwise_different,
)

_AS_LONG_S = 0.5
_AS_SHARP = 0.1
_JOINING = (MatchGrade.CONFIRMED, MatchGrade.LIKELY)
_WHOLE = {
    Relation.COPY: "most of either lies in the other",
    Relation.PART: "most of one lies in the other, which shows more",
}

Pair = tuple[str, str]


def recordings_of(case: CaseFile) -> Recordings:
    """Return how many recordings the clips of a case are, and what that rests on."""
    clips = list(dict.fromkeys(one.clip_sha256 for one in case.clips))
    ties = _ties(case, clips)
    groups = _groups(clips, ties)
    heads = {clip: number for number, group in enumerate(groups) for clip in group}
    between = [one for one in ties.values() if not _is_inside(one, heads)]
    facts = _facts(case)
    built = [_group(group, ties, facts) for group in groups]
    return Recordings(
        schema=SCHEMA_NAME,
        files=len(clips),
        at_least=pairwise_different(range(len(groups)), between, heads),
        at_most=len(groups) + sum(1 for group in built if group.contradicted_by),
        groups=built,
        apart=[one for one in between if one.sameness is Sameness.DIFFERENT],
        cannot_tell=[one for one in between if one.sameness is not Sameness.DIFFERENT],
    )


def _ties(case: CaseFile, clips: Sequence[str]) -> dict[Pair, Tie]:
    measured: dict[Pair, list[MeasuredPair]] = {}
    for comparison in case.comparisons:
        for one in comparison.pairs:
            measured.setdefault(_pair(one.clip_sha256, one.other_sha256), []).append(one)
    rulings = {
        _pair(one.clip_sha256, one.other_sha256): one
        for one in case.rulings
        if one.event not in case.withdrawn
    }
    ties = {}
    for clip, other in combinations(clips, 2):
        pair = _pair(clip, other)
        ties[pair] = _tie((clip, other), rulings.get(pair), measured.get(pair, []))
    return _without_what_holds_several(ties, measured)


def _pair(clip: str, other: str) -> Pair:
    return (clip, other) if clip < other else (other, clip)


def _tie(
    clips: tuple[str, str], ruling: RecordingRuling | None, measured: Sequence[MeasuredPair]
) -> Tie:
    event = None
    if ruling is not None:
        sameness = Sameness.SAME if ruling.is_same else Sameness.DIFFERENT
        why, event = "a person says so", ruling.event
    else:
        sameness, why = _told(measured)
    return Tie(
        clip_sha256=clips[0], other_sha256=clips[1], sameness=sameness, why=why, ruling=event
    )


def _told(measured: Sequence[MeasuredPair]) -> tuple[Sameness, str]:
    """Return what measurements of two clips come to; of one kind and way the last one holds."""
    last = {(one.by, one.clip_sha256): one for one in measured}
    in_step = any(one.in_step for one in last.values())
    looked_at = [one for one in last.values() if one.by is not MeasuredBy.SYNC]
    if not looked_at:
        if in_step:
            return Sameness.CANNOT_TELL, (
                "light or sound is in step, as of two cameras or of two copies; the pictures were "
                "not compared"
            )
        return Sameness.CANNOT_TELL, "not compared"
    # What the archive keeps tells less than the files themselves.
    closer = [
        one for one in looked_at if one.by is not MeasuredBy.ARCHIVE or one.match_grade is not None
    ]
    told = [_told_by_pictures(one, in_step=in_step) for one in closer or looked_at]
    # One look may miss what another finds: what was found alike outweighs.
    return min(told, key=lambda one: _WEIGHTIEST.index(one[0]))


_WEIGHTIEST = (Sameness.SAME, Sameness.CANNOT_TELL, Sameness.DIFFERENT)


def _told_by_pictures(pair: MeasuredPair, *, in_step: bool) -> tuple[Sameness, str]:
    if pair.accepted is False:
        return Sameness.DIFFERENT, "a person rejected the match in the archive"
    if pair.accepted and pair.relation not in (None, Relation.STRETCH):
        return Sameness.SAME, "a person accepted the match in the archive"
    if pair.match_grade is not None and pair.relation is not None:
        return _told_by_match(pair.match_grade, pair.relation, f" ({pair.by.value})")
    if not pair.is_comparable:
        return Sameness.CANNOT_TELL, "one of them does not show enough to be compared"
    if pair.by is MeasuredBy.ARCHIVE:
        return Sameness.CANNOT_TELL, (
            "nothing alike in what the archive keeps of them, which misses copies in a mirror; "
            "give one of the two clips, or compare them"
        )
    if pair.sounds_alike:
        return Sameness.CANNOT_TELL, (
            "their sound is alike and their pictures are not: one may have the sound of the other, "
            "or its picture was changed past finding"
        )
    both = "; light or sound is in step, as of two cameras at one event" if in_step else ""
    return Sameness.DIFFERENT, f"nothing in them looks alike ({pair.by.value}){both}"


def _told_by_match(grade: MatchGrade, relation: Relation, by: str) -> tuple[Sameness, str]:
    if grade is MatchGrade.SAME_VIEW:
        return Sameness.CANNOT_TELL, f"the same view, perhaps at another moment{by}"
    if grade not in _JOINING:
        return Sameness.CANNOT_TELL, f"a {grade.value} match, to be looked at{by}"
    if relation is Relation.STRETCH:
        return Sameness.CANNOT_TELL, (
            f"a {grade.value} match of a stretch, and both show more: two cuts of one recording, "
            f"or one of them holds several{by}"
        )
    return Sameness.SAME, f"a {grade.value} match, {_WHOLE[relation]}{by}"


def _without_what_holds_several(
    ties: dict[Pair, Tie], measured: Mapping[Pair, Sequence[MeasuredPair]]
) -> dict[Pair, Tie]:
    """Return ties in which no file joins others that have nothing in common; see the module."""
    parts: dict[str, set[str]] = {}
    for pair, tie in ties.items():
        is_part = any(one.relation is Relation.PART for one in measured.get(pair, ()))
        if tie.sameness is Sameness.SAME and tie.ruling is None and is_part:
            # Which of both is the part, the relation does not say: either may hold the other.
            for clip, other in (pair, pair[::-1]):
                parts.setdefault(clip, set()).add(other)
    doubtful: set[Pair] = set()
    for (one, other), tie in ties.items():
        if tie.sameness is not Sameness.DIFFERENT:
            continue
        for whole in parts.get(one, set()) & parts.get(other, set()):
            doubtful |= {_pair(whole, one), _pair(whole, other), (one, other)}
    return {
        pair: _open(tie) if pair in doubtful and tie.ruling is None else tie
        for pair, tie in ties.items()
    }


def _open(tie: Tie) -> Tie:
    return Tie(
        clip_sha256=tie.clip_sha256,
        other_sha256=tie.other_sha256,
        sameness=Sameness.CANNOT_TELL,
        why=f"{tie.why}; a third clip holds two that have nothing in common: it was cut in two, or "
        "put together of several",
        ruling=None,
    )


def _groups(clips: Sequence[str], ties: Mapping[Pair, Tie]) -> list[list[str]]:
    """Return clips joined by what is the same, in their order."""
    group_of = {clip: [clip] for clip in clips}
    for clip, other in combinations(clips, 2):
        here, there = group_of[clip], group_of[other]
        if here is not there and ties[_pair(clip, other)].sameness is Sameness.SAME:
            here += there
            for one in there:
                group_of[one] = here
    order = {clip: at for at, clip in enumerate(clips)}
    groups = {id(group): sorted(group, key=order.__getitem__) for group in group_of.values()}
    return list(groups.values())


def _is_inside(tie: Tie, heads: Mapping[str, int]) -> bool:
    return heads[tie.clip_sha256] == heads[tie.other_sha256]


def _facts(case: CaseFile) -> dict[str, ClipFacts]:
    """Return what is known of each clip, each fact as it was measured last."""
    known: dict[str, ClipFacts] = {}
    for comparison in case.comparisons:
        for one in comparison.facts or []:
            before = known.get(one.clip_sha256, one)
            known[one.clip_sha256] = ClipFacts(
                clip_sha256=one.clip_sha256,
                duration_s=one.duration_s if one.duration_s is not None else before.duration_s,
                width_px=one.width_px or before.width_px,
                height_px=one.height_px or before.height_px,
                sharpness=one.sharpness if one.sharpness is not None else before.sharpness,
                dated=one.dated or before.dated,
            )
    return known


def _group(
    clips: Sequence[str], ties: Mapping[Pair, Tie], facts: Mapping[str, ClipFacts]
) -> RecordingGroup:
    inside = [ties[_pair(*pair)] for pair in combinations(clips, 2)]
    known = [facts[clip] for clip in clips if clip in facts]
    return RecordingGroup(
        clips=list(clips),
        ties=[one for one in inside if one.sameness is Sameness.SAME],
        contradicted_by=[one for one in inside if one.sameness is Sameness.DIFFERENT],
        facts=known,
        copies=_copies(known, len(clips)),
    )


def _copies(facts: Sequence[ClipFacts], count: int) -> BestCopies:
    longest = _most(facts, count, lambda one: one.duration_s, slack=_AS_LONG_S)
    sharpest = _most(facts, count, lambda one: one.sharpness, share=_AS_SHARP)
    largest = _most(facts, count, _pixels)
    earliest = _most(
        # Of those that have a date: the others may be older, which is said where it is shown.
        [one for one in facts if one.dated],
        0,
        lambda one: None if one.dated is None else -one.dated.latest_utc.timestamp(),
    )
    left = longest or [one.clip_sha256 for one in facts]
    for better in (sharpest, largest, earliest):
        left = [clip for clip in left if clip in better] or left
    return BestCopies(
        longest=longest,
        sharpest=sharpest,
        largest=largest,
        earliest=earliest,
        best=left[0] if longest and count > 1 else None,
    )


def _pixels(facts: ClipFacts) -> float | None:
    if facts.width_px is None or facts.height_px is None:
        return None
    return facts.width_px * facts.height_px


def _most(
    facts: Sequence[ClipFacts],
    count: int,
    of: Callable[[ClipFacts], float | None],
    *,
    slack: float = 0.0,
    share: float = 0.0,
) -> list[str]:
    """Return those that have most of something; none if of fewer than `count` it is known."""
    known = [(value, one.clip_sha256) for one in facts if (value := of(one)) is not None]
    if len(known) < max(count, 1):
        return []
    most = max(value for value, _ in known)
    return [clip for value, clip in known if value >= most - slack - share * abs(most)]
