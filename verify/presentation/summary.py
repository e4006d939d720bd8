"""An inspection in sentences: what a journalist reads first, and what must be read before it.

Every sentence says no more than the findings do. A hint at a cause names at least two, and what
cannot be told from the clip is said in so many words.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

import msgspec

from verify.domain.claimed import CredentialState
from verify.domain.errors import shown_name
from verify.domain.findings import (
    Analysis,
    Boundary,
    DarknessClass,
    Flash,
    FlashKind,
    Timebase,
)
from verify.presentation.claims import near_words
from verify.presentation.match_wording import answer_words, judgement_words, match_words
from verify.presentation.wording import (
    BOUNDARY_WORDS,
    DARKNESS_WORDS,
    OVERLAY_WORDS,
    TRACE_WORDS,
    analysis_words,
    counted,
    duration_words,
    listed,
    other_tracks,
    short_timecode,
    unexamined_words,
)

# A longer list is cut to the shorter length, so that never only one is left out.
_LONGEST_LIST = 8
_CUT_LIST = 6


def warnings(analysis: Analysis) -> list[str]:
    """Return what puts the other findings in doubt, the worst first; often nothing."""
    found = [] if analysis.timebase is None else list(_timebase_warnings(analysis.timebase))
    found += [
        f"The analysis of {analysis_words(skipped.analysis)} {skipped.reason}."
        for skipped in analysis.skipped
        if skipped.is_failure
    ]
    found += [
        f"Of {analysis_words(skipped.analysis)}, {skipped.reason}; the list is no count of them."
        for skipped in analysis.skipped
        if skipped.is_cut_short
    ]
    if analysis.c2pa is not None and analysis.c2pa.state is CredentialState.INVALID:
        found.append(f"It carries Content Credentials that do not hold. {analysis.c2pa.meaning}")
    safety = analysis.viewer_safety
    if safety is not None and safety.warns:
        found.append(f"It may harm viewers who are sensitive to flashing. {safety.reason}")
    return found


def summary(analysis: Analysis) -> list[str]:
    """Return the findings as paragraphs of one to three sentences, in the order of questions."""
    if analysis.footage.kind == "picture":
        paragraphs: list[Iterable[str]] = [[_picture(analysis)], _light(analysis)]
    else:
        paragraphs = [
            [_clip(analysis), *_shots(analysis)],
            _flashes(analysis),
            _lights(analysis),
            _light(analysis),
            _sound(analysis),
            _overlays(analysis),
            _traces(analysis),
        ]
    # A person who knows the clip already reads no further.
    paragraphs = [_seen_before(analysis), *paragraphs, _claims(analysis), [_untold(analysis)]]
    return [" ".join(sentences) for paragraph in paragraphs if (sentences := list(paragraph))]


def what_it_is(analysis: Analysis) -> list[str]:
    """Return the findings for a page of its own: no archive, nothing of what is untold."""
    paragraphs = summary(msgspec.structs.replace(analysis, archive=None))[:-1]
    return [
        one.replace("More stand below.", "More stand in the report.").replace(
            "given below", "given in the report"
        )
        for one in paragraphs
    ]


def _timebase_warnings(timebase: Timebase) -> Iterator[str]:
    if timebase.truncated:
        reason = timebase.truncated_reason or (
            f"Only {duration_words(timebase.duration_s)} could be decoded."
        )
        yield f"The file is cut off or damaged. {reason} Nothing is known of the rest."
    if timebase.corrupt_frames:
        yield (
            f"The decoder marked {counted(timebase.corrupt_frames, 'frame')} as corrupt. What "
            "they show may come from the damage, not from the scene."
        )
    if timebase.non_monotonic_frames:
        yield (
            f"The time of {counted(timebase.non_monotonic_frames, 'frame')} does not rise from "
            "the frame before. Times near there are uncertain."
        )
    if timebase.gaps:
        missing = sum(gap.missing_frames for gap in timebase.gaps)
        yield (
            f"About {counted(missing, 'frame')} {'is' if missing == 1 else 'are'} missing, in "
            f"{counted(len(timebase.gaps), 'place')} ({_times([g.start_s for g in timebase.gaps])})"
            ". The camera may have dropped them, or an edit or a transfer removed them; what "
            "happened there is not in the clip."
        )
    if timebase.repeats:
        frames = sum(repeat.frames for repeat in timebase.repeats)
        verb = "repeats" if frames == 1 else "repeat"
        yield (
            f"{counted(frames, 'frame')} {verb} the frame before, in "
            f"{counted(len(timebase.repeats), 'stretch', 'stretches')} "
            f"({_times([r.start_s for r in timebase.repeats])}). Slow motion, a freeze, a raised "
            "frame rate or a still scene look alike here; times may not be those of the event."
        )


def _seen_before(analysis: Analysis) -> Iterator[str]:
    found = analysis.archive
    if found is None:
        return
    yield f"Seen before? {answer_words(found)}"
    # That the file itself is there says less than that it looks like another.
    for match in found.matches[: 2 if found.query.is_in_archive else 1]:
        said = match_words(match, found)
        yield f"{said[0].upper()}{said[1:]}."
        if match.judgement is not None:
            yield f"It was {judgement_words(match.judgement).rstrip('.')}."


def _picture(analysis: Analysis) -> str:
    video = analysis.footage.video
    size = "" if video is None else f" of {video.width_px} × {video.height_px} pixels"
    return f"A picture{size}. It has no time axis: shots and flashes do not apply."


def _clip(analysis: Analysis) -> str:
    timebase, video = analysis.timebase, analysis.footage.video
    parts = ["An animation" if analysis.footage.kind == "animation" else "A video"]
    if timebase is not None:
        parts.append(f" of {duration_words(timebase.duration_s)}, {_frames(timebase)}")
    if video is not None:
        parts.append(f", {video.width_px} × {video.height_px} pixels")
    sentence = "".join(parts) + "."
    if video is not None and video.is_vfr:
        sentence += " Frames come at uneven intervals, so each time rests on its own stamp."
    return sentence


def _frames(timebase: Timebase) -> str:
    frames = counted(timebase.frames, "frame")
    if not timebase.median_interval_s:
        return frames
    rate = f"{1 / timebase.median_interval_s:.2f}".rstrip("0").rstrip(".")
    return f"{frames} (usually {rate} a second)"


def _shots(analysis: Analysis) -> Iterator[str]:
    shots = analysis.shots
    if not shots:
        return
    if len(shots) == 1:
        yield "One shot: no cut, fade or dissolve was found. A well-hidden cut can be missed."
        return
    changes = [shot for shot in shots if shot.boundary is not Boundary.START]
    if len(changes) <= _LONGEST_LIST:
        each = [f"{BOUNDARY_WORDS[s.boundary]} at {short_timecode(s.start_s)}" for s in changes]
        yield f"{counted(len(shots), 'shot')}: {listed(each)}."
    else:
        kinds = Counter(BOUNDARY_WORDS[shot.boundary] for shot in changes)
        yield (
            f"{counted(len(shots), 'shot')}, parted by "
            f"{listed([counted(n, kind) for kind, n in kinds.most_common()])}."
        )


def _flashes(analysis: Analysis) -> Iterator[str]:
    if analysis.flashes is None:
        return
    for unseen in unexamined_words(analysis.skipped, "flashes"):
        yield f"{unseen.partition('. ')[0].removesuffix('.')}."
    accepted = [flash for flash in analysis.flashes if flash.accepted]
    brief = [flash for flash in accepted if flash.kind is not FlashKind.SUSTAINED]
    lasting = [flash for flash in accepted if flash.kind is FlashKind.SUSTAINED]
    if brief:
        yield f"{counted(len(brief), 'flash', 'flashes')} of light, {_onsets(brief)}."
    if lasting:
        verb = "that stays" if len(lasting) == 1 else "that stay"
        yield f"{counted(len(lasting), 'sharp rise')} in light {verb} lit, {_onsets(lasting)}."
    if not accepted:
        yield "No flash was found. A faint, small or very short one can be missed."
    rejected = len(analysis.flashes) - len(accepted)
    if rejected:
        others = counted(rejected, "other rise") if accepted else counted(rejected, "rise")
        reasons = "the reason is" if rejected == 1 else "the reasons are"
        yield f"{others} in light did not pass as a flash; {reasons} given below."


def _onsets(flashes: list[Flash]) -> str:
    if len(flashes) > _LONGEST_LIST:
        return "at " + _times([flash.onset_s for flash in flashes])
    errors = {f"\u00b1\u00a0{flash.onset_error_s:.3f}\u00a0s" for flash in flashes}
    if len(errors) == 1:
        each = "each " if len(flashes) > 1 else ""
        return f"at {_times([flash.onset_s for flash in flashes])} ({each}{errors.pop()})"
    return "at " + listed(
        [
            f"{short_timecode(flash.onset_s)} (\u00b1\u00a0{flash.onset_error_s:.3f}\u00a0s)"
            for flash in flashes
        ]
    )


def _lights(analysis: Analysis) -> Iterator[str]:
    if lights := analysis.lights:
        rates = [f"{light.flashes_per_min:.1f} a minute" for light in lights[:_LONGEST_LIST]]
        more = f" and {len(lights) - len(rates):,} more" if len(lights) > len(rates) else ""
        yield (
            f"{counted(len(lights), 'light')} that {'blinks' if len(lights) == 1 else 'blink'} in "
            f"time: {listed(rates)}{more}. What blinks cannot be told from a rate."
        )
    if analysis.mains is not None:
        hz = analysis.mains.hz
        told = f"is compatible with {hz} Hz" if hz else "tells neither 50 nor 60 Hz"
        yield f"The flicker of lamps {told}; see the reason below."


def _light(analysis: Analysis) -> Iterator[str]:
    shots = analysis.shots
    if not shots:
        return
    caution = "Exposure and grading change how dark a picture is; it does not tell the hour."
    kinds = Counter(shot.darkness.kind for shot in shots)
    if len(kinds) == 1:
        kind = shots[0].darkness.kind
        if kind is DarknessClass.CANNOT_TELL:
            yield "From the light of the picture it cannot be told whether it was day or night."
            return
        subject = "The picture looks" if len(shots) == 1 else "All shots look"
        yield f"{subject} like {DARKNESS_WORDS[kind]}. {caution}"
        return
    yield f"Light: {listed([_class_count(kind, n) for kind, n in kinds.most_common()])}. {caution}"


def _class_count(kind: DarknessClass, shots: int) -> str:
    words = "not to be told" if kind is DarknessClass.CANNOT_TELL else DARKNESS_WORDS[kind]
    return f"{words} in {counted(shots, 'shot')}"


def _sound(analysis: Analysis) -> Iterator[str]:
    other = other_tracks(analysis.footage.audio)
    if other is not None:
        yield f"{other[0].upper()}{other[1:]}."
    if not analysis.audio_present:
        yield "The file has no sound."
    elif analysis.audio_silent and other is None:
        yield "The file has a sound track, but it is silent."
    elif analysis.audio_silent:
        yield "The sound track that was heard is silent."
    elif analysis.sounds is None:
        yield "The file has sound; it was not analysed."
    elif accepted := [sound for sound in analysis.sounds if sound.accepted]:
        onsets = _times([max(0.0, sound.onset_s) for sound in accepted])
        yield f"{counted(len(accepted), 'sudden sound')}, at {onsets}."
    else:
        yield "The file has sound; no sudden sound in it is clear enough to measure from."
    if pairs := analysis.flash_to_bang:
        first = next((pair for pair in pairs if not pair.conditional), pairs[0])
        onset = short_timecode((analysis.flashes or [])[first.flash_index].onset_s)
        more = " More stand below." if len(pairs) > 1 else ""
        yield f"Flash at {onset}: {first.reason}.{more}"


def _overlays(analysis: Analysis) -> Iterator[str]:
    if analysis.overlays:
        kinds = Counter(OVERLAY_WORDS[overlay.kind] for overlay in analysis.overlays)
        yield (
            f"{counted(len(analysis.overlays), 'overlay')} on the picture: "
            f"{listed([counted(n, kind) for kind, n in kinds.most_common()])}. What is written "
            "in them was not read."
        )
    elif analysis.overlays is not None:
        yield "No mark or caption was found on the picture. Faint or very small ones can be missed."
    if analysis.overlays_cannot_tell:
        yield "Where the picture stands still, a mark that stays cannot be told from the scene."


def _traces(analysis: Analysis) -> Iterator[str]:
    if analysis.traces is None:
        return
    if analysis.coding is not None and analysis.coding.ordinary:
        yield analysis.coding.ordinary
    if analysis.traces:
        each = [
            f"{TRACE_WORDS[trace.kind]} at {short_timecode(trace.start_s)}"
            for trace in analysis.traces[:_LONGEST_LIST]
        ]
        more = len(analysis.traces) - len(each)
        rest = f", and {more:,} more" if more else ""
        yield (
            f"{counted(len(analysis.traces), 'trace')} that an edit or something harmless can "
            f"leave: {listed(each)}{rest}."
        )
    else:
        yield "No frozen, left-out or repeated stretch was found."
    if analysis.traces_cannot_tell:
        yield "Where hardly anything moves, such traces cannot be told."


def _claims(analysis: Analysis) -> Iterator[str]:
    metadata = analysis.metadata
    if metadata is None:
        return
    claims = []
    if metadata.untrusted_created:
        claims.append(f"a creation time of {shown_name(metadata.untrusted_created)}")
    if metadata.positions:
        first = metadata.positions[0]
        near = f" ({near_words(first.nearest[0])})" if first.nearest else ""
        claims.append(f"a position at {first.latitude_deg:.4f}, {first.longitude_deg:.4f}{near}")
    if metadata.untrusted_device:
        claims.append(f"a device named {shown_name(metadata.untrusted_device)}")
    if claims:
        yield f"The file claims {listed(claims)}. Such fields can be written by anyone."
    if analysis.c2pa is not None and analysis.c2pa.state is CredentialState.VALID:
        yield f"It carries Content Credentials. {analysis.c2pa.meaning}"


def _untold(analysis: Analysis) -> str:
    light = ", or what caused the light" if analysis.flashes else ""
    return f"Nothing measured here tells where or when it was filmed{light}."


def _times(times_s: list[float]) -> str:
    cut = len(times_s) if len(times_s) <= _LONGEST_LIST else _CUT_LIST
    shown = [short_timecode(time_s) for time_s in times_s[:cut]]
    more = len(times_s) - len(shown)
    return f"{', '.join(shown)} and {more:,} more" if more else listed(shown)
