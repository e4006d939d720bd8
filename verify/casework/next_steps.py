"""What to do next with a clip: three steps, the ones first that can change the answer most.

A step is advice on what to look at, never a reading of it; each says why in a sentence.
"""

import shlex
from collections.abc import Iterator, Sequence

from verify.domain.claimed import WriterKind
from verify.domain.findings import Analysis
from verify.domain.matches import Match, Search
from verify.domain.proposals import Check, Outcome
from verify.domain.timing import timecode
from verify.domain.triage import MOST_STEPS, NextStep, TriagedClaim

_KEY_DIGITS = 12
_RE_ENCODES = {WriterKind.LIBRARY, WriterKind.PLATFORM, WriterKind.PROGRAM}


def next_steps(
    clip: str, analysis: Analysis, search: Search | None, claims: Sequence[TriagedClaim]
) -> list[NextStep]:
    """Return three steps at most.

    Parameters
    ----------
    clip : str
        The file as it was typed, for the commands.
    analysis : Analysis
    search : Search or None
        The archive's answer.
    claims : sequence of TriagedClaim
    """
    found = [
        *_of_contradictions(claims),
        *_of_matches(clip, search),
        *_of_places(clip, claims),
        *_of_search_engines(clip, search),
        *_of_the_sender(analysis),
        *_of_sound(clip, analysis),
        *_of_traces(analysis),
        *_of_claims(clip, claims),
        *_of_overlays(clip, analysis),
        _CASE,
    ]
    return found[:MOST_STEPS]


_CASE = NextStep(
    what="Open a case for it.",
    why="Where and when it was filmed no measurement settles; evidence and verdicts belong there, "
    "each with a name and a reason.",
    command="verify case new TITLE",
)


def _of_contradictions(claims: Sequence[TriagedClaim]) -> Iterator[NextStep]:
    for claim in claims:
        for proposal in claim.proposals:
            if proposal.outcome is Outcome.CONTRADICTS:
                conditions = [one for one in proposal.only_if if one]
                yield NextStep(
                    what=f"Look at what speaks against the claim: {proposal.why}",
                    why=f"It holds only if {' and '.join(conditions)}."
                    if conditions
                    else "See first what could mislead: "
                    + "; ".join(one.rstrip(".") for one in proposal.would_mislead[:2])
                    + ".",
                    command=None,
                )
                return


def _of_matches(clip: str, search: Search | None) -> Iterator[NextStep]:
    match = _other_file(search)
    if match is not None:
        key = match.footage.sha256[:_KEY_DIGITS]
        yield NextStep(
            what="Lay it beside what the archive has, moment by moment.",
            why="Alike is not the same recording: two cameras, two evenings or a studio look alike "
            "too. Which is older, neither file says by itself.",
            command=shlex.join(["verify", "archive", "compare", clip, key]),
        )


def _other_file(search: Search | None) -> Match | None:
    """Return the strongest match that nobody rejected and that is not of these very bytes."""
    if search is None:
        return None
    return next(
        (
            one
            for one in search.matches
            if one.footage.sha256 != search.query.sha256
            and (one.judgement is None or one.judgement.accepted)
        ),
        None,
    )


def _of_places(clip: str, claims: Sequence[TriagedClaim]) -> Iterator[NextStep]:
    lacks_sky = any(
        claim.sky is None and any(one.check is Check.SKY for one in claim.proposals)
        for claim in claims
    )
    if lacks_sky:
        yield NextStep(
            what="Find out where and at what hour it is said to have been.",
            why="With both, its light can be held against Sun and Moon there.",
            command=f"{shlex.join(['verify', 'triage', clip])} --place PLACE --at TIME",
        )


def _of_search_engines(clip: str, search: Search | None) -> Iterator[NextStep]:
    if _other_file(search) is None:
        yield NextStep(
            what="Ask search engines with stills of it.",
            why="The archive here knows only what was put into it; others may know an older copy.",
            command=shlex.join(["verify", "reverse", clip]),
        )


def _of_the_sender(analysis: Analysis) -> Iterator[NextStep]:
    metadata = analysis.metadata
    if metadata is None:
        return
    if metadata.positions:
        first = metadata.positions[0]
        yield NextStep(
            what=f"Hold the position that the file states ({first.latitude_deg:.4f}, "
            f"{first.longitude_deg:.4f}) against landmarks.",
            why="Anyone can write it into a file; what is seen there is harder to write.",
            command=None,
        )
    elif not metadata.writers or {one.kind for one in metadata.writers} & _RE_ENCODES:
        yield NextStep(
            what="Ask who sent it for the file as the camera wrote it.",
            why="This one may be a copy: programs and platforms drop time, place and device, which "
            "says nothing of the footage.",
            command=None,
        )


def _of_sound(clip: str, analysis: Analysis) -> Iterator[NextStep]:
    pairs = analysis.flash_to_bang or []
    if pairs and all(one.conditional for one in pairs):
        flash = (analysis.flashes or [])[pairs[0].flash_index]
        sound = (analysis.sounds or [])[pairs[0].sound_index]
        yield NextStep(
            what=f"Listen whether the bang at {timecode(max(0.0, sound.onset_s))} belongs to the "
            f"flash at {timecode(flash.onset_s)}.",
            why=f"If so the camera stood {pairs[0].low_m:,.0f} to {pairs[0].high_m:,.0f} m away; "
            "if not, the delay says nothing.",
            command=shlex.join(["verify", "distance", clip]),
        )


def _of_traces(analysis: Analysis) -> Iterator[NextStep]:
    if analysis.traces:
        first = analysis.traces[0]
        yield NextStep(
            what=f"Look at {timecode(first.start_s)}, where frames or sound do not go on evenly.",
            why="An edit leaves that, and so do dropped frames, a phone that stutters, a stream.",
            command=None,
        )


def _of_claims(clip: str, claims: Sequence[TriagedClaim]) -> Iterator[NextStep]:
    if not any(claim.is_asked for claim in claims):
        yield NextStep(
            what="Say what the clip is claimed to show.",
            why="Then light, flashes, sounds and the archive are held against it.",
            command=f"{shlex.join(['verify', 'triage', clip])} --claim TEXT",
        )


def _of_overlays(clip: str, analysis: Analysis) -> Iterator[NextStep]:
    if analysis.overlays:
        yield NextStep(
            what="Read what is laid over the picture: logos, handles, captions.",
            why="They name who passed it on, seldom who filmed it.",
            command=shlex.join(["verify", "overlays", clip]),
        )
