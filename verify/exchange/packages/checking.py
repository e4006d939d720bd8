"""Whether a package is as it was made: every file against its lists, the lists against the key.

Whoever alters a file can mend the lists, and sign them with a key of their own. So each is looked
at by itself: files, lists, signature, and whether events and case say the same. That the key is
that of somebody you trust is known from elsewhere.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from verify import __version__
from verify.domain.checkpoints import PublicKey, read_note
from verify.domain.custody import Event
from verify.domain.package_errors import BadPackageError, NewerPackageError
from verify.domain.packages import FORM_NUMBER, Edition
from verify.domain.store_faults import Fault, FaultKind
from verify.exchange.packages import layout
from verify.exchange.packages.history import (
    BadHistory,
    Withheld,
    assert_bounded,
    case_of,
    events_in,
    history_faults,
    whole,
)
from verify.exchange.packages.reading import (
    FolderPackage,
    TornFileError,
    ZipPackage,
    read_text,
)

_BLOCK_BYTES = 1 << 20
_LINE = re.compile(r"([0-9a-f]+) [ *](.+)")
FORM_LABEL = "Verify-Package"
EDITION_LABEL = "Verify-Edition"
SOFTWARE_LABEL = "Bag-Software-Agent"
SOFTWARE = f"verify-footage {__version__}"
_ASK = "Ask whoever sent the package for another copy, and keep this one."


@dataclass(slots=True)
class PackageCheck:
    """What a check found; complete once all faults were taken.

    Attributes
    ----------
    edition : Edition or None
        For whom it says that it is.
    key : PublicKey or None
        That it says it was signed with; `is_signed` whether it was.
    package_sha256 : str
        By which the package is known.
    events : list
        Of the case, as its lines tell.
    sealed_utc : datetime or None
        When its newest checkpoint says that the history was as it is.
    """

    files: int = 0
    bytes_read: int = 0
    edition: Edition | None = None
    key: PublicKey | None = None
    is_signed: bool = False
    is_key_known: bool = False
    package_sha256: str = ""
    events: list[Event | Withheld] = field(default_factory=list)
    history: bytes = b""
    sealed_utc: datetime | None = None
    faults: list[Fault] = field(default_factory=list)

    @property
    def is_whole(self) -> bool | None:
        """True where nothing is amiss, False where something is, None if the key is unknown."""
        if not all(fault.is_open for fault in self.faults):
            return False
        return None if self.faults else True


def package_faults(
    package: ZipPackage | FolderPackage,
    check: PackageCheck,
    keys: Sequence[PublicKey],
    on_bytes: Callable[[int], None] = lambda _size_bytes: None,
) -> Iterator[Fault]:
    """Check a package; return each fault as it is found and gather them in `check`.

    Parameters
    ----------
    keys : sequence of PublicKey
        Whose signatures count.

    Raises
    ------
    BadPackageError
        If it is no package of a case.
    NewerPackageError
        If a later version made it.
    """
    info = _info(package)
    form = info.get(FORM_LABEL, "")
    if not re.fullmatch("[1-9][0-9]{0,8}", form):
        raise BadPackageError(package.path, "is a bag, but not of a case of Verify")
    if int(form) > FORM_NUMBER:
        raise NewerPackageError(package.path, form)
    for fault in _each(package, check, keys, info, on_bytes):
        check.faults.append(fault)
        yield fault


def _each(
    package: ZipPackage | FolderPackage,
    check: PackageCheck,
    keys: Sequence[PublicKey],
    info: dict[str, str],
    on_bytes: Callable[[int], None],
) -> Iterator[Fault]:
    yield from _list_faults(package, check, on_bytes)
    if not any(fault.kind is FaultKind.DAMAGED for fault in check.faults):
        yield from _signature_faults(package, check, keys)
        yield from _content_faults(package, check, info)


def _info(package: ZipPackage | FolderPackage) -> dict[str, str]:
    needed = (layout.DECLARATION, layout.INFO, *layout.MANIFESTS.values())
    for name in needed:
        if name not in package.sizes:
            more = "; lists of md5 or sha1 alone do not do" if "manifest" in name else ""
            raise BadPackageError(package.path, f"is no package of a case: {name} is missing{more}")
    if read_text(package, layout.DECLARATION) != layout.DECLARED:
        raise BadPackageError(package.path, f"is no bag of version 1.0 ({layout.DECLARATION})")
    lines = read_text(package, layout.INFO).decode("utf-8", "replace").splitlines()
    return {label: value for label, _, value in (line.partition(": ") for line in lines)}


def _list_faults(
    package: ZipPackage | FolderPackage, check: PackageCheck, on_bytes: Callable[[int], None]
) -> Iterator[Fault]:
    sums = {}
    for name in sorted(package.sizes):
        try:
            sums[name] = _sums(package, name, on_bytes)
        except TornFileError:
            yield _fault(FaultKind.DAMAGED, name, "It cannot be read to its end, or was changed.")
            continue
        check.files += 1
        check.bytes_read += package.sizes[name]
    own = {layout.SIGNATURE, *layout.TAG_MANIFESTS.values()}
    if len(sums) < len(package.sizes):
        return
    payload = {name for name in sums if name.startswith(layout.PAYLOAD)}
    for lists, names in (
        (layout.MANIFESTS, payload),
        (layout.TAG_MANIFESTS, set(sums) - payload - own),
    ):
        listed = {algorithm: _listed(package, lists[algorithm]) for algorithm in lists}
        everywhere = set().union(*listed.values())
        for name in sorted(names - everywhere):
            yield _fault(FaultKind.STRAY, name, "No list of the package names it.")
        for name in sorted(everywhere):
            yield from _file_faults(name, sums.get(name), listed, lists)
    check.package_sha256 = sums.get(layout.SIGNED, {}).get("sha256", "")


def _file_faults(
    name: str,
    sums: dict[str, str] | None,
    listed: dict[str, dict[str, str]],
    lists: dict[str, str],
) -> Iterator[Fault]:
    if sums is None:
        yield _fault(FaultKind.MISSING, name, "A list of the package names it.")
        return
    agree = {algorithm: listed[algorithm].get(name) == sums[algorithm] for algorithm in listed}
    if not any(agree.values()):
        yield _fault(FaultKind.ALTERED, name, "It is not what the lists of the package say.")
    for algorithm, agrees in agree.items():
        if not agrees and any(agree.values()):
            meaning = f"It does not say of {name} what the other list says, and the file is."
            yield _fault(FaultKind.ALTERED, lists[algorithm], meaning)


def _sums(
    package: ZipPackage | FolderPackage, name: str, on_bytes: Callable[[int], None]
) -> dict[str, str]:
    digests = {algorithm: hashlib.new(algorithm) for algorithm in layout.ALGORITHMS}
    left_bytes = package.sizes[name]
    with package.opened(name) as file:
        while block := file.read(min(_BLOCK_BYTES, left_bytes + 1)):
            left_bytes -= len(block)
            if left_bytes < 0:
                raise BadPackageError(package.path, f"grows while it is read: {name}")
            for digest in digests.values():
                digest.update(block)
            on_bytes(len(block))
    return {algorithm: digest.hexdigest() for algorithm, digest in digests.items()}


def _listed(package: ZipPackage | FolderPackage, name: str) -> dict[str, str]:
    if name not in package.sizes:
        return {}
    found = {}
    for line in read_text(package, name).decode("utf-8", "replace").splitlines():
        match = _LINE.fullmatch(line)
        if match is None or match[2] in found:
            raise BadPackageError(package.path, f"has a {name} that is no list of sums")
        found[match[2]] = match[1]
    return found


def _signature_faults(
    package: ZipPackage | FolderPackage, check: PackageCheck, keys: Sequence[PublicKey]
) -> Iterator[Fault]:
    needed = (layout.SIGNED, layout.SIGNATURE, layout.KEY_LINE, layout.KEY)
    if missing := [name for name in needed if name not in package.sizes]:
        for name in missing:
            yield _fault(FaultKind.MISSING, name, "Without it nobody can tell who packed this.")
        return
    signed, signature, line, pem = (read_text(package, name) for name in needed)
    try:
        key = PublicKey.read(line.decode("ascii"))
    except ValueError:
        yield _fault(FaultKind.ALTERED, layout.KEY_LINE, "It holds no key.")
        return
    check.key, check.is_key_known = key, key in keys
    check.is_signed = key.signed(signed, signature)
    if pem != key.pem().encode():
        yield _fault(FaultKind.ALTERED, layout.KEY, f"It is not the key of {layout.KEY_LINE}.")
    if not check.is_signed:
        yield _fault(
            FaultKind.ALTERED,
            f"{layout.SIGNED} and {layout.SIGNATURE}",
            f"It is not the list that was signed with the key {key.key_id}: a file and the lists "
            "were changed together, or the signature was.",
        )
    elif not check.is_key_known:
        yield Fault(
            kind=FaultKind.UNKNOWN_KEY,
            what="signature of the package",
            where=layout.SIGNATURE,
            meaning=f"It fits the key {key.key_id} that lies beside it, and this account does not "
            "know that one. Anybody could have packed it anew with a key of their own.",
            advice="Ask whoever sent it for the line that verify key prints there, by a way that "
            "you trust, and check again with --key and that line.",
        )


def _content_faults(
    package: ZipPackage | FolderPackage, check: PackageCheck, info: dict[str, str]
) -> Iterator[Fault]:
    editions = {str(edition): edition for edition in Edition}
    check.edition = editions.get(info.get(EDITION_LABEL, ""))
    if check.edition is None:
        yield _fault(FaultKind.ALTERED, layout.INFO, "It does not say for whom the package is.")
    if layout.EVENTS not in package.sizes:
        return
    check.history = read_text(package, layout.EVENTS)
    try:
        assert_bounded(check.history)
        check.events = events_in(check.history)
    except BadHistory as error:
        yield _fault(FaultKind.ALTERED, layout.EVENTS, f"Its events cannot be read: {error}.")
        return
    yield from history_faults(check.events)
    yield from _checkpoint_faults(package, check)
    events = whole(check.events)
    if check.edition is not Edition.INTERNAL:
        return
    if events is None:
        yield _fault(FaultKind.ALTERED, layout.EVENTS, "Events are missing in it.")
        return
    try:
        case = case_of(events)
    except BadHistory as error:
        yield _fault(FaultKind.ALTERED, layout.EVENTS, f"They are no history of a case: {error}.")
        return
    # Another version may say the same in another form.
    is_comparable = info.get(SOFTWARE_LABEL) == SOFTWARE and layout.CASE in package.sizes
    if is_comparable and read_text(package, layout.CASE) != case_bytes(case):
        yield _fault(FaultKind.ALTERED, layout.CASE, "It does not say what the events say.")


def case_bytes(case: msgspec.Struct) -> bytes:
    """Return case.json."""
    return msgspec.json.format(msgspec.json.encode(case), indent=2) + b"\n"


def _checkpoint_faults(package: ZipPackage | FolderPackage, check: PackageCheck) -> Iterator[Fault]:
    hashes = {event.sequence: event.hash for event in check.events}
    for name in sorted(package.sizes):
        if not name.startswith(layout.CHECKPOINTS) or not name.endswith(".note"):
            continue
        try:
            note = read_note(read_text(package, name))
            signer = note.signer([check.key] if check.key else [])
        except ValueError:
            yield _fault(FaultKind.ALTERED, name, "It is no checkpoint, or not as it was signed.")
            continue
        if hashes.get(note.checkpoint.events) != note.checkpoint.head:
            yield _fault(FaultKind.REWRITTEN, name, "It seals another history than the events.")
        elif signer is None:
            yield _fault(FaultKind.ALTERED, name, "Another key signed it than the package.")
        else:
            # They are called by the number of events, so the last one is the newest.
            check.sealed_utc = note.checkpoint.sealed_utc


def _fault(kind: FaultKind, where: str, meaning: str) -> Fault:
    return Fault(
        kind=kind, what="file of the package", where=where[:2000], meaning=meaning, advice=_ASK
    )
