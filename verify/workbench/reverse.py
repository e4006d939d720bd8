"""What a journalist does to have a clip searched for elsewhere: stills, engines, what they gave.

Nothing here connects to anything. The stills lie in a folder with a page, from which the user's
browser sends one picture to one engine on a click; what came of it is written down afterwards.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import msgspec

from verify.domain.custody import Action
from verify.domain.derived import Derived
from verify.domain.engines import Engine, EnginesFileError, engines_of
from verify.domain.errors import BadParameterError, ResultExistsError, shown_name
from verify.domain.reverse_search import Answer, Asked, Packet
from verify.jobs import reverse as packets
from verify.jobs.acceptance import read_capped
from verify.jobs.handover import record_of
from verify.jobs.results import short_enough
from verify.jobs.reverse import PacketSettings
from verify.jobs.reverse_messages import PACKET_PAGE
from verify.media.intake import open_footage
from verify.presentation.reverse_page import render_reverse_page
from verify.storage import asking, ties
from verify.workbench.archive.holdings import entry_meant
from verify.workbench.archive.shelf import Shelf

__all__ = [
    "Answer",
    "Made",
    "PacketSettings",
    "asked",
    "clip_meant",
    "engine_meant",
    "engines",
    "packet_place",
    "record",
    "reverse_packet",
    "still_meant",
]

ENGINES_FILE = "engines.toml"
_LARGEST_FILE_BYTES = 1 << 20

AskedOf = Callable[[str], Sequence[Asked]]


@dataclass(frozen=True, slots=True)
class Made:
    """A packet as it lies on the disk.

    Attributes
    ----------
    is_new : bool
        False if its stills were there already and only the page is new.
    """

    packet: Packet
    page: Path
    asked: list[Asked]
    is_new: bool


def engines(home: Path | None = None, given: Path | None = None) -> list[Engine]:
    """Return the search engines: of a file that is given, else of the home's, else ours.

    Raises
    ------
    EnginesFileError
        If the file cannot be read, or is no list of engines.
    """
    if given is None and home is not None and (home / ENGINES_FILE).is_file():
        given = home / ENGINES_FILE
    if given is None:
        text = files("verify.workbench").joinpath(ENGINES_FILE).read_text("utf-8")
        return engines_of(text, ENGINES_FILE)
    content = read_capped(given, _LARGEST_FILE_BYTES)
    if content is None:
        raise EnginesFileError(str(given), "it is no file of at most 1 MB that can be read")
    try:
        return engines_of(content.decode("utf-8"), str(given))
    except UnicodeDecodeError as error:
        raise EnginesFileError(str(given), "it is no text in UTF-8") from error


def engine_meant(listed: Sequence[Engine], text: str) -> Engine:
    """Return the one engine that has this name, or whose name begins so.

    Raises
    ------
    BadParameterError
        If there is none, or more than one.
    """
    wanted = text.strip().casefold()
    named = [engine for engine in listed if engine.name.casefold() == wanted]
    begun = [engine for engine in listed if wanted and engine.name.casefold().startswith(wanted)]
    for found in (named, begun):
        if len(found) == 1:
            return found[0]
    names = ", ".join(engine.name for engine in listed)
    raise BadParameterError("The engine", shown_name(text), f"one of {names}")


def packet_place(clip: Path) -> Path:
    """Return where the packet of a clip lies by default: in this folder, named after the clip."""
    return Path(f"{short_enough(clip.name or 'footage')}.reverse")


def reverse_packet(
    path: Path,
    place: Path,
    listed: Sequence[Engine],
    asked_of: AskedOf,
    settings: PacketSettings,
) -> Made:
    """Make the stills of a clip and the page to send them from.

    Where they were made before, of this very file, they stay; the page is made anew, with what was
    recorded since.

    Parameters
    ----------
    path : Path
        The clip or picture; it is read only.
    place : Path
        The folder of the packet.
    listed : sequence of Engine
        Where a still can be sent.
    asked_of : callable
        Gives what was recorded of a clip before, by its SHA-256.
    settings : PacketSettings
        With `force`, stills that are there are made again.

    Raises
    ------
    ResultExistsError
        If something else lies at `place`.
    VerifyError
        As for `verify.jobs.inspection.examined`.
    """
    told: list[Asked] = []

    def page_of(packet: Packet, pictures: Mapping[str, bytes]) -> str:
        told[:] = asked_of(packet.footage.sha256)
        return render_reverse_page(packet, pictures, listed, told)

    page = place / PACKET_PAGE
    if not settings.force and (known := packets.read_packet(place)) is not None:
        packet, pictures = known
        with open_footage(path) as footage:
            if footage.sha256 != packet.footage.sha256:
                raise ResultExistsError(place)
        packets.renew_page(place, page_of(packet, pictures))
        return Made(packet, page, told, is_new=False)
    packet = packets.make_packet(path, place, page_of, settings)
    return Made(packet, page, told, is_new=True)


def asked(shelf: Shelf, clip_sha256: str) -> list[Asked]:
    """Return what engines gave for stills of a clip, the oldest first."""
    return asking.read(shelf.store.events(clip_sha256))


def record(
    shelf: Shelf,
    clip_sha256: str,
    engine: Engine,
    answer: Answer,
    *,
    still_sha256: str | None = None,
    address: str = "",
    note: str = "",
) -> Asked:
    """Write down what an engine gave, in the custody log, under the actor of a shelf.

    Parameters
    ----------
    clip_sha256 : str
        Of the clip, which need not be in the archive.
    still_sha256 : str, optional
        Of the picture that was sent.
    address : str
        Where something was found.
    note : str
        What else to know; it can be erased, the rest stays.

    Raises
    ------
    BadParameterError
        If an address is given where nothing was found.
    UnstorableTextError
        If a text is too long, or has no exact form.
    """
    if address.strip() and answer is not Answer.FOUND:
        raise BadParameterError("The address", address, "none, as nothing was found")
    words = asking.words_of(engine.name, answer, still_sha256, address.strip(), note.strip())
    event = shelf.store.record(Action.ASKED_ELSEWHERE, clip_sha256, words, shelf.actor)
    (asked,) = asking.read([event])
    return asked


def clip_meant(text: str, shelf: Shelf) -> str:
    """Return the SHA-256 of the clip that a path, a packet's folder, a key or a name stands for.

    Raises
    ------
    NotInArchiveError, SeveralEntriesError
        If it is neither a file nor a SHA-256, and the archive has no one entry of that name.
    FileInputError
        If the file cannot be read.
    """
    path = Path(text)
    if (known := packets.read_packet(path)) is not None:
        return known[0].footage.sha256
    if path.is_file():
        with open_footage(path) as footage:
            return footage.sha256
    if ties.is_key(text.lower()):
        return text.lower()
    return entry_meant(shelf, text).key


def still_meant(text: str, clip_sha256: str) -> str:
    """Return the SHA-256 of a still, given as such or as a file.

    Raises
    ------
    BadParameterError
        If it is neither, or its record says that it is of another clip.
    """
    if ties.is_key(text.lower()):
        return text.lower()
    file = Path(text)
    content = read_capped(file, 64 << 20)
    if content is None:
        raise BadParameterError("The still", shown_name(text), "a file or a SHA-256")
    written = read_capped(record_of(file), _LARGEST_FILE_BYTES)
    if written is not None:
        try:
            origin = msgspec.json.decode(written, type=Derived).recipe.origin
        except msgspec.MsgspecError:
            origin = clip_sha256
        if origin != clip_sha256:
            raise BadParameterError("The still", shown_name(text), "one of this clip")
    return hashlib.sha256(content).hexdigest()
