"""A case written as a package: all that it tells of it, and what it takes to check that.

The export stands in the custody log before the package has its name: the log may tell of one that
a loss of power kept from appearing, never the reverse. A killed export leaves no package.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from verify import settings
from verify.casework.accounts import released
from verify.domain.archive_errors import FileNotKeptError
from verify.domain.cases import CaseOpening
from verify.domain.checkpoints import LARGEST_NOTE_BYTES, SigningKey, checkpoint_of, read_note
from verify.domain.custody import Action
from verify.domain.errors import BadParameterError
from verify.domain.object_errors import OriginalDamagedError
from verify.domain.packages import FORM_NUMBER, Edition, ExportForm
from verify.domain.seal_errors import NotSealedError
from verify.domain.sources import storable
from verify.exchange.packages import layout
from verify.exchange.packages.checking import (
    EDITION_LABEL,
    FORM_LABEL,
    SOFTWARE,
    SOFTWARE_LABEL,
    case_bytes,
)
from verify.exchange.packages.history import line_of, withheld_line_of
from verify.exchange.packages.instructions import instructions
from verify.exchange.packages.writing import (
    FolderTarget,
    Part,
    Written,
    ZipTarget,
    part,
    write_package,
)
from verify.storage.checkpoints import LARGEST_TOKEN_BYTES, read_small, stem_of, token_named
from verify.storage.key_file import KeyFile
from verify.workbench.archive.files import folder_written_whole, written_whole
from verify.workbench.archive.shelf import Shelf
from verify.workbench.cases.frozen import FrozenCase, frozen, record_export
from verify.workbench.cases.packed_analyses import parts_of_analyses

__all__ = ["Edition", "ExportForm", "Packed", "export_package"]


@dataclass(frozen=True, slots=True)
class Packed:
    """A package that was written; the same is in the custody log.

    Attributes
    ----------
    package_sha256 : str
        Of its tagmanifest-sha256.txt, by which it is known.
    told_to : int
        The newest event that it tells of.
    event : int
        Number of the event that says so.
    """

    case_id: str
    file: str
    edition: Edition
    files: int
    package_sha256: str
    told_to: int
    event: int


def export_package(
    shelf: Shelf,
    opening: CaseOpening,
    place: Path,
    edition: Edition,
    *,
    at: datetime | None = None,
    analyses: Sequence[Path] = (),
    with_footage: bool = False,
    with_report: bool = False,
    force: bool = False,
) -> Packed:
    """Write a case as a package: a zip if the name ends so, else a folder; whole or not at all.

    Parameters
    ----------
    at : datetime, optional
        With its zone; what was written later is not told.
    analyses : sequence of Path
        Results of `verify inspect` of clips of the case. In the internal edition they go along;
        the report shows pictures and curves of them in either.
    with_footage : bool
        Whether the files as received go along, for the internal edition.
    with_report : bool
        Whether the report goes along, HTML and PDF.

    Raises
    ------
    BadParameterError
        If `at` is before the case was opened, or the public edition is to hold what it does not.
    UndecidedReleaseError
        If the report for anybody would show what no person has decided on.
    FileNotKeptError, OriginalDamagedError, OriginalMissingError
        If a clip is not kept here, or not as it was.
    KeyExposedError, KeyUnusableError, NotSealedError
        If it cannot be signed.
    FileTakenError, DiskFullError, OutputFolderError
        If it cannot be written.
    """
    if edition is Edition.PUBLIC and with_footage:
        wanted = "--internal: files as received tell of devices and sources"
        raise BadParameterError("--with-footage", "with --public", wanted)
    state = frozen(shelf, opening, at)
    key = KeyFile(settings.key_folder()).signing()
    clips = list(dict.fromkeys(clip.clip_sha256 for clip in state.case.clips))
    payload = [
        part(layout.CASE, case_bytes(state.told(edition))),
        part(layout.EVENTS, b"".join(_lines(state, edition))),
        *_checkpoints(shelf, state, key),
    ]
    if edition is Edition.INTERNAL:
        payload += parts_of_analyses(state.case.case_id, clips, analyses)
    if with_report:
        payload += _report(state, edition, analyses, place)
    kept = {clip: _footage(shelf, clip) for clip in clips} if with_footage else {}
    done: list[Written] = []
    told: list[int] = []

    def log(_written: Path) -> None:
        (written,) = done
        for clip, each in kept.items():
            if written.sha256s[each.name] != clip:
                raise OriginalDamagedError(clip)
        for clip, each in kept.items():
            viewed = {"copied_to": storable(str(place.absolute())), "size_bytes": each.size_bytes}
            shelf.store.record(Action.VIEWED, clip, viewed, shelf.actor)
        facts = {"package_sha256": written.package_sha256}
        form = ExportForm.BAG.value
        told.append(record_export(shelf, state, place.name, form, edition, **facts))

    with _target(place, opening.case_id, force=force, on_written=log) as target:
        done.append(_write(target, state, edition, [*payload, *kept.values()], key))
    return Packed(
        case_id=opening.case_id,
        file=str(place),
        edition=edition,
        files=done[0].files,
        package_sha256=done[0].package_sha256,
        told_to=state.last.sequence,
        event=told[0],
    )


@contextmanager
def _target(
    place: Path, case_id: str, *, force: bool, on_written: Callable[[Path], None]
) -> Iterator[ZipTarget | FolderTarget]:
    """Give what takes the package; it has its name once it is whole and told to the log."""
    if place.suffix.lower() != ".zip":
        with folder_written_whole(place, on_written=on_written) as folder:
            yield FolderTarget(folder)
        return
    with (
        written_whole(place, force=force, on_written=on_written) as file,
        closing(ZipTarget(file, f"case-{case_id}")) as target,
    ):
        yield target


def _write(
    target: ZipTarget | FolderTarget,
    state: FrozenCase,
    edition: Edition,
    payload: Sequence[Part],
    key: SigningKey,
) -> Written:
    last = state.last
    names = {each.name for each in payload}
    told_utc = f"{last.recorded_utc:%Y-%m-%d %H:%M:%S} UTC"
    return write_package(
        target,
        payload,
        {
            "Bagging-Date": f"{last.recorded_utc:%Y-%m-%d}",
            "External-Identifier": state.case.case_id,
            SOFTWARE_LABEL: SOFTWARE,
            FORM_LABEL: str(FORM_NUMBER),
            EDITION_LABEL: edition.value,
        },
        {
            layout.INSTRUCTIONS: instructions(
                state.case.case_id, last.sequence, told_utc, edition, names
            ),
            layout.KEY: key.public.pem().encode(),
            layout.KEY_LINE: f"{key.public}\n".encode(),
        },
        key.signature_of,
    )


def _report(
    state: FrozenCase, edition: Edition, analyses: Sequence[Path], place: Path
) -> list[Part]:
    # Imported here: what draws and sets pages takes long to load.
    from verify.workbench.cases.reporting import rendered

    files = rendered(state, edition, analyses, place.absolute().parent)
    return [part(f"{layout.PAYLOAD}{name}", content) for name, content in files.items()]


def _lines(state: FrozenCase, edition: Edition) -> Iterator[bytes]:
    """Yield the lines of events; in public only verdicts are told whole, with their authors.

    One that names an account which is not to be shown is not told, as no part of an event can be.
    """
    verdicts = zip(state.case.verdicts, released(state.case).verdicts, strict=True)
    told = {verdict.event for verdict, shown in verdicts if verdict == shown}
    for event in state.events:
        is_told = edition is Edition.INTERNAL or event.sequence in told
        yield line_of(event) if is_told else withheld_line_of(event)


def _checkpoints(shelf: Shelf, state: FrozenCase, key: SigningKey) -> Iterator[Part]:
    """Yield the checkpoint of the newest event, and of others those that an authority stamped.

    One of just this head is made if there is none; it says that the log began so as of now.
    """
    now = shelf.sealer.clock().recorded_utc
    sealed = key.sign(checkpoint_of(shelf.store.event(1).hash, state.last, now))
    try:
        newest, _ = shelf.checkpoints.keep(read_note(sealed))
        places = sorted(shelf.checkpoints.places())
        stamped = {named[0]: place for place in places if (named := token_named(place))}
        heads = {event.sequence: event.hash for event in state.events}
        for place in places:
            if place.suffix != ".note" or not (place == newest or place.stem in stamped):
                continue
            note = read_note(read_small(place, LARGEST_NOTE_BYTES))
            is_ours = note.signer([key.public]) is not None
            if not is_ours or heads.get(note.checkpoint.events) != note.checkpoint.head:
                continue
            yield part(f"{layout.CHECKPOINTS}{stem_of(note)}.note", note.content)
            for reply in places:
                named = token_named(reply)
                if named and named[0] == place.stem:
                    content = read_small(reply, LARGEST_TOKEN_BYTES)
                    yield part(f"{layout.CHECKPOINTS}{reply.name}", content)
    except ValueError as error:
        reason = "a checkpoint that is there was altered; verify check names it."
        raise NotSealedError(reason) from error
    except OSError as error:
        reason = f"{shelf.checkpoints.root} cannot be written to ({error.strerror})."
        raise NotSealedError(reason) from error


def _footage(shelf: Shelf, sha256: str) -> Part:
    entry = shelf.store.entry(sha256)
    if not entry.has_original:
        raise FileNotKeptError(entry)

    def opened() -> BinaryIO:
        return shelf.objects.open(sha256)

    return Part(f"{layout.FOOTAGE}{sha256}", entry.size_bytes or 0, opened)
