"""The clips of a case in a report: what each file is, what was found in it, what was left out."""

from collections.abc import Iterator

import msgspec

from verify.domain.case_file import CaseFile
from verify.domain.errors import shown_name
from verify.domain.findings import Analysis, Keyframe
from verify.presentation.case_records_wording import written_words
from verify.presentation.case_report.evidence_lines import signed
from verify.presentation.case_report.front import verdict_mark
from verify.presentation.case_report.material import ClipFindings, Material
from verify.presentation.case_report.model import (
    Block,
    Drawing,
    Fact,
    Facts,
    Line,
    Lines,
    Section,
    Still,
    Stills,
    Table,
    Tone,
    isolated,
    said,
    sentence,
    written,
)
from verify.presentation.claims import claims
from verify.presentation.match_section import shown_matches, shown_sounds
from verify.presentation.match_wording import answer_words, left_out_words
from verify.presentation.summary import warnings, what_it_is
from verify.presentation.wording import (
    FLASH_WORDS,
    OVERLAY_WORDS,
    PICKED_WORDS,
    analysis_words,
    counted,
    hint_words,
    short_timecode,
)

_MOST_ROWS = 40
_TIMES = (
    "Times count from the first frame shown; they are not clock times. Luma is the brightness as "
    "stored, not the amount of light."
)
_TOLD_OF_A_MATCH = frozenset({"What looks alike", "And", "Why this grade", "Entry"})
_LEFT_OUT = "What the file says of itself is left out here: it may tell of a device or of a person."


def clip_sections(material: Material) -> Iterator[Section]:
    """Yield a section for each clip of the case."""
    for number, clip in enumerate(material.clip_order, start=1):
        found = material.clips.get(clip)
        facts, parts = [Fact("SHA-256", clip, is_code=True)], []
        blocks: list[Block] = []
        if not material.is_public:
            facts += _named(material.case, clip)
        if found is None:
            blocks += [
                Facts(tuple(facts)),
                Lines(tuple(verdict_lines(material.case, clip))),
                said(
                    "No analysis of it was given to this report, so nothing that was measured "
                    "stands here: verify inspect makes one, --analysis names its folder."
                ),
            ]
        else:
            facts += _facts(found)
            blocks += [Facts(tuple(facts)), Lines(tuple(verdict_lines(material.case, clip)))]
            blocks += _in_short(material, found)
            parts = list(_parts(material, found))
        yield Section(f"Clip {number}", tuple(blocks), tuple(parts))


def _named(case: CaseFile, clip: str) -> Iterator[Fact]:
    for record in case.clips:
        if record.clip_sha256 == clip:
            name = isolated(shown_name(record.untrusted_name or "no name"))
            yield Fact("Name", name, (f"{sentence(signed(record, 'put in'))}.",))


def verdict_lines(case: CaseFile, clip: str) -> Iterator[Line]:
    """Yield the verdict on a clip with its author, then those before it."""
    given = [one for one in case.verdicts if (one.claim, one.clip_sha256) == (None, clip)]
    for at, verdict in enumerate(reversed(given)):
        word, tone = verdict_mark(verdict)
        reason = written(verdict.untrusted_reason, "Before" if at else "")
        yield Line(reason, (f"{sentence(signed(verdict))}.",), word, tone)
    if not given:
        yield Line("Nobody has given a verdict on this clip.", mark="no verdict", tone=Tone.OPEN)


def _facts(found: ClipFindings) -> Iterator[Fact]:
    analysis = found.analysis
    footage, video, audio = analysis.footage, analysis.footage.video, analysis.footage.audio
    yield Fact("File", f"{footage.size_bytes:,} bytes, {shown_name(footage.container)}")
    if video is not None:
        hdr = f", HDR ({shown_name(video.hdr)})" if video.hdr else ""
        size = f"{video.width_px} × {video.height_px} pixels"
        yield Fact("Picture", f"{shown_name(video.codec)}, {size}{hdr}")
    sound = "none" if audio is None else f"{shown_name(audio.codec)}, {audio.sample_rate_hz:,} Hz"
    yield Fact("Sound", sound)
    timebase = analysis.timebase
    if timebase is not None and footage.kind != "picture":
        yield Fact(
            "Length",
            f"{short_timecode(timebase.duration_s)}, {counted(timebase.frames, 'frame')}",
            (f"A time may be off by {timebase.timing_error_s:.6f} s either way.",),
        )
    yield Fact("Analysis", found.analysis_sha256, ("SHA-256 of the file that holds it.",), True)


def _told(material: Material, analysis: Analysis) -> Analysis:
    """Return an analysis without what may tell of a device or a person, where anybody reads."""
    if not material.is_public:
        return analysis
    return msgspec.structs.replace(analysis, metadata=None, c2pa=None, archive=None)


def _in_short(material: Material, found: ClipFindings) -> Iterator[Block]:
    told = _told(material, found.analysis)
    if careful := warnings(told):
        yield Lines(tuple(Line(shown_name(one), mark="careful", tone=Tone.OPEN) for one in careful))
    yield said(*(shown_name(one) for one in what_it_is(told)))
    yield said(
        "Measured by machine; none of it tells where or when it was filmed, or what caused the "
        "light.",
        is_quiet=True,
    )


