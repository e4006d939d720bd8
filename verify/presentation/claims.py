"""What a file says of itself, as a reader wants it: time, place, device, writer, credentials.

The order is that of the questions; every line is a claim of the file, said with what speaks against
it and, where we know them, the other ways in which it comes about.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from verify.domain.claimed import (
    ClaimedPosition,
    ContentCredentials,
    CredentialAction,
    CredentialState,
    EncoderMark,
    Metadata,
    NearPlace,
    PositionTrack,
    WriterConfidence,
    WriterMatch,
    XmpClaims,
)
from verify.domain.findings import Analysis
from verify.presentation.wording import counted, listed

NOT_STATED = "not stated"
_MOST_NOTES = 12
_COMPASS = (
    *("north", "north-east", "east", "south-east"),
    *("south", "south-west", "west", "north-west"),
)
_CONFIDENCE_WORDS = {
    WriterConfidence.NAMED: "named in the file",
    WriterConfidence.DISTINCTIVE: "by its structure",
    WriterConfidence.COMMON: "the structure fits, as it fits others",
}
_STATE_WORDS = {
    CredentialState.NONE: "none",
    CredentialState.VALID: "signed, and the signature holds",
    CredentialState.INVALID: "signed, but it does not hold",
    CredentialState.REMOTE_NOT_FETCHED: "kept elsewhere, not fetched",
    CredentialState.UNREADABLE: "cannot be read",
}


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that the file says.

    Attributes
    ----------
    label : str
        What it is about, such as "Place".
    text : str
        The claim; text out of the file stands in it as it was made printable.
    notes : tuple of str
        What a reader should know of it, a line each.
    """

    label: str
    text: str
    notes: tuple[str, ...] = ()


def claims(analysis: Analysis) -> list[Claim]:
    """Return what the file says of itself, what matters first; nothing if it was not read."""
    found: list[Claim] = []
    if analysis.metadata is not None:
        found += _of_metadata(analysis.metadata)
    if analysis.c2pa is not None:
        found.append(_credentials(analysis.c2pa))
    if analysis.metadata is not None:
        found += (Claim("Doubt", doubt) for doubt in analysis.metadata.doubts)
    return [Claim(claim.label, claim.text, _cut(claim.notes)) for claim in found]


def _of_metadata(metadata: Metadata) -> Iterator[Claim]:
    others = tuple(f"{time.source}: {time.untrusted_text}" for time in metadata.times)
    yield Claim("Time", metadata.untrusted_created or NOT_STATED, others)
    if metadata.untrusted_timecode:
        yield Claim("Own timecode", metadata.untrusted_timecode)
    for position in metadata.positions:
        yield _place(position)
    if not metadata.positions:
        yield Claim("Place", NOT_STATED)
    if metadata.track is not None:
        yield _track(metadata.track)
    yield Claim("Device", metadata.untrusted_device or NOT_STATED)
    for writer in metadata.writers:
        yield _writer(writer)
    for encoder in metadata.encoders:
        yield _encoder(encoder)
    if metadata.xmp is not None:
        yield from _editing(metadata.xmp)


def _cut(notes: tuple[str, ...]) -> tuple[str, ...]:
    if len(notes) <= _MOST_NOTES:
        return notes
    more = len(notes) - _MOST_NOTES + 1
    return (*notes[: _MOST_NOTES - 1], f"and {more} more, in analysis.json")


def _place(position: ClaimedPosition) -> Claim:
    return Claim(
        "Place",
        position_words(position),
        (
            *(f"Doubt: {doubt}" for doubt in position.doubts),
            *map(near_words, position.nearest),
            f"read from {position.source}; {step_words(position)}",
        ),
    )


def position_words(position: ClaimedPosition) -> str:
    """Return a position that a file claims, in degrees, with its height if it has one."""
    height = "" if position.altitude_m is None else f", {position.altitude_m:.0f} m"
    return f"{position.latitude_deg:.5f}, {position.longitude_deg:.5f}{height}"


def step_words(position: ClaimedPosition) -> str:
    """Return how finely a position is written."""
    return f"one step of its last digit is {_length_words(position.resolution_m)} on the ground"


