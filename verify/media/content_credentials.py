"""Content Credentials (C2PA): what somebody signed about a file, and whether it still holds.

Signatures and hashes are checked by c2pa-python, offline: nothing is fetched, no list of trusted
signers is asked, so a valid signature tells that the file is as it was signed, not who signed.
The library is loaded only where the bytes say that there is something for it to read.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from verify.domain.claimed import (
    ContentCredentials,
    CredentialAction,
    CredentialFault,
    CredentialFaultKind,
    CredentialIngredient,
    CredentialState,
)
from verify.media.boxes import BoxReading
from verify.media.tags import MOST_CHARACTERS, printable

if TYPE_CHECKING:
    import c2pa

C2PA_UUID = "uuid:d8fec3d61b0e483c92975828877ec481"
"""The box of MP4 files that holds a manifest (C2PA 2.2, A.5)."""
# A JUMBF description of a manifest store begins with the kind of the box and this type.
_STORE = b"jumdc2pa"
# How XMP says that the credentials are in the file itself.
_INSIDE = "self#jumbf="
_SETTINGS = {
    "verify": {
        "remote_manifest_fetch": False,
        "ocsp_fetch": False,
        # Without a list of trusted signers the check would call everybody untrusted.
        "verify_trust": False,
    },
    "core": {"allowed_network_hosts": [], "max_decompressed_manifest_size_in_mb": 32},
}
_FORMATS = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG", "image/png"),
    (8, b"WEBP", "image/webp"),
    (0, b"GIF8", "image/gif"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypavif", "image/avif"),
    (4, b"ftypmif1", "image/heif"),
    (4, b"ftypqt  ", "video/quicktime"),
    (4, b"ftyp", "video/mp4"),
)
_MOST_FAULTS = _MOST_ACTIONS = _MOST_INGREDIENTS = 50
_REPORT_BYTES = 16 << 20
# That a signer is on no list says nothing here, since no list is asked.
_NOT_CHECKED = frozenset(("signingCredential.untrusted",))
_MEANINGS = {
    CredentialState.NONE: (
        "The file carries no Content Credentials. That means nothing either way: most files never "
        "had any, and platforms remove them."
    ),
    CredentialState.VALID: (
        "Signature and hashes hold: the file is as it was when it was signed. Whether the signer "
        "is to be trusted, and whether what they state is so, is not checked."
    ),
    CredentialState.REMOTE_NOT_FETCHED: (
        "The file names an address where its Content Credentials may lie. Nothing is fetched, so "
        "what they say is not known."
    ),
    CredentialState.UNREADABLE: (
        "There is something in the place of Content Credentials, but it cannot be read: damaged, "
        "or of a newer kind."
    ),
}
_REMOVED = (
    "The file carries no Content Credentials, but its XMP data speaks of some: a platform or a "
    "program that does not keep them removed them, or a part of the file was lost."
)
_OF_CONTENT = (
    "The file is not what was signed: edited, converted or damaged since, or the credentials come "
    "from another file."
)
_OF_SIGNATURE = (
    "The signature does not fit the credentials: they were altered or damaged after they were "
    "signed, or never signed by the one they name."
)
_OF_OTHERS = "The Content Credentials do not hold; the list says which check failed."
_OF_NOTHING_NAMED = (
    "The Content Credentials do not hold; the check gave no reason. They may be damaged, or of a "
    "newer kind."
)
_OF_INGREDIENT = (
    "The signature over this file holds, but the credentials of an ingredient that went into it do "
    "not: that ingredient was altered, or signed badly, before it was used."
)


class _Status(msgspec.Struct):
    code: str
    url: str | None = None
    explanation: str | None = None


class _Statuses(msgspec.Struct):
    failure: list[_Status] = []


class _Delta(msgspec.Struct):
    validation: _Statuses = msgspec.field(name="validationDeltas")
    ingredient: str = msgspec.field(name="ingredientAssertionURI", default="")


class _Results(msgspec.Struct):
    active: _Statuses = msgspec.field(name="activeManifest", default_factory=_Statuses)
    deltas: list[_Delta] = msgspec.field(name="ingredientDeltas", default_factory=list)


class _Ingredient(msgspec.Struct):
    title: str | None = None
    relationship: str | None = None
    active_manifest: str | None = None
    validation_status: list[_Status] = []


class _Assertion(msgspec.Struct):
    label: str
    data: msgspec.Raw = msgspec.Raw()


class _Software(msgspec.Struct):
    name: str | None = None
    version: str | None = None


class _Action(msgspec.Struct):
    action: str
    software: str | _Software | None = msgspec.field(name="softwareAgent", default=None)
    when: str | None = None
    source_type: str | None = msgspec.field(name="digitalSourceType", default=None)


class _Actions(msgspec.Struct):
    actions: list[_Action] = []


class _Signature(msgspec.Struct):
    issuer: str | None = None
    common_name: str | None = None
    time: str | None = None


class _Manifest(msgspec.Struct):
    claim_generator: str | None = None
    claim_generator_info: list[_Software] = []
    ingredients: list[_Ingredient] = []
    assertions: list[_Assertion] = []
    signature_info: _Signature = msgspec.field(default_factory=_Signature)


class _Store(msgspec.Struct):
    manifests: dict[str, _Manifest]
    active_manifest: str
    validation_state: str = "Invalid"
    validation_results: _Results = msgspec.field(default_factory=_Results)


def read_content_credentials(
    path: Path, head: bytes, reading: BoxReading | None, provenance: str | None
) -> ContentCredentials:
    """Return the Content Credentials of a file and whether they hold.

    Parameters
    ----------
    path : Path
        The file.
    head : bytes
        Its beginning; of a picture, all of it within reason.
    reading : BoxReading or None
        The boxes of an MP4 or QuickTime file.
    provenance : str or None
        Where its XMP data says that they are: an address, or in the file; printable.
    """
    is_remote = (provenance or "").lower().startswith(("http://", "https://"))
    remote_url = provenance if is_remote else None
    has_box = reading is not None and reading.having(C2PA_UUID) is not None
    if not has_box and _STORE not in head:
        if remote_url:
            return _without_store(CredentialState.REMOTE_NOT_FETCHED, remote_url)
        meaning = _REMOVED if (provenance or "").startswith(_INSIDE) else None
        return _without_store(CredentialState.NONE, None, meaning)
    kind = next((kind for at, magic, kind in _FORMATS if head[at:].startswith(magic)), None)
    report = _report(path, kind) if kind else None
    if report is None:
        return _without_store(CredentialState.UNREADABLE, remote_url)
    try:
        store = msgspec.json.decode(report, type=_Store)
        return _credentials(store, store.manifests[store.active_manifest], remote_url)
    except (msgspec.MsgspecError, RecursionError, KeyError):
        return _without_store(CredentialState.UNREADABLE, remote_url)


def offline_context() -> "c2pa.Context":
    """Return the library's settings under which it opens no connection."""
    # Loaded here: it takes a twentieth of a second and most files have no use for it.
    import c2pa

    return c2pa.Context(settings=c2pa.Settings.from_dict(_SETTINGS))


