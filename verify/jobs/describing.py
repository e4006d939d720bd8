"""Pictures described by a network of the user's, in the jail: stills go in, vectors come out.

Optional through and through: without weights there is no descriptor, and nothing lacks for it.
"""

import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import msgspec
import numpy as np

from verify.domain.archive import Still
from verify.domain.descriptor_errors import NoRuntimeError, WeightsRefusedError
from verify.domain.errors import WorkerFailedError
from verify.domain.frame_vectors import (
    LEAST_DIMENSIONS,
    MOST_DIMENSIONS,
    MOST_VECTORS,
    DescriptorFacts,
    FrameVectors,
    Vectors,
)
from verify.domain.limits import DecodeLimits
from verify.jobs.acceptance import read_capped
from verify.jobs.describing_worker import (
    REFUSED_FILE,
    STILLS_FILE,
    VECTORS_FILE,
    WEIGHTS_FILE,
    DescribingRequest,
)
from verify.jobs.descriptor_weights import Weights, runtime_version, weights_here
from verify.jobs.disk import problems_as_errors
from verify.jobs.messages import REQUEST_FILE
from verify.jobs.refusals import raise_if_not_done
from verify.jobs.still_file import StillSink
from verify.media import jail
from verify.media.scratch import working_folder

_MOST_QUERY_STILLS = 1_200
_LARGEST_REFUSAL_BYTES = 4_096
# Of a byte-wise kept picture the size is known; a network's length is not, before it has run.
_LARGEST_VECTORS_BYTES = 1 << 30


@dataclass(frozen=True, slots=True, eq=False)
class DescribedQuery:
    """The pictures of a query, as vectors.

    Attributes
    ----------
    query_s : float64 array, shape (pictures,)
        When each is shown, seconds.
    vectors : float32 array, shape (pictures, dimensions)
    plain : float32 array, shape (n, dimensions)
        Of pictures that look like many others; see `plain_pictures`.
    """

    query_s: np.ndarray[tuple[int], np.dtype[np.float64]]
    vectors: Vectors
    plain: Vectors


class FrameDescriptor(Protocol):
    """What turns pictures into vectors that lie close where they are copies."""

    @property
    def facts(self) -> DescriptorFacts:
        """What it is."""

    def describe(self, path: Path, stills: Sequence[Still]) -> FrameVectors:
        """Return the vectors of the stills of an entry; `path` names it in errors."""

    def describe_query(self, path: Path, stills: Sequence[Still]) -> DescribedQuery:
        """Return those of a query, twice a second at most, with what to hold them against."""


def descriptor_here(named: Path | None) -> FrameDescriptor | None:
    """Return the descriptor of the weights that are named or installed, None without any.

    Parameters
    ----------
    named : Path or None
        The user's own file of weights.

    Raises
    ------
    WeightsRefusedError, NoRuntimeError
        If there are weights and they cannot serve.
    """
    weights = weights_here(named)
    if weights is None:
        return None
    if runtime_version() is None:
        raise NoRuntimeError(weights.path)
    return _Jailed(weights)


class _Jailed:
    """See `FrameDescriptor`; each call is a process in the jail, of one network and one thread."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        # Read once, by a run that describes nothing: a network that is none is refused at once.
        dimensions = self._vectors(weights.path, [], with_plain=False).shape[1]
        self._facts = DescriptorFacts(
            name=weights.name,
            licence=weights.note.licence,
            origin=weights.note.origin,
            weights=str(weights.path),
            weights_sha256=weights.sha256,
            dimensions=dimensions,
            how=weights.how,
        )

    @property
    def facts(self) -> DescriptorFacts:
        return self._facts

    def describe(self, path: Path, stills: Sequence[Still]) -> FrameVectors:
        kept = stills[:: -(-len(stills) // MOST_VECTORS) or 1]
        vectors = self._vectors(path, kept, with_plain=False)
        times_ms = np.array([still.time_ms for still in kept], np.uint32)
        return FrameVectors.of(self._facts.made_by, times_ms, vectors)

    def describe_query(self, path: Path, stills: Sequence[Still]) -> DescribedQuery:
        kept = _spread(stills)
        vectors = self._vectors(path, kept, with_plain=True)
        times_s = np.array([still.time_ms for still in kept], np.float64) / 1000
        return DescribedQuery(times_s, vectors[: len(kept)], vectors[len(kept) :])

    def _vectors(self, path: Path, stills: Sequence[Still], *, with_plain: bool) -> Vectors:
        temporary, weights = Path(tempfile.gettempdir()), self._weights
        with problems_as_errors(temporary), working_folder(temporary, ".verify-work-") as scratch:
            request = DescribingRequest(form=weights.note.form, with_plain=with_plain)
            (scratch / REQUEST_FILE).write_bytes(msgspec.json.encode(request))
            with (scratch / STILLS_FILE).open("wb") as file:
                sink = StillSink(file)
                for still in stills:
                    sink.write(still.time_ms, still.jpeg)
            limits, readable = DecodeLimits(), {WEIGHTS_FILE: weights.path}
            ending = jail.run(
                "verify.jobs.describing_worker", [], scratch, limits, readable=readable
            )
            raise_if_not_done(path, ending, scratch, limits)
            if os.path.lexists(scratch / REFUSED_FILE):
                said = read_capped(scratch / REFUSED_FILE, _LARGEST_REFUSAL_BYTES)
                reason = "it gives no reason" if said is None else said.decode("utf-8", "replace")
                raise WeightsRefusedError(weights.path, reason)
            return _taken(path, scratch / VECTORS_FILE, len(stills), is_more=with_plain)


def _spread(stills: Sequence[Still]) -> list[Still]:
    """Return stills half a second apart or more, fewer of a clip of more than ten minutes."""
    length_ms = stills[-1].time_ms - stills[0].time_ms if stills else 0
    apart_ms = max(490, length_ms // _MOST_QUERY_STILLS)
    kept: list[Still] = []
    for still in stills:
        if not kept or still.time_ms - kept[-1].time_ms >= apart_ms:
            kept.append(still)
    return kept


def _taken(path: Path, file: Path, least: int, *, is_more: bool) -> Vectors:
    """Return what the worker left, held against the form that it must have."""
    content = read_capped(file, _LARGEST_VECTORS_BYTES)
    try:
        if content is None:
            raise ValueError("none, or too large")
        dimensions = int(np.frombuffer(content, "<u4", 1)[0])
        if not LEAST_DIMENSIONS <= dimensions <= MOST_DIMENSIONS:
            raise ValueError("of an impossible length")
        vectors = np.frombuffer(content, "<f4", offset=4).astype(np.float32)
        vectors = vectors.reshape(-1, dimensions)
        if len(vectors) < least or (len(vectors) > least and not is_more):
            raise ValueError("more or fewer than were asked for")
        if not np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3):
            raise ValueError("not of length one")
    except ValueError as error:
        raise WorkerFailedError(path, f"its vectors cannot be taken: {error}") from error
    return vectors
