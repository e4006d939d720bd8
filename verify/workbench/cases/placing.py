"""Where a clip was filmed, as people say: written into a case, and drawn for a map.

Several places may be held of one clip; none of them settles by itself that it was filmed there.
Nothing is fetched and no map is opened.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

from verify.domain.case_file import CaseFile
from verify.domain.cases import LONGEST_ADDRESS, LONGEST_TEXT, CaseOpening
from verify.domain.coordinates import Position
from verify.domain.custody import Action, Event, Payload
from verify.domain.errors import BadParameterError
from verify.domain.evidence import FileItem, LinkItem
from verify.domain.footage import BoxPx
from verify.domain.places import position_words
from verify.domain.placing import LONGEST_NAME, MOST_LANDMARKS, RADII_M, Landmark, PlaceGiven
from verify.domain.record_errors import NoSuchRecordError, RecordReplacedError
from verify.media.intake import open_footage
from verify.storage.case_records import words_of
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.texts import held_to
from verify.workbench.cases.writing import clip_of, write


class LandmarkSeen(NamedTuple):
    """A part of a clip's picture, and the picture elsewhere that shows the same.

    Attributes
    ----------
    reference : str
        A file, which is hashed and not kept, or an address, of which nothing is fetched.
    """

    name: str
    at_s: Fraction
    box_px: BoxPx
    reference: str


@dataclass(frozen=True, slots=True)
class PairSeen:
    """A part of a clip's picture, and what shows the same: a picture that was sent, or an address.

    Attributes
    ----------
    reference : str or (str, bytes)
        An address; or a name, and what the file holds.
    """

    name: str
    at_s: Fraction
    box_px: BoxPx
    reference: str | tuple[str, bytes]

    def landmark_in(self, folder: Path) -> LandmarkSeen:
        """Return it with its picture in a folder."""
        reference = self.reference
        if not isinstance(reference, str):
            name, content = reference
            file = Path(tempfile.mkdtemp(dir=folder)) / name
            file.write_bytes(content)
            reference = str(file)
        elif "://" not in reference:
            raise BadParameterError("The address", reference, "one with its https://")
        return LandmarkSeen(self.name, self.at_s, self.box_px, reference)


def give_place(
    shelf: Shelf,
    opening: CaseOpening,
    clip: str,
    position: Position,
    radius_m: int,
    known_by: str,
    *,
    facing_deg: float | None = None,
    landmarks: Sequence[LandmarkSeen] = (),
    instead_of: int | None = None,
) -> Event:
    """Say where a clip was filmed, and how that is known.

    Parameters
    ----------
    clip : str
        Its name in the case, or the beginning of its SHA-256.
    radius_m : {10, 100, 1000, 10000}
    facing_deg : float, optional
        Where the camera looks, clockwise from true north, [0, 360).
    instead_of : int, optional
        Event of the place of the same clip that this one replaces.

    Raises
    ------
    TextLengthError, ClipNotInCaseError, BadParameterError
        If it is not said how it is known; if there is no such clip; if a number is out of its
        range, a landmark has no area or its reference is neither file nor address.
    InputError
        If a reference cannot be read.
    NoSuchRecordError, RecordReplacedError
        If the place to be replaced is none of this clip, or somebody replaced it meanwhile.
    """
    known = held_to("word on how it is known", known_by, LONGEST_TEXT)
    if radius_m not in RADII_M:
        raise BadParameterError("The radius", radius_m, "10, 100, 1000 or 10000 m")
    if facing_deg is not None and not 0 <= facing_deg < 360:
        raise BadParameterError("The direction", facing_deg, "0 to below 360 degrees")
    if len(landmarks) > MOST_LANDMARKS:
        raise BadParameterError("The landmarks", len(landmarks), f"{MOST_LANDMARKS} at most")
    seen = [_landmark(one) for one in landmarks]

    def words(case: CaseFile) -> Payload:
        sha256 = clip_of(case, clip)
        if instead_of is not None:
            _assert_stands(case, instead_of, sha256, known)
        return words_of(
            clip_sha256=sha256,
            latitude_deg=position.latitude_deg,
            longitude_deg=position.longitude_deg,
            radius_m=radius_m,
            facing_deg=facing_deg,
            untrusted_known_by=known,
            landmarks=seen,
            instead_of=instead_of,
        )

    return write(shelf, opening, Action.PLACED, words)


def add_landmark(shelf: Shelf, opening: CaseOpening, number: int, seen: LandmarkSeen) -> Event:
    """Give a place one landmark more; it is a place of its own that stands in the other's stead.

    Raises
    ------
    NoSuchRecordError, RecordReplacedError
        If there is no such place, or somebody replaced it meanwhile.
    TextLengthError, BadParameterError, InputError
        As `give_place`.
    """
    landmark = _landmark(seen)

    def words(case: CaseFile) -> Payload:
        place = next((one for one in case.places if one.event == number), None)
        if place is None:
            raise NoSuchRecordError(case.case_id, number, "place")
        _assert_stands(case, number, place.clip_sha256, seen.name)
        landmarks = [*(place.landmarks or []), landmark]
        if len(landmarks) > MOST_LANDMARKS:
            raise BadParameterError("The landmarks", len(landmarks), f"{MOST_LANDMARKS} at most")
        return words_of(
            clip_sha256=place.clip_sha256,
            latitude_deg=place.latitude_deg,
            longitude_deg=place.longitude_deg,
            radius_m=place.radius_m,
            facing_deg=place.facing_deg,
            untrusted_known_by=place.untrusted_known_by,
            landmarks=landmarks,
            instead_of=number,
        )

    return write(shelf, opening, Action.PLACED, words)


def _landmark(seen: LandmarkSeen) -> Landmark:
    if min(seen.box_px) < 0 or min(seen.box_px[2:]) < 1:
        raise BadParameterError("The box", seen.box_px, "left, top, width and height in pixels")
    return Landmark(
        untrusted_name=held_to("name of the landmark", seen.name, LONGEST_NAME),
        at_s=float(seen.at_s),
        box_px=seen.box_px,
        reference=_reference(seen.reference),
    )


def _reference(text: str) -> FileItem | LinkItem:
    if "://" in text:
        return LinkItem(untrusted_address=held_to("address", text, LONGEST_ADDRESS))
    path = Path(text)
    with open_footage(path) as opened:
        return FileItem(
            file_sha256=opened.sha256, size_bytes=opened.size_bytes, untrusted_name=path.name
        )


def _assert_stands(case: CaseFile, number: int, sha256: str, yours: str) -> None:
    place = next((one for one in case.places if one.event == number), None)
    if place is None or place.clip_sha256 != sha256:
        raise NoSuchRecordError(case.case_id, number, "place of this clip")
    standing = [one for one in case.standing_places() if one.clip_sha256 == sha256]
    if place not in standing:
        theirs = [(one, _words(one)) for one in standing]
        raise RecordReplacedError("place", number, theirs, yours)


def _words(place: PlaceGiven) -> str:
    if place.latitude_deg is None or place.longitude_deg is None:
        return "words erased"
    return f"{position_words(place.latitude_deg, place.longitude_deg)}: {place.untrusted_known_by}"