def near_words(place: NearPlace) -> str:
    """Return how a position lies to a town, as on a map.

    Examples
    --------
    >>> near_words(NearPlace(name="Idlib", country="Syria", population=128840, latitude_deg=35.93,
    ...     longitude_deg=36.63, distance_km=5.24, distance_error_km=2.9, bearing_deg=222.0))
    '5.2 km (± 2.9 km) south-west of Idlib, Syria'
    """
    toward = _COMPASS[round(place.bearing_deg / 45) % 8]
    return (
        f"{place.distance_km:.1f} km (± {place.distance_error_km:.1f} km) {toward} of "
        f"{place.name}, {place.country}"
    )


def _length_words(length_m: float) -> str:
    if length_m >= 1_000:
        return f"{length_m / 1_000:.0f} km"
    return f"{length_m:.0f} m" if length_m >= 1 else "less than 1 m"


def _track(track: PositionTrack) -> Claim:
    notes = [f"Doubt: {doubt}" for doubt in track.doubts]
    if track.first is None or track.last is None:
        return Claim("Track", "no position can be read from the subtitle file", tuple(notes))
    for what, point in (("begins", track.first), ("ends", track.last)):
        clock = f", {point.untrusted_clock}" if point.untrusted_clock else ""
        notes.append(
            f"{what} at {point.time_s:.1f} s{clock}: "
            f"{point.latitude_deg:.5f}, {point.longitude_deg:.5f}"
        )
    text = f"{counted(track.points, 'position')} in the subtitle file beside the clip"
    return Claim("Track", text, tuple(notes))


def _writer(writer: WriterMatch) -> Claim:
    return Claim("Writer", writer_words(writer), (*writer.evidence, writer.caution))


def writer_words(writer: WriterMatch) -> str:
    """Return what a file looks to be written by, and by what it is known."""
    return f"{writer.name}, {_CONFIDENCE_WORDS[writer.confidence]}"


def _encoder(encoder: EncoderMark) -> Claim:
    options = (f"Its options: {encoder.untrusted_options}",) if encoder.untrusted_options else ()
    return Claim(
        "Encoded by", f"{encoder.program} {encoder.untrusted_version}, {encoder.found_in}", options
    )


def _editing(xmp: XmpClaims) -> Iterator[Claim]:
    fields = xmp.untrusted_fields
    steps = tuple(
        ", ".join(filter(None, (s.untrusted_action, s.untrusted_software, s.untrusted_when)))
        for s in xmp.history
    )
    if tool := fields.get("CreatorTool"):
        yield Claim("Made with", f"{tool} (XMP)")
    if kind := fields.get("DigitalSourceType"):
        yield Claim("How it came about", f"{kind} (XMP)")
    if derived := fields.get("DerivedFrom"):
        yield Claim("Derived from", f"{derived} (XMP)")
    if steps:
        yield Claim("History", f"{counted(len(steps), 'step')}, kept in XMP", steps)


def _credentials(credentials: ContentCredentials) -> Claim:
    notes = [credentials.meaning]
    notes += [
        f"What failed: {fault.kind} of {fault.where} ({fault.code}"
        + (f": {fault.untrusted_explanation})" if fault.untrusted_explanation else ")")
        for fault in credentials.faults
    ]
    if credentials.untrusted_signer:
        notes.append(
            f"Signed by {credentials.untrusted_signer}; whether that signer is to be trusted is "
            "not checked"
        )
    if credentials.untrusted_signed_at:
        notes.append(f"Signed at {credentials.untrusted_signed_at}, by a time stamp")
    if credentials.untrusted_claim_generator:
        notes.append(f"Made by {credentials.untrusted_claim_generator}")
    if credentials.actions:
        notes.append(f"Actions stated: {listed([_action(a) for a in credentials.actions])}")
    notes += [
        f"Ingredient stated: {ingredient.untrusted_title or 'without a title'}"
        f" ({ingredient.untrusted_relationship or 'relation not stated'})"
        for ingredient in credentials.ingredients
    ]
    if credentials.untrusted_remote_url:
        notes.append(f"Address named: {credentials.untrusted_remote_url}")
    return Claim("Content Credentials", _STATE_WORDS[credentials.state], tuple(notes))


def _action(action: CredentialAction) -> str:
    source = (action.untrusted_source_type or "").rpartition("/")[2]
    details = ", ".join(filter(None, (action.untrusted_software, source)))
    name = action.untrusted_action.removeprefix("c2pa.")
    return f"{name} ({details})" if details else name
