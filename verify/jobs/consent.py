"""Whether a file may be decoded on this machine, and on whose word.

At level A or B the sandbox keeps a hostile file in. Below that only clips that Verify ships may be
decoded, known by their SHA-256, or what the user has allowed: for one call of a command, or in the
app once for a machine. That consent covers what was open when it was given, and no more.
"""

import functools
import importlib.resources
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from verify.domain.errors import WeakSandboxError
from verify.domain.findings import Sandbox

SHIPPED_SAMPLES = "shipped_samples.sha256"
_CONSENT_FILE = "weak-sandbox.json"


def allowed_sandbox(sandbox: Sandbox, path: Path, sha256: str, *, weak_allowed: bool) -> Sandbox:
    """Return the sandbox with what allows a file to be decoded in it.

    Parameters
    ----------
    sandbox : Sandbox
        What was seen to be denied.
    path : Path
        The file as the user named it.
    sha256 : str
        Of its content.
    weak_allowed : bool
        Whether the user has allowed decoding below level B.

    Raises
    ------
    WeakSandboxError
        If the file may not be decoded there.
    """
    if sandbox.holds:
        return msgspec.structs.replace(sandbox, allowed_by="level")
    if sha256 in _shipped_samples():
        return msgspec.structs.replace(sandbox, allowed_by="sample")
    if weak_allowed:
        return msgspec.structs.replace(sandbox, allowed_by="user")
    raise WeakSandboxError(path)


@functools.cache
def _shipped_samples() -> frozenset[str]:
    lines = importlib.resources.files(__package__).joinpath(SHIPPED_SAMPLES).read_text("ascii")
    return frozenset(line.split()[0] for line in lines.splitlines())


class _Consent(msgspec.Struct, frozen=True, kw_only=True):
    given_utc: datetime
    machine: str
    not_denied: list[str]


class MachineConsent:
    """The app user's word for this machine, kept in a file, to be taken back at any time.

    Parameters
    ----------
    folder : Path
        Where it is kept.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / _CONSENT_FILE

    def is_given(self, sandbox: Sandbox) -> bool:
        """Whether decoding in this sandbox was allowed, on this machine, with no less denied."""
        try:
            consent = msgspec.json.decode(self._file.read_bytes(), type=_Consent)
        except (FileNotFoundError, msgspec.MsgspecError):
            return False
        return consent.machine == platform.node() and set(sandbox.not_denied) <= set(
            consent.not_denied
        )

    def give(self, sandbox: Sandbox) -> None:
        """Write down that the user allows decoding in this sandbox."""
        consent = _Consent(
            given_utc=datetime.now(UTC), machine=platform.node(), not_denied=sandbox.not_denied
        )
        aside = self._file.with_name(f".{_CONSENT_FILE}.{os.getpid()}")
        aside.write_bytes(msgspec.json.encode(consent))
        aside.replace(self._file)

    def revoke(self) -> None:
        """Take the word back; what was decoded meanwhile stays."""
        self._file.unlink(missing_ok=True)
