"""Evidence in a report: what is held up, as a person would say it, with its uncertainty."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from verify.domain.cases import Recorded
from verify.domain.errors import shown_name
from verify.domain.evidence import Evidence, FindingItem, Item, MatchItem, MomentItem, Stance
from verify.domain.findings import Brightness, Flash, Keyframe, Shot
from verify.domain.lights import Light
from verify.domain.placing import PlaceGiven
from verify.domain.releasing import still_places
from verify.domain.sounds import FlashToBang, Sound
from verify.domain.standing import proposal_behind, why_stale
from verify.presentation.case_records_wording import by
from verify.presentation.case_report.material import Material
from verify.presentation.case_report.model import (
    Line,
    Still,
    Stills,
    Tone,
    isolated,
    quoted,
    sentence,
    shortened,
)
from verify.presentation.check_wording import reason_words
from verify.presentation.evidence_wording import item_words
from verify.presentation.wording import (
    DARKNESS_WORDS,
    FLASH_WORDS,
    PICKED_WORDS,
    SOUND_WORDS,
    short_timecode,
)

_STANCES = {
    Stance.SUPPORTS: ("for", Tone.FOR),
    Stance.CONTRADICTS: ("against", Tone.AGAINST),
    Stance.CONTEXT: ("beside", Tone.PLAIN),
}
_LONGEST_VALUE = 240
_KEY_DIGITS = 12


def signed(record: Recorded, what: str = "given") -> str:
    """Return who wrote a record and when; without a name where it was left out."""
    if record.actor.known_by == "none":
        return f"{what} on {record.recorded_utc:%Y-%m-%d %H:%M} UTC (event {record.event})"
    return f"{what} by {by(record)}"


def evidence_line(material: Material, evidence: Evidence) -> Line:
    """Return what is held up, with its note, its author, and whether it has gone stale."""
    word, tone = _STANCES[evidence.stance]
    weight = f", {evidence.weight}" if evidence.weight else ""
    held = [held_up_words(material, item) for item in evidence.items] or ["words erased"]
    under = []
    if evidence.untrusted_note:
        under.append(f"Note: {quoted(evidence.untrusted_note)}")
    if evidence.proposal:
        proposal = proposal_behind(material.case, evidence)
        said = "" if proposal is None else f": {isolated(reason_words(proposal))}"
        under.append(f"As proposal {evidence.proposal} of a check says{said}.")
    under += [_run_again_words(one) for one in evidence.items if isinstance(one, FindingItem)]
    if stale := why_stale(material.case, evidence):
        under.append(f"Stale: {stale}; inspect the clip again and compare.")
    under.append(f"{sentence(signed(evidence))}.")
    if (withdrawn := material.case.withdrawn.get(evidence.event)) is not None:
        reason = quoted(withdrawn.untrusted_reason)
        under.insert(0, f"Does not count any more, {signed(withdrawn, 'withdrawn')}: {reason}")
        word, tone = f"withdrawn, was {word}", Tone.OPEN
    return Line("; ".join(held), tuple(under), f"{word}{weight}", tone)


def _run_again_words(item: FindingItem) -> str:
    return (
        f"{shown_name(item.pointer)} in analysis {item.analysis_sha256[:_KEY_DIGITS]}, made by "
        f"Verify {shown_name(item.tool.version)}."
    )


def held_up_words(material: Material, item: Item) -> str:
    """Return what is held up; a clip by its number in the report."""
    match item:
        case FindingItem():
            told = finding_words(item) or shortened(_plain(item.value), _LONGEST_VALUE)
            return f"{told}, in {material.clip_name(item.clip_sha256)}"
        case MomentItem():
            end = "" if item.end_s is None else f" to {short_timecode(item.end_s)}"
            part = ", a part of the picture" if item.box_px else ""
            name = material.clip_name(item.clip_sha256)
            return f"{name} at {short_timecode(item.start_s)}{end}{part}"
        case MatchItem():
            clip = material.clip_name(item.clip_sha256)
            return f"{clip} beside entry {item.match_sha256[:_KEY_DIGITS]} of the archive"
        case _:
            return isolated(item_words(item))


def _plain(value: Any) -> str:
    """Return a value of JSON as a list of what it says."""
    if isinstance(value, dict):
        said = [f"{name.replace('_', ' ')} {_plain(one)}" for name, one in value.items()]
        return shown_name(", ".join(said))
    if isinstance(value, list):
        return shown_name(json.dumps(value, ensure_ascii=False))
    return "not known" if value is None else shown_name(str(value))


def _flash(flash: Flash) -> str:
    fades = "" if flash.half_life_s is None else f", half as bright after {flash.half_life_s:.2f} s"
    passed = "" if flash.accepted else f", not accepted: {flash.reason}"
    more = " or more" if flash.saturated else ""
    return (
        f"{FLASH_WORDS[flash.kind]} at {short_timecode(flash.onset_s)} ± {flash.onset_error_s:.3f} "
        f"s, rise {flash.rise_luminance:.2f}{more} of linear light over "
        f"{100 * flash.area_share:.0f} % of the picture{fades}{passed}"
    )


def _sound(sound: Sound) -> str:
    passed = "" if sound.accepted else f", not accepted: {sound.reason}"
    return (
        f"sudden sound at {short_timecode(max(0.0, sound.onset_s))} ± {sound.onset_error_s:.3f} s, "
        f"{SOUND_WORDS[sound.kind_hint]}, {sound.snr_db:.0f} dB over what was before{passed}"
    )


def _light(light: Light) -> str:
    if light.is_steady:
        return f"light that moves without blinking, from {short_timecode(light.start_s)}"
    return (
        f"light that blinks {light.flashes_per_min:.1f} times a minute "
        f"({light.frequency_hz:.3f} ± {light.frequency_error_hz:.3f} Hz, aliases aside) from "
        f"{short_timecode(light.start_s)} to {short_timecode(light.end_s)}"
    )


def _bang(pair: FlashToBang) -> str:
    only = " if this sound belongs to this flash" if pair.conditional else ""
    return (
        f"flash {pair.flash_index + 1} to sound {pair.sound_index + 1}: {pair.delay_s:.2f} s, "
        f"{pair.low_m:,.0f} to {pair.high_m:,.0f} m away{only}"
    )


def _shot(shot: Shot) -> str:
    kind = DARKNESS_WORDS[shot.darkness.kind]
    span = f"{short_timecode(shot.start_s)} to {short_timecode(shot.end_s)}"
    return f"shot from {span}, light: {kind} ({'; '.join(shot.darkness.reasons)})"


def _keyframe(keyframe: Keyframe) -> str:
    because = PICKED_WORDS[keyframe.picked_because]
    return f"picture at {short_timecode(keyframe.time_s)} ({because})"


def _brightness(brightness: Brightness) -> str:
    return f"light of the clip: {brightness.darkness.replace('_', ' ')}"


_FORMS: dict[str, tuple[Any, Callable[[Any], str]]] = {
    "flashes": (Flash, _flash),
    "sounds": (Sound, _sound),
    "lights": (Light, _light),
    "flash_to_bang": (FlashToBang, _bang),
    "shots": (Shot, _shot),
    "keyframes": (Keyframe, _keyframe),
    "brightness": (Brightness, _brightness),
}


def finding_words(item: FindingItem) -> str | None:
    """Return a finding in words; None of one that has no form here, or that another version made.

    Its value is data of a file that anybody could have written.
    """
    name = item.pointer.split("/")[1]
    form = _FORMS.get(name)
    is_one = item.pointer.count("/") == (1 if name == "brightness" else 2)
    if form is None or not is_one:
        return None
    try:
        return shown_name(form[1](msgspec.convert(item.value, form[0])))
    except (msgspec.ValidationError, KeyError):
        return None


def stills_of(material: Material, held_up: Evidence | PlaceGiven) -> Iterator[Stills | Line]:
    """Yield a line for each picture held up that is not shown, and why; then the others."""
    shown = []
    for place in still_places(held_up):
        found = material.stills.get(place)
        if found is None:
            continue
        name = material.clip_name(place.clip_sha256)
        if found.picture is None:
            yield Line(f"Picture of {name} at {short_timecode(place.at_s)}: {found.reason}")
            continue
        at = short_timecode(place.at_s if found.shown_s is None else found.shown_s)
        part = ", a part of the picture" if place.part_px else ""
        rest = f". {found.reason}" if found.reason else ""
        caption = f"{sentence(name)} at {at}{part}{rest}"
        shown.append(Still(found.picture, f"Still of {name} at {at}{part}", caption))
    if shown:
        yield Stills(tuple(shown))