def _parts(material: Material, found: ClipFindings) -> Iterator[Section]:
    analysis = found.analysis
    if found.curve_svg is not None:
        yield Section("Light through time", tuple(_light(found)))
    if found.keyframes:
        yield Section("Keyframes", tuple(_keyframes(analysis.keyframes or [], found)))
    yield Section("Marks and captions on the picture", tuple(_overlays(analysis)))
    yield Section("Seen before?", tuple(_archive(material, analysis)))
    yield Section("What the file says of itself", tuple(_claimed(material, analysis)))
    yield Section("What was not done", tuple(_skipped(material, analysis)))


def _light(found: ClipFindings) -> Iterator[Block]:
    flashes = list(enumerate(found.analysis.flashes or [], start=1))
    if found.curve_svg is not None:
        caption = "Light through time; numbers are those of the table."
        yield Drawing(found.curve_svg, "Brightness through time, flashes numbered", caption)
    if flashes:
        rows = tuple(
            (
                str(number),
                f"{short_timecode(flash.onset_s)} ± {flash.onset_error_s:.3f} s",
                "cannot tell" if flash.half_life_s is None else f"{flash.half_life_s:.2f} s",
                f"{FLASH_WORDS[flash.kind]}{'' if flash.accepted else ', not accepted'}: "
                f"{shown_name('; '.join([flash.reason, *map(hint_words, flash.hints)]))}",
            )
            for number, flash in flashes[:_MOST_ROWS]
        )
        head = ("No.", "Onset", "Half as bright after", "What the light did, and what it may be")
        yield Table(head, rows, (6, 20, 16, 58))
        yield from _more(len(flashes), _MOST_ROWS, "rise in light", "rises in light")
    yield said(_TIMES, is_quiet=True)


def _more(count: int, most: int, noun: str, plural: str) -> Iterator[Block]:
    if count > most:
        yield said(f"{counted(count - most, f'more {noun}', f'more {plural}')} in analysis.json.")


def _keyframes(keyframes: list[Keyframe], found: ClipFindings) -> Iterator[Block]:
    shown = [one for one in keyframes if one.file in found.keyframes]
    yield Stills(
        tuple(
            Still(
                found.keyframes[one.file],
                f"Frame {one.frame} at {short_timecode(one.time_s)}",
                f"{short_timecode(one.time_s)}, {PICKED_WORDS[one.picked_because]}",
            )
            for one in shown
        )
    )
    yield from _more(len(keyframes), len(shown), "keyframe", "keyframes")


def _overlays(analysis: Analysis) -> Iterator[Block]:
    if analysis.overlays is None:
        yield said("They were not looked for.")
        return
    rows = tuple(
        (
            OVERLAY_WORDS[one.kind],
            f"{short_timecode(one.showings[0].start_s)} to {short_timecode(one.showings[-1].end_s)}"
            f" ± {one.error_s:.2f} s",
            shown_name(one.reason),
        )
        for one in analysis.overlays[:_MOST_ROWS]
        if one.showings
    )
    if rows:
        yield Table(("Kind", "Shown from, to", "Why"), rows, (18, 28, 54))
        yield from _more(len(analysis.overlays), _MOST_ROWS, "overlay", "overlays")
    else:
        yield said("None was found. Faint or very small ones can be missed.")
    if analysis.overlays_cannot_tell:
        yield said(
            "Where the picture stands still, a mark that stays cannot be told from the scene."
        )


def _archive(material: Material, analysis: Analysis) -> Iterator[Block]:
    found = analysis.archive
    if found is None:
        yield said("The archive was not searched when the clip was inspected.")
        return
    yield said(answer_words(found))
    for match in shown_matches(found, {}):
        facts = [
            Fact(term, isolated(shown_name(value)))
            for term, value in match.facts
            if term in _TOLD_OF_A_MATCH or not material.is_public
        ]
        name = "" if material.is_public else f"{isolated(shown_name(match.name))}: "
        rejected = (match.judgement,) if match.judgement and not material.is_public else ()
        yield Lines((Line(f"{name}{match.grade}", rejected),))
        yield Facts(tuple(facts))
    if not material.is_public:
        yield Lines(tuple(Line(shown_name(one)) for one in shown_sounds(found)))
    if found.not_comparable:
        yield said(
            *(left_out_words(one) for one in found.not_comparable[:_MOST_ROWS]), is_quiet=True
        )
    yield said(
        "What is not in this archive may be elsewhere: it says nothing about the rest of the "
        "world. Studios, fixed cameras and landmarks look alike on different days.",
        is_quiet=True,
    )


def _claimed(material: Material, analysis: Analysis) -> Iterator[Block]:
    if material.is_public:
        yield said(_LEFT_OUT)
        return
    facts = tuple(
        Fact(one.label, isolated(written_words(one.text)), tuple(map(written_words, one.notes)))
        for one in claims(analysis)
    )
    if facts:
        yield Facts(facts)
    else:
        yield said("Its tags were not read.")
    yield said("Such fields can be written by anyone, and programs change them.", is_quiet=True)


def _skipped(material: Material, analysis: Analysis) -> Iterator[Block]:
    lines = tuple(
        Line(shown_name(f"{analysis_words(one.analysis)}: {material.without_paths(one.reason)}"))
        for one in analysis.skipped
    )
    yield Lines(lines) if lines else said("Nothing was left out.")