def _report(path: Path, kind: str) -> str | None:
    """Return the library's report in JSON, or None if it can make nothing of the file."""
    import c2pa

    try:
        with path.open("rb") as file, c2pa.Reader(kind, file, context=offline_context()) as reader:
            report: str = reader.json()
    except c2pa.C2paError:
        return None
    return report if len(report) <= _REPORT_BYTES else None


def _without_store(
    state: CredentialState, remote_url: str | None, meaning: str | None = None
) -> ContentCredentials:
    return ContentCredentials(
        state=state,
        meaning=meaning or _MEANINGS[state],
        faults=[],
        untrusted_remote_url=remote_url,
        untrusted_signer=None,
        untrusted_signed_at=None,
        untrusted_claim_generator=None,
        actions=[],
        ingredients=[],
    )


def _credentials(store: _Store, manifest: _Manifest, remote_url: str | None) -> ContentCredentials:
    faults = list(_faults(store, manifest))
    is_valid = store.validation_state in {"Valid", "Trusted"} and not faults
    state = CredentialState.VALID if is_valid else CredentialState.INVALID
    signer = manifest.signature_info
    return ContentCredentials(
        state=state,
        meaning=_MEANINGS[state] if is_valid else _meaning_of(faults),
        faults=faults[:_MOST_FAULTS],
        untrusted_remote_url=remote_url,
        untrusted_signer=_shown(
            ", ".join(dict.fromkeys(filter(None, (signer.common_name, signer.issuer))))
        ),
        untrusted_signed_at=_shown(signer.time),
        untrusted_claim_generator=_shown(manifest.claim_generator)
        or _shown("; ".join(filter(None, map(_software, manifest.claim_generator_info)))),
        actions=list(_actions(manifest))[:_MOST_ACTIONS],
        ingredients=[
            CredentialIngredient(
                untrusted_title=_shown(ingredient.title),
                untrusted_relationship=_shown(ingredient.relationship),
                has_credentials=ingredient.active_manifest is not None,
            )
            for ingredient in manifest.ingredients[:_MOST_INGREDIENTS]
        ],
    )


