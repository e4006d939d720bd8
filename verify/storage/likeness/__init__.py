"""Search for what is alike, in RAM: points, sounds, and pictures as a descriptor sees them."""

from verify.storage.likeness.index import FeatureHits, FeatureIndex
from verify.storage.likeness.keeping import (
    forget_parts,
    keep_points,
    keep_sounds,
    open_feature_index,
    open_sound_index,
)
from verify.storage.likeness.sounds import SoundHits, SoundIndex
from verify.storage.likeness.vectors import VectorHits, VectorIndex, open_vector_index

__all__ = [
    "FeatureHits",
    "FeatureIndex",
    "SoundHits",
    "SoundIndex",
    "VectorHits",
    "VectorIndex",
    "forget_parts",
    "keep_points",
    "keep_sounds",
    "open_feature_index",
    "open_sound_index",
    "open_vector_index",
]
