"""Stills of a clip to search by: chosen and made in the jail, laid down with records and a page.

What leaves the jail may leave the machine later, so each picture is looked at once more: it is the
JPEG that was announced, and carries nothing but a picture.
"""

import hashlib
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import msgspec

import verify
from verify.domain import derived, errors
from verify.domain.findings import Sandbox
from verify.domain.limits import DecodeLimits
from verify.domain.reverse_search import (
    SCHEMA_NAME,
    Packet,
    PacketClip,
    PacketTool,
    StillPicture,
    Variant,
)
from verify.jobs.acceptance import HarmfulError, harmless, own_file, read_capped
from verify.jobs.consent import allowed_sandbox
from verify.jobs.handover import record_of
from verify.jobs.messages import MEDIA_FILE, REQUEST_FILE
from verify.jobs.progress import OnProgress, progress_reader
from verify.jobs.refusals import raise_if_not_done
from verify.jobs.results import ResultFolder
from verify.jobs.reverse_messages import (
    ANSWER_FILE,
    JPEG_QUALITY,
    PACKET_FILE,
    PACKET_PAGE,
    StillsAnswer,
    StillsRequest,
)
from verify.media import jail, jpeg
from verify.media.intake import OpenedFootage, open_footage
from verify.media.scratch import working_folder

PageOf = Callable[[Packet, Mapping[str, bytes]], str]
"""Renders the page of a packet with its pictures by name."""

_LIMITS = DecodeLimits()
_ANSWER_BYTES = 256 << 10
_PACKET_BYTES = 1 << 20
_MOST_DECODING_THREADS = 4
# A JPEG of noise at this quality has less.
_BYTES_PER_PIXEL, _LEAST_BYTES = 4, 4 << 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketSettings:
    """What holds for a packet, as for any work on a clip; see `inspection.examined`.

    Attributes
    ----------
    pts : tuple of int
        Of the frames that a person chose, at most `MOST_STILLS`; none to have them chosen.
    """

    pts: tuple[int, ...] = ()
    force: bool = False
    weak_allowed: bool = False
    limits: DecodeLimits = _LIMITS
    untrusted_name: str | None = None
    on_progress: OnProgress | None = None


def make_packet(path: Path, place: Path, page_of: PageOf, settings: PacketSettings) -> Packet:
    """Make the stills of one clip or picture, and a folder of them, whole or not at all.

    Parameters
    ----------
    path : Path
        The footage; it is read only.
    place : Path
        The folder to come into being.
    page_of : callable
        Renders the page.
    settings : PacketSettings
        All else.

    Raises
    ------
    ResultExistsError
        If something is at `place` that may not be replaced.
    VerifyError
        As for `verify.jobs.inspection.examined`.
    """
    with (
        ResultFolder(place, force=settings.force, known_by=PACKET_FILE) as building,
        open_footage(path) as footage,
        working_folder(building, ".verify-work-") as scratch,
    ):
        packet, pictures = _made(footage, scratch, settings)
        footage.assert_unchanged()
        for still in packet.stills:
            for picture in still.pictures:
                file = building / picture.file
                file.write_bytes(pictures[picture.file])
                record = _record(packet, still.pts, picture)
                record_of(file).write_bytes(_json(record))
        (building / PACKET_FILE).write_bytes(_json(packet))
        (building / PACKET_PAGE).write_text(page_of(packet, pictures), "utf-8", newline="")
    return packet


def read_packet(place: Path) -> tuple[Packet, dict[str, bytes]] | None:
    """Return a packet that lies there with its pictures by name; None if none does, or not whole.

    Each picture is held against the SHA-256 in the packet.
    """
    content = read_capped(place / PACKET_FILE, _PACKET_BYTES)
    if content is None:
        return None
    try:
        packet = msgspec.json.decode(content, type=Packet)
    except (msgspec.MsgspecError, RecursionError):
        return None
    pictures: dict[str, bytes] = {}
    for still in packet.stills:
        for picture in still.pictures:
            found = read_capped(place / picture.file, picture.size_bytes)
            if found is None or hashlib.sha256(found).hexdigest() != picture.sha256:
                return None
            pictures[picture.file] = found
    return packet, pictures


def renew_page(place: Path, page: str) -> None:
    """Put another page in the place of a packet's, in one rename."""
    aside = place / f".{PACKET_PAGE}.{os.getpid()}"
    aside.write_text(page, "utf-8", newline="")
    aside.replace(place / PACKET_PAGE)