def _faults(store: _Store, manifest: _Manifest) -> Iterator[CredentialFault]:
    for status in store.validation_results.active.failure:
        yield from _fault(status, "this file")
    for delta in store.validation_results.deltas:
        for status in delta.validation.failure:
            yield from _fault(status, "an ingredient")
    # What did not hold already when the ingredient was used stands in the signed record.
    for ingredient in manifest.ingredients:
        for status in ingredient.validation_status:
            yield from _fault(status, f"ingredient {_shown(ingredient.title) or 'without a title'}")


def _fault(status: _Status, where: str) -> Iterator[CredentialFault]:
    if status.code in _NOT_CHECKED:
        return
    yield CredentialFault(
        kind=_fault_kind(status.code),
        code=printable(status.code)[:100],
        where=where[:300],
        untrusted_explanation=_shown(status.explanation),
    )


def _fault_kind(code: str) -> CredentialFaultKind:
    if code.startswith("claimSignature."):
        return CredentialFaultKind.SIGNATURE
    if code.startswith(("assertion.dataHash.", "assertion.bmffHash.", "assertion.boxesHash.")):
        return CredentialFaultKind.CONTENT
    if code.startswith("assertion."):
        return CredentialFaultKind.ASSERTION
    if code.startswith(("signingCredential.", "timeStamp.")):
        return CredentialFaultKind.CERTIFICATE
    return CredentialFaultKind.OTHER


def _meaning_of(faults: list[CredentialFault]) -> str:
    if not faults:
        return _OF_NOTHING_NAMED
    own = {fault.kind for fault in faults if fault.where == "this file"}
    if CredentialFaultKind.SIGNATURE in own:
        return _OF_SIGNATURE
    if CredentialFaultKind.CONTENT in own:
        return _OF_CONTENT
    return _OF_OTHERS if own else _OF_INGREDIENT


def _actions(manifest: _Manifest) -> Iterator[CredentialAction]:
    for assertion in manifest.assertions:
        if not assertion.label.startswith("c2pa.actions"):
            continue
        for action in msgspec.json.decode(assertion.data, type=_Actions).actions:
            yield CredentialAction(
                untrusted_action=_shown(action.action) or "",
                untrusted_software=_shown(
                    _software(action.software)
                    if isinstance(action.software, _Software)
                    else action.software
                ),
                untrusted_when=_shown(action.when),
                untrusted_source_type=_shown(action.source_type),
            )


def _software(software: _Software) -> str:
    return " ".join(filter(None, (software.name, software.version)))


def _shown(text: str | None) -> str | None:
    return printable(text)[:MOST_CHARACTERS] or None if text else None
