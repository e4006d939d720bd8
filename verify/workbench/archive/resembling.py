"""What a frame descriptor adds to a search, and to what is kept of an entry."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from verify.analysis.matching.resembling import NONE, Resembling, resembling_of
from verify.domain.archive import Entry, NewEntry, Still
from verify.domain.matches import DescriptorUse
from verify.jobs.describing import FrameDescriptor, descriptor_here
from verify.storage.interface import Archive
from verify.storage.likeness import VectorIndex, open_vector_index

__all__ = [
    "OTHER_WEIGHTS",
    "FrameDescriptor",
    "Resemblances",
    "descriptor_here",
    "is_described",
    "is_of_other_weights",
    "lacks_vectors",
    "with_vectors",
]

_PART = "frame_vectors"
OTHER_WEIGHTS = (
    "its pictures were described by other weights than those here, and cannot be compared with "
    "what these say; remove the entry and add the file again to have them described anew"
)


class Resemblances:
    """The vectors of an archive, read when the first clip is asked for."""

    def __init__(self, archive: Archive, descriptor: FrameDescriptor) -> None:
        self._archive = archive
        self._descriptor = descriptor
        self._index: VectorIndex | None = None

    def of(
        self, path: Path, stills: Sequence[Still]
    ) -> tuple[Resembling, dict[int, str], DescriptorUse]:
        """Return what pictures of a query resemble; keys by number; what was compared.

        Raises
        ------
        VerifyError
            If they could not be described.
        """
        facts = self._descriptor.facts
        if self._index is None:
            self._index = open_vector_index(self._archive, facts.made_by)
        index = self._index
        use = DescriptorUse(
            name=facts.name,
            weights_sha256=facts.weights_sha256,
            entries=len(index.keys),
            entries_of_other_weights=index.others,
        )
        if not stills or not index.keys:
            return NONE, {}, use
        described = self._descriptor.describe_query(path, stills)
        hits = index.search(described.vectors)
        alike = resembling_of(
            described.query_s,
            hits.number,
            hits.match_ms / 1000,
            hits.cosine,
            hits.vector,
            described.vectors @ described.plain.T,
        )
        keys = {number: index.keys[number] for number in set(alike.number.tolist())}
        return alike, keys, use


def is_described(known: Entry) -> bool:
    """Return whether an entry has vectors, of whichever weights."""
    return _PART in known.descriptors


def lacks_vectors(known: Entry, descriptor: FrameDescriptor | None) -> bool:
    """Return whether a descriptor has yet to see the stills that are kept of an entry."""
    return descriptor is not None and bool(known.still_count) and not is_described(known)


def with_vectors(
    path: Path, new: NewEntry, stills: Sequence[Still], descriptor: FrameDescriptor
) -> NewEntry:
    """Return an entry with the vectors of its stills.

    Raises
    ------
    VerifyError
        If they could not be described.
    """
    return replace(
        new,
        vectors=descriptor.describe(path, stills),
        descriptors=new.descriptors | {_PART: descriptor.facts.how},
    )


def is_of_other_weights(known: Entry, descriptor: FrameDescriptor | None) -> bool:
    """Return whether an entry has vectors that cannot be compared with this descriptor's."""
    how = known.descriptors.get(_PART)
    return descriptor is not None and how is not None and how != descriptor.facts.how