def _made(
    footage: OpenedFootage, scratch: Path, settings: PacketSettings
) -> tuple[Packet, dict[str, bytes]]:
    path, limits = footage.path, settings.limits
    given = path.name if settings.untrusted_name is None else settings.untrusted_name
    shown = errors.shown_name(given)
    allowed: list[Sandbox] = []

    def on_sealed(sandbox: Sandbox) -> None:
        weak_allowed = settings.weak_allowed
        allowed.append(allowed_sandbox(sandbox, path, footage.sha256, weak_allowed=weak_allowed))
        threads = min(_MOST_DECODING_THREADS, os.cpu_count() or 1)
        request = StillsRequest(
            untrusted_name=shown, limits=limits, threads=threads, pts=list(settings.pts)
        )
        (scratch / REQUEST_FILE).write_bytes(msgspec.json.encode(request))

    ending = jail.run(
        "verify.jobs.reverse_worker",
        [],
        scratch,
        limits,
        progress_reader(settings.on_progress),
        on_sealed=on_sealed,
        readable={MEDIA_FILE: path},
    )
    raise_if_not_done(path, ending, scratch, limits)
    answer = _answer(path, scratch)
    if settings.pts and {still.pts for still in answer.stills} != set(settings.pts):
        raise errors.WorkerFailedError(path, "its answer names other stills than were asked for")
    try:
        pictures = {
            picture.file: _taken(picture, scratch, limits)
            for still in answer.stills
            for picture in still.pictures
        }
    except (OSError, HarmfulError, ValueError) as error:
        raise errors.WorkerFailedError(path, f"its stills cannot be taken: {error}") from error
    packet = Packet(
        schema=SCHEMA_NAME,
        made_utc=datetime.now(UTC),
        tool=PacketTool(
            version=verify.__version__,
            ffmpeg=answer.ffmpeg,
            opencv=answer.opencv,
            jpeg_quality=JPEG_QUALITY,
        ),
        sandbox=allowed[0],
        footage=PacketClip(
            sha256=footage.sha256, size_bytes=footage.size_bytes, untrusted_name=shown
        ),
        looked_at=answer.looked_at,
        time_base=answer.time_base,
        stills=answer.stills,
        notes=answer.notes,
    )
    return packet, pictures


def _answer(path: Path, scratch: Path) -> StillsAnswer:
    content = read_capped(scratch / ANSWER_FILE, _ANSWER_BYTES)
    try:
        answer = msgspec.convert(harmless(msgspec.json.decode(content or b"")), StillsAnswer)
    except (msgspec.MsgspecError, RecursionError, HarmfulError) as error:
        raise errors.WorkerFailedError(path, "its answer has a wrong form") from error
    pictures = [picture for still in answer.stills for picture in still.pictures]
    files = {picture.file for picture in pictures}
    firsts = {still.pictures[0].variant for still in answer.stills}
    numbers = [still.number for still in answer.stills]
    if (
        len(files) < len(pictures)
        or firsts != {Variant.AS_IT_IS}
        or numbers != list(range(1, len(numbers) + 1))
    ):
        raise errors.WorkerFailedError(path, "its answer names other stills than were asked for")
    return answer


def _taken(picture: StillPicture, scratch: Path, limits: DecodeLimits) -> bytes:
    """Return a picture that the worker left, if it is the one that it announced and only that."""
    pixels = picture.width_px * picture.height_px
    if pixels > limits.max_pixels:
        raise HarmfulError("a picture is larger than the limit")
    largest_bytes = _BYTES_PER_PIXEL * pixels + _LEAST_BYTES
    with own_file(scratch / picture.file, largest_bytes) as stream:
        content = stream.read(largest_bytes)
    if (
        len(content) != picture.size_bytes
        or hashlib.sha256(content).hexdigest() != picture.sha256
        or jpeg.size_px(content) != (picture.width_px, picture.height_px)
    ):
        raise HarmfulError("a picture is another than was announced")
    if not jpeg.holds_only_a_picture(content):
        raise HarmfulError("a picture carries more than a picture")
    return content


def _record(packet: Packet, pts: int, picture: StillPicture) -> derived.Derived:
    recipe = derived.Recipe(
        kind=derived.DerivedKind.STILL,
        origin=packet.footage.sha256,
        ending=".jpg",
        made_utc=packet.made_utc,
        tool="Verify",
        tool_version=packet.tool.version,
        parameters={
            "pts": pts,
            "time_base": list(packet.time_base),
            "variant": picture.variant.value,
            "made_of": None if picture.made_of is None else picture.made_of.value,
            **picture.parameters,
            "jpeg_quality": packet.tool.jpeg_quality,
            "ffmpeg": packet.tool.ffmpeg,
            "opencv": packet.tool.opencv,
        },
    )
    return derived.Derived(
        schema=derived.SCHEMA_NAME,
        recipe=recipe,
        sha256=picture.sha256,
        size_bytes=picture.size_bytes,
    )


def _json(value: derived.Derived | Packet) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
